"""One run of the reply clock: when it ends, what has counted of it, and why each day did or did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from gongkai.law.calendar import Calendar

_DAY = timedelta(days=1)


class Due(NamedTuple):
    """The last day of a run, and whether a notice not yet announced may move it."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """
    Days that do not count because somebody else's opinion is asked: those after *asked_on* up to its end.

    Args:
        party: Who is asked.
        role: `third_party`, `co_maker` or `other`.
        asked_on: When.
        last: The last day of the party's own period: the pause ends with it at the latest.
        ended_on: When the answer came, or *last* where none came; None while it is waited for.
    """

    party: str
    role: str
    asked_on: date
    last: date
    ended_on: date | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether neither an answer nor its absence is recorded."""
        return self.ended_on is None

    @property
    def until(self) -> date:
        """The last day that does not count, as far as is known."""
        return self.ended_on or self.last


@dataclass(frozen=True, slots=True)
class Run:
    """
    A run of the clock from the day after *start*.

    Args:
        start: The day of receipt, of the correction, of payment, or of the order to reply again; not counted.
        base: Working days to reply.
        extension: Working days added.
        pauses: Opinions that were asked.
        set_for: A day that was set instead, of a deferral or a ruling; None if none was.
        stopped_on: When a correction or a payment was asked, after which this run is over; None if neither.
        ended_on: When it was replied; None while it was not.
    """

    start: date
    base: int
    extension: int = 0
    pauses: tuple[Pause, ...] = ()
    set_for: date | None = None
    stopped_on: date | None = None
    ended_on: date | None = None

    @property
    def length(self) -> int:
        """Working days in all."""
        return self.base + self.extension

    def due(self, calendar: Calendar, today: date) -> Due | None:
        """
        The last day to reply; None while an opinion is waited for whose period is not over *today*.

        Source: Regulation art. 33.
        """
        if any(pause.is_waiting and today <= pause.last for pause in self.pauses):
            return None
        if self.set_for is not None:
            return Due(self.set_for, False)
        left, at = self.length, self.start
        for since, until in self._gaps():
            if since > at:
                counted = calendar.working_days_between(at, since)
                if counted >= left:
                    break
                left -= counted
            at = max(at, until)
        last = calendar.last_day(at, left)
        return Due(last, not calendar.is_certain(self.start, last))

    def used(self, calendar: Calendar, today: date) -> int:
        """How many days have counted up to and including *today*, or until it was stopped or replied."""
        end = min(day for day in (today, self.stopped_on, self.ended_on) if day is not None)
        used, at = 0, self.start
        for since, until in self._gaps():
            if since > at:
                used += calendar.working_days_between(at, min(since, max(end, at)))
            at = max(at, until)
        return used + (calendar.working_days_between(at, end) if end > at else 0)

    def days(self, calendar: Calendar, until: date) -> Iterator[tuple[date, bool, str]]:
        """Every day after the start up to *until*: whether it counted, and why."""
        day = self.start + _DAY
        gaps = self._gaps()
        while day <= until:
            why = calendar.why(day)
            if any(since < day <= last for since, last in gaps):
                parties = "、".join(f"“{each.party}”" for each in self.pauses if each.asked_on < day <= each.until)
                yield day, False, f"征求{parties}意见期间，不计入（条例第三十三条第三款）"
            else:
                yield day, why.working, why.words
            day += _DAY

    def _gaps(self) -> tuple[tuple[date, date], ...]:
        """The pauses as their union, in order: days after the first of each pair up to the second do not count."""
        if not self.pauses:
            return ()
        found: list[tuple[date, date]] = []
        for since, until in sorted((pause.asked_on, pause.until) for pause in self.pauses):
            if found and since <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], until))
            else:
                found.append((since, until))
        return tuple(found)
