"""Statutory holidays: what the measure on holidays itself gives, without any yearly notice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from gongkai.law.arrangement import DATA

_DAY = timedelta(days=1)
_FESTIVALS = ("spring", "qingming", "dragon", "autumn")
_RULE = re.compile(r"(?:(\d\d)-(\d\d)|([a-z]+)([+-]\d+)?)")


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One text of 全国年节及纪念日放假办法.

    Args:
        from_day: First day on which it holds.
        source: The decree.
        made_up: ISO days of the week on which a holiday is made up.
        holidays: (name, rules of its days) in the order of the text.
        checked_on: Day on which somebody last read the text itself, or None.
    """

    from_day: date
    source: str
    made_up: frozenset[int]
    holidays: tuple[tuple[str, tuple[str, ...]], ...]
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Statutory:
    """A day off by the measure: the holiday's name, the decree, and whether it makes up for a weekend."""

    name: str
    source: str
    made_up: bool = False


@lru_cache(maxsize=1)
def measures() -> tuple[Measure, ...]:
    """Every text of the measure, oldest first (data/measures.toml)."""
    raw = tomllib.loads((DATA / "measures.toml").read_text(encoding="utf-8"))
    return tuple(
        Measure(
            entry["from"],
            entry["source"],
            frozenset(entry["made_up"]),
            tuple((holiday["name"], tuple(holiday["on"])) for holiday in entry["holidays"]),
            entry.get("checked_on"),
        )
        for entry in raw["measure"]
    )


@lru_cache(maxsize=1)
def festivals() -> Mapping[int, Mapping[str, date]]:
    """By year, the days of `spring`, `qingming`, `dragon` and `autumn` (data/festivals.toml)."""
    raw = tomllib.loads((DATA / "festivals.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            int(year): MappingProxyType(
                {
                    name: date(int(year), int(day[:2]), int(day[3:]))
                    for name, day in zip(_FESTIVALS, days.split(), strict=True)
                }
            )
            for year, days in raw["days"].items()
        }
    )


def measure_on(day: date) -> Measure | None:
    """The text in force on *day*; None before the first one."""
    in_force = [measure for measure in measures() if measure.from_day <= day]
    return in_force[-1] if in_force else None


@lru_cache(maxsize=64)
def statutory(year: int) -> Mapping[date, Statutory]:
    """
    The days off of *year* by statute alone, with the days that make up for weekends.

    The text is the one in force on each day, so a decree of September changes October and not May. Two holidays on one
    day (国庆节 and 中秋节) are made up too, as the notices on 2009 and 2020 did.
    Of a year that data/festivals.toml does not know only the fixed days are given; it never fails.
    """
    found: dict[date, Statutory] = {}
    owed: list[tuple[date, Statutory]] = []
    for day, name, measure in _granted(year):
        if day in found or day.isoweekday() in measure.made_up:
            owed.append((day, Statutory(name, measure.source, made_up=True)))
        found.setdefault(day, Statutory(name, measure.source))
    for falls_on, holiday in sorted(owed, key=lambda entry: entry[0]):
        found[_next_free(falls_on, found)] = holiday
    return MappingProxyType(found)


def statutory_days(year: int) -> int:
    """How many days off the measure grants in *year*; two holidays on one day are two."""
    return len(list(_granted(year)))


def _granted(year: int) -> Iterator[tuple[date, str, Measure]]:
    """Each day granted by the text in force on it, with the holiday's name."""
    for measure in measures():
        for name, rules in measure.holidays:
            for rule in rules:
                day = _day(rule, year)
                if day is not None and measure_on(day) is measure:
                    yield day, name, measure


def _next_free(day: date, taken: Mapping[date, Statutory]) -> date:
    """The first weekday after *day* that is no holiday yet."""
    while day in taken or day.isoweekday() > 5:
        day += _DAY
    return day


def _day(rule: str, year: int) -> date | None:
    """The day that *rule* names in *year*, or None where the festival's day is not known."""
    parts = _RULE.fullmatch(rule)
    if parts is None:
        raise ValueError(f"measures.toml: {rule!r} is neither MM-DD nor a festival with an offset")
    month, day, festival, offset = parts.groups()
    if month:
        return date(year, int(month), int(day))
    if year not in festivals():
        return None
    return festivals()[year][festival] + _DAY * int(offset or 0)
