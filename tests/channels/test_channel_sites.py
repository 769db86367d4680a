"""Websites and columns: one tree a site, without circles, and no code given twice (国办发〔2017〕47号)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from channelled_zone import OPENED, PROGRAM, TODAY
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.channels import acts, queries
from gongkai.channels.acts import ColumnDescription, SiteDescription
from gongkai.channels.models import Column, Website
from gongkai.errors import Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}


def test_a_site_is_entered_once_and_corrected_under_its_code(zone: Organisation, website: Website) -> None:
    count = Entry.objects.count()
    again = acts.enter_site(zone, SiteDescription("zone-site", "开发区网", OPENED), **DO)
    assert (again, Entry.objects.count()) == (website, count)
    acts.enter_site(zone, SiteDescription("zone-site", "开发区政务网", OPENED, site_mark="bm64130001"), **DO)
    website.refresh_from_db()
    assert (website.name, website.site_mark) == ("开发区政务网", "bm64130001")
    assert Entry.objects.filter(act="channels.enter_site").count() == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "Zone"}, "代码只能用小写字母"),
        ({"name": ""}, "网站名称"),
        ({"is_own": False}, "须填写网址"),
        ({"address": "javascript:alert(1)"}, "网址"),
        ({"opened_on": date(2027, 1, 1)}, "还没有到"),
    ],
)
def test_a_site_that_cannot_be_is_refused_with_its_field(
    zone: Organisation, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        acts.enter_site(zone, SiteDescription(**{"code": "new", "name": "新网", "opened_on": OPENED, **changed}), **DO)
    assert not Website.objects.exists()


def test_a_code_of_another_unit_is_not_taken_over(other_unit: Organisation, website: Website) -> None:
    with pytest.raises(Refused, match="已经有其他网站使用"):
        acts.enter_site(other_unit, SiteDescription("zone-site", "他区网", OPENED), **DO)


def test_columns_stand_as_a_tree_in_their_order(columns: dict[str, Column], website: Website) -> None:
    shown = [(node.column.code, node.depth) for node in queries.columns_of(website)]
    assert shown == [("news", 0), ("notices", 1), ("topic", 0)]
    acts.move_column(columns["news"], columns["topic"], 0, **DO)
    shown = [(node.column.code, node.depth) for node in queries.columns_of(website)]
    assert shown == [("topic", 0), ("news", 1), ("notices", 2)]


@pytest.mark.parametrize("below", ["news", "notices"])
def test_a_column_never_stands_below_itself(columns: dict[str, Column], below: str) -> None:
    with pytest.raises(Refused, match="它本身或它的下级栏目"):
        acts.move_column(columns["news"], columns[below], 0, **DO)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=12))
def test_whatever_is_moved_every_column_is_still_reached_from_the_top(
    website: Website, moves: list[tuple[int, int | None]]
) -> None:
    made = [
        acts.enter_column(website, ColumnDescription(f"lan-{number}", "栏目", "other", OPENED), **DO)
        if not Column.objects.filter(code=f"lan-{number}").exists()
        else Column.objects.get(code=f"lan-{number}")
        for number in range(6)
    ]
    for moved, parent in moves:
        try:
            acts.move_column(made[moved], made[parent] if parent is not None else None, 0, **DO)
        except Refused:
            continue
    assert len(queries.columns_of(website)) == 6


def test_the_column_above_is_of_the_same_site_and_open(zone: Organisation, columns: dict[str, Column]) -> None:
    portal = acts.enter_site(zone, SiteDescription("portal", "门户", OPENED), **DO)
    with pytest.raises(Refused, match="不在门户"):
        acts.enter_column(portal, ColumnDescription("p", "栏目", "news", OPENED, columns["news"]), **DO)
    acts.close_column(columns["topic"], **DO, from_on=date(2020, 1, 1))
    for change in (
        lambda: acts.enter_column(
            columns["news"].website, ColumnDescription("t", "专题", "topic", OPENED, columns["topic"]), **DO
        ),
        lambda: acts.move_column(columns["notices"], columns["topic"], 0, **DO),
    ):
        with pytest.raises(Refused, match="已于2020年1月1日停用，不能在其下设栏目"):
            change()


def test_a_closed_column_keeps_its_code_and_its_children_close_first(
    website: Website, columns: dict[str, Column]
) -> None:
    with pytest.raises(Refused, match="还有下级栏目（通知公告）"):
        acts.close_column(columns["news"], **DO, from_on=date(2020, 1, 1))
    acts.close_column(columns["notices"], **DO, from_on=date(2020, 1, 1))
    with pytest.raises(Refused, match="代码也不重复使用"):
        acts.enter_column(website, ColumnDescription("notices", "新公告", "news", OPENED), **DO)
    with pytest.raises(Refused, match="不必再办"):
        acts.close_column(columns["notices"], **DO, from_on=date(2020, 1, 1))


def test_a_site_closes_with_its_approval_and_takes_its_columns_along(
    website: Website, columns: dict[str, Column]
) -> None:
    with pytest.raises(Refused, match="批准文号"):
        acts.close_site(website, " ", **DO, from_on=TODAY)
    acts.close_site(website, "政办函〔2026〕1号", **DO, from_on=TODAY)
    assert {column.closed_on for column in Column.objects.all()} == {TODAY}
    with pytest.raises(Refused, match="关停，不能再开设"):
        acts.enter_column(website, ColumnDescription("x", "栏目", "news", OPENED), **DO)
    with pytest.raises(Refused, match="不必再办"):
        acts.close_site(website, "又一次", **DO, from_on=TODAY)
    entry = Entry.objects.get(act="channels.close_site")
    assert '"columns":3' in entry.details


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2026, 11, 25)])
def test_a_closing_day_lies_between_the_opening_and_today(columns: dict[str, Column], day: date) -> None:
    with pytest.raises(Refused, match="生效日期"):
        acts.close_column(columns["topic"], **DO, from_on=day)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "unknown"},
        {"parent_id": "itself"},
        {"closed_on": date(2014, 1, 1)},
    ],
)
def test_the_database_itself_refuses_a_column_that_cannot_be(
    columns: dict[str, Column], change: dict[str, Any]
) -> None:
    column = columns["news"]
    values = {name: column.pk if value == "itself" else value for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Column.objects.filter(pk=column.pk).update(**values)


@pytest.mark.parametrize("change", [{"closed_on": TODAY}, {"is_own": False, "address": ""}])
def test_the_database_itself_refuses_a_site_that_cannot_be(website: Website, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Website.objects.filter(pk=website.pk).update(**change)


def test_the_tree_of_columns_is_one_query_however_long(
    website: Website, columns: dict[str, Column], django_assert_num_queries: Any
) -> None:
    for number in range(40):
        Column.objects.create(
            website=website, parent=columns["topic"], code=f"c-{number}", name="栏目", kind="other", opened_on=OPENED
        )
    with django_assert_num_queries(1):
        assert len(queries.columns_of(website)) == 43
