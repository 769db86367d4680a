"""What is to be done with decisions: judged, published in time, withdrawn in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from gongkai.organisations import queries as organisations
from gongkai.organisations.models import Organisation
from gongkai.registers import publicity
from gongkai.registers.models import Decision

#: Rows on a page of a worklist.
PAGE = 50
Duty = Literal["judge", "publish", "withdraw", "report"]
DUTIES: tuple[Duty, ...] = ("withdraw", "publish", "judge", "report")

_KEPT = Q(struck_on__isnull=True)
_SHOWN = Q(published_on__isnull=False, withdrawn_on__isnull=True)
# Each has a partial index of the table that names the heart of its condition.
_WAITING: dict[Duty, Q] = {
    "judge": Q(is_public__isnull=True, kind__in=publicity.clock().kinds),
    "publish": Q(is_public=True, published_on__isnull=True, changed_on__isnull=True),
    "withdraw": Q(changed_on__isnull=False) & _SHOWN,
    "report": Q(is_public=True, reported_on__isnull=True, kind__in=publicity.clock().kinds),
}
_DAY = {"judge": "due_on", "publish": "due_on", "withdraw": "changed_on", "report": "due_on"}


@dataclass(frozen=True, slots=True)
class Work:
    """
    A decision that waits for something.

    Args:
        decision: Which.
        due_on: The last day for it; None where there is none.
        days_left: Working days from today until then, below 0 once it is overdue; None likewise.
        missing: Labels of the fields that it lacks for being published.
    """

    decision: Decision
    due_on: date | None
    days_left: int | None
    missing: tuple[str, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether its day is past."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a worklist, and where the next one starts ("" at the end)."""

    rows: tuple[Work, ...]
    following: str


def waiting(unit: Organisation, duty: Duty) -> QuerySet[Decision]:
    """The decisions of *unit* that wait to be judged, published, withdrawn or reported."""
    return Decision.objects.filter(_KEPT, _WAITING[duty], organisation=unit)


def worklist(unit: Organisation, duty: Duty, *, today: date, after: str = "", size: int = PAGE) -> Page:
    """
    What waits for *duty* at *unit*, the most urgent first; as many queries for ten rows as for ten thousand.

    Args:
        unit: Whose.
        duty: For what.
        today: The day on which days left are counted.
        after: Where the page before said that the next one starts.
        size: Rows on a page.
    """
    day = _DAY[duty]
    rows = waiting(unit, duty).select_related("organisation")
    if place := place_of(after):
        on, pk = place
        # The first condition lets the index start there; the second leaves out what was seen of that day.
        rows = rows.filter(**{f"{day}__gte": on}).exclude(**{day: on, "pk__lte": pk})
    found = list(rows.order_by(day, "pk")[: size + 1])
    shown = found[:size]
    calendar = organisations.calendar(today)
    works = tuple(_work(decision, duty, calendar, today) for decision in shown)
    if len(found) <= size:
        return Page(works, "")
    return Page(works, f"{getattr(shown[-1], day).isoformat()}_{shown[-1].pk}")


def to_do(unit: Organisation, *, today: date) -> dict[Duty, tuple[int, int]]:
    """How many decisions of *unit* wait for each duty, and how many of them are overdue; a query a duty and three."""
    calendar = organisations.calendar(today)
    days = publicity.clock().withdraw_working_days
    changed = waiting(unit, "withdraw").order_by().values_list("changed_on").annotate(Count("pk"))
    late = sum(count for day, count in changed if day is not None and calendar.due_on(day, days).on < today)
    found: dict[Duty, tuple[int, int]] = {}
    for duty in DUTIES:
        overdue = Count("pk", filter=Q(due_on__lt=today))
        counted = waiting(unit, duty).order_by().aggregate(every=Count("pk"), overdue=overdue)
        found[duty] = (counted["every"], late if duty == "withdraw" else counted["overdue"])
    return found


def overdue(units: Any, *, today: date) -> dict[int, int]:
    """How many decisions of each of *units* are published or withdrawn too late as of *today*, by the unit's key."""
    calendar, days = organisations.calendar(today), publicity.clock().withdraw_working_days
    rows = Decision.objects.filter(_KEPT, organisation__in=units).order_by()
    late = rows.filter(_WAITING["publish"], due_on__lt=today)
    found: dict[int, int] = dict(late.values_list("organisation").annotate(Count("pk")))
    changed = rows.filter(_WAITING["withdraw"]).values_list("organisation", "changed_on")
    for unit, day, count in changed.annotate(Count("pk")):
        if calendar.due_on(day, days).on < today:
            found[unit] = found.get(unit, 0) + count
    return found


def chosen(unit: Organisation, uids: list[str]) -> list[Decision]:
    """Those decisions of *unit* that have these keys; others are not there."""
    return list(Decision.objects.filter(organisation=unit, uid__in=uids).select_related("organisation").order_by("pk"))


def missing_labels(decision: Decision) -> tuple[str, ...]:
    """What people call the fields that a decision lacks for being published."""
    return tuple(str(Decision._meta.get_field(name).verbose_name) for name in publicity.missing(decision))


def _work(decision: Decision, duty: Duty, calendar: Any, today: date) -> Work:
    due = decision.due_on
    if duty == "withdraw" and decision.changed_on is not None:
        due = calendar.due_on(decision.changed_on, publicity.clock().withdraw_working_days).on
    return Work(decision, due, days_left(calendar, due, today), missing_labels(decision))


def days_left(calendar: Any, due: date | None, today: date) -> int | None:
    """Working days from *today* until *due*, below 0 once it is past; None without a day."""
    if due is None:
        return None
    if due >= today:
        return int(calendar.working_days_between(today, due))
    return -max(1, int(calendar.working_days_between(due, today)))


def place_of(after: str) -> tuple[date, int] | None:
    """The day and key behind which a page starts; None for the first page, and where it makes no sense."""
    on, _, pk = after.partition("_")
    if not pk.isdecimal() or int(pk) >= 2**63:
        return None
    try:
        return date.fromisoformat(on), int(pk)
    except ValueError:
        return None
