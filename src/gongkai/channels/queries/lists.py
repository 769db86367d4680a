"""What there is: units with channels, sites with their columns, accounts, issues and readings, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongkai.channels.models import Account, Article, Column, Issue, Reading, ReadingImport, Website
from gongkai.organisations.models import Organisation

PAGE = 50


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """A column in the tree of its site, and how deep it stands."""

    column: Column
    depth: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rows, and the key that the next one starts behind ("" at the end)."""

    rows: list[Any]
    following: str


@dataclass(frozen=True, slots=True)
class Sent:
    """How many issues and articles an account sent out in a period."""

    issues: int = 0
    articles: int = 0


def units_with_channels(units: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those of *units* that have a site or an account, with the number of each that is open."""
    counted = units.annotate(
        open_sites=Count("websites", filter=Q(websites__closed_on__isnull=True), distinct=True),
        open_accounts=Count("accounts", filter=Q(accounts__closed_on__isnull=True), distinct=True),
    )
    has_any = Q(pk__in=Website.objects.values("organisation")) | Q(pk__in=Account.objects.values("organisation"))
    return counted.filter(has_any).order_by("code")


def sites_of(unit: Organisation) -> list[Website]:
    """The websites of *unit*, open ones and own ones first, with the number of their open columns."""
    rows = unit.websites.annotate(open_columns=Count("columns", filter=Q(columns__closed_on__isnull=True)))
    return sorted(rows, key=lambda site: (site.closed_on is not None, not site.is_own, site.code))


def accounts_of(unit: Organisation) -> list[Account]:
    """The accounts of *unit*, open ones first."""
    rows = unit.accounts.select_related("merged_into")
    return sorted(rows, key=lambda account: (account.closed_on is not None, account.platform, account.number))


def columns_of(site: Website) -> list[ColumnNode]:
    """The columns of a site as a tree, each before those below it; one query."""
    below: dict[int | None, list[Column]] = {}
    for column in site.columns.order_by("position", "pk"):
        below.setdefault(column.parent_id, []).append(column)
    nodes: list[ColumnNode] = []
    waiting = [(column, 0) for column in reversed(below.get(None, []))]
    while waiting:
        column, depth = waiting.pop()
        nodes.append(ColumnNode(column, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(column.pk, []))]
    return nodes


def columns_of_class(kind: str) -> QuerySet[Column]:
    """Every column of that class, of any site."""
    return Column.objects.filter(kind=kind)


def issues_within(from_on: date, until_on: date) -> QuerySet[Issue]:
    """Every issue that was sent out from a day until a day, both included."""
    return Issue.objects.filter(published_on__range=(from_on, until_on))


def articles_within(from_on: date, until_on: date) -> QuerySet[Article]:
    """Every article of those issues."""
    return Article.objects.filter(issue__in=issues_within(from_on, until_on))


def sent(accounts: Sequence[Account], from_on: date, until_on: date) -> dict[int, Sent]:
    """How much each of *accounts* sent out in a period, both days included, by key; one query."""
    rows = issues_within(from_on, until_on).filter(account__in=accounts).order_by()
    counted = rows.values("account").annotate(issues=Count("pk", distinct=True), articles=Count("articles"))
    found = {row["account"]: Sent(row["issues"], row["articles"]) for row in counted}
    return {account.pk: found.get(account.pk, Sent()) for account in accounts}


def issues_of(account: Account, *, year: int | None = None, behind: str = "", size: int = PAGE) -> Page:
    """
    The issues of an account, newest first, with their articles; two queries.

    Args:
        account: Whose.
        year: Of this year only.
        behind: The key of the last one that was seen, as the page before gave it.
        size: How many.
    """
    rows = account.issues.order_by("-published_on", "-pk").prefetch_related("articles")
    if year is not None:
        rows = rows.filter(published_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return _paged(rows, "published_on", behind, size)


def readings_of(
    channel: Account | Website, *, measure: str = "", year: int | None = None, behind: str = "", size: int = PAGE
) -> Page:
    """The readings of a channel, newest first, struck ones too; one query. Arguments as those of `issues_of`."""
    rows = channel.readings.select_related("taken_from").order_by("-until_on", "-pk")
    if measure:
        rows = rows.filter(measure=measure)
    if year is not None:
        rows = rows.filter(until_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return _paged(rows, "until_on", behind, size)


def imports_of(unit: Organisation, size: int = 10) -> list[ReadingImport]:
    """The files that *unit* took in last."""
    return list(ReadingImport.objects.filter(organisation=unit).order_by("-pk")[:size])


def imported(unit: Organisation, kind: str, sha256: str) -> ReadingImport | None:
    """The import of that very file, if *unit* has taken it in before."""
    return ReadingImport.objects.filter(organisation=unit, kind=kind, sha256=sha256).first()


def reading(uid: str) -> Reading | None:
    """The reading of that uid with its channel, or None."""
    rows = Reading.objects.select_related("organisation", "account__organisation", "website__organisation")
    return rows.filter(uid=uid).first()


def site(uid: str) -> Website | None:
    """The website of that uid, or None."""
    return Website.objects.select_related("organisation").filter(uid=uid).first()


def column(uid: str) -> Column | None:
    """The column of that uid with its site, or None."""
    return Column.objects.select_related("website__organisation", "parent").filter(uid=uid).first()


def account(uid: str) -> Account | None:
    """The account of that uid, or None."""
    return Account.objects.select_related("organisation", "merged_into").filter(uid=uid).first()


def _paged(rows: QuerySet[Any], day: str, behind: str, size: int) -> Page:
    """A page of *rows*, which are sorted by day and key downwards."""
    on, _, key = behind.partition("_")
    if key.isdecimal() and (last := _day(on)) is not None:
        rows = rows.filter(Q(**{f"{day}__lt": last}) | Q(**{day: last, "pk__lt": int(key)}))
    found = list(rows[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(shown, f"{getattr(shown[-1], day).isoformat()}_{shown[-1].pk}" if more else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
