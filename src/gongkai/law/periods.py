"""Periods of law: what a due date is, with the explanation of every day that led to it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

#: Why a day is worked or off. `weekday` and `weekend` by the week alone; `notice` by the State Council, `local` by a
#: place or a unit, `statute` by the measure on holidays while the year's notice is not out. In a period of natural days
#: or months `natural` is a day counted whatever it is, `moved` a day off on which the period may not end.
Rule = Literal["weekday", "weekend", "notice", "local", "statute", "natural", "moved"]

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Why a day counts or does not.

    Args:
        rule: See `Rule`.
        working: Whether the day is worked.
        weekday: ISO day of the week, 1 Monday to 7 Sunday.
        name: The holiday (春节), or empty.
        source: Number or title of the notice, or the decree; empty by the week alone.
        waits_for: The year whose notice may still change this day; None for a day that is certain.
    """

    rule: Rule
    working: bool
    weekday: int
    name: str = ""
    source: str = ""
    waits_for: int | None = None

    @property
    def words(self) -> str:
        """The reason as an officer reads it: 春节放假（国办发明电〔2025〕7号）."""
        return self._plain() + (f"；{self.waits_for}年放假安排尚未公布，暂定" if self.waits_for else "")

    def _plain(self) -> str:
        weekday = f"星期{_WEEKDAYS[self.weekday - 1]}"
        match self.rule:
            case "natural":
                return f"{weekday}，按自然日计算"
            case "moved":
                return f"{weekday}，{self.name and f'逢{self.name}，'}休息日，期间顺延"
            case "weekday" | "weekend":
                return f"{weekday}，{'工作日' if self.working else '休息日'}"
            case "statute":
                return f"{self.name}放假（按{self.source}推算）"
            case "notice" | "local":
                return f"{weekday}，{self.name}{'调休上班' if self.working else '放假'}（{self.source}）"


class Day(NamedTuple):
    """One day of a period: the day, whether it was counted, and why."""

    on: date
    counted: bool
    why: Reason


@dataclass(frozen=True, slots=True)
class DueDate:
    """
    The last day of a period, and how it was found.

    Args:
        on: The last day; the period ends with it, at 24:00 or at close of business.
        days: Every day after the start up to *on*, oldest first.
        waits_for: The years not announced whose arrangements may still move *on*, oldest first.
    """

    on: date
    days: tuple[Day, ...]
    waits_for: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """True if an arrangement not yet announced may still move the day."""
        return bool(self.waits_for)

    def to_data(self) -> dict[str, Any]:
        """The due date for JSON: days as ISO dates, reasons in words."""
        return {
            "on": self.on.isoformat(),
            "provisional": self.provisional,
            "waits_for": list(self.waits_for),
            "days": [{"on": day.on.isoformat(), "counted": day.counted, "why": day.why.words} for day in self.days],
        }


def months_after(start: date, months: int) -> date:
    """
    The same day of the month *months* later, else the last day of that month (31 August and 6 months: 28 February).

    Raises:
        ValueError: The day would lie after the year 9999.

    Source: Civil Code art. 202.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        raise ValueError(f"从{start}起{months}个月超出了公元9999年，请核对月数。")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
