"""The information-processing fee to the yuan, and the day of receipt by each way."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import Refused
from gongkai.law import fees
from gongkai.law.receipt import received_on, ways

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(("pieces", "yuan"), [
    (1, 0), (10, 0), (11, 100), (12, 200), (30, 2000), (31, 2200), (35, 3000), (40, 4000), (41, 4300), (45, 5500),
    (50, 7000), (51, 7400),
])  # fmt: skip
def test_by_piece_ten_a_month_are_free_twenty_cost_100_and_then_each_ten_100_more(pieces: int, yuan: int) -> None:
    """国办函〔2020〕109号 art. 4."""
    assert fees.by_piece(0, pieces, on=DAY).yuan == yuan


@pytest.mark.parametrize(("pages", "yuan"), [
    (1, 0), (30, 0), (31, 10), (57, 270), (72, 420), (100, 700), (109, 880), (119, 1080), (200, 2700), (201, 2740),
])  # fmt: skip
def test_by_page_thirty_are_free_and_then_10_20_and_40_a_page(pages: int, yuan: int) -> None:
    """国办函〔2020〕109号 art. 5; four of these are amounts that published reports name."""
    assert fees.by_page(pages, on=DAY).yuan == yuan


@given(st.integers(0, 80), st.integers(1, 40), st.integers(1, 40))
def test_pieces_of_a_month_cost_the_same_however_they_are_split(before: int, first: int, second: int) -> None:
    together = fees.by_piece(before, first + second, on=DAY).yuan
    assert together == fees.by_piece(before, first, on=DAY).yuan + fees.by_piece(before + first, second, on=DAY).yuan


@given(st.integers(1, 400))
def test_the_reckoning_names_every_page_once(pages: int) -> None:
    parts = fees.by_page(pages, on=DAY).parts
    assert [number for part in parts for number in range(part.first, part.last + 1)] == list(range(1, pages + 1))


def test_nothing_is_charged_before_the_measures_were_in_force() -> None:
    with pytest.raises(Refused, match="还没有施行"):
        fees.by_page(50, on=date(2020, 12, 31))
    with pytest.raises(Refused, match="不少于1"):
        fees.by_page(0, on=DAY)


@pytest.mark.parametrize(("way", "expected"), [
    ("desk", date(2026, 3, 2)), ("post", date(2026, 3, 4)), ("letter", date(2026, 3, 6)), ("web", date(2026, 3, 6)),
    ("email", date(2026, 3, 6)), ("fax", date(2026, 3, 6)),
])  # fmt: skip
def test_the_day_of_receipt_is_that_of_its_way(way: str, expected: date) -> None:
    """Art. 31: handed in, signed for, confirmed with the applicant, confirmed by both sides."""
    assert received_on(way, DAY, signed_on=date(2026, 3, 4), confirmed_on=date(2026, 3, 6)) == expected


@pytest.mark.parametrize("way", [way.id for way in ways().values() if way.day != "submitted"])
def test_without_the_day_that_counts_there_is_no_receipt_yet(way: str) -> None:
    """Art. 31: submission is not receipt."""
    with pytest.raises(Refused, match="请先登记") as refused:
        received_on(way, DAY)
    assert "第三十一条" in (refused.value.article or "")


def test_a_day_before_the_application_and_an_unknown_way_are_refused() -> None:
    with pytest.raises(Refused, match="早于提交"):
        received_on("post", DAY, signed_on=date(2026, 3, 1))
    with pytest.raises(Refused, match="没有“pigeon”"):
        received_on("pigeon", DAY)
