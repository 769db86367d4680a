"""What is to be announced of procurement: results and contracts, each within two working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, QuerySet

from gongkai.organisations import queries as organisations
from gongkai.organisations.models import Organisation
from gongkai.registers.models import Procurement
from gongkai.registers.queries.decisions import days_left, place_of

#: Working days from the award, or from the signing, until it is announced (政府采购法实施条例 arts. 43, 50).
WORKING_DAYS = 2
#: Rows on a page.
PAGE = 50
What = Literal["result", "contract"]
#: Of each the day from which it runs, and the day on which it was done.
_DAYS: dict[What, tuple[str, str]] = {
    "result": ("awarded_on", "result_published_on"),
    "contract": ("contracted_on", "contract_published_on"),
}


@dataclass(frozen=True, slots=True)
class Announcement:
    """
    A result or a contract that is to be announced.

    Args:
        project: Of which project.
        since: The day of the award or of the signing.
        due_on: The last day for it.
        days_left: Working days from today until then, below 0 once it is overdue.
    """

    project: Procurement
    since: date
    due_on: date
    days_left: int

    @property
    def is_overdue(self) -> bool:
        """Whether its day is past."""
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what is to be announced, and where the next one starts ("" at the end)."""

    rows: tuple[Announcement, ...]
    following: str


def waiting(unit: Organisation, what: What) -> QuerySet[Procurement]:
    """The projects of *unit* whose result or contract was not announced yet."""
    since, done = _DAYS[what]
    return Procurement.objects.filter(
        organisation=unit, struck_on__isnull=True, **{f"{since}__isnull": False, f"{done}__isnull": True}
    )


def to_announce(unit: Organisation, what: What, *, today: date, after: str = "", size: int = PAGE) -> Page:
    """
    What waits to be announced at *unit*, the oldest first; as many queries for ten rows as for ten thousand.

    Args:
        unit: Whose.
        what: Results or contracts.
        today: The day on which days left are counted.
        after: Where the page before said that the next one starts.
        size: Rows on a page.
    """
    since, _done = _DAYS[what]
    rows = waiting(unit, what).select_related("organisation")
    if place := place_of(after):
        on, pk = place
        rows = rows.filter(**{f"{since}__gte": on}).exclude(**{since: on, "pk__lte": pk})
    found = list(rows.order_by(since, "pk")[: size + 1])
    calendar = organisations.calendar(today)
    made = []
    for project in found[:size]:
        day = getattr(project, since)
        due = calendar.due_on(day, WORKING_DAYS).on
        made.append(Announcement(project, day, due, days_left(calendar, due, today) or 0))
    following = f"{made[-1].since.isoformat()}_{made[-1].project.pk}" if len(found) > size else ""
    return Page(tuple(made), following)


def counts(unit: Organisation, *, today: date) -> dict[What, tuple[int, int]]:
    """How many results and contracts of *unit* wait to be announced, and how many of them too long; a query each."""
    calendar = organisations.calendar(today)
    found: dict[What, tuple[int, int]] = {}
    for what, (since, _done) in _DAYS.items():
        by_day = dict(waiting(unit, what).order_by().values_list(since).annotate(Count("pk")))
        late = sum(count for day, count in by_day.items() if calendar.due_on(day, WORKING_DAYS).on < today)
        found[what] = (sum(by_day.values()), late)
    return found
