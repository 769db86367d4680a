"""One cell's text as a value: a number, a blank, a mark, or something the reader will not guess at."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.report import editions
from gongkai.report.reading.characters import fold, key, without_brackets
from gongkai.report.reading.numbers import entry, in_form

AMOUNT = editions()["2019"].table("procurement").column("amount")
FEES = editions()["2021"].table("fees").column("amount")
PROJECTS = editions()["2019"].table("procurement").column("projects")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("23", 23), (" 7 ", 7), ("１２", 12), ("1,234", 1234), ("12,345,678", 12345678), ("+19", 19),
        ("-18", -18), ("－18", -18), ("−3", -3), ("—5", -5), ("160.5964", Decimal("160.5964")), ("12.0", 12),
        ("22（其中修订16件）", 22), ("55\n（含自然失效 29 件）", 55), ("12件", 12), ("31 .3", Decimal("31.3")),
        ("75394432.52元", Decimal("75394432.52")),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, value: int | Decimal) -> None:
    found = entry(text)
    assert found.clear
    assert found.value == value


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\xa0", "\u200b"])
def test_a_cell_without_a_visible_character_is_blank(text: str) -> None:
    assert entry(text).value is None
    assert entry(text).mark == ""
    assert entry(text).clear


@pytest.mark.parametrize("text", ["/", "／", "-", "—", "——", "无", " / "])
def test_a_mark_for_nothing_is_neither_blank_nor_zero(text: str) -> None:
    assert entry(text).value is None
    assert entry(text).mark


@pytest.mark.parametrize(
    "text", ["00", "007", "0000000", "1\n2", "12 34", "详见附件", "3、4", "1.2.3", "12a", "²", "1/2"]
)
def test_what_may_be_two_numbers_or_none_is_not_guessed_at(text: str) -> None:
    found = entry(text)
    assert not found.clear
    assert found.value is None


@pytest.mark.parametrize(
    ("text", "head", "value"),
    [
        ("251000元", "", 251000), ("160.5964万元", "", 1605964), ("477.35", "万元", 4773500),
        ("70487元", "万元", 70487), ("1.2亿元", "", 120000000), ("251000", "", 251000),
    ],
)  # fmt: skip
def test_money_is_kept_in_the_unit_of_the_form_whatever_was_printed(text: str, head: str, value: int) -> None:
    assert in_form(entry(text), AMOUNT, head) == value


def test_fees_of_the_2021_form_are_in_ten_thousand_yuan() -> None:
    assert in_form(entry("24252.311082"), FEES, "") == Decimal("24252.311082")
    assert in_form(entry("12345元"), FEES, "") == Decimal("1.2345")
    assert in_form(entry("500"), FEES, "元") == Decimal("0.05")


def test_a_unit_of_money_changes_nothing_in_a_column_that_counts() -> None:
    assert in_form(entry("13"), PROJECTS, "万元") == 13


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("⾏政复议", "行政复议"),
        ("⻓", "长"),
        ("行政強製", "行政强制"),
        ("隻計這一情形", "只计这一情形"),
        ("ＡＢ１２", "AB12"),
    ],
)
def test_one_spelling_for_radicals_wide_and_traditional_characters(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text", ["（一）予以公开", "(一) 予以 公开", "1、予以公开", "予以公開", "一、予以公开：", "予\n以公开"]
)
def test_a_label_is_found_without_its_numbering_marks_and_spaces(text: str) -> None:
    assert key(text) == "予以公开"


def test_explanations_in_brackets_are_no_part_of_a_label() -> None:
    assert without_brackets("规章（设区的市（自治州）应提供）") == "规章"
