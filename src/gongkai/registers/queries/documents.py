"""What can be asked of normative documents: one of them, its steps and its life, and where what is stored differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.publications.models import Publication
from gongkai.publications.queries import public
from gongkai.registers import document_life
from gongkai.registers.document_life import Life, Paper, Step
from gongkai.registers.models import Document, DocumentStep

#: Documents whose lives are looked at in one go.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of a document that is stored otherwise than its steps make it."""

    document: Document
    name: str
    stored: date | None
    folded: date | None


def document(uid: str) -> Document | None:
    """The document of that uid, or None."""
    rows = Document.objects.select_related("organisation", "publication", "replaces", "taken_from")
    return rows.filter(uid=uid).first()


def step(uid: str) -> DocumentStep | None:
    """The step of that uid with its document, or None."""
    return DocumentStep.objects.select_related("document__organisation").filter(uid=uid).first()


def locked(found: Document) -> Document:
    """*found* as it is now, its row held until the transaction ends; every act on it begins here."""
    rows = Document.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "publication", "replaces").get(pk=found.pk)


def of_number_or_title(unit: Organisation, number: str, title: str) -> Document:
    """The document of *unit* with that number, or of one without number with that title."""
    rows = Document.objects.filter(organisation=unit, struck_on__isnull=True, document_number=number)
    return rows.get() if number else rows.filter(title=title).latest("pk")


def days_of_issue(unit: Organisation) -> dict[tuple[str, str], date | None]:
    """The day of issue of each document of *unit*, by its number, or its title if it has none; one query."""
    rows = Document.objects.filter(organisation=unit, struck_on__isnull=True)
    found = rows.values_list("document_number", "title", "issued_on")
    return {(number, "" if number else title): day for number, title, day in found}


def steps_of(found: Document) -> list[DocumentStep]:
    """Every step of a document, struck ones too, in the order in which they happened."""
    ranks = document_life.rules.steps()
    return sorted(found.steps.all(), key=lambda row: (row.on, ranks[row.kind].rank, row.uid))


def as_step(row: DocumentStep) -> Step:
    """A recorded step as the fold reads it."""
    return Step(
        row.uid, row.kind, row.on, row.effective_on, row.until_on, row.body, row.number, row.comments, row.accepted,
        row.address, row.note,
    )  # fmt: skip


def paper_of(found: Document) -> Paper:
    """What the fold knows of a document besides its steps; a query if it has a publication."""
    paper = found.publication
    explained = paper is not None and bool(public.explained_by(paper))
    return Paper(found.kind, found.is_for_market, paper.published_on if paper else None, explained)


def life_of(found: Document, *, beside: Iterable[Step] = (), without: DocumentStep | None = None) -> Life:
    """
    The life of a document by the steps that stand.

    Args:
        found: The document.
        beside: Steps that are about to be added.
        without: A step that is about to be struck.
    """
    rows = found.steps.filter(struck_on__isnull=True)
    kept = [as_step(row) for row in rows if without is None or row.pk != without.pk]
    return document_life.fold(paper_of(found), [*kept, *beside])


def days_of(found: Document, life: Life) -> dict[str, date | None]:
    """The days that are stored of a document, by the names of their fields, as *life* has them."""
    published = found.publication.published_on if found.publication is not None else None
    names = ("issued_on", "effective_on", "repealed_on", "lapsed_on", "ended_on", "review_on")
    return {name: getattr(life, name) for name in names} | {"disclosed_on": published}


def differences(found: Document, life: Life) -> list[Difference]:
    """Which stored days are not those of *life*."""
    folded = days_of(found, life)
    return [
        Difference(found, name, getattr(found, name), day)
        for name, day in folded.items()
        if getattr(found, name) != day
    ]


def all_differences(units: Any = None) -> Iterator[Difference]:
    """
    Fold every document anew, of *units* alone if given, and tell what is stored otherwise.

    Three queries for each five hundred documents; nothing is changed.
    """
    rows = Document.objects.select_related("publication").order_by("pk")
    if units is not None:
        rows = rows.filter(organisation__in=units)
    behind = 0
    while found := list(rows.filter(pk__gt=behind)[:_AT_ONCE]):
        behind = found[-1].pk
        steps: dict[int, list[Step]] = {}
        for row in DocumentStep.objects.filter(document__in=found, struck_on__isnull=True):
            steps.setdefault(row.document_id, []).append(as_step(row))
        for one in found:
            published = one.publication.published_on if one.publication is not None else None
            paper = Paper(one.kind, one.is_for_market, published)
            yield from differences(one, document_life.fold(paper, steps.get(one.pk, [])))


def published_since() -> list[Document]:
    """Documents whose paper became public on another day than is stored of them."""
    rows = Document.objects.filter(publication__isnull=False)
    same = Q(publication__published_on=F("disclosed_on")) | Q(
        publication__published_on__isnull=True, disclosed_on__isnull=True
    )
    return list(rows.exclude(pk__in=rows.filter(same).values("pk")).order_by("pk"))


def successor_of(found: Document) -> Document | None:
    """The document that takes its place, or None."""
    return found.replaced_by.filter(struck_on__isnull=True).select_related("publication").order_by("pk").first()


def candidates_to_link(found: Document, most: int = 20) -> list[Publication]:
    """Publications of the document's unit that may be its public face: of its number first, then of its title."""
    taken = Document.objects.filter(publication=OuterRef("pk"), struck_on__isnull=True)
    rows = Publication.objects.filter(organisation=found.organisation, managed_by="", is_withdrawn=False)
    alike = Q(title__icontains=found.title[:60])
    if found.document_number:
        alike |= Q(document_number=found.document_number)
    return list(rows.filter(alike, ~Exists(taken)).order_by("-live", "-pk")[:most])


def may_replace(found: Document) -> QuerySet[Document]:
    """Documents of the same unit that *found* could take the place of: issued, not ended by a decision."""
    rows = Document.objects.filter(organisation=found.organisation, struck_on__isnull=True)
    return rows.filter(issued_on__isnull=False, repealed_on__isnull=True).exclude(pk=found.pk).order_by("-issued_on")
