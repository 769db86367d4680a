"""Working days as law: which days are worked, why, and when a period ends.

A year is known when the State Council has announced its arrangement. Of any other year the statutory holidays are
computed, and every day of it is provisional: the notice may move it. So are the last days of the last announced year,
which the notice on the next year may still touch.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from gongkai.law.arrangement import Arrangement, Holiday, announced
from gongkai.law.notice_form import FieldError, ParsedNotice, parse_notice
from gongkai.law.periods import Day, DueDate, Reason, Rule, months_after
from gongkai.law.statute import statutory

__all__ = ["Arrangement", "Calendar", "FieldError", "Holiday", "ParsedNotice", "national", "parse_notice"]

#: From this day on the notice on the next year has at times changed December (29 December 2007 and 2018 were worked).
#: No notice since 2001 touched an earlier day; a test looks for one.
TURN_OF_YEAR = (12, 29)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Year:
    """One year, day by day. `worked` holds the positions in `days` of the days worked, `open` of those uncertain."""

    days: tuple[Day, ...]
    worked: tuple[int, ...]
    open: tuple[int, ...]


class Calendar:
    """
    Working days by the arrangements that come with the package and those added.

    Immutable: what is worked out of a year is kept, and never changes. The order in which arrangements are given does
    not matter: of two that name the same day the later notice prevails, of two of one date the local one, and where
    both are local the day off.

    Args:
        extra: Arrangements that an administrator or a unit adds: local holidays, closures, next year's notice.
    """

    __slots__ = ("_announced", "_years", "extra")

    def __init__(self, extra: Iterable[Arrangement] = ()) -> None:
        self.extra = tuple(dict.fromkeys(extra))
        self._announced = frozenset(
            arrangement.year
            for arrangement in (*announced(), *self.extra)
            if arrangement.kind == "annual" and arrangement.status == "announced"
        )
        self._years: dict[int, _Year] = {}

    def status(self, year: int) -> Literal["announced", "assumed"]:
        """Whether the State Council's arrangement of *year* is known, or its days are assumed."""
        return "announced" if year in self._announced else "assumed"

    def is_working_day(self, day: date) -> bool:
        """
        Whether *day* is worked.

        Raises:
            ValueError: *day* is no date, or a moment.
        """
        return self._day(day).counted

    def is_provisional(self, day: date) -> bool:
        """Whether a notice not yet announced may change *day*; raises as `is_working_day`."""
        return self._day(day).why.waits_for is not None

    def why(self, day: date) -> Reason:
        """The rule and the notice by which *day* is worked or off; raises as `is_working_day`."""
        return self._day(day).why

    def due_on(self, start: date, working_days: int) -> DueDate:
        """
        The last day of a period of working days that starts after *start*.

        Args:
            start: Day of the event, the agency's local date; itself not counted.
            working_days: Working days, at least 1.

        Returns:
            The day, whether it is provisional, and every day from the one after *start*, counted or not.

        Raises:
            ValueError: *start* is no date; *working_days* is no whole number of at least 1; the year 9999 is passed.

        Source: Regulation art. 33; Civil Code arts. 201, 203.
        """
        _check_day(start)
        _check_length(working_days, "工作日")
        year, left = start.year, working_days
        position = _position(start) + 1  # of the first day that may count
        passed: list[Day] = []
        open_days = 0
        while True:
            days = self._year(year)
            last = bisect_left(days.worked, position) + left - 1
            end = days.worked[last] + 1 if last < len(days.worked) else len(days.days)
            passed += days.days[position:end]
            open_days += bisect_left(days.open, end) - bisect_left(days.open, position)
            if last < len(days.worked):
                return DueDate(passed[-1].on, tuple(passed), _waiting(passed) if open_days else ())
            left = last + 1 - len(days.worked)
            year, position = _after(year), 0

    def last_day(self, start: date, working_days: int) -> date:
        """The last day of that period and nothing else, for who counts by the hundred thousand; else as `due_on`."""
        _check_day(start)
        _check_length(working_days, "工作日")
        year, left, position = start.year, working_days, _position(start) + 1
        while True:
            days = self._year(year)
            last = bisect_left(days.worked, position) + left - 1
            if last < len(days.worked):
                return days.days[days.worked[last]].on
            left = last + 1 - len(days.worked)
            year, position = _after(year), 0

    def is_certain(self, start: date, until: date) -> bool:
        """Whether no notice still to come may change a day after *start* up to and including *until*."""
        for year in range(start.year, until.year + 1):
            days = self._year(year)
            if days.open:
                first = _position(start) + 1 if year == start.year else 0
                last = _position(until) if year == until.year else len(days.days)
                if bisect_left(days.open, first) < bisect_right(days.open, last):
                    return False
        return True

    def natural_due_on(self, start: date, days: int) -> DueDate:
        """
        The last day of a period of natural days that starts after *start*.

        A period that would end on a day off ends on the first working day after it, which may be a worked weekend day.

        Args:
            start: Day of the event; itself not counted.
            days: Natural days, at least 1.

        Raises:
            ValueError: As `due_on`.

        Source: Civil Code arts. 201, 203; the Supreme People's Court's interpretation of the Administrative
        Litigation Law (法释〔2018〕1号) art. 48.
        """
        _check_day(start)
        _check_length(days, "日")
        if days > (date.max - start).days:
            raise ValueError(f"从{start}起{days}日超出了公元9999年，请核对日数。")
        return self._natural(start, start + _DAY * days)

    def months_due_on(self, start: date, months: int) -> DueDate:
        """
        The last day of a period of months that starts after *start*: the same day of the month, else its last.

        A period that would end on a day off ends on the first working day after it.

        Args:
            start: Day of the event; itself not counted.
            months: Months, at least 1; a year is 12.

        Raises:
            ValueError: As `due_on`.

        Source: Civil Code arts. 201 to 203.
        """
        _check_day(start)
        _check_length(months, "个月")
        return self._natural(start, months_after(start, months))

    def working_days_between(self, start: date, until: date) -> int:
        """
        How many working days lie after *start* up to and including *until*; the inverse of `due_on`.

        Raises:
            ValueError: One is no date, or *until* lies before *start*.
        """
        _check_day(start)
        _check_day(until)
        if until < start:
            raise ValueError(f"终止日（{until}）早于起始日（{start}），请核对两个日期。")
        upto = sum(len(self._year(year).worked) for year in range(start.year, until.year))
        return upto + self._worked_upto(until) - self._worked_upto(start)

    def first_working_day(self, day: date) -> date:
        """*day* itself if it is worked, else the first working day after it; raises as `due_on`."""
        _check_day(day)
        year, position = day.year, _position(day)
        while True:
            days = self._year(year)
            place = bisect_left(days.worked, position)
            if place < len(days.worked):
                return days.days[days.worked[place]].on
            year, position = _after(year), 0

    def _natural(self, start: date, end: date) -> DueDate:
        """A period that runs to *end* whatever the days are, and on to a working day. Only its end can be uncertain."""
        on = self.first_working_day(end)
        days = [
            Day(day.on, True, Reason("natural", day.counted, day.why.weekday))
            for day in self._passed(start, end - _DAY)
        ]
        *off, last = self._passed(end - _DAY, on)
        ending = [*(Day(day.on, day.on == end, replace(day.why, rule="moved")) for day in off)]
        ending.append(Day(last.on, last.on == end, last.why))
        return DueDate(on, tuple(days + ending), _waiting(ending))

    def _passed(self, start: date, until: date) -> tuple[Day, ...]:
        """The days after *start* up to and including *until*."""
        found: list[Day] = []
        for year in range(start.year, until.year + 1):
            first = _position(start) + 1 if year == start.year else 0
            last = _position(until) + 1 if year == until.year else None
            found += self._year(year).days[first:last]
        return tuple(found)

    def _worked_upto(self, day: date) -> int:
        """Working days of the year of *day* up to and including it."""
        return bisect_right(self._year(day.year).worked, _position(day))

    def _day(self, day: date) -> Day:
        _check_day(day)
        return self._year(day.year).days[_position(day)]

    def _year(self, year: int) -> _Year:
        """What is known of *year*, worked out once."""
        if year not in self._years:
            own = any(year in arrangement.years() or arrangement.year in (year, year + 1) for arrangement in self.extra)
            self._years[year] = self._work_out(year) if own or self is national() else national()._year(year)
        return self._years[year]

    def _work_out(self, year: int) -> _Year:
        named = self._named(year)
        day = date(year, 1, 1)
        days: list[Day] = []
        for _ in range((date(year, 12, 31) - day).days):
            days.append(Day(day, *self._reason(day, named)))
            day += _DAY
        days.append(Day(day, *self._reason(day, named)))  # 31 December 9999 has no day after it
        return _Year(
            tuple(days),
            tuple(position for position, entry in enumerate(days) if entry.counted),
            tuple(position for position, entry in enumerate(days) if entry.why.waits_for),
        )

    def _named(self, year: int) -> Mapping[date, tuple[Arrangement, Holiday, bool]]:
        """The days that arrangements name: by which, for which holiday, and whether they are worked."""
        entries = [
            (arrangement, holiday, working, day)
            for arrangement in (*announced(), *self.extra)
            for holiday in arrangement.holidays
            for working, days in ((True, holiday.work), (False, holiday.rest))
            for day in days
            if day.year == year
        ]
        # The one that prevails comes last; the citation only makes the order the same every time.
        entries.sort(key=lambda entry: (*entry[0].precedence, not entry[2], entry[0].cited))
        return {day: (arrangement, holiday, working) for arrangement, holiday, working, day in entries}

    def _reason(self, day: date, named: Mapping[date, tuple[Arrangement, Holiday, bool]]) -> tuple[bool, Reason]:
        weekday = day.isoweekday()
        if day in named:
            arrangement, holiday, working = named[day]
            rule: Rule = "local" if arrangement.kind == "local" else "notice"
            waits = arrangement.year if arrangement.status == "assumed" else None
            return working, Reason(rule, working, weekday, holiday.name, arrangement.cited, waits)
        waits = self._waits_for(day)
        if day.year not in self._announced and (holiday_by_law := statutory(day.year).get(day)):
            name = holiday_by_law.name + ("补休" if holiday_by_law.made_up else "")
            return False, Reason("statute", False, weekday, name, holiday_by_law.source, waits)
        working = weekday < 6
        return working, Reason("weekday" if working else "weekend", working, weekday, waits_for=waits)

    def _waits_for(self, day: date) -> int | None:
        """The year whose notice may still change *day*, which no arrangement names."""
        if day.year not in self._announced:
            return day.year
        if (day.month, day.day) >= TURN_OF_YEAR and day.year + 1 not in self._announced:
            return day.year + 1
        return None


@lru_cache(maxsize=1)
def national() -> Calendar:
    """The calendar of the shipped arrangements alone, one for the whole process."""
    return Calendar()


def _waiting(days: Sequence[Day]) -> tuple[int, ...]:
    """The years whose notices may still change one of *days*, oldest first."""
    return tuple(sorted({day.why.waits_for for day in days if day.why.waits_for}))


def _position(day: date) -> int:
    """The place of *day* in its year, from 0."""
    return day.toordinal() - date(day.year, 1, 1).toordinal()


def _after(year: int) -> int:
    """The next year; ValueError after 9999."""
    if year >= date.max.year:
        raise ValueError("期限超出了公元9999年，请核对起算日和期限。")
    return year + 1


def _check_day(day: date) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"应为日期（datetime.date），得到的是{day!r}。")


def _check_length(length: int, unit: str) -> None:
    if not isinstance(length, int) or isinstance(length, bool) or length < 1:
        raise ValueError(f"期限应为不少于1{unit}的整数，得到的是{length!r}。")
