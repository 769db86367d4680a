"""What can be asked about inspections: of a unit, one with all that was found, and what the sample is drawn from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from gongkai.channels.models import Article
from gongkai.organisations.models import Organisation
from gongkai.oversight.checklists import Checklist
from gongkai.oversight.models import Fault, FaultPicture, Inspection, Sampled
from gongkai.publications.models import Publication


def act_of(inspector: Organisation, unit: Organisation) -> str:
    """The act that inspecting is, asked at the inspector: of itself, or of a unit below it."""
    return "oversight.inspect_self" if inspector == unit else "oversight.inspect"


def population(unit: Organisation, checklist: Checklist, from_on: date, until_on: date) -> QuerySet[Any]:
    """What a sample is drawn from: live publications of *unit*, or articles of its accounts, of those days."""
    days = (from_on, until_on)
    if checklist.draws == "article":
        return Article.objects.filter(issue__account__organisation=unit, issue__published_on__range=days)
    return Publication.objects.filter(organisation=unit, live=True, published_on__range=days)


def inspections_of(unit: Organisation, size: int = 100) -> list[Inspection]:
    """The newest inspections of a unit, with how many faults each found and how many are not mended; one query."""
    rows = unit.inspections.select_related("inspector").annotate(
        found=Count("faults"), open=Count("faults", filter=Q(faults__passed_on__isnull=True))
    )
    return list(rows.order_by("-opened_on", "-pk")[:size])


def inspection(uid: str) -> Inspection | None:
    """The inspection of that uid with its sample, verdicts, faults and pictures, or None."""
    sample = Sampled.objects.select_related("publication", "article__issue__account").order_by("position")
    pictures = Prefetch("pictures", FaultPicture.objects.select_related("file"))
    faults = Fault.objects.select_related("sampled__publication", "sampled__article", "evidence")
    rows = Inspection.objects.select_related("organisation", "inspector").prefetch_related(
        Prefetch("sample", sample), "verdicts", Prefetch("faults", faults.order_by("pk").prefetch_related(pictures))
    )
    return rows.filter(uid=uid).first()


def fault(uid: str) -> Fault | None:
    """The fault of that uid with its inspection, or None."""
    return Fault.objects.select_related("inspection__organisation", "inspection__inspector").filter(uid=uid).first()


def faults_due(units: QuerySet[Organisation], until: date) -> list[Fault]:
    """The faults at *units* that are to be mended by *until* and are not, the longest overdue first; one query."""
    rows = Fault.objects.filter(inspection__organisation__in=units, due_on__lte=until, mended_on__isnull=True)
    return list(rows.select_related("inspection__organisation").order_by("due_on", "pk"))
