"""Lists of normative documents: of a unit with their state on a day, what is due, what the public can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from gongkai.organisations.models import Organisation
from gongkai.registers import document_rules
from gongkai.registers.models import Document

#: Documents on a page.
PAGE = 50
#: Where what has no day of issue stands in a list: before everything else.
_NOT_YET = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Which documents are asked for; what is empty does not narrow.

    Args:
        state: An id of the states, as of the day that is asked.
        kind: An id of the kinds of documents.
        year: The year of issue.
        text: What stands in the title or in a number.
    """

    state: str = ""
    kind: str = ""
    year: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: its documents with their state as `state`, and the key behind which the next page begins."""

    rows: list[Document]
    following: str


def documents_of(unit: Organisation, wanted: Filter, *, today: date, behind: str = "", size: int = PAGE) -> Listed:
    """The documents of *unit*, those in the making first, then the newest; one query."""
    rows = Document.objects.filter(organisation=unit, struck_on__isnull=True).select_related("publication")
    return _page(_narrowed(rows, wanted, today), behind, size)


def public_documents(unit: Organisation, wanted: Filter, *, today: date) -> QuerySet[Document]:
    """The documents of *unit* that the public can read, the newest first, with their state as `state`."""
    rows = Document.objects.filter(
        organisation=unit, struck_on__isnull=True, publication__live=True, issued_on__lte=today
    )
    return _narrowed(rows.select_related("publication", "replaces__publication"), wanted, today).order_by(
        "-sorted_on", "-pk"
    )


def public_page(rows: QuerySet[Document], behind: str, size: int = PAGE) -> Listed:
    """A page of what `public_documents` gives; one query."""
    return _page(rows, behind, size)


def has_public(unit: Organisation) -> bool:
    """Whether the public can read any document of *unit*."""
    return Document.objects.filter(organisation=unit, struck_on__isnull=True, publication__live=True).exists()


def years_of(unit: Organisation) -> list[int]:
    """The years in which documents of *unit* were issued, the newest first; one query."""
    rows = Document.objects.filter(organisation=unit, struck_on__isnull=True, issued_on__isnull=False)
    return sorted(rows.values_list("issued_on__year", flat=True).order_by().distinct(), reverse=True)


def counts_of(unit: Organisation, today: date) -> dict[str, int]:
    """How many documents of *unit* are in each state on a day; one query."""
    rows = with_state(Document.objects.filter(organisation=unit, struck_on__isnull=True), today)
    found = dict.fromkeys(document_rules.states(), 0)
    for state in rows.order_by().values_list("state", flat=True):
        found[state] += 1
    return found


def due_for_review(units: Any, until: date) -> QuerySet[Document]:
    """
    Documents that are to be assessed or cleaned up by a day and still are in force then, the longest waiting first.

    Args:
        units: Units, or a queryset of them.
        until: The day.
    """
    rows = Document.objects.filter(organisation__in=units, struck_on__isnull=True, review_on__lte=until)
    standing = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=until))
    return standing.select_related("organisation").order_by("review_on", "pk")


def with_state(rows: QuerySet[Document], today: date) -> QuerySet[Document]:
    """*rows* with the state of each on a day as `state`: what `document_life.state_on` says, in the database."""
    state = Case(
        When(repealed_on__lte=today, then=Value("repealed")),
        When(lapsed_on__lte=today, then=Value("lapsed")),
        When(Q(issued_on__isnull=True) | Q(issued_on__gt=today), then=Value("preparing")),
        When(effective_on__gt=today, then=Value("awaiting")),
        default=Value("in_force"),
    )
    return rows.annotate(state=state)


def states_shown(rows: Sequence[Document]) -> list[tuple[Document, str]]:
    """Each of *rows* with what people call its state."""
    labels = document_rules.states()
    return [(row, labels[row.state]) for row in rows]  # type: ignore[attr-defined]


def _narrowed(rows: QuerySet[Document], wanted: Filter, today: date) -> QuerySet[Document]:
    rows = with_state(rows, today).annotate(sorted_on=Coalesce("issued_on", Value(_NOT_YET, output_field=DateField())))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year is not None:
        rows = rows.filter(issued_on__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.text:
        found = Q(title__icontains=wanted.text) | Q(document_number__icontains=wanted.text)
        rows = rows.filter(found | Q(register_number__icontains=wanted.text))
    return rows


def _page(rows: QuerySet[Document], behind: str, size: int) -> Listed:
    """A page of *rows* behind a key, sorted by day and key downwards."""
    on, _, key = behind.partition("_")
    if key.isdecimal() and (day := _day(on)) is not None:
        rows = rows.filter(Q(sorted_on__lt=day) | Q(sorted_on=day, pk__lt=int(key)))
    found = list(rows.order_by("-sorted_on", "-pk")[: size + 1])
    shown = found[:size]
    if len(found) <= size:
        return Listed(shown, "")
    last = shown[-1]
    return Listed(shown, f"{last.sorted_on.isoformat()}_{last.pk}")  # type: ignore[attr-defined]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
