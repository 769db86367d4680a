"""Arrangements of holidays: what a notice says about days off and days worked in exchange."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

#: `annual`: the State Council's arrangement of a whole year. `change`: a later notice of the State Council that alters
#: some days. `local`: holidays of a place, closures of a unit, and what is worked in exchange for them.
Kind = Literal["annual", "change", "local"]
#: `announced`: the notice is out. `assumed`: somebody expects it so; every day it names stays provisional.
Status = Literal["announced", "assumed"]

DATA = Path(__file__).parent / "data"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """
    One item of an arrangement.

    Args:
        name: What it is called: 春节, 壮族三月三, 台风停工.
        rest: Every day off, weekends within included; may be empty.
        work: Days worked in exchange.
    """

    name: str
    rest: tuple[date, ...] = ()
    work: tuple[date, ...] = ()

    @classmethod
    def between(cls, name: str, first: date, last: date, work: tuple[date, ...] = ()) -> Holiday:
        """
        A holiday from *first* to *last*, both days off.

        Raises:
            ValueError: *last* lies before *first*.
        """
        if last < first:
            raise ValueError(f"“{name}”的最后一天（{last}）早于第一天（{first}）。")
        return cls(name, tuple(first + _DAY * step for step in range((last - first).days + 1)), work)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """
    What one notice arranges. Immutable; a change of it is another arrangement, issued later.

    Args:
        year: The year it arranges; its days lie in that year, or next to it where a holiday spans the turn.
        kind: See `Kind`; only `annual` makes a year announced.
        holidays: Its items; no day is both off and worked.
        title: Name of the notice, or in words why the unit is closed.
        number: Document number; may be empty.
        issued_on: Day of the notice; may be missing of an old `annual` one alone, for the later one prevails.
        status: See `Status`.
        checked_on: Day on which somebody last compared it with the notice's text.

    Raises:
        ValueError: A day is both off and worked, or lies outside the year and the month on either side; a change or
            a local arrangement has no date.
    """

    year: int
    kind: Kind
    holidays: tuple[Holiday, ...]
    title: str
    number: str = ""
    issued_on: date | None = None
    status: Status = "announced"
    checked_on: date | None = None

    def __post_init__(self) -> None:
        if self.issued_on is None and self.kind != "annual":
            raise ValueError(f"{self.cited}：缺少发文日期，无法判断以哪一份为准，请补上。")
        rest = {day for holiday in self.holidays for day in holiday.rest}
        work = {day for holiday in self.holidays for day in holiday.work}
        if both := sorted(rest & work):
            raise ValueError(f"{self.cited}：{both[0]}既放假又上班，请核对通知。")
        earliest, latest = date(self.year - 1, 12, 1), date(self.year + 1, 1, 31)
        for day in sorted(rest | work):
            if isinstance(day, datetime) or not earliest <= day <= latest:
                raise ValueError(f"{self.cited}：{day}不在{self.year}年前后，请核对年份。")

    @property
    def cited(self) -> str:
        """The notice as a reason cites it: its number, or its title where it has none."""
        return self.number or self.title

    @property
    def precedence(self) -> tuple[date, bool]:
        """What prevails where two name the same day: the later one, of one date the narrower one."""
        return self.issued_on or date.min, self.kind == "local"

    def years(self) -> frozenset[int]:
        """Every year that has a day of it."""
        return frozenset(day.year for holiday in self.holidays for day in holiday.rest + holiday.work)


@lru_cache(maxsize=1)
def announced() -> tuple[Arrangement, ...]:
    """The arrangements that come with the package (data/holidays.toml), oldest first."""
    raw = tomllib.loads((DATA / "holidays.toml").read_text(encoding="utf-8"))
    return tuple(_arrangement(entry) for entry in raw["arrangement"])


def _arrangement(entry: Mapping[str, Any]) -> Arrangement:
    return Arrangement(
        year=entry["year"],
        kind=entry["kind"],
        holidays=tuple(_holidays(entry["holidays"])),
        title=entry["title"],
        number=entry.get("number", ""),
        issued_on=entry.get("issued_on"),
        status=entry["status"],
        checked_on=entry.get("checked_on"),
    )


def _holidays(entries: list[Mapping[str, Any]]) -> Iterator[Holiday]:
    for entry in entries:
        first, last = entry["rest"]
        yield Holiday.between(entry["name"], first, last, tuple(entry.get("work", ())))
