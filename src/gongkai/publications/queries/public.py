"""What the public sees: publications that are live, on the columns on which they stand on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from gongkai.channels.models import Column, Website
from gongkai.organisations.models import Organisation
from gongkai.publications.models import Attachment, Placement, Publication, Validity
from gongkai.publications.queries.placements import standing as on_day

#: Entries on a numbered page of a column.
PAGE = 20
#: Earlier versions of a rule that are followed back at most.
_MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a paper: the publication, and the day from which another one stands in its place, if one does."""

    publication: Publication
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """
    One page of a column, numbered from the oldest, so that a full page stays as it is.

    Args:
        number: Of this page, from 1.
        pages: How many there are, at least 1.
        total: Entries of the column.
        entries: Those of this page, the newest first.
    """

    number: int
    pages: int
    total: int
    entries: list[Placement]


def by_uid(uid: str) -> Publication | None:
    """The publication of that uid if it is public or was; None for one that the public never saw."""
    known = Publication.objects.select_related("organisation")
    return known.filter(Q(live=True) | Q(is_withdrawn=True), uid=uid).first()


def standing(today: date) -> QuerySet[Placement]:
    """The placements that the public sees on a day."""
    return Placement.objects.filter(on_day(today), publication__live=True)


def places_of(publication: Publication, today: date) -> list[Placement]:
    """Where a publication stands on a day, on own sites first."""
    rows = standing(today).filter(publication=publication).select_related(
        "column__website__organisation", "column__parent", "article__issue__account"
    )  # fmt: skip
    return sorted(rows, key=lambda row: (row.column is None or not row.column.website.is_own, row.pk))


def column_by_code(code: str, today: date) -> Column | None:
    """The column of an own site, open or closed, by its code."""
    own = Column.objects.filter(website__is_own=True, opened_on__lte=today)
    return own.select_related("website__organisation", "parent__parent").filter(code=code).first()


def columns_below(column: Column) -> list[Column]:
    """The open columns below one, in their order."""
    return list(column.children.filter(closed_on__isnull=True).order_by("position", "pk"))


def page_of_column(column: Column, today: date, number: int | None = None) -> Numbered | None:
    """
    One page of a column.

    Args:
        column: Of an own site.
        today: The day.
        number: Of the page, from the oldest; None asks for the newest entries, whatever page they are on.

    Returns:
        The page; None if there is none of that number.
    """
    rows = standing(today).filter(column=column)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    if number is not None and not 1 <= number <= pages:
        return None
    shown = rows.select_related("publication")
    if number is None:
        entries = list(shown.order_by("-from_on", "-pk")[:PAGE])
    else:
        oldest_first = shown.order_by("from_on", "pk")
        entries = list(oldest_first[(number - 1) * PAGE : number * PAGE])[::-1]
    return Numbered(number or pages, pages, total, entries)


def site_by_code(code: str) -> Website | None:
    """An own site by its code."""
    return Website.objects.select_related("organisation").filter(is_own=True, code=code).first()


def own_sites(units: Iterable[Organisation] | None = None) -> list[Website]:
    """The open own sites, of *units* alone if some are given."""
    sites = Website.objects.filter(is_own=True, closed_on__isnull=True).select_related("organisation")
    if units is not None:
        sites = sites.filter(organisation__in=list(units))
    return list(sites.order_by("organisation__code", "code"))


def columns_of(site: Website, today: date) -> list[tuple[Column, int]]:
    """The open columns of a site in their order, each with how many entries stand on it; one query."""
    here = Q(placements__in=standing(today))
    rows = site.columns.filter(closed_on__isnull=True, opened_on__lte=today)
    counted = rows.annotate(entries=Count("placements", filter=here)).order_by("position", "pk")
    return [(column, column.entries) for column in counted]  # type: ignore[attr-defined]


def newest_of(site: Website, today: date, most: int = 5) -> dict[int, list[Placement]]:
    """The newest entries of each column of a site, by the column's key; one query."""
    ranked = standing(today).filter(column__website=site).annotate(
        rank=Window(RowNumber(), partition_by=[F("column_id")], order_by=[F("from_on").desc(), F("pk").desc()])
    )  # fmt: skip
    found: dict[int, list[Placement]] = {}
    for row in ranked.filter(rank__lte=most).select_related("publication").order_by("column_id", "rank"):
        found.setdefault(row.column_id or 0, []).append(row)
    return found


def attachments_of(publication: Publication) -> list[Attachment]:
    """The files of a live publication, in their order."""
    return list(publication.attachments.select_related("file").order_by("position", "pk"))


def explained_by(publication: Publication) -> list[Publication]:
    """The public explanations of a policy."""
    return [
        row.explanation for row in publication.explained_by.filter(explanation__live=True).select_related("explanation")
    ]


def explains(publication: Publication) -> list[Publication]:
    """The public policies that an explanation explains."""
    return [row.policy for row in publication.explains.filter(policy__live=True).select_related("policy")]


def versions_of(publication: Publication) -> list[Version]:
    """
    Every public version of a paper that was put in another one's place, the newest first; empty if there is one alone.
    """
    newest = _newest(publication)
    found = [Version(newest, None)]
    seen = {newest.pk}
    waiting = [newest.pk]
    while waiting and len(found) < _MOST_VERSIONS:
        rows = Validity.objects.filter(successor__in=waiting, publication__live=True).exclude(publication__in=seen)
        before = list(rows.select_related("publication").order_by("-from_on", "pk"))
        found += [Version(row.publication, row.from_on) for row in before if row.publication_id not in seen]
        waiting = [row.publication_id for row in before]
        seen.update(waiting)
    return found if len(found) > 1 else []


def _newest(publication: Publication) -> Publication:
    """The version that stands in the place of *publication* at last."""
    seen = {publication.pk}
    while len(seen) < _MOST_VERSIONS:
        row = (
            publication.validities.filter(successor__live=True).select_related("successor").order_by("-from_on").first()
        )
        if row is None or row.successor is None or row.successor_id in seen:
            break
        publication = row.successor
        seen.add(publication.pk)
    return publication
