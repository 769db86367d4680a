"""Where a number comes from: the very entries that add up to it, whatever the records are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from counted_year import (
    APPLICANTS,
    ON,
    PROGRAM,
    YEAR,
    all_traced,
    behind,
    bought,
    case,
    cases_declared,
    collected,
    compiled,
    decided,
    declare_all,
    officer,
    traced,
    unit,
)
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.errors import Unreadable
from gongkai.figures import UnknownFigure
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import nil_returns
from gongkai.registers.models import Decision, FeeIncome, Matter, NilReturn, Procurement
from gongkai.report import edition_for
from gongkai.yearbook.acts import adjustments
from gongkai.yearbook.models import Adjustment

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(db: None) -> Organisation:
    return unit("ju")


@pytest.fixture
def cases() -> Iterator[None]:
    with cases_declared():
        yield


def test_a_cell_shows_adjustments_first_and_then_its_records_by_day(bureau: Organisation) -> None:
    cell = "licensing/licences/decisions"
    later, earlier = decided(bureau, date(YEAR, 5, 1)), decided(bureau, date(YEAR, 4, 1))
    made = adjustments.propose(bureau, YEAR, cell, Decimal(3), kind="opening", reason="年初", by=PROGRAM, on=ON)
    adjustments.approve(made, by=officer("approver", bureau), on=ON)
    found = traced(bureau, cell)
    assert (found.value, found.kind, found.edition, found.parts) == (5, "records", "2021", ())
    assert [entry.record for entry in found.entries] == [
        f"adjustment:{made.uid}", f"decision:{earlier.uid}", f"decision:{later.uid}",
    ]  # fmt: skip
    assert found.entries[0].title == "期初数：年初"
    assert [entry.amount for entry in found.entries] == [3, 1, 1]


def test_a_0_shows_the_nil_return_without_which_it_would_be_asked_for(bureau: Organisation) -> None:
    cell = "remedies/reconsideration/upheld"
    assert (traced(bureau, cell).value, traced(bureau, cell).kind, traced(bureau, cell).entries) == (None, "asked", ())
    (made,) = nil_returns.declare(bureau, YEAR, ["remedies"], by=PROGRAM, on=ON)
    found = traced(bureau, cell)
    assert (found.value, found.kind) == (0, "nil")
    assert [(entry.record, entry.on, entry.amount) for entry in found.entries] == [(f"nilreturn:{made.uid}", ON, 0)]


def test_a_sum_shows_the_cells_that_it_adds(bureau: Organisation) -> None:
    declare_all(bureau)
    found = traced(bureau, "applications/closed/total")
    assert (found.kind, found.value, found.entries) == ("derived", 0, ())
    assert [part.cell for part in found.parts] == [f"applications/closed/{applicant}" for applicant in APPLICANTS]
    assert len(traced(bureau, "applications/closed/person").parts) == 21


def test_a_row_that_folds_three_codes_lists_the_records_of_all(bureau: Organisation, cases: None) -> None:
    made = [case(bureau, row, "person", date(2020, 5, day)) for day, row in
            enumerate(("other.other", "other.uncorrected", "other.unpaid", "other.other"), 1)]  # fmt: skip
    for size in (1, 2, 3, 10):
        entries = all_traced(bureau, "applications/other/person", 2020, size=size)
        assert {entry.record for entry in entries} == {f"case:{one.uid}" for one in made}
        assert len(entries) == 4


def test_a_figure_of_the_text_is_traced_like_a_cell(bureau: Organisation) -> None:
    found = traced(bureau, "text/website.items")
    assert (found.value, found.kind, found.entries) == (None, "asked", ())
    ratio = traced(bureau, "text/account.articles_an_issue")
    assert [part.cell for part in ratio.parts] == ["text/account.articles", "text/account.issues"]


@pytest.mark.parametrize("cell", ["licensing/licences/previous", "x", "applications/received/nobody"])
def test_what_the_form_of_the_year_has_not_is_refused(bureau: Organisation, cell: str) -> None:
    with pytest.raises(Unreadable, match="没有"):
        traced(bureau, cell)


@pytest.mark.parametrize("after", ["x", "9.1", "1.x", "0.-1", "1.0_2024-02-30_1"])
def test_a_place_that_no_list_has_is_refused(bureau: Organisation, after: str) -> None:
    decided(bureau, date(YEAR, 5, 1))
    with pytest.raises(UnknownFigure, match="不是清单里的位置"):
        traced(bureau, "licensing/licences/decisions", after=after)


def test_a_page_takes_the_same_queries_for_few_and_for_many_records(bureau: Organisation) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            traced(bureau, "licensing/licences/decisions")
        return len(captured)

    decided(bureau, date(YEAR, 1, 1))
    few = queries()
    for day in range(2, 30):
        decided(bureau, date(YEAR, 1, day))
    assert queries() == few <= 8


_DAYS = st.dates(date(2018, 6, 1), date(2021, 12, 31))
_ROWS = ["received", "carried_in", "granted", "other.unpaid", "other.other", "not_processed.petition", "carried_out"]
_DECIDED = st.lists(st.tuples(st.sampled_from(["licences", "penalties", "coercion", "other_services"]), _DAYS))
_MONEY = st.lists(st.tuples(_DAYS, st.integers(1, 10**12)), max_size=5)
_MATTERS = st.lists(st.tuples(st.sampled_from(["licences", "penalties"]), _DAYS, st.none() | _DAYS), max_size=6)
_CASES = st.lists(st.tuples(st.sampled_from(_ROWS), st.sampled_from(sorted(APPLICANTS)), _DAYS), max_size=15)
_ADDED = st.lists(
    st.tuples(st.sampled_from(["licensing/licences/decisions", "applications/granted/person",
                               "remedies/litigation.direct/upheld"]), st.integers(-5, 9)),
    max_size=4,
)  # fmt: skip
_SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)


@_SETTINGS
@given(
    decisions=_DECIDED, money=_MONEY, matters=_MATTERS, made=_CASES, added=_ADDED,
    year=st.sampled_from([2019, 2020, 2021]),
    nil=st.sets(st.sampled_from([register.id for register in edition_for(2021).registers])), size=st.integers(1, 4),
)  # fmt: skip
def test_whatever_the_records_are_each_number_is_what_its_trace_lists_and_every_sum_of_the_form_holds(
    bureau: Organisation, cases: None, decisions: Any, money: Any, matters: Any, made: Any, added: Any, year: int,
    nil: set[str], size: int,
) -> None:  # fmt: skip
    for model in (Decision, FeeIncome, Procurement, Matter, Adjustment, NilReturn):
        model.objects.all().delete()
    for kind, on in decisions:
        decided(bureau, on, kind)
    for until, fen in dict(money).items():
        collected(bureau, until, fen)
        bought(bureau, until, fen)
    for kind, first, second in matters:
        opened, closed = (first, None) if second is None else (min(first, second), max(first, second))
        Matter.objects.create(organisation=bureau, kind=kind, name="某事项", opened_on=opened, closed_on=closed)
    for row, applicant, on in made:
        case(bureau, row, applicant, on)
    for cell, amount in added:
        Adjustment.objects.create(
            organisation=bureau, year=year, cell=cell, amount=amount, kind="opening", on=ON, reason="试验",
            author="user:a", approved_by="user:b", approved_on=ON,
        )  # fmt: skip
    known = {register.id for register in edition_for(year).registers}
    nil_returns.declare(bureau, year, sorted(nil & known), by=PROGRAM, on=ON)

    found = compiled(bureau, year)
    # Of the cells without any record a few stand for all, for each takes a page of its own.
    few = [cell for place, cell in enumerate(found.cells.values()) if cell.entries or place % 29 == size]
    for cell in few:
        page = traced(bureau, cell.cell, year)
        assert page.value == cell.value
        if cell.value is not None and cell.kind != "derived":
            entries = all_traced(bureau, cell.cell, year, size=size)
            assert sum(entry.amount for entry in entries) == cell.value
            assert entries
            assert len(entries) == max(cell.entries, 1)
        if cell.kind == "asked":
            assert not page.entries or cell.entries
    rules = {finding.rule for finding in found.findings if finding.severity == "error"}
    assert not rules & {"applications.row_total", "applications.outcomes", "remedies.total"}
    for cell in ("applications/received/total", "applications/closed/total", "remedies/reconsideration/total"):
        if found.cells[cell].value is not None:
            assert behind(bureau, cell, year) == found.cells[cell].value
