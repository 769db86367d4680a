"""The list of publications: by state, kind, column and day, in pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import WorkflowState

from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.publications.models import Placement, Publication

#: Rows on a page.
PAGE = 50
#: What may be asked for, in the order of a publication's life.
STATES = [
    ("draft", "草稿"),
    ("review", "审核中"),
    ("returned", "退回修改"),
    ("scheduled", "定时公开"),
    ("live", "已公开"),
    ("changed", "已公开，有未公开的修改"),
    ("withdrawn", "已撤下"),
    ("archived", "已归档"),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which publications are wanted; what is empty is any.

    Args:
        words: Words of the title, or an index or document number.
        state: An id of `STATES`.
        kind: An id of the kinds.
        unit: The unit.
        column: Key of a column on which it stands today.
        due_by: Not public yet, and to be public by that day.
    """

    words: str = ""
    state: str = ""
    kind: str = ""
    unit: Organisation | None = None
    column: int | None = None
    due_by: date | None = None


def listed(user: Actor, wanted: Wanted, *, on: date, before: int | None = None, limit: int = PAGE) -> list[Publication]:
    """The newest publications that are wanted and that *user* may see; *before* is the key of the last one seen."""
    rows = with_state(permissions.visible(Publication.objects.all(), user, "publications.view", on=on))
    for word in wanted.words.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(latest_revision__object_str__icontains=word)
            | Q(index_number__icontains=word) | Q(document_number__icontains=word)
        )  # fmt: skip
    if wanted.state:
        rows = rows.filter(_condition(wanted.state))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.unit is not None:
        rows = rows.filter(organisation=wanted.unit)
    if wanted.column is not None:
        rows = rows.filter(Exists(_standing(wanted.column, on)))
    if wanted.due_by is not None:
        rows = rows.filter(live=False, is_withdrawn=False, is_archived=False, due_on__lte=wanted.due_by)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("organisation", "latest_revision").order_by("-pk")[:limit])


def with_state(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """*rows* with `in_review` and `is_returned`, which `state` reads."""
    flows = WorkflowState.objects.filter(
        base_content_type__app_label="gk_publications", object_id=Cast(OuterRef("pk"), CharField())
    )
    return rows.annotate(
        in_review=Exists(flows.filter(status=WorkflowState.STATUS_IN_PROGRESS)),
        is_returned=Exists(flows.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)),
    )


def state(publication: Publication) -> tuple[str, str]:
    """Id and label of where a publication of `with_state` stands."""
    row = publication
    for name, holds in (
        ("archived", row.is_archived),
        ("withdrawn", row.is_withdrawn),
        ("review", row.in_review),
        ("returned", row.is_returned),
        ("scheduled", row.has_unpublished_changes and row.latest_revision_id
            and row.latest_revision.approved_go_live_at is not None),
        ("changed", row.live and row.has_unpublished_changes),
        ("live", row.live),
    ):  # fmt: skip
        if holds:
            return name, dict(STATES)[name]
    return "draft", dict(STATES)["draft"]


def _condition(state: str) -> Q:
    scheduled = Q(latest_revision__approved_go_live_at__isnull=False)
    at_rest = Q(in_review=False, is_returned=False, is_archived=False, is_withdrawn=False)
    return {
        "draft": at_rest & ~scheduled & Q(live=False),
        "review": Q(in_review=True),
        "returned": Q(is_returned=True),
        "scheduled": at_rest & scheduled,
        "live": Q(live=True),
        "changed": Q(live=True, has_unpublished_changes=True),
        "withdrawn": Q(is_withdrawn=True),
        "archived": Q(is_archived=True),
    }[state]


def _standing(column: int, on: date) -> QuerySet[Placement]:
    """Where a publication stands on that column."""
    still = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return Placement.objects.filter(still, publication=OuterRef("pk"), column=column, state="accepted")
