"""What is due within a week, or overdue, at the units that report to a superior."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.publications.queries import turns
from gongkai.yearbook.deadlines import terms
from gongkai.yearbook.models import Submission
from gongkai.yearbook.queries.desk import Desk, desk

#: How far ahead is looked.
DAYS = 7


@dataclass(frozen=True, slots=True)
class Duty:
    """
    Something that a unit is to do.

    Args:
        unit: Which unit.
        what: What, in words.
        due_on: The last day.
        days_left: Days until then; below 0 when it is over.
    """

    unit: Organisation
    what: str
    due_on: date
    days_left: int

    @property
    def is_over(self) -> bool:
        """Whether the day is over."""
        return self.days_left < 0


def week(superior: Organisation, *, on: date) -> list[Duty]:
    """
    What is overdue or due within a week at all units of *superior* and at those below them, the longest overdue first.

    Reports that are owed by the direct units, reports that were given back and not sent again, and publications whose
    review has passed its day. The same queries whatever the number of units.
    """
    desks = [desk(superior, on.year - 1, on=on, scope=scope) for scope in terms()]
    duties = [*_reports(desks), *_returned(desks), *_reviews(superior, desks, on)]
    return sorted(duties, key=lambda duty: (duty.days_left, duty.unit.code, duty.what))


def _reports(desks: Sequence[Desk]) -> list[Duty]:
    """The report of a level is owed by those that began one: which bodies stand for a level is theirs to say."""
    return [
        Duty(row.unit, f"报送{shown.year}年度{terms()[shown.scope].label}（{row.label}）", row.due_on, row.days_left)
        for shown in desks
        for row in shown.owing
        if row.state != "returned" and row.days_left <= DAYS and (shown.scope == "body" or row.state != "not_begun")
    ]


def _returned(desks: Sequence[Desk]) -> list[Duty]:
    """Given back and not sent again, however far the day is: the superior waits for it."""
    rows = [(shown, row, row.submission) for shown in desks for row in shown.rows if row.state == "returned"]
    counted = Submission.objects.filter(pk__in=[sent.pk for _shown, _row, sent in rows if sent]).annotate(
        waiting=Count("remarks", filter=Q(remarks__answered_on__isnull=True))
    )
    waiting = dict(counted.values_list("pk", "waiting"))
    return [
        Duty(
            row.unit,
            f"更正后重新报送{shown.year}年度{terms()[shown.scope].label}（{waiting.get(sent.pk, 0)}条意见未答复）",
            row.due_on, row.days_left,
        )
        for shown, row, sent in rows if sent
    ]  # fmt: skip


def _reviews(superior: Organisation, desks: Sequence[Desk], on: date) -> list[Duty]:
    below = set(bodies.descendants(superior, on=on).values_list("pk", flat=True))
    below |= {row.unit.pk for shown in desks for row in shown.rows}
    return [
        Duty(late.unit, f"审核“{late.title}”", late.due_on, (late.due_on - on).days)
        for late in turns.overdue(on)
        if late.unit.pk in below
    ]


def until(on: date) -> date:
    """The last day that is looked at."""
    return on + timedelta(days=DAYS)
