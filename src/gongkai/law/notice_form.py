"""A notice typed into a form: read leniently, checked strictly, every error in words at its field.

What contradicts itself is an error. What merely differs from the statute is a remark, to be confirmed: the State
Council may change the statute and arrange the year in one week, as it did in November 2024.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.law.arrangement import Arrangement, Holiday, Kind
from gongkai.law.statute import statutory, statutory_days

#: Longer holidays than this are taken for a slip; the longest so far, in 2020, had ten days.
LONGEST = 20

_FULL = re.compile(r"(\d{4})(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?")
_BETWEEN = re.compile(r"[\s,;、。]+")
_WEEKDAY = re.compile(r"\((?:星期|周)?[一二三四五六日天]\)")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class FieldError:
    """
    One thing wrong, at its field.

    Args:
        field: `year`, `number`, `issued_on`, `rows`, or `rows.N.name`, `.first`, `.last`, `.work`, N counted from 0.
        message: A whole Chinese sentence: what is wrong and what to do.
    """

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedNotice:
    """
    What a form holds: the arrangement, or the errors that prevent it (then `arrangement` is None).

    Args:
        arrangement: What was typed, if nothing is wrong with it.
        errors: What must be mended.
        remarks: What looks unusual and should be confirmed by whoever typed it.
    """

    arrangement: Arrangement | None
    errors: tuple[FieldError, ...] = ()
    remarks: tuple[FieldError, ...] = ()


def parse_notice(
    rows: Sequence[Mapping[str, str]],
    *,
    year: int,
    number: str = "",
    issued_on: date | None = None,
    title: str = "",
    kind: Kind = "annual",
) -> ParsedNotice:
    """
    Read a year's arrangement as somebody typed it from the notice.

    Days may be written 2027-02-05, 2027年2月5日, 2月5日 or 2/5, with the weekday in brackets or without; a day of
    December before the year needs its year.

    Args:
        rows: One a holiday: `name`, `first` and `last` day off (`last` empty: one day; both empty: only days worked),
            and `work`, the weekend days worked, several separated by 、 or blanks. Rows without any text are passed
            over.
        year: The year that the notice arranges.
        number: Its document number.
        issued_on: Its date.
        title: Its title; empty for the State Council's usual one. A local arrangement must say what it is.
        kind: `annual`, or `change` or `local` for single days.

    Returns:
        The arrangement or the errors, and the remarks. Nothing typed is corrected.
    """
    if not date.min.year < year < date.max.year:
        return ParsedNotice(None, (FieldError("year", f"年份{year}不对，请填写四位数的年份，如2027。"),))
    errors = [*_head_errors(year, number, issued_on, title, kind)]
    holidays: list[tuple[int, Holiday]] = []
    for place, row in enumerate(rows):
        if any(text.strip() for text in row.values()):
            holiday, wrong = _row(row, f"rows.{place}", year)
            errors += wrong
            if holiday is not None:
                holidays.append((place, holiday))
    if not errors:
        errors += _contradictions(holidays, kind)
    if not holidays and not errors:
        errors.append(FieldError("rows", "没有填写任何放假日期，请照通知逐行填写。"))
    if errors:
        return ParsedNotice(None, tuple(errors))
    arrangement = Arrangement(
        year=year,
        kind=kind,
        holidays=tuple(holiday for _, holiday in holidays),
        title=title.strip() or f"国务院办公厅关于{year}年部分节假日安排的通知",
        number=number.strip(),
        issued_on=issued_on,
    )
    return ParsedNotice(arrangement, (), tuple(_remarks(arrangement)))


def _head_errors(year: int, number: str, issued_on: date | None, title: str, kind: Kind) -> Iterator[FieldError]:
    if issued_on is None:
        yield FieldError("issued_on", "请填写发文日期，两份安排不一致时以后发的为准。")
    elif abs(issued_on.year - year) > 1:
        yield FieldError("issued_on", f"发文日期{issued_on}与所安排的{year}年相差太远，请核对年份。")
    if kind == "local" and not title.strip():
        yield FieldError("title", "请填写事由或文件标题，如“壮族三月三”“台风停工”。")
    if kind != "local" and not number.strip():
        yield FieldError("number", "请填写通知的文号，如“国办发明电〔2025〕7号”。")


def _row(row: Mapping[str, str], field: str, year: int) -> tuple[Holiday | None, list[FieldError]]:
    """One row as a holiday, or what is wrong with it."""
    errors: list[FieldError] = []
    name = row.get("name", "").strip()
    if not name:
        errors.append(FieldError(f"{field}.name", "请填写节日名称，如“春节”。"))
    first = _days(row.get("first", ""), f"{field}.first", year, errors)
    last = _days(row.get("last", ""), f"{field}.last", year, errors) or first
    work = _days(row.get("work", ""), f"{field}.work", year, errors)
    for column, found in (("first", first), ("last", last)):
        if len(found) > 1:
            errors.append(FieldError(f"{field}.{column}", "这里只填一个日期；几段放假请分行填写。"))
    if last and not first:
        errors.append(FieldError(f"{field}.first", "填了最后一天，请同时填写第一天。"))
    if not (first or work or errors):
        errors.append(FieldError(f"{field}.first", f"“{name}”没有日期，请填写放假的第一天或上班的日期。"))
    if errors:
        return None, errors
    if not first:
        return Holiday(name, (), work), []
    length = (last[0] - first[0]).days + 1
    if not 1 <= length <= LONGEST:
        problem = "早于第一天" if length < 1 else f"与第一天相隔{length}天，放假不会这么长"
        return None, [FieldError(f"{field}.last", f"最后一天{_words(last[0])}{problem}，请核对月份和日期。")]
    return Holiday.between(name, first[0], last[0], work), []


def _days(text: str, field: str, year: int, errors: list[FieldError]) -> tuple[date, ...]:
    """The days that *text* names; what cannot be read goes to *errors*."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).replace("至", " 至 "))
    days: list[date] = []
    for word in filter(None, _BETWEEN.split(plain)):
        full, short = _FULL.fullmatch(word), _SHORT.fullmatch(word)
        match = full or short
        try:
            if match is None:
                raise ValueError(word)
            numbers = [int(part) for part in match.groups()]
            day = date(*numbers) if full else date(year, *numbers)
        except ValueError:
            errors.append(FieldError(field, f"“{word}”不是日期，请写成“2月5日”或“{year}-02-05”。"))
            continue
        if short and day.month == 12:
            # 12月31日 of a notice on 2027 is mostly the one before it: too close to the truth to guess.
            errors.append(FieldError(field, f"“{word}”请写明年份：{year - 1}年还是{year}年。"))
        elif not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
            errors.append(FieldError(field, f"{_words(day)}不在{year}年，请核对年份。"))
        else:
            days.append(day)
    return tuple(days)


