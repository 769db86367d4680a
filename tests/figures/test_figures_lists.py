"""The list behind a number: what can be asked for, and how it is turned over."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from counted_units import Y2019, all_behind, column, day, opened
from hypothesis import given
from hypothesis import strategies as st

from gongkai.channels.models import Website
from gongkai.errors import Refused
from gongkai.figures import By, Ratio, Text, UnknownFigure, behind
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def test_records_that_come_while_one_reads_neither_repeat_nor_hide_a_line(zone: Organisation, website: Website) -> None:
    for number in range(6):
        column(website, f"c{number}", day(number))
    first = behind("text/test.opened", zone, Y2019, size=3, among=[opened()])
    column(website, "before", day(0))
    column(website, "behind", day(9))
    second = behind("text/test.opened", zone, Y2019, after=first.following, size=9, among=[opened()])
    assert [entry.title for entry in (*first.entries, *second.entries)] == [*(f"c{n}" for n in range(6)), "behind"]
    assert second.following == ""


def test_records_of_one_day_are_told_apart_by_their_key(zone: Organisation, website: Website) -> None:
    for number in range(5):
        column(website, f"c{number}", day(3))
    titles = [entry.title for entry in all_behind("text/test.opened", zone, [opened()], size=2)]
    assert titles == [f"c{number}" for number in range(5)]


def test_a_key_narrows_the_list_to_its_own_records(zone: Organisation, website: Website) -> None:
    column(website, "n", day(1))
    column(website, "t", day(2), kind="topic")
    assert [entry.title for entry in all_behind("text/test.opened/topic", zone, [opened()])] == ["t"]
    assert behind("text/test.opened/news", zone, Y2019, among=[opened()]).entries[0].on == date(2019, 1, 2)


@pytest.mark.parametrize(
    "cell",
    ["", "text", "text/", "text/test", "text/test.opened/", "text/test.opened/service", "text/test.opened/news/x",
     "documents/normative/issued", "text/test.unheard", "test.opened"],
)  # fmt: skip
def test_what_nobody_declares_is_said_to_be_unknown(zone: Organisation, cell: str) -> None:
    with pytest.raises(UnknownFigure, match=r"没有“.*”这个数"):
        behind(cell, zone, Y2019, among=[opened()])


def test_a_year_of_letters_is_unknown_too(zone: Organisation, website: Website) -> None:
    by_number = opened(cell=Text("test.opened", "新开栏目", "个", "试验", By("position")))
    column(website, "c1", day(1), position=7)
    assert len(behind("text/test.opened/7", zone, Y2019, among=[by_number]).entries) == 1
    with pytest.raises(UnknownFigure):
        behind("text/test.opened/seven", zone, Y2019, among=[by_number])


def test_a_ratio_names_the_figures_that_it_is_made_of(zone: Organisation) -> None:
    ratio = Ratio(cell=Text("test.ratio", "比", "", "试验"), part="test.opened", whole="test.kept")
    with pytest.raises(Refused, match=r"请看text/test\.opened、text/test\.kept的记录"):
        behind("text/test.ratio", zone, Y2019, among=[ratio])


@given(after=st.text(max_size=30) | st.from_regex(r"[0-9]{1,2}_2019-0[0-9]-[0-9]{2}_[0-9]{1,20}", fullmatch=True))
def test_no_text_in_place_of_a_key_breaks_the_list(after: str) -> None:
    with suppress(UnknownFigure):
        assert behind("text/test.opened", 1, Y2019, after=after, among=[opened()]).entries == ()


@pytest.mark.parametrize("after", ["x", "0_", "0_2019-01-01", "0_2019-13-01_5", "-1", "0_2019-01-01_5_6", "０"])
def test_what_is_no_place_in_a_list_is_refused(zone: Organisation, after: str) -> None:
    with pytest.raises(UnknownFigure, match="不是清单里的位置"):
        behind("text/test.opened", zone, Y2019, after=after, among=[opened()])
