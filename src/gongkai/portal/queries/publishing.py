"""What the pages of sites, columns and publications show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.channels.models import Column, Website
from gongkai.publications.models import Attachment, Placement, Publication
from gongkai.publications.queries import facts, public

#: The facts that a page prints above a paper, in the order of the State Council's pages.
FACTS = (
    "index_number",
    "subject",
    "form",
    "issuer",
    "made_on",
    "document_number",
    "published_on",
    "effective_on",
    "lapses_on",
    "fiscal_year",
    "ground",
)
#: Those that stand above what is no paper.
_FEW = ("published_on", "source")
_NO_PAPERS = {"article", "interview", "explanation", "clarification"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a paper: its label, and the value as the record has it."""

    label: str
    value: str | int | date


@dataclass(frozen=True, slots=True)
class Page:
    """
    The page of a publication.

    Args:
        facts: What is printed above its text.
        validity: Its state, where it is a paper that is in force or not.
        places: Where it stands today, own sites first.
        path: The columns above it on the first of them, the topmost first.
        served: The stamped scan that is the text's formal version, if there is one.
        tables: Attachments whose tables are shown in the page.
        files: The other attachments.
        versions: All versions, if there is more than one.
    """

    publication: Publication
    facts: list[Fact]
    validity: facts.Shown | None
    places: list[Placement]
    path: list[Column]
    served: Attachment | None
    tables: list[Attachment]
    files: list[Attachment]
    versions: list[public.Version]
    explains: list[Publication]
    explained_by: list[Publication]

    @property
    def website(self) -> Website | None:
        """The own site that it stands on first."""
        return self.path[-1].website if self.path else None


def page_of(publication: Publication, today: date) -> Page:
    """Everything that the page of a live publication shows; its queries do not depend on how much that is."""
    places = public.places_of(publication, today)
    attached = public.attachments_of(publication)
    here = next((place.column for place in places if place.column is not None and place.column.website.is_own), None)
    return Page(
        publication=publication,
        facts=_facts(publication),
        validity=facts.validity_on(publication, today) if facts.has_validity(publication.kind) else None,
        places=places,
        path=path_of(here) if here else [],
        served=next((row for row in attached if row.use == "served"), None),
        tables=[row for row in attached if row.use == "table"],
        files=[row for row in attached if row.use == "file"],
        versions=public.versions_of(publication),
        explains=public.explains(publication),
        explained_by=public.explained_by(publication),
    )


def path_of(column: Column) -> list[Column]:
    """A column and those above it, the topmost first."""
    path = [column]
    while path[0].parent is not None:
        path.insert(0, path[0].parent)
    return path


def _facts(publication: Publication) -> list[Fact]:
    names = _FEW if publication.kind in _NO_PAPERS else FACTS
    found = []
    for name in names:
        if value := getattr(publication, name):
            field = publication._meta.get_field(name)
            shown = getattr(publication, f"get_{name}_display")() if field.choices else value
            found.append(Fact(str(field.verbose_name), shown))
    return found
