"""What can be asked about review: which chain holds, who wrote, which stages were passed, who may take one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Prefetch, Q
from wagtail.models import WorkflowState

from gongkai.organisations import permissions
from gongkai.organisations.models import Ancestry, Organisation, User
from gongkai.organisations.permissions import Actor
from gongkai.organisations.queries import last_day
from gongkai.publications import kinds
from gongkai.publications.models import Chain, ChainStep, Publication, Review
from gongkai.publications.queries.work import act_of_stage

#: Asked of everything that is published, whatever the chain (Regulation art. 17).
SECRECY = "secrecy"


def chain_of(unit: Organisation, kind: str, on: date) -> Chain:
    """
    The chain that holds for a kind at *unit* on that day: of the nearest unit that has one, the built-in one at last.

    At the same unit, a chain for that kind goes before the one for all.
    """
    above = Ancestry.objects.on(last_day(unit, on)).filter(descendant=unit)
    depth = dict(above.values_list("ancestor", "depth"))
    rows = _chains().filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on, kind__in={kind, ""})
    found = rows.filter(Q(organisation__in=depth) | Q(organisation__isnull=True))
    return min(found, key=lambda chain: (depth.get(chain.organisation_id, len(depth) + 1), chain.kind == ""))


def stages_of(chain: Chain) -> list[str]:
    """The ids of the stages of *chain*, in order."""
    return [step.task.stage for step in chain.steps.all()]


def chain_under(publication: Publication, on: date) -> Chain:
    """The chain by which *publication* was last submitted; before that, the one by which it would be today."""
    flow = publication.workflow_states.exclude(status=WorkflowState.STATUS_CANCELLED).order_by("-pk").first()
    found = _chains().filter(workflow=flow.workflow_id).first() if flow else None
    return found or chain_of(publication.organisation, publication.kind, on)


def locked(publication: Publication) -> Publication:
    """*publication* as it is now, its row held until the transaction ends; every act on it begins here."""
    rows = Publication.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "latest_revision", "live_revision").get(pk=publication.pk)


def authors(publication: Publication) -> set[User]:
    """Whoever wrote a revision since the one that is public; of what is not public, whoever wrote any."""
    rows = publication.revisions.exclude(user=None)
    if publication.live_revision_id is not None:
        rows = rows.filter(pk__gt=publication.live_revision_id)
    return set(User.objects.filter(pk__in=rows.values("user")))


def may_review(publication: Publication, stage: str, user: Actor, *, on: date) -> bool:
    """Whether *user* may take *stage* of *publication*: the role is held, and nothing of it was written by him."""
    act = act_of_stage(stage)
    return permissions.can(user, act, publication.organisation, on=on, not_by=authors(publication))


def standing(publication: Publication, digest: str) -> dict[str, Review]:
    """
    The newest review of each stage, of that very content, since the publication was last taken down.

    What was withdrawn had its reason, and the reviews that missed it count no more.
    """
    rows = publication.reviews.filter(digest=digest).select_related("reviewer")
    if (taken_down := _taken_down_at(publication)) is not None:
        rows = rows.filter(at__gt=taken_down)
    return {review.stage: review for review in rows.order_by("pk")}


def unmet(publication: Publication, digest: str, *, on: date) -> list[str]:
    """
    The stages that the content with that digest has not passed by persons who may have taken them, in order.

    The secrecy review is asked for whether the chain has it or not. Where the chain does not let one person take
    several stages, the later one taken by the same person does not count.
    """
    chain, found, wrote = chain_under(publication, on), standing(publication, digest), authors(publication)
    wanted = stages_of(chain)
    missing: list[str] = []
    seen: set[Any] = set()
    for stage in [*wanted, *([] if SECRECY in wanted else [SECRECY])]:
        review = found.get(stage)
        again = review is not None and review.reviewer_id in seen and not chain.one_person
        if review is None or review.verdict != "passed" or review.reviewer in wrote or again:
            missing.append(stage)
        elif review.reviewer_id is not None:
            seen.add(review.reviewer_id)
    return missing


def labels(stages: Iterable[str]) -> str:
    """The labels of *stages*, as they stand in a sentence."""
    return "、".join(kinds.stages()[stage].label for stage in stages)


def _chains() -> Any:
    steps = ChainStep.objects.select_related("task").order_by("position")
    return Chain.objects.select_related("workflow").prefetch_related(Prefetch("steps", queryset=steps))


def _taken_down_at(publication: Publication) -> datetime | None:
    rows = publication.changes.filter(turn__in=["withdraw", "expire"])
    found: datetime | None = rows.aggregate(last=Max("at"))["last"]
    return found
