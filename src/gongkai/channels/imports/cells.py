"""The texts of cells as days, moments and numbers; knows no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from gongkai.channels.imports.formats import blanks
from gongkai.organisations.imports import Wrong
from gongkai.organisations.imports.days import day_from

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.0+)?")
_MINUTE = re.compile(r".*?(\d{1,2}):(\d\d)(?::\d\d)?")
_LONGEST_TITLE = 300


def number(text: str) -> int | None:
    """
    A count; None where the cell says that there is none.

    Raises:
        Wrong: no whole number, or one with words or signs, which may be a formula.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not plain or plain in blanks():
        return None
    if plain[0] in "=+-@":
        raise Wrong(f"“{text}”以“{plain[0]}”开头，不是数；请写成不带符号的整数。")
    if not _NUMBER.fullmatch(plain):
        raise Wrong(f"“{text}”不是整数，请写成如313000的整数，不写“万”“次”等字。")
    return int(plain.replace(",", "").partition(".")[0])


def signed(text: str) -> int | None:
    """
    A difference, which may be below 0.

    Raises:
        Wrong: no whole number.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if plain.startswith("-") and plain not in blanks():
        return -(number(plain[1:]) or 0)
    return number(text)


def day(text: str) -> date:
    """
    A day, its hour read over.

    Raises:
        Wrong: no day.
    """
    found = day_from(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Wrong(f"“{text}”不是日期，请写成2019-12-31或2019年12月31日。")
    return found


def moment(text: str) -> tuple[date, str]:
    """
    A day, and the moment as the key of what was sent out then: with the minute, if the cell has it.

    Raises:
        Wrong: no day.
    """
    on = day(text)
    minute = _MINUTE.fullmatch(unicodedata.normalize("NFKC", text))
    return on, f"{on.isoformat()} {int(minute[1]):02}:{minute[2]}" if minute else on.isoformat()


def excerpt(text: str) -> str:
    """A text cut to the length of a title."""
    return text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…"


READERS: Mapping[str, Callable[[str], Any]] = {
    "day": day,
    "moment": moment,
    "number": number,
    "signed": signed,
    "text": str,
    "excerpt": excerpt,
}
