"""Working days as this installation knows them: the shipped arrangements and those that an administrator entered."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Prefetch, QuerySet

from gongkai.law import Arrangement, Calendar, Holiday
from gongkai.law.arrangement import announced
from gongkai.organisations.models import HolidayNotice, HolidayRow


def calendar(on: date) -> Calendar:
    """
    The working days as they were known on *on*; every clock is read with it. Three queries.

    An arrangement of a whole year that the program has since learnt itself is passed over: that one was checked.
    """
    notices = holiday_notices().known_on(on)
    return _calendar(tuple(arrangement_of(notice) for notice in notices if not is_shipped(notice)))


def holiday_notices() -> QuerySet[HolidayNotice]:
    """Every version of every notice that was entered, newest year first, with its rows and days worked."""
    rows = HolidayRow.objects.order_by("place").prefetch_related("worked")
    return HolidayNotice.objects.order_by("-year", "kind", "-pk").prefetch_related(Prefetch("rows", rows))


def arrangement_of(notice: HolidayNotice) -> Arrangement:
    """The notice as the law package reads it."""
    holidays = []
    for row in notice.rows.all():
        work = tuple(worked.on for worked in row.worked.all())
        off = row.first is not None and row.last is not None
        holidays.append(Holiday.between(row.name, row.first, row.last, work) if off else Holiday(row.name, (), work))
    return Arrangement(
        year=notice.year,
        kind="annual" if notice.kind == HolidayNotice.Kind.ANNUAL else "change",
        holidays=tuple(holidays),
        title=notice.title,
        number=notice.number,
        issued_on=notice.issued_on,
    )


def is_shipped(notice: HolidayNotice) -> bool:
    """Whether the program has the arrangement of that whole year itself."""
    return notice.kind == HolidayNotice.Kind.ANNUAL and notice.year in shipped_years()


def shipped_years() -> frozenset[int]:
    """The years whose arrangements come with the program."""
    return frozenset(arrangement.year for arrangement in announced() if arrangement.kind == "annual")


@lru_cache(maxsize=8)
def _calendar(extra: tuple[Arrangement, ...]) -> Calendar:
    """One calendar for the same arrangements, so that a year is worked out once in a process."""
    return Calendar(extra)
