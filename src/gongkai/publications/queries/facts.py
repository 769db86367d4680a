"""What can be asked about numbers, validity, clocks and the ways of disclosure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongkai.law import Calendar, DueDate
from gongkai.organisations.models import Organisation
from gongkai.publications import kinds, numbering
from gongkai.publications.models import Evaluation, IndexScheme, Publication, Validity

#: Units on a page.
PAGE = 50
#: Working days within which information is published after it was made or changed (Regulation art. 26).
DAYS_TO_PUBLISH = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """The state of a paper on a day, as its page shows it: since when, by which paper, by what decision."""

    state: str
    label: str
    since: date
    successor: Publication | None
    reason: str


def template_of(unit: Organisation) -> str:
    """The template by which *unit* numbers."""
    scheme = IndexScheme.objects.filter(organisation=unit).first()
    return scheme.template if scheme else numbering.DEFAULT


def templates_of(units: Collection[Organisation]) -> dict[int, str]:
    """The template by which each of *units* numbers, by key; one query."""
    own = dict(IndexScheme.objects.filter(organisation__in=units).values_list("organisation_id", "template"))
    return {unit.pk: own.get(unit.pk, numbering.DEFAULT) for unit in units}


def sample(unit: Organisation, template: str, *, on: date) -> str:
    """
    The first number of the year that *template* would give.

    Raises:
        Refused: by it numbers would repeat, or it names a part that there is not.
    """
    numbering.check(template, numbered(unit), on)
    return numbering.render(template, numbered(unit), on, 1)


def numbered(unit: Organisation) -> numbering.Numbered:
    """*unit* as the numbering knows it."""
    return numbering.Numbered(unit.code, unit.credit_code)


def has_validity(kind: str) -> bool:
    """Whether papers of that kind are in force or not: those that must say when they take effect."""
    return "effective_on" in kinds.kinds()[kind].needs


def due(made_on: date | None, changed_on: date | None, *, calendar: Calendar) -> DueDate | None:
    """
    The last day on which something must be published; None while nobody has said when it was made.

    Source: Regulation art. 26: within 20 working days of the day on which it was made or changed.
    """
    days = [day for day in (made_on, changed_on) if day is not None]
    return calendar.due_on(max(days), DAYS_TO_PUBLISH) if days else None


def validity_on(publication: Publication, day: date) -> Shown | None:
    """The state of *publication* on that day; None if nothing is said of it."""
    row = publication.validities.filter(from_on__lte=day).select_related("successor").order_by("-from_on").first()
    return _shown(row) if row else None


def history_of(publication: Publication) -> list[Shown]:
    """Every state of *publication*, oldest first; one query."""
    return [_shown(row) for row in publication.validities.select_related("successor").order_by("from_on")]


def lapsing(today: date) -> QuerySet[Publication]:
    """Papers still shown in force whose last day has passed; of what a register manages, the register says when."""
    shown = Publication.objects.filter(validity__in=["in_force", "amended"], managed_by="")
    return shown.filter(lapses_on__lt=today).order_by("pk")


def beginning(today: date) -> QuerySet[Publication]:
    """Published papers of no register of which nobody has said yet that they are in force, and whose day has come."""
    dated = [kind for kind in kinds.kinds() if has_validity(kind)]
    waiting = Publication.objects.filter(live=True, validity="", managed_by="", kind__in=dated)
    return waiting.filter(effective_on__lte=today).order_by("pk")


def turning(today: date) -> QuerySet[Publication]:
    """Papers whose stored state is not that of the newest row that has begun, with that state as `state_now`."""
    begun = Validity.objects.filter(from_on__lte=today)
    newest = begun.filter(publication=OuterRef("pk")).order_by("-from_on").values("state")[:1]
    papers = Publication.objects.filter(pk__in=begun.values("publication")).annotate(state_now=Subquery(newest))
    return papers.exclude(validity=F("state_now")).order_by("pk")


def ways_due(today: date) -> QuerySet[Publication]:
    """
    What is not disclosed of the body's own accord and is to be assessed anew by *today*, the longest waiting first.

    The day stands in `evaluate_on`; what has none was never assessed, and is due.

    Source: Regulation art. 18.
    """
    last = Evaluation.objects.filter(publication=OuterRef("pk")).order_by("-on", "-pk")
    kept = Publication.objects.exclude(way="proactive").filter(is_archived=False)
    dated = kept.annotate(
        last_outcome=Subquery(last.values("outcome")[:1]),
        evaluate_on=Coalesce(Subquery(last.values("next_on")[:1]), "way_review_on"),
    )
    waiting = dated.filter(Q(last_outcome__isnull=True) | ~Q(last_outcome="opened"))
    due_now = waiting.filter(Q(evaluate_on__isnull=True) | Q(evaluate_on__lte=today))
    return due_now.select_related("organisation").order_by(F("evaluate_on").asc(nulls_first=True), "pk")


def day_after(day: date) -> date:
    """The day after *day*."""
    return day + timedelta(days=1)


def _shown(row: Validity) -> Shown:
    return Shown(row.state, row.get_state_display(), row.from_on, row.successor, row.reason)
