"""The superior's desk: how far each unit is with its report on a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gongkai.organisations import queries as units
from gongkai.organisations.models import Membership, Organisation, Post, Supervision, User
from gongkai.yearbook.deadlines import reporting_kinds
from gongkai.yearbook.models import PublishedReport, Reminder, Submission, YearReport
from gongkai.yearbook.queries.deadlines import Due, due

#: How far a report can be, in the order of the work, with the words for it.
STATES = {
    "not_begun": "未开始",
    "compiling": "编制中",
    "in_review": "审核中",
    "frozen": "已定稿",
    "published": "已公布",
    "submitted": "已报送",
    "returned": "已退回",
    "accepted": "已接收",
}
_ARRIVED = ("submitted", "accepted")


@dataclass(frozen=True, slots=True)
class Row:
    """
    A unit on the desk.

    Args:
        unit: The unit.
        name: What it was called on the desk's day.
        state: A key of `STATES`.
        submission: Its newest submission, without the text.
        first_on: The day of its first submission.
        due_on: The day on which its report is due.
        days_left: Days until then; below 0 when it is over.
        reminded_on: When it was last reminded.
        reminders: How often it was reminded.
        has_units: Whether it is a superior itself.
    """

    unit: Organisation
    name: str
    state: str
    submission: Submission | None
    first_on: date | None
    due_on: date
    days_left: int
    reminded_on: date | None
    reminders: int
    has_units: bool

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def owes(self) -> bool:
        """Whether the unit is to send its report, for the first time or once more."""
        return self.state not in _ARRIVED

    @property
    def days_late(self) -> int:
        """How many days the first submission came after the day on which it was due, or is missing by now; or 0."""
        if self.first_on is not None:
            return max((self.first_on - self.due_on).days, 0)
        return max(-self.days_left, 0)

    @property
    def days_over(self) -> int:
        """How many days the time is over for a report that is still owed; 0 before."""
        return max(-self.days_left, 0)

    @property
    def findings(self) -> int | None:
        """Errors and warnings of the newest submission; None where nothing was submitted."""
        return None if self.submission is None else self.submission.errors + self.submission.warnings


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of a superior for a year: its units by code, and when their reports are due."""

    superior: Organisation
    year: int
    scope: str
    due: Due
    rows: tuple[Row, ...]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """State, words and how many units are in it, in the order of the work."""
        found = Counter(row.state for row in self.rows)
        return [(state, label, found[state]) for state, label in STATES.items()]

    @property
    def late(self) -> list[Row]:
        """The units whose report came late or is missing after its day, the latest first."""
        return sorted((row for row in self.rows if row.days_late), key=lambda row: (-row.days_late, row.unit.code))

    @property
    def owing(self) -> list[Row]:
        """The units that are still to send theirs."""
        return [row for row in self.rows if row.owes]


def desk(superior: Organisation, year: int, *, on: date, scope: str = "body") -> Desk:
    """
    Every unit that submits to *superior*, and how far its report on *year* is; the same queries for 10 and for 1,000.

    Units are those of the day, but of no day after the year in which the report is due; a unit that submitted to
    *superior* stays on the desk though it was closed or moved since. Bodies that need no report of their own are shown
    once they have one.

    Args:
        superior: To whom.
        year: The year reported.
        on: Today.
        scope: `body`, or `level` for the reports of whole levels.
    """
    day = min(on, date(year + 1, 12, 31))
    making = dict(YearReport.objects.filter(year=year, scope=scope).values_list("organisation_id", "state"))
    published = set(
        PublishedReport.objects.filter(year=year, scope=scope).values_list("organisation_id", flat=True)
    )  # fmt: skip
    newest = _newest(superior, year, scope)
    first = _first_days(superior, year, scope)
    reminded = _reminders(superior, year)
    found = list(_listed(superior, day, [*making, *published, *newest], newest))
    names = units.names_on(found, day)
    owed = due(superior, year, scope)
    rows = []
    for unit in found:
        sent = newest.get(unit.pk)
        state = sent.state if sent else making.get(unit.pk, "published" if unit.pk in published else "not_begun")
        last, times = reminded.get(unit.pk, (None, 0))
        rows.append(
            Row(unit, names.get(unit.pk, unit.name), state, sent, first.get(unit.pk), owed.on, owed.days_left(on),
                last, times, unit.has_units)  # type: ignore[attr-defined]
        )  # fmt: skip
    return Desk(superior, year, scope, owed, tuple(rows))


def units_below(superior: Organisation, day: date) -> QuerySet[Organisation]:
    """
    The units that submit to *superior* on that day: those that it was named to supervise, and those below it for which
    nobody else was named (Regulation art. 3).
    """
    named = Supervision.objects.on(day)
    below = Membership.objects.on(day).filter(parent=superior).exclude(unit__in=named.values("unit"))
    return Organisation.objects.filter(
        Q(pk__in=named.filter(supervisor=superior).values("unit")) | Q(pk__in=below.values("unit"))
    ).order_by("code")


def reporters_of(found: Collection[Organisation], on: date) -> dict[int, list[User]]:
    """The reporters at each of these units itself on that day, by the unit's key; one query."""
    people: dict[int, list[User]] = defaultdict(list)
    for post in Post.objects.on(on).filter(role="reporter", unit__in=found).select_related("user").order_by("pk"):
        people[post.unit_id].append(post.user)
    return dict(people)


def superiors_of(seen: QuerySet[Organisation], day: date) -> QuerySet[Organisation]:
    """Those of *seen* that have units which submit to them on that day."""
    named = Supervision.objects.on(day)
    below = Membership.objects.on(day).exclude(unit__in=named.values("unit"))
    return seen.filter(Q(pk__in=named.values("supervisor")) | Q(pk__in=below.values("parent"))).order_by("code")


def _listed(superior: Organisation, day: date, begun: Collection[int], sent: Collection[int]) -> QuerySet[Organisation]:
    below = units_below(superior, day)
    due_or_begun = Q(kind__in=reporting_kinds()) | Q(pk__in=begun)
    member = Membership.objects.on(day).filter(parent=OuterRef("pk"))
    shown = Organisation.objects.filter(Q(pk__in=below.filter(due_or_begun).values("pk")) | Q(pk__in=sent))
    return shown.annotate(has_units=Exists(member)).order_by("code")


def _newest(superior: Organisation, year: int, scope: str) -> dict[int, Submission]:
    rows = Submission.objects.filter(superior=superior, year=year, scope=scope)
    last = rows.filter(organisation=OuterRef("organisation")).order_by("-number").values("pk")[:1]
    return {row.organisation_id: row for row in rows.filter(pk=Subquery(last)).defer("text")}


def _first_days(superior: Organisation, year: int, scope: str) -> dict[int, date]:
    rows = Submission.objects.filter(superior=superior, year=year, scope=scope, number=1)
    return dict(rows.values_list("organisation_id", "submitted_on"))


def _reminders(superior: Organisation, year: int) -> dict[int, tuple[date | None, int]]:
    found: dict[int, tuple[date | None, int]] = {}
    rows = Reminder.objects.filter(superior=superior, year=year).order_by("on").values_list("organisation_id", "on")
    for unit, day in rows:
        found[unit] = (day, found.get(unit, (None, 0))[1] + 1)
    return found
