"""How much was published where: counts of placements, each with the list that it is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from gongkai.channels.kinds import column_classes
from gongkai.channels.models import Account, Column, Website
from gongkai.figures import Period
from gongkai.organisations import queries as organisations
from gongkai.organisations.models import Organisation
from gongkai.publications.models import Placement

#: Entries on a page of the list behind a count.
PAGE = 50

#: What counts are told apart by, and the field that it stands in.
DIMENSIONS: dict[str, str] = {
    "class": "column__kind",
    "column": "column__code",
    "website": "column__website__code",
    "unit": "organisation__code",
    "kind": "publication__kind",
    "account": "article__issue__account__uid",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """
    Which placements are counted; None is any.

    Args:
        unit: Published by this unit or one below it, by the tree of the period's last day.
        publisher: Published by this unit itself.
        website: On a column of this site.
        column: On this column.
        column_class: On a column of this class.
        kind: Publications of this kind.
        medium: On columns of sites, or in articles of new media.
        account: In articles of this account.
    """

    unit: Organisation | None = None
    publisher: Organisation | None = None
    website: Website | None = None
    column: Column | None = None
    column_class: str | None = None
    kind: str | None = None
    medium: Literal["column", "article"] = "column"
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One count.

    Args:
        key: What it is told apart by, in the order that was asked for; months as (year, month).
        placements: How many times something was placed, 条 of the annual statement.
        publications: How many different publications those are.
    """

    key: tuple[Any, ...]
    placements: int
    publications: int


def counted(scope: Scope, period: Period) -> QuerySet[Placement]:
    """
    The placements of *scope* that began in *period*: accepted, and not taken down on their first day.

    Every count and every list behind a count is made of these rows.
    """
    kept = Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))
    rows = Placement.objects.filter(kept, state="accepted", from_on__gte=period.since, from_on__lte=period.until)
    rows = rows.filter(**{f"{scope.medium}__isnull": False})
    wanted = {
        "organisation": scope.publisher,
        "column__website": scope.website,
        "column": scope.column,
        "column__kind": scope.column_class,
        "publication__kind": scope.kind,
        "article__issue__account": scope.account,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if scope.unit is not None:
        rows = rows.filter(organisation__in=organisations.descendants(scope.unit, on=period.until).values("pk"))
    return rows


def counts(scope: Scope, period: Period, *, by: Sequence[str]) -> list[Figure]:
    """
    How many there are, told apart by *by*; one grouped query.

    Args:
        scope: Of what.
        period: When.
        by: Any of `DIMENSIONS`, and `month`.

    Raises:
        KeyError: something else in *by*.
    """
    rows = counted(scope, period)
    names: list[str] = []
    for dimension in by:
        if dimension == "month":
            rows = rows.annotate(in_year=ExtractYear("from_on"), in_month=ExtractMonth("from_on"))
            names += ["in_year", "in_month"]
        else:
            names.append(DIMENSIONS[dimension])
    grouped = (
        rows.order_by(*names)
        .values_list(*names)
        .annotate(placements=Count("pk"), publications=Count("publication", distinct=True))
    )
    return [Figure(_key(by, row), row[-2], row[-1]) for row in grouped]


def total(scope: Scope, period: Period) -> Figure:
    """All of it in one figure; one query."""
    found = counted(scope, period).aggregate(placements=Count("pk"), publications=Count("publication", distinct=True))
    return Figure((), found["placements"], found["publications"])


def behind(
    scope: Scope, period: Period, *, before: tuple[date, int] | None = None, limit: int | None = PAGE
) -> list[Placement]:
    """
    The placements that a count is made of, the newest first, with what their list shows; one query.

    Args:
        scope: As for the count.
        period: As for the count.
        before: Day and key of the last one of the page before.
        limit: How many; None for all.
    """
    rows = counted(scope, period)
    if before is not None:
        day, last = before
        rows = rows.filter(Q(from_on__lt=day) | Q(from_on=day, pk__lt=last))
    shown = rows.select_related(
        "publication", "organisation", "column__website__organisation", "article__issue__account"
    )
    return list(shown.order_by("-from_on", "-pk")[:limit])


def of_medium(scope: Scope, medium: str) -> Scope:
    """*scope* on columns, or in articles; a site has no articles."""
    if medium == "column":
        return replace(scope, medium="column", account=None)
    return replace(scope, medium="article", website=None, column=None, column_class=None)


def narrowed(scope: Scope, wanted: Mapping[str, str]) -> Scope | None:
    """
    *scope*, and of it only what has these keys; None where one of them names nothing.

    Args:
        scope: The whole.
        wanted: Keys by `class`, `column`, `site`, `publisher`, `account`, `medium`.
    """
    if wanted.get("class", "") not in {"", *column_classes()}:
        return None
    found = {
        "column": (Column, "code", "column"),
        "site": (Website, "code", "website"),
        "publisher": (Organisation, "code", "publisher"),
        "account": (Account, "uid", "account"),
    }
    scope = of_medium(scope, wanted.get("medium", "column"))
    if "class" in wanted:
        scope = replace(scope, column_class=wanted["class"])
    for name, (model, key, field) in found.items():
        if name in wanted:
            row = model._default_manager.filter(**{key: wanted[name]}).first()
            if row is None or (field == "website" and scope.website not in (None, row)):
                return None
            scope = replace(scope, **{field: row})
    return scope


def names_of(dimension: str, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """What the keys of a dimension are called: the name, and what tells it from others of that name; one query."""
    if dimension == "column":
        columns = Column.objects.filter(code__in=keys).select_related("website")
        return {column.code: (column.name, column.website.name) for column in columns}
    if dimension == "website":
        sites = Website.objects.filter(code__in=keys).select_related("organisation")
        return {site.code: (site.name, site.organisation.name) for site in sites}
    if dimension == "account":
        accounts = Account.objects.filter(uid__in=keys)
        return {account.uid: (account.name, account.get_platform_display()) for account in accounts}
    return {unit.code: (unit.name, "") for unit in Organisation.objects.filter(code__in=keys)}


def top_of(units: QuerySet[Organisation]) -> Organisation | None:
    """The unit of *units* that stands at their top: one whose superior is not among them, the first by code."""
    return units.exclude(parent__in=units).order_by("code").first()


def _key(by: Sequence[str], row: Sequence[Any]) -> tuple[Any, ...]:
    values = iter(row)
    return tuple((next(values), next(values)) if dimension == "month" else next(values) for dimension in by)
