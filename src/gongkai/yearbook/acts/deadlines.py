"""A superior sets the day on which its units' reports are due."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.yearbook import deadlines
from gongkai.yearbook.models import Deadline


def set_deadline(
    superior: Organisation, year: int, scope: str, due_on: date, *, by: Actor, on: date, notice: str = ""
) -> Deadline:
    """
    Set the day for the reports of the units of *superior* on *year*; the same day again changes nothing.

    Args:
        superior: Whose units.
        year: The year reported.
        scope: `body` or `level`.
        due_on: The last day.
        by: Who sets it.
        on: The day of the act.
        notice: The number of the notice that sets it, or "".

    Raises:
        NotAllowed: *by* is no overseer at or above *superior*.
        Refused: a day after that of the Regulation, or within the year that is reported.

    Source: Regulation art. 49: its day is the last, and a superior may ask for reports earlier.
    """
    require(by, "yearbook.set_deadline", superior, on=on)
    last, notice = deadlines.statutory_due_on(year, scope), notice.strip()
    if due_on > last:
        raise Refused(
            f"报送期限不能晚于{_day(last)}：这是条例第四十九条规定的最后一天。请填写这一天或更早的日期。",
            article="条例第四十九条",
        )
    if due_on.year <= year:
        raise Refused(f"报送期限{_day(due_on)}在报告年度结束之前，那时{year}年度还没有过完。请填写{year + 1}年的日期。")
    if len(notice) > 120:
        raise Refused("通知文号不能超过120字。")
    with transaction.atomic():
        rows = Deadline.objects.select_for_update()
        row = rows.filter(organisation=superior, year=year, scope=scope).first()
        before = None if row is None else _state(row)
        if row is not None and (row.due_on, row.notice) == (due_on, notice):
            return row
        row, _made = Deadline.objects.update_or_create(
            organisation=superior, year=year, scope=scope, defaults={"due_on": due_on, "notice": notice}
        )
        ledger.record(
            "yearbook.set_deadline", f"deadline:{superior.uid}/{year}/{scope}", by=key(by), unit=superior, on=on,
            before=before, after=_state(row),
            details={"year": year, "what": deadlines.terms()[scope].label, "due": _day(due_on)},
        )  # fmt: skip
    return row


def _state(row: Deadline) -> dict[str, str | int]:
    return {"year": row.year, "scope": row.scope, "due_on": row.due_on.isoformat(), "notice": row.notice}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
