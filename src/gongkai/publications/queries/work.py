"""What waits for a person: reviews by stage, what came back, what is due; each a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Revision, TaskState, WorkflowState

from gongkai.organisations import permissions
from gongkai.organisations.models import User
from gongkai.publications import kinds
from gongkai.publications.models import Publication, Remark, Review, ReviewState

#: Rows shown of each list of the start page; the rest is one click away.
SHOWN = 50
#: The act that taking a stage is, by the role that the stage names.
ACT_OF_ROLE = {
    "reviewer": "publications.review",
    "secrecy_reviewer": "publications.secrecy_review",
    "approver": "publications.approve",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    A publication that waits in a stage.

    Args:
        publication: Which.
        stage: The label of the stage.
        due_on: Until when it should be done, or None.
        is_late: Whether that day has passed.
        is_own: Whether the person asked for wrote of it, so that somebody else must review it.
        people: Who may take the stage, where that was asked.
    """

    publication: Publication
    stage: str
    due_on: date | None
    is_late: bool
    is_own: bool
    people: tuple[User, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A publication that came back to who wrote it: the review that sent it back, and its remarks."""

    publication: Publication
    review: Review
    remarks: list[Remark]


def act_of_stage(stage: str) -> str:
    """The act that taking a stage is."""
    return ACT_OF_ROLE[kinds.stages()[stage].role]


def waiting(user: User, today: date, *, limit: int = SHOWN) -> list[Waiting]:
    """What waits in a stage that *user* may take, the latest day of all first; without a day last."""
    mine = Q(pk__in=[])
    for act in ACT_OF_ROLE.values():
        stages = [stage for stage in kinds.stages() if act_of_stage(stage) == act]
        there = permissions.visible(Publication.objects.all(), user, act, on=today).values("pk")
        mine |= Q(stage__in=stages, publication_id__in=there)
    return _waiting(_states().filter(mine), user, today, limit)


def overdue(user: User, today: date, *, limit: int = SHOWN) -> list[Waiting]:
    """What waits beyond its day at the units that *user* may see, the longest first."""
    there = permissions.visible(Publication.objects.all(), user, "publications.view", on=today).values("pk")
    return _waiting(_states().filter(publication_id__in=there, due_on__lt=today), user, today, limit)


def returned(user: User, today: date, *, limit: int = SHOWN) -> list[Returned]:
    """What was sent back and *user* wrote of, at units where he may still draft; the newest first."""
    rows = _in_workflow(WorkflowState.STATUS_NEEDS_CHANGES).filter(
        Exists(revisions_since_published().filter(user=user))
    )
    rows = permissions.visible(rows, user, "publications.draft", on=today)
    last = Review.objects.filter(publication=OuterRef("pk"), verdict="returned").order_by("-pk").values("pk")[:1]
    rows = rows.annotate(sent_back=Subquery(last)).filter(sent_back__isnull=False).order_by("-sent_back")
    found = list(rows.select_related("organisation")[:limit])
    reviews = (
        Review.objects.select_related("reviewer").prefetch_related("remarks").in_bulk([row.sent_back for row in found])
    )
    return [Returned(row, reviews[row.sent_back], list(reviews[row.sent_back].remarks.all())) for row in found]


def due(user: User, today: date, *, limit: int = SHOWN) -> list[Publication]:
    """What is not public yet and has a day until which it must be (art. 26), the nearest first."""
    rows = Publication.objects.filter(
        live=False, is_withdrawn=False, is_archived=False, due_on__isnull=False, way="proactive"
    )
    rows = permissions.visible(rows, user, "publications.view", on=today)
    return list(rows.select_related("organisation").order_by("due_on", "pk")[:limit])


def state_of(publications: Collection[Publication]) -> dict[int, ReviewState]:
    """Where each of *publications* stands in its review, by its key; those in none are left out."""
    found = _states().filter(publication_id__in=[publication.pk for publication in publications])
    return {state.publication_id: state for state in found.select_related("task")}


def _states() -> QuerySet[ReviewState]:
    """Every stage that is being waited for, with the key of its publication and the id of the stage."""
    return ReviewState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    ).annotate(publication_id=Cast("workflow_state__object_id", BigIntegerField()), stage=F("task__reviewtask__stage"))


def _waiting(states: QuerySet[ReviewState], user: User, today: date, limit: int) -> list[Waiting]:
    found = list(states.order_by(F("due_on").asc(nulls_last=True), "pk")[:limit])
    rows = (
        Publication.objects.select_related("organisation", "latest_revision")
        .annotate(is_own=Exists(revisions_since_published().filter(user=user)))
        .in_bulk([state.publication_id for state in found])
    )
    labels = dict(kinds.stage_choices())
    return [
        Waiting(
            publication=rows[state.publication_id],
            stage=labels[state.stage],
            due_on=state.due_on,
            is_late=state.due_on is not None and state.due_on < today,
            is_own=rows[state.publication_id].is_own,
        )
        for state in found
        if state.publication_id in rows
    ]


def revisions_since_published() -> QuerySet[Revision]:
    """The revisions of a publication since the one that is public; of what is not public, all."""
    return Revision.objects.filter(
        base_content_type__app_label="gk_publications",
        object_id=Cast(OuterRef("pk"), CharField()),
        pk__gt=Coalesce(OuterRef("live_revision"), 0),
    )


def _in_workflow(status: str) -> QuerySet[Publication]:
    """Publications whose workflow has that status."""
    states = WorkflowState.objects.filter(
        status=status, base_content_type__app_label="gk_publications", object_id=Cast(OuterRef("pk"), CharField())
    )
    return Publication.objects.filter(Exists(states))
