"""What can be asked about placements: of a publication, offered to a unit, without proof."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.channels.models import Article, Column
from gongkai.errors import Refused
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.publications.models import Placement, Publication

#: Rows that a page of offers shows at most.
SHOWN = 200


def standing(day: date) -> Q:
    """Placements that stand on *day*."""
    return Q(state="accepted", from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gt=day))


def of_publication(publication: Publication) -> QuerySet[Placement]:
    """Every placement of *publication*, the newest first, with what their page shows."""
    return _shown(publication.placements.order_by("-from_on", "-pk"))


def open_of(publication: Publication) -> QuerySet[Placement]:
    """The placements of *publication* that have not ended and were not returned."""
    return publication.placements.filter(until_on__isnull=True).exclude(state="returned")


def offers(user: Actor, *, on: date) -> QuerySet[Placement]:
    """What other units offer to the sites and accounts for which *user* may accept, the oldest first."""
    waiting = Placement.objects.filter(state="offered", until_on__isnull=True)
    on_sites = permissions.visible(
        waiting, user, "publications.accept_placement", on=on, unit="column__website__organisation"
    )
    on_accounts = permissions.visible(
        waiting, user, "publications.accept_placement", on=on, unit="article__issue__account__organisation"
    )
    found = waiting.filter(Q(pk__in=on_sites.values("pk")) | Q(pk__in=on_accounts.values("pk")))
    return _shown(found.order_by("from_on", "pk"))


def without_proof(user: Actor, *, on: date) -> QuerySet[Placement]:
    """Placements on outside sites that have no address or no proof yet, of units at which *user* may place."""
    outside = Placement.objects.filter(state="accepted", until_on__isnull=True, column__website__is_own=False)
    lacking = outside.filter(Q(address="") | Q(proof__isnull=True))
    return _shown(permissions.visible(lacking, user, "publications.place", on=on).order_by("from_on", "pk"))


def columns_open(on: date) -> QuerySet[Column]:
    """Columns on which something may be placed on that day, by site."""
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    site = Q(website__closed_on__isnull=True) | Q(website__closed_on__gt=on)
    found = Column.objects.filter(still & site, opened_on__lte=on, website__opened_on__lte=on)
    return found.select_related("website", "website__organisation").order_by(
        "website__name", "website", "position", "pk"
    )


def article_named(named: str, unit: Organisation) -> Article:
    """
    The one article of an account of *unit* that has this address or title.

    Raises:
        Refused: there is none, or there are several.
    """
    named = named.strip()
    own = Article.objects.filter(issue__account__organisation=unit)
    found = list(own.filter(Q(address=named) | Q(title=named)).select_related("issue__account")[:2])
    if not found:
        raise Refused(f"{unit.name}的账号里没有“{named}”这篇推文，请先在“渠道”里登记，或核对网址和标题。")
    if len(found) > 1:
        raise Refused(f"有几篇推文都叫“{named}”，请改填其中一篇的网址。")
    return found[0]


def run_by(user: Actor, rows: Iterable[Placement], *, on: date) -> set[int]:
    """The keys of the units that run the places of *rows* and for which *user* may accept; one query."""
    units = Organisation.objects.filter(pk__in={operator_of(row).pk for row in rows})
    may = permissions.visible(units, user, "publications.accept_placement", on=on, unit="pk")
    return set(may.values_list("pk", flat=True))


def with_places() -> QuerySet[Placement]:
    """Placements with what their pages show."""
    return _shown(Placement.objects.all())


def operator_of(placement: Placement) -> Organisation:
    """The unit that runs the site or account on which *placement* stands, and accepts or returns it."""
    if placement.column is not None:
        return placement.column.website.organisation
    return placement.article.issue.account.organisation  # type: ignore[union-attr]  # one of the two is there


def place_of(place: Column | Article) -> str:
    """Where something stands, in words: the site and its column, or the account and its article."""
    if isinstance(place, Column):
        return f"{place.website.name}“{place.name}”"
    return f"{place.issue.account.name}“{place.title}”"


def state_at_publication(column: Column, unit: Organisation) -> str:
    """What a placement of *unit* on *column* becomes when the publication is public."""
    return "accepted" if column.website.organisation_id == unit.pk else "offered"


def _shown(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.select_related(
        "organisation",
        "publication",
        "publication__organisation",
        "column__website__organisation",
        "article__issue__account__organisation",
        "proof",
    )
