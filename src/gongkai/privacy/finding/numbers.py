"""Mobile and fixed telephone numbers, and bank cards: what an office publishes of its own is told from a person's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gongkai.privacy.finding.context import Found, clause_before, field_before, is_serial, matches, says

CUE_REACH = 24
NEAR_NAME = 24
"""How far before a fixed telephone the person's name may stand."""

_G = r"(?: ?- ?| |\.)"
_LOCAL = rf"1[3-9]\d(?:\d{{8}}|{_G}\d{{4}}{_G}\d{{4}}|{_G}\d{{8}}|\d{{4}}{_G}\d{{4}}|\d{_G}\d{{4}}{_G}\d{{3}}|\d{_G}\d{{3}}{_G}\d{{4}}|{_G}\d{{3}}{_G}\d{{5}})"  # noqa: E501
_MOBILE = re.compile(rf"(?<![0-9A-Za-z.])(?=((?:(?:\+|00)?86[ -]?|\(\+?86\) ?)?{_LOCAL})(?![0-9A-Za-z]))")
# An amount or a count: 13812345678元, 15012345678.5, 13812345678平方米
_MEASURE = re.compile(r"\s*(?:[元万亿人件吨个份户次条股克升度%％‰]|平方|公里|千|立方|公斤|\.\d|,\d{3})")
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.\-])(?=((?:\(0\d{2,3}\) ?|0\d{2,3}[ -]?)?[2-8]\d{6,7}(?:-\d{1,5})?)(?![0-9A-Za-z\-]))"
)
_CARD = re.compile(
    r"(?<![0-9A-Za-z.])(?=(\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?|\d{6}[ -]?\d{10,13}|\d{16,19})(?![0-9A-Za-z]))"
)
_NOT_DIGIT = re.compile(r"\D")
_SHORTEST_CARD, _LONGEST_CARD = 16, 19


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of ISO/IEC 7812-1 for those before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mobiles(text: str) -> Iterator[Found]:
    """Yield mobile numbers. One that an office calls its own is yielded too, as possible: it may be somebody's."""
    for start, end in matches(_MOBILE, text):
        if is_serial(text, start) or _MEASURE.match(text, end):
            continue
        if says("phone", "office", field_before(text, start, CUE_REACH)):
            yield Found("mobile", start, end, "official", "possible")
        else:
            yield Found("mobile", start, end, "plain", "certain")


def landlines(text: str, names: Iterable[Found]) -> Iterator[Found]:
    """Yield fixed telephones called private, or standing after a person's name and not called an office's."""
    ends = [found.end for found in names]
    for start, end in matches(_LANDLINE, text):
        if says("phone", "home", field_before(text, start, CUE_REACH)):
            yield Found("landline", start, end, "home", "certain")
        elif any(_is_of(text[max(0, name - 12) : start]) for name in ends if 0 <= start - name <= NEAR_NAME):
            yield Found("landline", start, end, "near", "possible")


def _is_of(between: str) -> bool:
    """Whether *between*, from a name to a number, makes the number a telephone of that person and not of an office."""
    return "。" not in between and not says("phone", "office", between)


def bank_cards(text: str) -> Iterator[Found]:
    """Yield card numbers: Luhn and a label, or Luhn and the prefix 62 of UnionPay; accounts of offices are left out."""
    for start, end in matches(_CARD, text):
        digits = _NOT_DIGIT.sub("", text[start:end])
        if not _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD or is_serial(text, start):
            continue
        clause, field = clause_before(text, start, CUE_REACH * 2), field_before(text, start, CUE_REACH)
        if says("card", "office", clause) and not says("card", "strict", field):
            continue
        if passes_luhn(digits) and digits[0] in "34569" and says("card", "before", clause):
            yield Found("bank_card", start, end, "labelled", "certain")
        elif passes_luhn(digits) and digits.startswith("62"):
            yield Found("bank_card", start, end, "bare", "likely")
        elif digits.startswith(("62", "4", "5", "9558")) and says("card", "strict", field):
            yield Found("bank_card", start, end, "mistyped", "possible")
