"""What of a file of content is there already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.db.models import QuerySet

from gongkai.channels.models import Column
from gongkai.organisations.models import Organisation
from gongkai.publications.models import ContentImport, Publication


class Coming(Protocol):
    """An entry of a file: what it is known by, and the index number that it brings along."""

    key: str
    index_number: str


_Coming = TypeVar("_Coming", bound=Coming)


@dataclass(frozen=True, slots=True)
class Present:
    """Of some entries: the keys of those that are there, and the titles of others' papers that hold their numbers."""

    known: frozenset[str]
    taken: Mapping[str, str]


def columns_by_code() -> dict[str, Column]:
    """Every column with its site, by its code."""
    return {column.code: column for column in Column.objects.select_related("website")}


def present(unit: Organisation, items: Collection[Coming]) -> Present:
    """Which of *items* the unit has already, by the key of an import or by the index number; two queries."""
    own = Publication.objects.filter(organisation=unit, imported_from__in=[item.key for item in items])
    known = set(own.values_list("imported_from", flat=True))
    numbers = {item.index_number: item.key for item in items if item.index_number}
    taken: dict[str, str] = {}
    holders = Publication.objects.filter(index_number__in=list(numbers))
    for number, unit_id, title, came_from in holders.values_list(
        "index_number", "organisation_id", "title", "imported_from"
    ):
        # The same paper again, from an export of ours; an import that has another key is another paper.
        if unit_id == unit.pk and came_from in ("", numbers[number]):
            known.add(numbers[number])
        else:
            taken[number] = title
    return Present(frozenset(known), taken)


def fresh(unit: Organisation, items: Sequence[_Coming]) -> list[_Coming]:
    """Those of *items* that the unit has not yet."""
    known = present(unit, items).known
    return [item for item in items if item.key not in known]


def imports_of(units: QuerySet[Organisation], limit: int = 50) -> QuerySet[ContentImport]:
    """The files that were taken in for *units*, the newest first."""
    return ContentImport.objects.filter(organisation__in=units).select_related("organisation").order_by("-pk")[:limit]


def same_file(unit: Organisation, sha256: str) -> ContentImport | None:
    """When that very file was taken in for *unit*, if it was."""
    return ContentImport.objects.filter(organisation=unit, sha256=sha256).order_by("pk").first()
