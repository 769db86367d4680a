"""Clocks of publication and decision, the guide, and dead links; a constant number of queries each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from gongkai.law import Calendar
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Facts, Organisation
from gongkai.organisations.queries import calendar
from gongkai.oversight.models import WatchedLink
from gongkai.oversight.watch.finding import Finding
from gongkai.oversight.watch.indicators import Indicator, looking_at
from gongkai.publications.models import Publication
from gongkai.registers.models import Budget, Decision

#: Since when the Regulation in force asks for a guide; facts older than it, or of no recorded day, run from here.
_IN_FORCE = date(2019, 5, 15)


def publications(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """What must be public by its day (Regulation art. 26) and is not; one query."""
    rows = Publication.objects.filter(
        organisation__in=units, live=False, is_withdrawn=False, is_archived=False, way="proactive", due_on__lte=until
    ).select_related("latest_revision__user")
    for row in rows.order_by("organisation", "due_on", "pk"):
        for indicator in looking_at("publication"):
            since = row.made_on or row.due_on
            address = reverse("gk_publications:review", args=[row.uid])
            owner = _writer(row)
            yield Finding(indicator, row.organisation_id, row.title, address, since, row.due_on, owner)


def decisions(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """Decisions that are to be published by their day and are not; one query."""
    rows = Decision.objects.filter(
        organisation__in=units, is_public=True, published_on__isnull=True, changed_on__isnull=True,
        struck_on__isnull=True, due_on__lte=until,
    )  # fmt: skip
    for row in rows.order_by("organisation", "due_on", "pk"):
        for indicator in looking_at("decision"):
            yield _decision(indicator, row, row.decided_on, row.due_on)


def withdrawals(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """Decisions that were changed or annulled and are still published (处罚法 48); two queries, with the calendar's."""
    rows = Decision.objects.filter(
        organisation__in=units, changed_on__isnull=False, published_on__isnull=False,
        withdrawn_on__isnull=True, struck_on__isnull=True,
    )  # fmt: skip
    found = list(rows.order_by("organisation", "changed_on", "pk"))
    days = calendar(today)  # once: it asks for the notices that were entered
    for indicator in looking_at("withdrawal"):
        for row in found:
            due_on = _last_day(indicator, row.changed_on, days)
            if due_on <= until:
                yield _decision(indicator, row, row.changed_on, due_on)


def budgets(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """Budgets and final accounts that are not public 20 days after their approval (预算法 14); one query."""
    rows = Budget.objects.filter(
        Q(publication__isnull=True) | Q(publication__published_on__isnull=True), organisation__in=units,
        struck_on__isnull=True, due_on__lte=until,
    )  # fmt: skip
    for row in rows.order_by("organisation", "due_on", "pk"):
        for indicator in looking_at("budget"):
            yield Finding(indicator, row.organisation_id, str(row), "", row.approved_on or row.due_on, row.due_on)


def guides(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """Guides that say less than the facts on record: never published, or not since those changed; one query."""
    own = Publication.objects.filter(organisation=OuterRef("unit"), kind="guide", live=True).order_by()
    newest = own.values("organisation").annotate(at=Max("last_published_at"), on=Max("published_on"))
    rows = (
        Facts.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=today), unit__in=units, from_on__lte=today)
        .annotate(guide_at=Subquery(newest.values("at")), guide_on=Subquery(newest.values("on")))
        .select_related("unit")
    )
    found = list(rows.order_by("unit"))
    days = calendar(today)
    for indicator in looking_at("guide"):
        for row in found:
            published = _day(row.guide_at) or row.guide_on  # type: ignore[attr-defined]
            if published is not None and published >= row.from_on:
                continue
            since = max(row.from_on, _IN_FORCE)
            due_on = _last_day(indicator, since, days)
            if due_on <= until:
                words = "还没有公开过指南" if published is None else f"指南{written(published)}公开以后，所载事实有变化"
                address = reverse("gk_units:unit", args=[row.unit.code])
                yield Finding(indicator, row.unit_id, "政府信息公开指南", address, since, due_on, row.head, words)


def links(units: QuerySet[Organisation], today: date, until: date) -> Iterator[Finding]:
    """Links of live texts that could not be opened on several days in a row; one query."""
    rows = WatchedLink.objects.filter(publication__organisation__in=units, publication__live=True, state="dead")
    found = list(rows.select_related("publication", "publication__latest_revision__user").order_by("dead_since", "pk"))
    for indicator in looking_at("link"):
        for row in found:
            if row.misses < indicator.times or row.dead_since is None:
                continue
            publication = row.publication
            owner = _writer(publication)
            address = reverse("gk_publications:checks", args=[publication.uid])
            due_on = row.dead_since + timedelta(days=indicator.days)
            yield Finding(indicator, publication.organisation_id, publication.title, address, row.dead_since, due_on,
                          owner, f"{row.address}：{row.words}")  # fmt: skip


def _last_day(indicator: Indicator, since: date, days: Calendar) -> date:
    """The last day of the indicator's time that runs from *since*."""
    if indicator.working and indicator.days:
        return days.due_on(since, indicator.days).on
    return since + timedelta(days=indicator.days)


def _decision(indicator: Indicator, row: Decision, since: Any, due_on: Any) -> Finding:
    subject = f"{row.get_kind_display()}决定{row.document_number}"
    return Finding(indicator, row.organisation_id, subject, "", since, due_on)


def _writer(publication: Publication) -> str:
    """Who wrote of it last; "" for what was taken in."""
    revision = publication.latest_revision
    return str(revision.user) if revision is not None and revision.user is not None else ""


def _day(moment: Any) -> date | None:
    return None if moment is None else timezone.localdate(moment)
