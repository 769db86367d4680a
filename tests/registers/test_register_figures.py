"""Table two from the registers: each cell, both editions, and that the list behind it adds up to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registered_zone import DO, a_fee, a_licence, a_matter, a_penalty, a_project, an_income, catalogued, decided, listed

from gongkai.figures import Period, behind, registry, totals
from gongkai.figures.declarations import named
from gongkai.organisations.models import Organisation
from gongkai.registers import kinds
from gongkai.registers.acts import changes, decisions, fees, procurement, withdrawing
from gongkai.registers.models import Decision, FeeIncome, FeeItem, Matter, Procurement
from gongkai.report import editions

pytestmark = pytest.mark.django_db
Y2025 = Period.of_year(2025)
#: The tables of the form that the registers fill.
TABLES = ("documents", "licensing", "enforcement", "fees", "procurement")


def value(unit: Organisation, cell: str, year: int = 2025) -> Any:
    """A cell of a unit's year; None where nothing is counted in it."""
    total = totals([unit], Period.of_year(year)).get(unit.pk, {}).get(cell)
    return None if total is None else total.value


def entries(unit: Organisation, cell: str, year: int = 2025) -> list[Any]:
    """Every entry behind it, page by page."""
    page = behind(cell, unit, Period.of_year(year), size=2)
    found = [*page.entries]
    while page.following:
        page = behind(cell, unit, Period.of_year(year), after=page.following, size=2)
        found += page.entries
    return found


def test_every_cell_of_table_two_of_both_editions_is_declared() -> None:
    wanted = {
        (cell.table, cell.row.id, cell.column.id)
        for edition in editions().values() for cell in edition.cells.values() if cell.table in TABLES
    }  # fmt: skip
    declared = set()
    for declaration in registry.declared:
        if isinstance(declaration.cell, tuple):
            table, row, column = declaration.cell
            rows = list(row.labels or ()) if not isinstance(row, str) else [row]
            declared |= {(table, key, column) for key in rows}
    assert wanted <= declared, [named(found) for found in registry.declared]


def test_decisions_count_by_the_day_they_were_made_and_an_annulled_one_was_made_all_the_same(
    zone: Organisation,
) -> None:
    days = {"decided_on": date(2025, 12, 31), "valid_from": None, "valid_until": None}
    made = decided(
        zone, a_licence("一", **days), a_licence("二", **days), a_licence("三", **days), a_penalty("四", **days),
        a_licence("五", **{**days, "decided_on": date(2026, 1, 1)}),
    )  # fmt: skip
    withdrawing.change_or_annul(made[0], date(2026, 2, 1), "经行政复议撤销", **DO)
    changes.strike(made[1], "误登", **DO)
    assert value(zone, "licensing/licences/decisions") == 2
    assert value(zone, "enforcement/penalties/decisions") == 1
    assert value(zone, "licensing/licences/decisions", 2026) == 1
    assert value(zone, "licensing/other_services/decisions") is None


def test_previous_is_what_the_year_before_left_and_change_what_came_less_what_went(zone: Organisation) -> None:
    listed(zone, a_matter("old", opened_on=date(2024, 12, 31)))
    listed(zone, a_matter("ended", opened_on=date(2020, 1, 1), closed_on=date(2025, 1, 1)))
    listed(zone, a_matter("ended-before", opened_on=date(2020, 1, 1), closed_on=date(2024, 12, 31)))
    listed(zone, a_matter("new", opened_on=date(2025, 1, 1)))
    listed(zone, a_matter("short", opened_on=date(2025, 3, 1), closed_on=date(2025, 9, 1)))
    assert value(zone, "licensing/licences/previous") == 2
    assert value(zone, "licensing/licences/change") == 0
    assert value(zone, "licensing/licences/previous", 2026) == 2 + 0
    assert sorted(entry.amount for entry in entries(zone, "licensing/licences/change")) == [-1, -1, 1, 1]


def test_a_cell_without_an_entry_is_absent_and_never_0(zone: Organisation) -> None:
    assert totals([zone], Y2025) == {}


