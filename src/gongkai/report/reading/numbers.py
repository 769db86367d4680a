"""One cell's text as a value: a number with its unit, a blank, a mark such as `/`, or something else."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from gongkai.report.form import Column
from gongkai.report.reading.characters import fold

#: Printed where a form has nothing to say; the value is None and the mark is kept.
MARKS = frozenset({"/", "-", "—", "–", "－", "——", "--", "\\", "／", "无", "―", "一一"})

_UNITS = "亿元|万元|元|件次|人次|件|项|条|宗|份|个|起|次|人"
_NUMBER = re.compile(
    rf"(?P<sign>[+\-−–—]?)(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}})(?P<part>\.\d{{1,8}})?"
    rf"(?P<unit>{_UNITS})?(?P<note>[（(][^（()）]*[）)])?"
)
_FACTOR = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


class Entry(NamedTuple):
    """
    One printed value. `value` is None for a blank, a mark, and for text that is no number (`clear` false).

    `unit` is the unit printed with the number, else empty; `mark` what stands for "nothing".
    """

    text: str
    value: int | Decimal | None = None
    mark: str = ""
    unit: str = ""
    clear: bool = True


BLANK = Entry("")
#: The numbers that fill most forms, made once.
SMALL = {str(number): Entry(str(number), number) for number in range(1000)}


def digits(text: str) -> Entry | None:
    """A cell of digits alone, as nearly all are; None for one with anything else in it, or a zero in front."""
    if text in SMALL:
        return SMALL[text]
    return Entry(text, int(text)) if text.isdecimal() and text[0] != "0" and len(text) <= 15 else None


def entry(text: str) -> Entry:
    """
    Read one cell.

    A number with leading zeros, or two numbers in one cell, is not clear: dividers may have been lost there.
    """
    plain = digits(text)
    if plain is not None:
        return plain
    if any(unicodedata.category(char) == "No" for char in text):
        return Entry(text, clear=False)  # 12² is twelve with a footnote, not 122
    stripped = fold(text).strip()
    if not stripped:
        return BLANK
    if stripped in MARKS:
        return Entry(text, None, stripped)
    compact = re.sub(r"\s+(?=[元万亿件项条宗份个起次人（(])|(?<=[+\-])\s+|\s+(?=\.)|(?<=\.)\s+", "", stripped)
    found = _NUMBER.fullmatch(compact)
    if found is None:
        return Entry(text, clear=False)
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if len(whole) > 1 and whole[0] == "0":
        return Entry(text, clear=False)
    number: int | Decimal = Decimal(whole + part) if part else int(whole)
    if found["sign"] and found["sign"] != "+":
        number = -number
    return Entry(text, tidy(number), "", found["unit"] or "")


def tidy(number: int | Decimal) -> int | Decimal:
    """Whole decimals as int."""
    if isinstance(number, Decimal) and number == number.to_integral_value():
        return int(number)
    return number


def in_form(found: Entry, column: Column, head_unit: str) -> int | Decimal | None:
    """
    The value in the unit of the form.

    Args:
        found: The entry as printed.
        column: Where it stands; only money is converted.
        head_unit: Unit printed in the column's head in this report, or empty.
    """
    if found.value is None or not column.money:
        return found.value
    printed = found.unit if found.unit in _FACTOR else head_unit
    if printed not in _FACTOR or printed == column.unit:
        return found.value
    return tidy(Decimal(found.value) * _FACTOR[printed] / _FACTOR[column.unit])
