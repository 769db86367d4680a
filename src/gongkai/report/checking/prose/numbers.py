"""Figures in sentences: a number with its unit, however it is printed.

Full-width digits, thousands marks, a space slipped in by a PDF, 万 and 亿, numbers in Chinese characters. A number
that could be read in two ways is left out: what is not found accuses nobody.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from gongkai.report.checking.words import apart

Number = int | Decimal

_UNIT = (
    "人次|件次|条次|场次|元(?!旦)|件(?!套)|宗(?!旨)|份(?!额)|条(?![例款文线])|起(?![草诉来])|例(?!如)|次(?![日年月])"
    "|人(?![民员大士口均力才社事文])|项(?!目)|个(?!百分点|月|工作日|自然日|季度|小时|方面)|期(?![间限])"
    "|场(?![所景])|篇|册|家(?!庭)|户|部(?![门分委署级])|批|名(?![称单])|幅|张|本(?![级市县区])|辆|台"
)
# Marks of an estimate before (近, 约) and inside (余, 多) a number.
_ROUGH_BEFORE = ("近", "约", "超", "超过", "逾", "突破", "不少于", "不足", "至少")
_ROUGH_AFTER = ("左右", "以上", "以内", "之多", "上下")
_NOT_WHOLE = ("第", ".", "．", "-", "－", "/", "〔", "[")
_DIGITS = re.compile(
    r"(?P<number>[0-9](?:(?: [0-9])+(?![0-9.])|[0-9]{0,2}(?:[,，][0-9]{3})+(?![0-9])|[0-9]*)(?:\s?\.\s?[0-9]+)?)"
    rf"\s*(?P<rough>[余多来])?\s*(?P<scale>[万亿千百]*)\s*(?P<rough2>[余多])?\s*(?P<unit>{_UNIT})"
)
# In characters only where a case, a document or an item is counted; 一次, 两个 and 三项 are figures of speech.
_CHARACTERS = re.compile(
    r"(?P<number>[一二两三四五六七八九十][〇零一二两三四五六七八九十百千万]*)(?P<rough>[余多])?"
    r"(?P<unit>件次|件(?!套)|宗(?!旨)|份(?!额)|条(?![例款文线])|起(?![草诉来])|例(?!如))"
)
_PERCENT = re.compile(r"([0-9]+(?:\s?\.\s?[0-9]+)?)\s*[%％]")
_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000,
          "亿": 100_000_000, "万亿": 1_000_000_000_000}  # fmt: skip
_DIGIT = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1_000}


class Figure(NamedTuple):
    """
    A number with its unit at `start`..`end` of a sentence.

    `value` is in whole units (万 and 亿 multiplied out, money in 元); `step` is the worth of its last printed digit;
    `rough` is true where the sentence itself calls it an estimate (余, 近, 以上).
    """

    start: int
    end: int
    value: Number
    unit: str
    step: Number
    rough: bool

    def agrees(self, value: Number) -> bool:
        """True if *value*, printed as coarsely as this figure, could be it: rounded or cut off."""
        return self.value == value or (self.step != 1 and apart(self.value, value) < self.step)


def figures_in(sentence: str, *, characters: bool = True) -> list[Figure]:
    """Every figure of a sentence in order; *characters* also those in Chinese characters."""
    found = [figure for match in _DIGITS.finditer(sentence) if (figure := _figure(sentence, match))]
    if characters:
        spelled = [figure for match in _CHARACTERS.finditer(sentence) if (figure := _spelled(sentence, match))]
        if spelled:
            taken = [(figure.start, figure.end) for figure in found]
            found += [s for s in spelled if not any(start <= s.start < end for start, end in taken)]
            found.sort(key=lambda figure: figure.start)
    return found


def counts_in_characters(text: str) -> bool:
    """True if the text may hold a figure in Chinese characters."""
    return _CHARACTERS.search(text) is not None


def percents_in(sentence: str) -> list[tuple[int, int, Decimal, Decimal]]:
    """Every rate in percent: where it starts and ends, its value, the worth of its last printed digit."""
    return [
        (match.start(), match.end(), value := Decimal(_compact(match[1])), _step(value))
        for match in _PERCENT.finditer(sentence)
    ]


def _compact(number: str) -> str:
    return re.sub(r"[\s,，]", "", number)


def _step(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def _figure(sentence: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    number, more, scale, odd, unit = match.groups()
    before = sentence[max(0, start - 6) : start].rstrip(" ")
    # A digit before a space, an ordinal, or the tail of a decimal: not the whole number, or no number of things.
    if before[-1:].isdigit() or before.endswith(_NOT_WHOLE):
        return None
    factor = _SCALE.get(scale)
    if factor is None:
        return None
    rough = bool(more or odd) or before.endswith(_ROUGH_BEFORE) or sentence.startswith(_ROUGH_AFTER, end)
    if number.isdecimal():  # most figures: no Decimal is made (benchmarks/html_reading.py)
        return Figure(start, end, int(number) * factor, unit, factor, rough)
    exact = Decimal(_compact(number))
    return Figure(start, end, _whole(exact * factor), unit, _whole(_step(exact) * factor), rough)


def _spelled(sentence: str, match: re.Match[str]) -> Figure | None:
    before = sentence[: match.start()]
    if before.count("“") > before.count("”"):
        return None  # “办结一件、满意一件” is a motto
    if before.endswith(("第", "几", "每", "同", "任", "这")) or (match["number"][0] == "十" and before.endswith("数")):
        return None
    value = _spoken(match["number"])
    if value is None:
        return None
    rough = bool(match["rough"] or before.endswith(_ROUGH_BEFORE) or sentence.startswith(_ROUGH_AFTER, match.end()))
    return Figure(match.start(), match.end(), value, match["unit"], 1, rough)


def _whole(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else number


def _spoken(text: str) -> int | None:
    """一百二十 → 120; None for what is no single number (三四 is "three or four")."""
    head, mark, tail = text.partition("万")
    if mark:
        high, low = _spoken(head), _spoken(tail.lstrip("零〇")) if tail else 0
        return None if high is None or low is None else high * 10_000 + low
    total, digit = 0, None
    for sign in text:
        if sign in _PLACE:
            if digit is None and sign != "十":
                return None
            total += (1 if digit is None else digit) * _PLACE[sign]
            digit = None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGIT[sign]
    return total + (digit or 0)
