"""What each kind counts, and that the list behind a figure adds up to it whatever the records are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from counted_units import (
    CLASSES,
    OF_COLUMN,
    OF_READING,
    Y2019,
    account_of,
    all_behind,
    column,
    day,
    grown,
    held,
    level,
    opened,
    read,
    readings,
    site_of,
    value,
)
from django.db.models import DecimalField, ExpressionWrapper, F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.channels.models import Account, Column, Reading, Website
from gongkai.figures import (
    By,
    Covered,
    Flow,
    Misdeclared,
    Period,
    Ratio,
    Registry,
    Text,
    Total,
    Unplaced,
    behind,
    totals,
)
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db
Y2018, Y2020 = Period.of_year(2018), Period.of_year(2020)


def test_a_flow_counts_what_happened_in_the_period_both_ends_included(zone: Organisation, website: Website) -> None:
    for number, offset in enumerate((-1, 0, 364, 365)):
        column(website, f"c{number}", day(offset))
    assert value(opened(), zone) == 2
    assert value(opened(), zone, Y2018) == 1


def test_a_figure_without_an_entry_is_absent_and_never_0(zone: Organisation, website: Website) -> None:
    column(website, "c1", day(3))
    found = totals([zone], Y2019, among=[opened(), held("start"), level(), grown()])
    assert set(found[zone.pk]) == {"text/test.opened", "text/test.opened/news"}
    assert totals([zone], Y2018, among=[opened()]) == {}
    account = account_of(zone, "a")
    read(account, "followers", 0, day(9))
    assert value(level(), zone) == 0


def test_a_stock_counts_from_its_first_day_until_the_day_on_which_it_is_over(
    zone: Organisation, website: Website
) -> None:
    column(website, "over-on-the-last-day", day(5), closed_on=day(364))
    column(website, "over-on-the-day-after", day(5), closed_on=day(365))
    column(website, "open", day(364))
    column(website, "of-next-year", day(365))
    assert value(held("end"), zone) == 2


def test_what_comes_in_on_the_first_day_is_not_carried_in(zone: Organisation, website: Website) -> None:
    column(website, "carried", day(-1))
    column(website, "carried-and-over-on-the-first-day", day(-9), closed_on=day(0))
    column(website, "over-on-the-eve", day(-9), closed_on=day(-1))
    column(website, "of-this-year", day(0))
    assert value(held("start"), zone) == 2
    assert value(held("start"), zone, Y2019) == value(held("end"), zone, Y2018)


def test_a_level_is_the_last_reading_at_or_before_the_end_of_each_series(zone: Organisation) -> None:
    first, second = account_of(zone, "a"), account_of(zone, "b")
    read(first, "followers", 900, day(100))
    read(first, "followers", 500, day(364))
    read(first, "followers", 999, day(365))
    read(second, "followers", 70, day(-400))
    assert value(level(), zone) == 570
    assert value(level(), zone, Y2018) == 70


def test_a_counter_grows_from_the_last_reading_before_the_period_to_the_last_one_in_it(zone: Organisation) -> None:
    known, fresh, silent = (account_of(zone, number) for number in "abc")
    for reads, at in ((100, -200), (173, -1), (200, 50), (313, 364), (400, 365)):
        read(known, "reads", reads, day(at))
    read(fresh, "reads", 999, day(20))
    read(silent, "reads", 5, day(-3))
    assert value(grown(), zone) == 140
    assert [(entry.amount, entry.on) for entry in all_behind("text/test.grown", zone, [grown()])] == [
        (-173, day(-1)),
        (313, day(364)),
    ]
    assert value(grown(), zone, Period.of_year(2021)) is None


def covered() -> Flow:
    return Flow(
        cell=Text("test.views", "浏览量", "次", "试验"), unit="website__organisation", listed=OF_READING,
        amount="value", records=lambda period: Reading.objects.filter(website__isnull=False), on="until_on",
        covered=Covered("from_on", "website"),
    )  # fmt: skip


def test_a_record_of_several_days_counts_if_all_of_them_lie_in_the_period(zone: Organisation, website: Website) -> None:
    other = site_of(zone, "second")
    read(website, "views", 1, day(30), day(-1))
    read(website, "views", 20, day(364), day(31))
    whole = totals([zone], Y2019, among=[covered()])[zone.pk]["text/test.views"]
    assert whole == Total(20, is_whole=False)
    Reading.objects.all().delete()
    read(website, "views", 10, day(30), day(0))
    read(website, "views", 20, day(364), day(31))
    assert totals([zone], Y2019, among=[covered()])[zone.pk]["text/test.views"] == Total(30, is_whole=True)
    read(other, "views", 5, day(363), day(0))
    assert totals([zone], Y2019, among=[covered()])[zone.pk]["text/test.views"] == Total(35, is_whole=False)


def ratio(zone: Organisation) -> dict[str, Total]:
    cell = Text("test.ratio", "比", "", "试验", opened().cell.by)  # type: ignore[union-attr]
    parts = [opened(), held("end"), Ratio(cell=cell, part="test.opened", whole="test.held_end")]
    found = totals([zone], Y2019, among=parts).get(zone.pk, {})
    return {name.removeprefix("text/test.ratio"): total for name, total in found.items() if "ratio" in name}


def test_a_ratio_is_key_by_key_and_absent_where_a_part_is(zone: Organisation, website: Website) -> None:
    assert ratio(zone) == {}
    column(website, "old", day(-9))
    assert ratio(zone) == {}
    column(website, "a", day(3))
    column(website, "b", day(4))
    column(website, "t", day(4), kind="topic", closed_on=day(5))
    assert ratio(zone) == {"": Total(Decimal("1.0")), "/news": Total(Decimal("0.7"))}


def test_amounts_are_exact_and_whole_ones_are_integers(zone: Organisation) -> None:
    def in_yuan(period: Period) -> Any:
        yuan = ExpressionWrapper(
            F("value") * Decimal("0.01"), output_field=DecimalField(max_digits=20, decimal_places=2)
        )
        return readings(period).annotate(yuan=yuan)

    account = account_of(zone, "a")
    flow = Flow(
        cell=Text("test.paid", "金额", "元", "试验"), records=in_yuan, unit="account__organisation", listed=OF_READING,
        amount="yuan", on="until_on",
    )  # fmt: skip
    read(account, "reads", 10, day(1))
    read(account, "reads", 20, day(2))
    assert value(flow, zone) == Decimal("0.30")
    assert [entry.amount for entry in all_behind("text/test.paid", zone, [flow])] == [Decimal("0.1"), Decimal("0.2")]
    read(account, "reads", 70, day(3))
    assert type(value(flow, zone)) is int
    assert type(value(level(), zone)) is int


def test_two_declarations_of_one_cell_add_and_so_do_their_lists(zone: Organisation, website: Website) -> None:
    closed = opened(on="closed_on")
    for number in range(4):
        column(website, f"c{number}", day(number), closed_on=day(9) if number else None)
    both = [opened(), closed]
    assert totals([zone], Y2019, among=both)[zone.pk]["text/test.opened/news"] == Total(7)
    for size in (1, 2, 3, 4, 5, 7, 50):
        found = all_behind("text/test.opened/news", zone, both, size=size)
        assert [entry.on for entry in found] == [*map(day, range(4)), *[day(9)] * 3]


def applications(cell: Any = None) -> Flow:
    return opened(cell=cell or ("applications", "received", By("summary")))


def test_a_key_that_no_edition_knows_raises_and_names_a_record(zone: Organisation, website: Website) -> None:
    column(website, "c1", day(1), summary="person")
    assert totals([zone], Y2019, among=[applications()])[zone.pk] == {"applications/received/person": Total(1)}
    wrong = column(website, "c2", day(2), summary="nobody")
    with pytest.raises(Unplaced, match=f"有1条记录的“栏目说明”是“nobody”.*例如“c2”（column:{wrong.uid}）"):
        totals([zone], Y2019, among=[applications()])
    wrong.summary = ""
    wrong.save()
    with pytest.raises(Unplaced, match="没有填写"):
        totals([zone], Y2019, among=[applications()])


def test_a_key_that_is_null_is_never_joined_into_an_id(zone: Organisation, website: Website) -> None:
    column(website, "c1", day(1))
    flow = opened(cell=Text("test.ends", "停用", "个", "试验", By("closed_on__year")))
    with pytest.raises(Unplaced, match=r"“停用”有1条记录的“停用日期”没有填写"):
        totals([zone], Y2019, among=[flow])


def test_a_key_that_the_figure_of_the_text_does_not_have_raises(zone: Organisation, website: Website) -> None:
    column(website, "c1", day(1), kind="other")
    with pytest.raises(Unplaced, match="“栏目类别”是“other”"):
        totals([zone], Y2019, among=[opened()])


def test_a_code_that_an_edition_folds_into_a_row_is_a_cell(zone: Organisation, website: Website) -> None:
    column(website, "c1", day(1), summary="other.unpaid")
    flow = applications(("applications", By("summary"), "person"))
    assert totals([zone], Y2019, among=[flow])[zone.pk] == {"applications/other.unpaid/person": Total(1)}


def test_another_units_records_are_not_counted(zone: Organisation, district: Organisation, website: Website) -> None:
    column(website, "c1", day(1))
    column(site_of(district, "of-district"), "c2", day(1))
    found = totals([zone, district], Y2019, among=[opened()])
    assert {unit: figures["text/test.opened"].value for unit, figures in found.items()} == {zone.pk: 1, district.pk: 1}
    assert [entry.title for entry in all_behind("text/test.opened", zone, [opened()])] == ["c1"]
    assert found == totals(Organisation.objects.all(), Y2019, among=[opened()])


_DAYS = st.integers(-800, 800).map(day)
_COLUMNS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(sorted(CLASSES)), _DAYS, st.none() | st.integers(0, 500)), max_size=12
)
_READINGS = st.lists(
    st.tuples(st.integers(0, 2), _DAYS, st.integers(0, 2**40)), max_size=14, unique_by=lambda row: (row[0], row[1])
)
_PERIODS = st.tuples(st.integers(-400, 400), st.integers(0, 700)).map(
    lambda pair: Period(day(pair[0]), day(pair[0] + pair[1]))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(rows=_COLUMNS, read_rows=_READINGS, period=_PERIODS, size=st.integers(1, 5))
def test_the_entries_behind_a_figure_add_up_to_it(
    zone: Organisation, district: Organisation, website: Website, rows: Any, read_rows: Any, period: Period, size: int
) -> None:
    Column.objects.all().delete()
    Reading.objects.all().delete()
    sites = [website, Website.objects.filter(code="of-district").first() or site_of(district, "of-district")]
    numbers = ("a", "b", "c")
    accounts = [Account.objects.filter(number=number).first() or account_of(zone, number) for number in numbers]
    for number, (site, kind, first, length) in enumerate(rows):
        over = None if length is None else first + timedelta(days=length)
        column(sites[site], f"c{number}", first, kind=kind, closed_on=over)
    for account, at, much in read_rows:
        read(accounts[account], "reads", much, at)
    among = [opened(), opened(on="closed_on"), held("start"), held("end"), level(), grown()]
    found = totals([zone, district], period, among=among)
    for unit in (zone, district):
        for name, total in found.get(unit.pk, {}).items():
            entries = all_behind(name, unit, among, period, size)
            assert sum(entry.amount for entry in entries) == total.value
            assert entries
    figures = {name: total.value for name, total in found.get(zone.pk, {}).items()}
    for name in ("opened", "held_start", "held_end"):
        keys = [amount for key, amount in figures.items() if key.startswith(f"text/test.{name}/")]
        assert sum(keys) == figures.get(f"text/test.{name}", 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(rows=_COLUMNS, period=_PERIODS)
def test_what_was_held_and_what_came_is_what_went_and_what_is_held(
    zone: Organisation, website: Website, rows: Any, period: Period
) -> None:
    """As the form has it: carried in and received are closed and carried out."""
    Column.objects.all().delete()
    for number, (_site, _kind, first, length) in enumerate(rows):
        over = None if length is None else first + timedelta(days=length)
        column(website, f"c{number}", first, closed_on=over)
    counts = [value(figure, zone, period) or 0 for figure in
              (held("start"), opened(), opened(on="closed_on"), held("end"))]  # fmt: skip
    assert counts[0] + counts[1] == counts[2] + counts[3]


@pytest.mark.parametrize("units", [1, 30])
def test_totals_take_one_query_a_declaration_for_any_number_of_units_and_records(
    district: Organisation, django_assert_num_queries: Any, units: int
) -> None:
    for number in range(units):
        unit = Organisation.objects.create(code=f"u{number}", name=f"第{number}局", kind="department")
        site, account = site_of(unit, f"s{number}"), account_of(unit, f"a{number}")
        for each in range(1 + units // 10):
            column(site, f"c{number}-{each}", day(each))
            read(account, "reads", each, day(each))
    among = [opened(), held("end"), level(), grown()]
    with django_assert_num_queries(len(among)):
        found = totals(Organisation.objects.all(), Y2019, among=among)
    assert len(found) == units


@pytest.mark.parametrize("records", [2, 40])
def test_a_page_of_the_list_takes_one_query_a_declaration(
    zone: Organisation, website: Website, django_assert_num_queries: Any, records: int
) -> None:
    account = account_of(zone, "a")
    for number in range(records):
        column(website, f"c{number}", day(number))
        read(account, "reads", number, day(number))
    with django_assert_num_queries(1):
        page = behind("text/test.opened", zone, Y2019, size=20, among=[opened()])
    assert len(page.entries) == min(records, 20)
    flow = Flow(
        cell=Text("test.reads", "阅读量", "次", "试验"), records=readings, unit="account__organisation",
        listed=OF_READING, on="until_on",
    )  # fmt: skip
    with django_assert_num_queries(1):
        assert len(behind("text/test.reads", zone, Y2019, size=20, among=[flow]).entries) == min(records, 20)


def test_an_entry_says_record_title_day_amount_and_address(zone: Organisation, website: Website) -> None:
    made = column(website, "c1", date(2019, 5, 1))
    (entry,) = all_behind("text/test.opened/news", zone, [opened()])
    assert (entry.record, entry.title, entry.on, entry.amount, entry.address) == (
        OF_COLUMN.record(made), "c1", date(2019, 5, 1), 1, "/c/c1/",
    )  # fmt: skip


def in_ten_thousands(per: int) -> Flow:
    """Followers read in the period, as if each were a 分 of the figure's unit."""
    return Flow(
        cell=Text("test.money", "金额", "万元", "试验"), records=readings, unit="account__organisation",
        listed=OF_READING, amount="value", on="until_on", per=per,
    )  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(0, 10**15), min_size=1, max_size=6), zeros=st.integers(0, 8))
def test_an_amount_is_divided_after_it_was_added_up_and_not_a_digit_is_lost(
    zone: Organisation, amounts: list[int], zeros: int
) -> None:
    Reading.objects.all().delete()
    Account.objects.all().delete()
    account = account_of(zone, "a")
    for number, amount in enumerate(amounts):
        read(account, "followers", amount, day(number))
    declaration = in_ten_thousands(10**zeros)
    found = value(declaration, zone)
    assert found * 10**zeros == sum(amounts)
    assert found == sum(entry.amount for entry in all_behind("text/test.money", zone, [declaration]))
    assert isinstance(found, int) == (sum(amounts) % 10**zeros == 0)


@pytest.mark.parametrize("per", [0, -10, 3, 20, 1000001])
def test_what_makes_one_of_the_cell_is_a_power_of_ten(per: int) -> None:
    with pytest.raises(Misdeclared, match="no power of ten"):
        Registry().register("test", [in_ten_thousands(per)])