def test_money_is_kept_in_fen_and_counted_in_ten_thousands_with_every_digit(zone: Organisation) -> None:
    catalogued(zone, a_fee("F1"))
    sums = [an_income("F1", "2025-01-01", "2025-06-30", 1_234_567), an_income("F1", "2025-07-01", "2025-07-31", -1),
            an_income("F1", "2026-01-01", "2026-01-31", 99)]  # fmt: skip
    fees.enter_incomes(zone, sums, **DO)
    assert value(zone, "fees/fees/amount") == Decimal("1.234566")
    assert [entry.amount for entry in entries(zone, "fees/fees/amount")] == [Decimal("1.234567"), Decimal("-0.000001")]
    assert value(zone, "fees/fees/previous") == 1


def test_central_projects_alone_count_by_the_day_of_the_contract_in_yuan(zone: Organisation) -> None:
    day = {"awarded_on": date(2025, 3, 1), "contracted_on": date(2025, 3, 3)}
    rows = [a_project("A", amount=160_596_400, **day), a_project("B", amount=50, **day),
            a_project("C", amount=999, is_central=False, **day), a_project("D")]  # fmt: skip
    procurement.enter_many(zone, rows, **DO)
    assert value(zone, "procurement/procurement/projects") == 2
    assert value(zone, "procurement/procurement/amount") == Decimal("1605964.5")
    assert value(zone, "procurement/procurement/projects", 2026) == 1


ROWS = st.lists(
    st.tuples(st.sampled_from(list(kinds.matter_kinds())), st.integers(-400, 800), st.none() | st.integers(0, 500),
              st.integers(0, 10**12)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_every_total_is_the_sum_of_the_entries_behind_it_and_previous_follows_from_the_year_before(
    zone: Organisation, rows: list[tuple[str, int, int | None, int]]
) -> None:
    for model in (Decision, FeeIncome, FeeItem, Matter, Procurement):
        model.objects.all().delete()
    start = date(2025, 1, 1)
    for number, (kind, first, long, amount) in enumerate(rows):
        opened = start + timedelta(first)
        closed = None if long is None else opened + timedelta(long)
        Matter.objects.create(organisation=zone, kind=kind, name=str(number), opened_on=opened, closed_on=closed)
        item = FeeItem.objects.create(organisation=zone, name=str(number), grounds="文", rate="元", opened_on=opened,
                                      closed_on=closed)  # fmt: skip
        FeeIncome.objects.create(organisation=zone, item=item, from_on=opened, until_on=opened, amount=-amount)
        Decision.objects.create(organisation=zone, kind=kind, document_number=str(number), party_kind="legal",
                                party_name="某公司", decided_on=opened, fine=amount)  # fmt: skip
        Procurement.objects.create(organisation=zone, name=str(number), method="open", contracted_on=opened,
                                   amount=amount, is_central=kind == "licences")  # fmt: skip
    years = {year: totals([zone], Period.of_year(year)).get(zone.pk, {}) for year in (2024, 2025, 2026)}
    for year, found in years.items():
        for cell, total in found.items():
            behind_it = entries(zone, cell, year)
            assert total.value == sum(entry.amount for entry in behind_it), cell
            assert total.entries == len(behind_it), cell
    for table, row in (("fees", "fees"), *((kind.table, kind.row) for kind in kinds.matter_kinds().values())):
        at = f"{table}/{row}"
        before = sum(getattr(years[2025].get(f"{at}/{name}"), "value", 0) for name in ("previous", "change"))
        assert before == getattr(years[2026].get(f"{at}/previous"), "value", 0), at


def test_the_figures_of_any_number_of_units_take_the_same_queries(zone: Organisation, other_unit: Organisation) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (1, 60):
        decisions.enter_many(zone, [a_penalty(f"{many}-{number}") for number in range(many)], **DO)
        with CaptureQueriesContext(connection) as asked:
            totals([zone, other_unit], Period.of_year(2026))
        counts.append(len(asked))
    assert counts[0] == counts[1]
