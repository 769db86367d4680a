"""A cell's value as a spreadsheet shows it, for the formats that public bodies use (ISO/IEC 29500-1, 18.8.31)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

_COLOUR = re.compile(r"\[(?:[^\]]*)\]")
_FILL = re.compile(r"[_*].")
_PATTERN = re.compile(r"[#0?][#0?,.]*")
_TOKENS = re.compile(r'yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|AM/PM|上午/下午|"[^"]*"|\\.|.', re.I)
#: Digits that a spreadsheet shows of a number without a format.
_DIGITS = 11


def shown(value: Any, number_format: str | None) -> str:
    """
    What a reader of the spreadsheet sees in the cell.

    Args:
        value: The cell's value, a formula's result.
        number_format: The cell's format, as the file writes it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _moment(value, number_format or "")
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format or "General")
    return str(value).strip()


def _number(value: float | Decimal, number_format: str) -> str:
    try:
        exact = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return str(value)
    sections = _FILL.sub("", _COLOUR.sub("", number_format)).split(";")
    section, keeps_sign = sections[0], True
    if exact < 0 and len(sections) > 1:
        section, keeps_sign = sections[1], False
    elif exact == 0 and len(sections) > 2:
        section = sections[2]
    if section.strip().lower() in ("general", "@", "") or "/" in section or "E+" in section.upper():
        return _plain(exact) if section.strip() or len(sections) == 1 else ""
    return _formatted(exact if keeps_sign else abs(exact), section)


def _plain(value: Decimal) -> str:
    whole = value.to_integral_value()
    if value == whole:
        return f"{whole:f}"
    places = max(0, _DIGITS - 1 - len(str(abs(int(value)))))
    return f"{_rounded(value, places):f}".rstrip("0").rstrip(".")


def _formatted(value: Decimal, section: str) -> str:
    bare = re.sub(r'"[^"]*"|\\.', lambda literal: "\x00" * len(literal[0]), section)
    found = _PATTERN.search(bare)
    before, after = (section[: found.start()], section[found.end() :]) if found else (section, "")
    if found is None:
        return _literal(section)
    pattern = found[0]
    if "%" in bare:
        value *= 100
    whole, _, fraction = pattern.partition(".")
    value /= 1000 ** (len(whole) - len(whole.rstrip(",")))
    text = f"{abs(_rounded(value, len(fraction.rstrip(',')))):f}"
    digits, _, decimals = text.partition(".")
    least = sum(sign == "0" for sign in whole)
    digits = digits.lstrip("0").rjust(least, "0")
    if "," in whole.rstrip(","):
        digits = f"{int(digits or 0):,}" if digits else digits
    needed = sum(sign == "0" for sign in fraction)
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    sign = "-" if value < 0 and (digits.strip("0,") or decimals.strip("0")) else ""
    number = digits + (f".{decimals}" if decimals else "")
    return f"{sign}{_literal(before)}{number}{_literal(after)}".strip()


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda found: found[1] if found[1] is not None else found[2], text)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if abs(value) < Decimal(10) ** 20 else value


def _moment(value: datetime | date | time, number_format: str) -> str:
    section = _COLOUR.sub("", number_format).split(";")[0]
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if section.lower() in ("", "general", "@"):
        return f"{value:%Y-%m-%d}"
    parts, is_time = [], False
    for token in _TOKENS.findall(section):
        text, is_time = _part(value, token, is_time)
        parts.append(text)
    return "".join(parts).strip()


def _part(value: date, token: str, is_time: bool) -> tuple[str, bool]:
    """One part of a day or moment; an m after an hour is a minute."""
    name = token.lower()
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if name in ("hh", "h"):
        return (f"{moment.hour:02}" if name == "hh" else str(moment.hour)), True
    if name in ("ss", "s"):
        return f"{moment.second:02}", False
    if name in ("mm", "m") and is_time:
        return f"{moment.minute:02}", False
    days = {
        "yyyy": str(value.year), "yy": f"{value.year % 100:02}", "mmmm": f"{value.month}月", "mmm": f"{value.month}月",
        "mm": f"{value.month:02}", "m": str(value.month), "dd": f"{value.day:02}", "d": str(value.day),
        "dddd": "星期" + "一二三四五六日"[value.weekday()], "ddd": "周" + "一二三四五六日"[value.weekday()],
        "am/pm": "", "上午/下午": "",
    }  # fmt: skip
    return days.get(name, _literal(token)), is_time
