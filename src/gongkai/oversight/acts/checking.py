"""What the acts of oversight ask of days, words and units before they write."""

from __future__ import annotations

from datetime import date

from gongkai.errors import Refused
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation


def check_unit(unit: Organisation) -> None:
    """
    Records may still be made for *unit*.

    Raises:
        Refused: it is closed.
    """
    if unit.closed_on is not None:
        raise Refused(f"{unit.name}已于{written(unit.closed_on)}撤销，不能再登记。")


def check_happened(what: str, day: date, *, on: date) -> None:
    """
    *day* is not still to come.

    Args:
        what: What the day is called.
        day: The day.
        on: Today.

    Raises:
        Refused: it is.
    """
    if day > on:
        raise Refused(f"{what}{written(day)}还没有到，请到当日再登记。")


def said(words: str, what: str, most: int) -> str:
    """
    *words* without blanks around them.

    Args:
        words: What was typed.
        what: What it is called.
        most: How long it may be.

    Raises:
        Refused: there are none, or too many.
    """
    words = words.strip()
    if not words:
        raise Refused(f"请填写{what}。")
    if len(words) > most:
        raise Refused(f"{what}有{len(words)}字，请写在{most}字以内。")
    return words
