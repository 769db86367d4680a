"""Accounts, sites and columns that have not been updated in the time their indicator sets; one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from gongkai.channels.models import Account, Column, Issue, Reading
from gongkai.organisations.models import Organisation
from gongkai.oversight.watch.finding import Finding
from gongkai.oversight.watch.indicators import Indicator, looking_at


def accounts(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """
    Open accounts that have sent nothing for too long.

    Args:
        units: Whose.
        today: The day.
        until: What falls due until then is found too.
    """
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
    pushed = Reading.objects.filter(measure="pushes", value__gt=0, struck_on__isnull=True)
    rows = Account.objects.filter(still, organisation__in=units, opened_on__lte=today).annotate(
        last_issue=_newest(Issue.objects.filter(published_on__lte=today), "published_on"),
        last_pushes=_newest(pushed.filter(until_on__lte=today), "until_on"),
    )
    for row in rows.order_by("organisation", "pk"):
        last = max(filter(None, (row.last_issue, row.last_pushes)), default=None)
        for indicator in looking_at("account"):
            since = last or row.opened_on
            due_on = since + timedelta(days=indicator.days)
            if due_on <= until:
                words = "开通以来没有登记过推送" if last is None else ""
                address = reverse("gk_channels:account", args=[row.uid])
                subject = f"{row.get_platform_display()}“{row.name}”"
                yield Finding(indicator, row.organisation_id, subject, address, since, due_on, row.owner, words, row.pk)


def _newest(rows: QuerySet[Any], day: str) -> Subquery:
    """The newest day of *rows* of each account; looked up one by one, for two joins would multiply each other."""
    return Subquery(rows.filter(account=OuterRef("pk")).order_by(f"-{day}").values(day)[:1])


@dataclass(slots=True)
class _Branch:
    """A column with all below it: when something was last placed there, when the last of it ended, what stands."""

    row: Column
    last: date | None
    ended: date | None
    stands: int
    below: list[int] = field(default_factory=list)


def sites(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """Own sites, and columns of own sites, that were not updated for too long, and columns that are empty."""
    branches = _branches(units, today)
    by_site: dict[int, list[_Branch]] = defaultdict(list)
    for branch in branches.values():
        by_site[branch.row.website_id].append(branch)
    for own in by_site.values():
        yield from _site(own, until)
    for branch in branches.values():
        last, ended, stands = _folded(branch, branches)
        if not stands:
            yield from _empty(branch, ended, until)
        elif last is not None and not branch.below:
            yield from _stale(branch, last, until)


def _branches(units: QuerySet[Organisation], today: date) -> dict[int, _Branch]:
    """The open columns of open own sites, by key; one query."""
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
    site = Q(website__closed_on__isnull=True) | Q(website__closed_on__gt=today)
    stood = Q(placements__state="accepted", placements__from_on__lte=today, placements__publication__live=True) & (
        Q(placements__until_on__isnull=True) | Q(placements__until_on__gt=F("placements__from_on"))
    )
    on_it = stood & (Q(placements__until_on__isnull=True) | Q(placements__until_on__gt=today))
    rows = (
        Column.objects.filter(still & site, website__organisation__in=units, website__is_own=True, opened_on__lte=today)
        .annotate(
            last=Max("placements__from_on", filter=stood),
            ended=Max("placements__until_on", filter=Q(placements__until_on__lte=today)),
            stands=Count("placements", filter=on_it),
        )
        .select_related("website")
    )
    found = {
        row.pk: _Branch(row, row.last, row.ended, row.stands) for row in rows.order_by("website", "position", "pk")
    }
    for branch in found.values():
        if branch.row.parent_id in found:
            found[branch.row.parent_id].below.append(branch.row.pk)
    return found


def _folded(branch: _Branch, branches: Mapping[int, _Branch]) -> tuple[date | None, date | None, int]:
    """Last placing, last end and number standing of a column and all below it."""
    lasts, ends, stands = [branch.last], [branch.ended], branch.stands
    for pk in branch.below:
        last, ended, more = _folded(branches[pk], branches)
        lasts.append(last)
        ends.append(ended)
        stands += more
    return max(filter(None, lasts), default=None), max(filter(None, ends), default=None), stands


def _site(own: list[_Branch], until: date) -> Iterator[Finding]:
    website = own[0].row.website
    last = max((branch.last for branch in own if branch.last), default=None)
    for indicator in looking_at("site"):
        since = last or website.opened_on
        due_on = since + timedelta(days=indicator.days)
        if due_on <= until:
            yield _finding(indicator, own[0], since, due_on)


def _stale(branch: _Branch, last: date, until: date) -> Iterator[Finding]:
    """A column is judged by the first indicator that fits; one with columns below it by those alone."""
    fitting = (entry for entry in looking_at("column") if entry.fits(branch.row.kind, branch.row.name))
    indicator = next(fitting, None)
    if indicator is not None and (due_on := last + timedelta(days=indicator.days)) <= until:
        yield _finding(indicator, branch, last, due_on)


def _empty(branch: _Branch, ended: date | None, until: date) -> Iterator[Finding]:
    for indicator in looking_at("empty_column"):
        since = ended or branch.row.opened_on
        due_on = since + timedelta(days=indicator.days)
        if due_on <= until:
            yield _finding(indicator, branch, since, due_on)


def _finding(indicator: Indicator, branch: _Branch, since: date, due_on: date) -> Finding:
    website: Any = branch.row.website
    if indicator.looks == "site":
        subject, address = website.name, reverse("gk_channels:site", args=[website.uid])
    else:
        subject, address = f"{website.name}“{branch.row.name}”", f"/c/{branch.row.code}/"
    return Finding(indicator, website.organisation_id, subject, address, since, due_on, group=website.pk)
