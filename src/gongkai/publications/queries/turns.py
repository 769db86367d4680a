"""Whose turn it is with what has waited too long, over all units; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from wagtail.models import Revision, TaskState, WorkflowState

from gongkai.organisations.models import Ancestry, Organisation, Post, User
from gongkai.publications import kinds
from gongkai.publications.models import Publication, ReviewState


@dataclass(frozen=True, slots=True)
class Overdue:
    """
    A publication that should have left its stage by now.

    Args:
        unit: Whose it is.
        publication: Which.
        title: Its title in the newest revision.
        stage: The id of the stage.
        due_on: The last day on which it should have been done.
        people: Whose turn it is: who holds the role at the nearest unit where anybody does, and wrote nothing of it.
    """

    unit: Organisation
    publication: Publication
    title: str
    stage: str
    due_on: date
    people: tuple[User, ...]


def overdue(today: date) -> list[Overdue]:
    """Every publication whose stage has passed its day, unit by unit, the longest waiting first; five queries."""
    states = ReviewState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=Publication.get_base_content_type(),
        due_on__lt=today,
    ).select_related("workflow_state", "task__reviewtask")
    found = [(int(state.workflow_state.object_id), state) for state in states]
    rows = Publication.objects.select_related("organisation", "latest_revision").in_bulk([pk for pk, _state in found])
    late = [(rows[pk], state) for pk, state in found if pk in rows]
    holders = _holders([publication.organisation_id for publication, _state in late], today)
    writers = _writers([publication for publication, _state in late])
    answer = [
        Overdue(
            publication.organisation,
            publication,
            publication.latest_revision.object_str if publication.latest_revision else publication.title,
            state.task.reviewtask.stage,
            state.due_on,
            tuple(
                user
                for user in holders.get((publication.organisation_id, _role(state)), ())
                if user.pk not in writers[publication.pk]
            ),
        )
        for publication, state in late
    ]
    return sorted(answer, key=lambda one: (one.unit.code, one.due_on, one.publication.pk))


def _role(state: ReviewState) -> str:
    return kinds.stages()[state.task.reviewtask.stage].role


def _holders(units: Collection[int], today: date) -> dict[tuple[int, str], list[User]]:
    """Who holds a role for a unit: at the nearest unit at or above it where anybody does."""
    edges = Ancestry.objects.on(today).filter(descendant__in=set(units)).order_by("descendant", "depth")
    above = list(edges.values_list("descendant", "ancestor"))
    posts = Post.objects.on(today).filter(
        unit__in={ancestor for _unit, ancestor in above},
        role__in={stage.role for stage in kinds.stages().values()},
        user__is_active=True,
    )
    held: dict[tuple[int, str], dict[int, User]] = defaultdict(dict)
    for post in posts.select_related("user").order_by("pk"):
        held[post.unit_id, post.role][post.user_id] = post.user
    answer: dict[tuple[int, str], list[User]] = {}
    for unit, ancestor in above:
        for role in {stage.role for stage in kinds.stages().values()}:
            if (ancestor, role) in held and (unit, role) not in answer:
                answer[unit, role] = list(held[ancestor, role].values())
    return answer


def _writers(publications: Iterable[Publication]) -> dict[int, set[int]]:
    """The keys of those who wrote of each since it was last published."""
    live = {publication.pk: publication.live_revision_id or 0 for publication in publications}
    answer: dict[int, set[int]] = {pk: set() for pk in live}
    rows = Revision.objects.filter(
        base_content_type=Publication.get_base_content_type(),
        object_id__in=[str(pk) for pk in live],
        user__isnull=False,
    )
    for pk, text, user in rows.values_list("pk", "object_id", "user"):
        if pk > live[int(text)]:
            answer[int(text)].add(user)
    return answer
