"""A year beside the year before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from counted_units import account_of, column, day, opened, read

from gongkai.channels.models import Website
from gongkai.figures import growth_rate, words, years_beside
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "before", "rate"),
    [
        (313, 173, "80.9"),
        (5488, 3740, "46.7"),
        (100, 200, "-50.0"),
        (0, 5, "-100.0"),
        (5, -10, "150.0"),
        (Decimal("1.5"), 1, "50.0"),
        (20_001, 20_000, "0.0"),
        (2001, 2000, "0.1"),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_a_rate_is_in_per_cent_to_one_place_and_missing_where_a_figure_is(now: Any, before: Any, rate: Any) -> None:
    assert growth_rate(now, before) == (None if rate is None else Decimal(rate))


def test_days_of_which_nothing_is_known_leave_no_rate(zone: Organisation, website: Website) -> None:
    read(website, "views", 100, day(-1), day(-365))
    read(website, "views", 200, day(300), day(0))
    (line,) = years_beside(zone, 2019)
    assert line.now is not None
    assert (line.cell, line.now.value, line.now.is_whole) == ("text/website.views", 200, False)
    assert (line.change, line.rate) == (None, None)
    read(website, "views", 5, day(364), day(301))
    (line,) = years_beside(zone, 2019)
    assert (line.change, line.rate) == (105, Decimal("105.0"))


def test_followers_of_an_earlier_year_do_not_stand_for_a_later_one(zone: Organisation) -> None:
    read(account_of(zone, "a"), "followers", 3740, day(-1))
    cells = {line.cell: line for line in years_beside(zone, 2019)}
    followers = cells["text/account.followers/wechat"]
    assert followers.before is not None
    assert (followers.now, followers.before.value) == (None, 3740)
    assert years_beside(zone, 2020) == []


def test_the_whole_stands_before_its_parts_in_the_order_of_their_labels(zone: Organisation, website: Website) -> None:
    column(website, "t", day(1), kind="topic")
    column(website, "n", day(-3))
    lines = years_beside(zone, 2019, among=[opened()])
    assert [line.label for line in lines] == ["新开栏目", "新开栏目（政务动态信息）", "新开栏目（专栏专题）"]
    assert [(line.now and line.now.value, line.before and line.before.value) for line in lines] == [
        (1, 1), (None, 1), (1, None),
    ]  # fmt: skip


def test_a_cell_of_the_form_is_called_as_its_edition_calls_it() -> None:
    assert words("applications/received/person", 2019)[0].endswith("“自然人”")
    assert words("fees/fees/amount", 2023)[1] == "万元"
    assert words("documents/normative/issued", 2010) == words("documents/normative/issued", 2023)
    assert words("applications/unheard/person", 2019) == ("applications/unheard/person", "")
