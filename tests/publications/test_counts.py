"""Counts of what was published where, and the lists behind them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published_zone import PROGRAM, THEN, TODAY, written

from gongkai.channels.models import Column, Website
from gongkai.figures import Period
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation
from gongkai.publications.models import Placement
from gongkai.publications.queries import counts
from gongkai.publications.queries.counts import Scope

Y2019 = Period(date(2019, 1, 1), date(2019, 12, 31))


def stands(unit: Organisation, column: Column, on: date, **fields: object) -> Placement:
    publication = fields.pop("publication", None) or written(unit, live=True, published_on=on)
    return Placement.objects.create(
        organisation=unit, publication=publication, column=column, **{"state": "accepted", "from_on": on, **fields}
    )


def test_the_founding_zone_s_1029_items_of_2019_come_out_of_its_placements(
    zone: Organisation, website: Website, columns: dict[str, Column], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    """The annual report of 2019: 5, 729 and 11 in the three named classes, 284 in the other columns."""
    wanted = {"profile": 5, "news": 729, "catalogue": 11, "other": 284}
    day = date(2019, 1, 1)
    titled = [written(zone, f"示例{number}", live=True, published_on=day) for number in range(3)]
    rows = [
        Placement(organisation=zone, publication=titled[0], column=columns[kind],
                  from_on=day + timedelta(days=number % 365), until_on=day + timedelta(days=400))
        for kind, many in wanted.items() for number in range(many)
    ]  # fmt: skip
    Placement.objects.bulk_create(rows)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = counts.counts(Scope(website=website), Y2019, by=["class"])
    assert {figure.key[0]: figure.placements for figure in found} == wanted
    assert counts.total(Scope(website=website), Y2019).placements == 1029
    months = counts.counts(Scope(website=website), Y2019, by=["class", "month"])
    assert sum(figure.placements for figure in months) == 1029


def test_one_paper_on_two_columns_is_two_placements_and_one_publication(
    zone: Organisation, website: Website, columns: dict[str, Column]
) -> None:
    first = stands(zone, columns["news"], date(2019, 3, 1))
    stands(zone, columns["other"], date(2019, 3, 1), publication=first.publication)
    figure = counts.total(Scope(website=website), Y2019)
    assert (figure.placements, figure.publications) == (2, 1)


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({}, 1),
        ({"state": "planned"}, 0),
        ({"state": "offered"}, 0),
        ({"state": "returned", "reason": "不合适"}, 0),
        ({"until_on": date(2019, 3, 1)}, 0),
        ({"until_on": date(2019, 3, 2)}, 1),
        ({"from_on": date(2018, 12, 31)}, 0),
        ({"from_on": date(2019, 1, 1)}, 1),
        ({"from_on": date(2019, 12, 31)}, 1),
        ({"from_on": date(2020, 1, 1)}, 0),
    ],
)
def test_what_was_accepted_in_the_period_and_stood_a_day_counts(
    zone: Organisation, columns: dict[str, Column], fields: dict[str, object], counted: int
) -> None:
    stands(zone, columns["news"], date(2019, 3, 1), **fields)  # type: ignore[arg-type]
    assert counts.total(Scope(), Y2019).placements == counted
    assert len(counts.behind(Scope(), Y2019)) == counted


def test_a_superior_counts_what_stood_below_it_on_the_last_day_of_the_period(
    district: Organisation, zone: Organisation, other_unit: Organisation, columns: dict[str, Column]
) -> None:
    stands(zone, columns["news"], date(2019, 3, 1))
    stands(zone, columns["news"], date(2020, 3, 1))
    acts.move(zone, other_unit, by=PROGRAM, on=TODAY, from_on=date(2020, 1, 1))
    y2020 = Period(date(2020, 1, 1), date(2020, 12, 31))
    found = {
        (unit.code, period.until.year): counts.total(Scope(unit=unit), period).placements
        for unit in (district, other_unit)
        for period in (Y2019, y2020)
    }
    assert found == {("qu", 2019): 1, ("qu", 2020): 0, ("other", 2019): 0, ("other", 2020): 1}


_DAYS = st.integers(-40, 400).map(lambda days: date(2019, 1, 1) + timedelta(days=days))
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["profile", "news", "other"]),
        _DAYS,
        st.sampled_from(["accepted", "offered", "planned"]),
        st.none() | st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(rows=_ROWS)
def test_the_entries_behind_a_figure_sum_to_it_whatever_it_is_told_apart_by(
    zone: Organisation, columns: dict[str, Column], rows: list[tuple[str, date, str, int | None, int]]
) -> None:
    Placement.objects.all().delete()
    papers = [written(zone, f"第{number}件", live=True, published_on=THEN) for number in range(3)]
    Placement.objects.bulk_create(
        Placement(organisation=zone, publication=papers[paper], column=columns[kind], from_on=day, state=state,
                  until_on=None if more is None else day + timedelta(days=more))
        for number, (kind, day, state, more, paper) in enumerate(rows)
        if (paper, kind) not in {(row[4], row[0]) for row in rows[:number]}
    )  # fmt: skip
    everything = counts.total(Scope(), Y2019)
    assert everything.placements == len(counts.behind(Scope(), Y2019, limit=None))
    for by in (["class"], ["column"], ["website"], ["unit"], ["kind"], ["month"], ["class", "month"]):
        assert sum(figure.placements for figure in counts.counts(Scope(), Y2019, by=by)) == everything.placements
    for figure in counts.counts(Scope(), Y2019, by=["class"]):
        behind = counts.behind(Scope(column_class=figure.key[0]), Y2019, limit=None)
        assert len(behind) == figure.placements
        assert len({row.publication_id for row in behind}) == figure.publications


def test_the_list_behind_a_figure_is_paged_by_key_and_each_page_is_one_query(
    zone: Organisation, columns: dict[str, Column], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(7):
        stands(zone, columns["news"], date(2019, 3, 1 + number // 3))
    seen: list[int] = []
    before = None
    while True:
        with django_assert_num_queries(1):  # type: ignore[operator]
            page = counts.behind(Scope(), Y2019, before=before, limit=2)
            assert all(row.column.website.name and row.publication.title for row in page if row.column)
        if not page:
            break
        seen += [row.pk for row in page]
        before = (page[-1].from_on, page[-1].pk)
    assert len(seen) == len(set(seen)) == 7