def _contradictions(holidays: Sequence[tuple[int, Holiday]], kind: Kind) -> Iterator[FieldError]:
    """Days named twice, off and worked at once, or worked though they are worked anyway."""
    rest: dict[date, str] = {}
    for place, holiday in holidays:
        if twice := [day for day in holiday.rest if day in rest]:
            other = rest[twice[0]]
            yield FieldError(f"rows.{place}.first", f"{_words(twice[0])}在“{other}”一行已放假，请核对，不要重复。")
        rest.update(dict.fromkeys(holiday.rest, holiday.name))
    worked: set[date] = set()
    for place, holiday in holidays:
        for day in holiday.work:
            field = f"rows.{place}.work"
            if day in rest:
                yield FieldError(field, f"{_words(day)}在“{rest[day]}”放假期间，不能又上班，请核对。")
            elif day in worked:
                yield FieldError(field, f"{_words(day)}上班填了两次，请删去一处。")
            elif kind == "annual" and day.isoweekday() < 6:
                yield FieldError(field, f"{_words(day)}本来就是工作日，调休上班的应是周末，请核对日期。")
            worked.add(day)


def _remarks(arrangement: Arrangement) -> Iterator[FieldError]:
    """What a whole year's arrangement has otherwise than the statute: a holiday left out, days not balanced."""
    if arrangement.kind != "annual":
        return
    year, rest = arrangement.year, {day for holiday in arrangement.holidays for day in holiday.rest}
    for day, holiday in statutory(year).items():
        if not holiday.made_up and day not in rest:
            yield FieldError("rows", f"{holiday.name}（{_words(day)}）是法定节假日，却不在放假日期内，请对照通知核对。")
    off = sum(day.isoweekday() < 6 for day in rest)
    work = sum(len(holiday.work) for holiday in arrangement.holidays)
    if off - work != (due := statutory_days(year)):
        yield FieldError(
            "rows",
            f"放假占用工作日{off}天，周末上班{work}天，相差{off - work}天；按规定应为法定节假日天数{due}天。"
            "请核对有没有漏填或错填的日期。",
        )


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.isoweekday() - 1]}）"
