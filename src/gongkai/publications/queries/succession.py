"""Which paper took the place of which, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gongkai.publications.models import Publication, Validity


@dataclass(frozen=True, slots=True)
class Replaced:
    """A paper that another has taken the place of, and by which decision."""

    publication: Publication
    reason: str


def replaced_by(papers: Collection[Publication]) -> dict[int, Replaced]:
    """For those of *papers* that took the place of another one: the last such, by the new paper's key; one query."""
    rows = Validity.objects.filter(successor__in=[paper.pk for paper in papers], state="repealed")
    ordered = rows.select_related("publication").order_by("from_on", "pk")
    return {row.successor_id: Replaced(row.publication, row.reason) for row in ordered if row.successor_id is not None}
