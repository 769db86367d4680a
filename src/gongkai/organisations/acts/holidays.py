"""A notice on holidays is entered; a correction is a new version."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.law import Arrangement
from gongkai.ledger import acts as ledger
from gongkai.organisations import queries
from gongkai.organisations.acts.periods import validate
from gongkai.organisations.models import HolidayNotice, HolidayRow, WorkedDay
from gongkai.organisations.permissions import Actor, key, require_at_the_top


def announce_holidays(arrangement: Arrangement, source: str, *, by: Actor, on: date) -> HolidayNotice:
    """
    Enter the State Council's arrangement of a year, or a change of some days, for every unit of the installation.

    From then on the year is announced: what was computed of it, and provisional, no longer holds. The same notice
    again changes nothing; another version of it replaces the one before, which is kept.

    Args:
        arrangement: What the notice says, checked by the law package.
        source: Address of the notice's text.
        by: An administrator of a unit at the top, or the technician.
        on: Day of the act.

    Raises:
        NotAllowed: *by* is neither.
        Refused: the year comes with the program; the notice lies in the future; a local arrangement; or no address.

    Source: 全国年节及纪念日放假办法（国务院令第795号）；条例第三十三条所称工作日
    """
    require_at_the_top(by, "organisations.announce_holidays", on=on)
    _check(arrangement, on)
    with transaction.atomic():
        current = _current(arrangement)
        if current is not None and (queries.arrangement_of(current), current.source) == (arrangement, source):
            return current
        notice = HolidayNotice(
            year=arrangement.year, kind=arrangement.kind, title=arrangement.title, number=arrangement.number,
            source=source, issued_on=arrangement.issued_on, recorded_on=on,
        )  # fmt: skip
        validate(notice, what="节假日安排不能登记")
        before = _state(queries.arrangement_of(current)) if current else None
        if current is not None:
            current.replaced_on = on
            current.save(update_fields=["replaced_on"])
        _save(notice, arrangement)
        ledger.record(
            "organisations.announce_holidays", notice, by=key(by), unit=None, on=on, before=before,
            after=_state(arrangement), details={"year": arrangement.year, "number": arrangement.number},
        )  # fmt: skip
    return notice


def _check(arrangement: Arrangement, on: date) -> None:
    if arrangement.kind == "local":
        raise Refused("这里只登记国务院办公厅的通知；地方节假日、本机关临时停工不在这里登记。")
    if arrangement.kind == "annual" and arrangement.year in queries.shipped_years():
        raise Refused(
            f"{arrangement.year}年的安排已随程序提供，不必登记。国务院后来又有调整的，请登记为“临时调整”。",
            instead="登记为“临时调整”",
        )
    if arrangement.issued_on is not None and arrangement.issued_on > on:
        raise Refused(f"发文日期{arrangement.issued_on}还没有到，请核对。")


def _current(arrangement: Arrangement) -> HolidayNotice | None:
    """The version that the new one replaces: of a whole year the year's, of a change that of the same number."""
    notices = HolidayNotice.objects.select_for_update().filter(
        year=arrangement.year, kind=arrangement.kind, replaced_on__isnull=True
    )
    if arrangement.kind == HolidayNotice.Kind.CHANGE:
        notices = notices.filter(number=arrangement.number)
    return notices.first()


def _save(notice: HolidayNotice, arrangement: Arrangement) -> None:
    notice.save()
    for place, holiday in enumerate(arrangement.holidays):
        first, last = (holiday.rest[0], holiday.rest[-1]) if holiday.rest else (None, None)
        row = HolidayRow.objects.create(notice=notice, place=place, name=holiday.name, first=first, last=last)
        WorkedDay.objects.bulk_create([WorkedDay(row=row, on=day) for day in holiday.work])


def _state(arrangement: Arrangement) -> dict[str, Any]:
    return {
        "year": arrangement.year,
        "kind": arrangement.kind,
        "number": arrangement.number,
        "title": arrangement.title,
        "issued_on": arrangement.issued_on,
        "holidays": [
            {"name": holiday.name, "rest": list(holiday.rest), "work": list(holiday.work)}
            for holiday in arrangement.holidays
        ],
    }
