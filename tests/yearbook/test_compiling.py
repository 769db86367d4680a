"""A report compiled from its records: sums of entries, nil returns, and cells that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from counted_year import (
    ON,
    PROGRAM,
    YEAR,
    bought,
    case,
    cases_declared,
    collected,
    compiled,
    decided,
    declare_all,
    officer,
    said,
    unit,
)
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.errors import Refused
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import nil_returns
from gongkai.report import Report, edition_for
from gongkai.yearbook.acts import adjustments, publish_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(db: None) -> Organisation:
    return unit("ju")


@pytest.fixture
def cases() -> Iterator[None]:
    with cases_declared():
        yield


def adjusted(of: Organisation, cell: str, amount: int, reason: str = "此前的台账", kind: str = "opening") -> None:
    made = adjustments.propose(of, YEAR, cell, Decimal(amount), kind=kind, reason=reason, by=PROGRAM, on=ON)
    adjustments.approve(made, by=officer("approver", of), on=ON)


@pytest.mark.parametrize("year", [2019, 2024])
def test_without_records_or_nil_returns_every_cell_is_asked_for_and_none_is_0(bureau: Organisation, year: int) -> None:
    found = compiled(bureau, year, on=date(2026, 1, 2))
    assert found.report.cells == {}
    assert {cell.value for cell in found.cells.values()} == {None}
    assert [register.id for register in found.asked] == [register.id for register in edition_for(year).registers]
    assert list(found.cells) == list(edition_for(year).cells)
    assert not [finding for finding in found.findings if finding.rule == "cell.missing"]


def test_under_a_nil_return_cells_without_entries_are_0_and_sums_over_them_too(bureau: Organisation) -> None:
    nil_returns.declare(bureau, YEAR, ["applications"], by=PROGRAM, on=ON)
    found = compiled(bureau)
    assert found.cells["applications/received/person"].kind == "nil"
    assert found.report.cells["applications/received/person"] == 0
    assert (found.cells["applications/closed/total"].kind, found.cells["applications/closed/total"].value) == (
        "derived", 0,
    )  # fmt: skip
    assert "remedies/reconsideration/total" not in found.report.cells
    assert "applications" not in [register.id for register in found.asked]


def test_a_nil_return_taken_back_counts_no_more(bureau: Organisation) -> None:
    (made,) = nil_returns.declare(bureau, YEAR, ["remedies"], by=PROGRAM, on=ON)
    nil_returns.take_back(made, "登记有误", by=PROGRAM, on=ON)
    assert compiled(bureau).cells["remedies/reconsideration/upheld"].value is None


def test_a_nil_return_beside_entries_says_that_there_is_nothing_else(bureau: Organisation) -> None:
    decided(bureau, date(YEAR, 3, 1))
    declare_all(bureau)
    found = compiled(bureau)
    assert (found.cells["licensing/licences/decisions"].value, found.cells["licensing/licences/decisions"].kind) == (
        1, "records",
    )  # fmt: skip
    assert found.conflicts == ()
    assert found.asked == ()
    assert list(found.report.cells) == list(found.report.expected())


def test_records_dated_after_a_nil_return_of_the_same_year_are_shown_against_it(bureau: Organisation) -> None:
    nil_returns.declare(bureau, YEAR, ["licensing/licences"], by=PROGRAM, on=date(YEAR, 12, 20))
    decided(bureau, date(YEAR, 12, 20))
    assert compiled(bureau).conflicts == ()
    decided(bureau, date(YEAR, 12, 21))
    (conflict,) = compiled(bureau).conflicts
    assert (conflict.register.id, conflict.entries) == ("licensing/licences", 1)


def test_money_is_exact_in_the_unit_of_the_form(bureau: Organisation) -> None:
    for day, fen in enumerate((12_345_678, 1), 1):
        collected(bureau, date(YEAR, 6, day), fen)
    assert compiled(bureau).cells["fees/fees/amount"].value == Decimal("12.345679")
    for fen in (160_596_499, 1):
        bought(bureau, date(2019, 6, 30), fen)
    assert compiled(bureau, 2019).cells["procurement/procurement/amount"].value == 1_605_965


def test_what_the_form_of_2021_splits_the_form_of_2019_has_in_one_row(bureau: Organisation, cases: None) -> None:
    for row in ("other.uncorrected", "other.unpaid", "other.other", "other.other"):
        case(bureau, row, "person", date(2020, 5, 1))
        case(bureau, row, "person", date(2021, 5, 1))
    old, new = compiled(bureau, 2020), compiled(bureau, 2021)
    assert old.cells["applications/other/person"].value == 4
    assert old.cells["applications/other/person"].entries == 4
    assert new.cells["applications/other.other/person"].value == 2
    assert new.cells["applications/other.unpaid/person"].value == 1


def test_a_sum_of_which_a_part_is_asked_for_is_not_known(bureau: Organisation, cases: None) -> None:
    for applicant in ("person", "business", "research", "welfare", "legal"):
        case(bureau, "received", applicant, date(YEAR, 5, 1))
    assert compiled(bureau).cells["applications/received/total"].value is None
    case(bureau, "received", "other", date(YEAR, 5, 1))
    found = compiled(bureau).cells["applications/received/total"]
    assert (found.value, found.kind, found.entries) == (6, "derived", 6)


def test_an_adjustment_counts_once_it_is_approved_and_until_it_is_struck(bureau: Organisation) -> None:
    declare_all(bureau)
    cell = "licensing/licences/decisions"
    made = adjustments.propose(
        bureau, YEAR, cell, Decimal(7), kind="opening", reason="上半年未启用本系统", by=PROGRAM, on=ON
    )
    assert compiled(bureau).cells[cell].value == 0
    approved = adjustments.approve(made, by=officer("approver", bureau), on=ON)
    found = compiled(bureau).cells[cell]
    assert (found.value, found.kind, found.entries, found.adjusted) == (7, "records", 1, 7)
    decided(bureau, date(YEAR, 8, 1))
    assert compiled(bureau).cells[cell].value == 8
    adjustments.strike(approved, "重复", by=PROGRAM, on=date(2025, 1, 9))
    assert compiled(bureau, on=date(2025, 1, 8)).cells[cell].value == 8
    assert compiled(bureau, on=date(2025, 1, 9)).cells[cell].value == 1


def test_the_program_can_begin_in_the_middle_of_a_year_with_opening_entries(bureau: Organisation) -> None:
    assert "licensing/licences/decisions" not in compiled(bureau).report.cells
    adjusted(bureau, "licensing/licences/decisions", 40)
    assert compiled(bureau).report.cells["licensing/licences/decisions"] == 40


def test_last_year_s_report_is_taken_in_and_a_carry_over_that_differs_is_found(bureau: Organisation) -> None:
    declare_all(bureau)
    assert compiled(bureau).before is None
    before = compiled(bureau).report
    earlier = Report(
        edition="2021", agency="ju机关", year=2023, cells=before.cells | {"applications/carried_out/person": 2}
    )
    publish_report(earlier, bureau, by=PROGRAM, on=date(2024, 1, 20))
    found = compiled(bureau)
    assert found.before is not None
    assert found.before.origin == "published"
    carried = [finding for finding in found.findings if finding.rule == "applications.carried"]
    assert [finding.severity for finding in carried] == ["error"]
    assert "applications/carried_in/person" in carried[0].cells


def test_the_records_of_a_merged_unit_count_for_the_one_that_it_was_merged_into(bureau: Organisation) -> None:
    old, older = unit("lao-ju"), unit("geng-lao-ju")
    decided(old, date(YEAR, 2, 1))
    decided(older, date(YEAR, 1, 5))
    organisations.merge(older, old, by=PROGRAM, on=ON, from_on=date(YEAR, 2, 1))
    organisations.merge(old, bureau, by=PROGRAM, on=ON, from_on=date(YEAR, 7, 1))
    declare_all(bureau)
    found = compiled(bureau)
    assert found.cells["licensing/licences/decisions"].value == 2
    assert {each.code for each in found.units} == {"ju", "lao-ju", "geng-lao-ju"}


def test_with_its_subordinates_a_body_counts_theirs_by_the_tree_of_that_year(db: None) -> None:
    zone = unit("qu", "zone")
    inside, moved = unit("ban", "branch", zone), unit("ju", "department", zone)
    other = unit("other", "zone")
    organisations.move(moved, other, by=PROGRAM, on=ON, from_on=date(YEAR, 6, 1))
    for body in (zone, inside, moved):
        decided(body, date(YEAR, 3, 1))
        decided(body, date(YEAR - 1, 3, 1))
    cell = "licensing/licences/decisions"
    assert compiled(zone).cells[cell].value == 1
    assert compiled(zone, with_subordinates=True).cells[cell].value == 2
    assert compiled(zone, YEAR - 1, with_subordinates=True).cells[cell].value == 3


def test_a_unit_below_that_neither_has_entries_nor_declared_nil_leaves_the_cell_asked_for(db: None) -> None:
    zone = unit("qu", "zone")
    inside = unit("ban", "branch", zone)
    cell = "licensing/licences/decisions"
    decided(zone, date(YEAR, 3, 1))
    assert compiled(zone, with_subordinates=True).cells[cell].value is None
    nil_returns.declare(inside, YEAR, ["licensing/licences"], by=PROGRAM, on=ON)
    assert compiled(zone, with_subordinates=True).cells[cell].value == 1
    assert compiled(zone, with_subordinates=True).cells["licensing/licences/decisions"].kind == "records"


def test_the_body_s_own_nil_return_speaks_for_its_whole_report(db: None) -> None:
    zone = unit("qu", "zone")
    unit("ban", "branch", zone)
    declare_all(zone)
    assert compiled(zone, with_subordinates=True).asked == ()


def test_a_year_of_the_form_before_2019_is_refused_in_words(bureau: Organisation) -> None:
    with pytest.raises(Refused, match=r"2018年的报告用的是另一种格式.*2019年及以后"):
        compiled(bureau, 2018)
    assert "2018年" in said(compiled, bureau, 2018)


def test_a_report_is_named_as_the_body_was_called_at_the_end_of_the_year(bureau: Organisation) -> None:
    organisations.rename(bureau, "新局", by=PROGRAM, on=ON, from_on=date(YEAR + 1, 1, 1))
    found = compiled(bureau)
    assert (found.report.agency, found.report.title) == ("ju机关", f"ju机关{YEAR}年政府信息公开工作年度报告")
    assert found.report.year == YEAR
    assert [section.key for section in found.report.sections] == [
        section.key for section in edition_for(YEAR).sections
    ]  # fmt: skip


def test_compiling_takes_the_same_queries_for_few_and_for_many_records_and_units(db: None) -> None:
    zone = unit("qu", "zone")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            compiled(zone, with_subordinates=True)
        return len(captured)

    unit("b0", "branch", zone)
    decided(zone, date(YEAR, 3, 1))
    few = queries()
    for number in range(1, 12):
        below = unit(f"b{number}", "branch", zone)
        for day in range(1, 9):
            decided(below, date(YEAR, 3, day))
    assert queries() == few


def test_a_closed_unit_without_a_successor_counts_with_its_superior(db: None) -> None:
    zone = unit("qu", "zone")
    inside = unit("ban", "branch", zone)
    decided(inside, date(YEAR, 3, 1))
    organisations.close(inside, by=PROGRAM, on=ON, from_on=date(YEAR, 9, 1))
    declare_all(zone)
    assert compiled(zone, with_subordinates=True).cells["licensing/licences/decisions"].value == 1
    assert compiled(zone).cells["licensing/licences/decisions"].value == 0
