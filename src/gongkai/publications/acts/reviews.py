"""A publication is submitted, passed through the stages of its chain, returned, referred or recalled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from gongkai.errors import GongkaiError, Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications import gate, kinds
from gongkai.publications.acts import notices, publishing
from gongkai.publications.acts.changes import changed
from gongkai.publications.acts.drafts import user_of
from gongkai.publications.digests import content_of, digest_of
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.models import Chain, Publication, Remark, Review, ReviewState
from gongkai.publications.models.reviews import VERDICTS
from gongkai.publications.queries.days import calendar_of
from gongkai.publications.queries.reviews import authors, chain_of, locked, standing
from gongkai.publications.queries.work import act_of_stage

#: For whoever may neither review nor approve what he wrote.
_OWN_WORK = "您起草或修改过本件的内容，不能再审核或审批，请由其他人办理。"


class Marginal(NamedTuple):
    """A remark at a line: the id of a block of the body or the name of a field, what is said, the words it is about."""

    place: str
    words: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several items: the stages that were passed, or why it was left as it was."""

    publication: Publication
    stages: tuple[str, ...]
    refused: str = ""


def submit(publication: Publication, *, by: Actor, on: date, reason: str = "") -> Publication:
    """
    Give the draft as it is to review, through the whole of the chain that holds for its unit and kind on that day.

    Args:
        publication: Which.
        by: Who submits.
        on: The day of the act; the first time limit counts from it.
        reason: Why something that is public is changed; needed then.

    Raises:
        NotAllowed: *by* is no editor at or above its unit.
        Refused: it is under review or waits for its time; nothing has changed; the reason is missing.

    Source: Regulation art. 17.
    """
    require(by, "publications.submit", publication.organisation, on=on)
    # Files are examined now, before a row is held: it may take seconds, and what was found is kept for the door.
    gate.findings(publication)
    with all_or_nothing("送审"):
        current = locked(publication)
        _check_submission(current, reason)
        if current.latest_revision is None:  # taken in from elsewhere, and never revised here
            current.save_revision(user=user_of(by), clean=False)
        if (returned := current.current_workflow_state) is not None:
            returned.cancel(user=user_of(by))
        if current.live:
            changed(current, "amend", reason, by=by, on=on)
        chain = chain_of(current.organisation, current.kind, on)
        chain.workflow.start(current, user_of(by))
        _limit(current, on)
        _record("publications.submit", current, by=by, on=on)
    return current


def recall(publication: Publication, *, by: Actor, on: date) -> Publication:
    """
    Take back what was submitted and has not passed its last stage, to mend it; reviews that were given stay recorded.

    Raises:
        NotAllowed: *by* may not submit there.
        Refused: it is not under review, or *by* neither wrote nor submitted it.
    """
    with all_or_nothing("撤回送审"):
        current = locked(publication)
        require(by, "publications.submit", current.organisation, on=on)
        flow = current.current_workflow_state
        if flow is None or flow.status != WorkflowState.STATUS_IN_PROGRESS:
            raise Refused("本件不在审核中，不必撤回。")
        person = user_of(by)
        if person is not None and person != flow.requested_by and person not in authors(current):
            raise Refused("只有起草人或送审人可以撤回送审；审核人认为应当修改的，请退回。")
        flow.cancel(user=person)
        _record("publications.recall", current, by=by, on=on)
    return current


def review(
    publication: Publication,
    verdict: str,
    *,
    by: Actor,
    on: date,
    words: str = "",
    remarks: Iterable[Marginal] = (),
    seen: int | None = None,
    at: datetime | None = None,
) -> Review:
    """
    Give the review of the stage in which *publication* stands. Passing the last stage publishes it, or sets its time.

    Args:
        publication: Which.
        verdict: `passed`; `returned` to the author; `referred` to the authority that decides (it stays in the stage).
        by: Who reviews.
        on: The day of the act.
        words: What is said of the whole; needed unless it passes.
        remarks: What is said at the lines.
        seen: Key of the ReviewState that the reviewer had before him; another one now is refused.
        at: When to publish, if this is the last stage; None is the moment planned in the draft, or now.

    Raises:
        NotAllowed: *by* has not the role of the stage.
        Refused: it stands in no stage or in another; *by* wrote of it, or took a stage that the chain wants taken by
            somebody else; words are missing; the content has changed; or, in the last stage, it may not be published.

    Source: Regulation art. 17, whose third outcome is `referred`.
    """
    with all_or_nothing("审核"):
        current = locked(publication)
        state = _current_state(current, seen)
        stage: str = state.task.specific.stage
        _check_reviewer(current, state, stage, by, on)
        given = _given(current, stage, verdict, words, by=by, on=on)
        for place, said, quote in remarks:
            Remark.objects.create(review=given, place=place, quote=quote[:300], words=said[:500])
        details = {"kind": current.get_kind_display(), "verdict": given.get_verdict_display()}
        if act_of_stage(stage) == "publications.review":
            details["stage"] = kinds.stages()[stage].label
        content = content_of(current.latest_revision)
        ledger.record(act_of_stage(stage), current, by=key(by), unit=current.organisation, on=on,
                      before=content, after=content, details=details)  # fmt: skip
        if verdict == "passed":
            _pass(current, state, words, by=by, on=on, at=at)
        elif verdict == "returned":
            _return(current, state, words, by=by)
    return given


def take_rest(
    publications: Iterable[Publication], *, by: Actor, on: date, words: str = "", at: datetime | None = None
) -> list[Outcome]:
    """
    Pass all remaining stages of each, one person for all, where the chain lets one person do so; each is recorded.

    An item is done wholly or left as it was; one that is refused does not keep the others back.

    Returns:
        What became of each, in the order given.
    """
    return [_rest_of(publication, by=by, on=on, words=words, at=at) for publication in publications]


def settle(remark: Remark, *, by: Actor, on: date) -> None:
    """
    Say that a remark at a line has been seen to.

    Raises:
        NotAllowed: *by* is no editor at or above the unit.
    """
    require(by, "publications.draft", remark.review.publication.organisation, on=on)
    Remark.objects.filter(pk=remark.pk, settled_on__isnull=True).update(settled_on=on)


def _rest_of(publication: Publication, *, by: Actor, on: date, words: str, at: datetime | None) -> Outcome:
    done: list[str] = []
    try:
        with all_or_nothing("审核"):
            flow = locked(publication).current_workflow_state
            if flow is None or not Chain.objects.filter(workflow=flow.workflow_id, one_person=True).exists():
                raise Refused("本件不在审核中，或本单位的审核流程不允许一人完成其余各环节。")
            while (state := locked(publication).current_workflow_task_state) is not None:
                given = review(publication, "passed", by=by, on=on, words=words, seen=state.pk, at=at)
                done.append(given.stage)
    except GongkaiError as refused:
        return Outcome(publication, (), str(refused))
    return Outcome(publication, tuple(done))


def _check_submission(publication: Publication, reason: str) -> None:
    if publication.workflow_in_progress:
        raise Refused("本件已经送审，不必重复送审。")
    if publication.scheduled_revision is not None:
        raise Refused("本件已定时公开，不必再送审。要修改，请先由审批人取消定时。")
    if publication.live:
        if not publication.has_unpublished_changes:
            raise Refused("本件公开后没有修改过，不必再送审。")
        if not reason.strip():
            raise Refused("本件已经公开，修改后送审请写明修改的理由。")


def _current_state(publication: Publication, seen: int | None) -> ReviewState:
    state: ReviewState | None = publication.current_workflow_task_state
    if state is not None and (seen is None or state.pk == seen):
        if state.revision_id != publication.latest_revision_id:
            raise Refused("送审之后内容有了变动，请作者撤回后重新送审。")
        return state
    last = ReviewState.objects.filter(pk=seen).select_related("finished_by", "task").first()
    if last is not None and last.finished_by is not None:
        raise Refused(f"这一环节（{last.task.name}）已由{last.finished_by}办理，您的意见没有记录。请刷新后查看。")
    raise Refused("本件现在不在这一审核环节，可能已由他人办理或被作者撤回。请刷新后查看。")


def _check_reviewer(publication: Publication, state: ReviewState, stage: str, by: Actor, on: date) -> None:
    act = act_of_stage(stage)
    require(by, act, publication.organisation, on=on)
    if by in authors(publication):
        raise Refused(_OWN_WORK, article="条例第十七条")
    if Chain.objects.filter(workflow=state.workflow_state.workflow_id, one_person=True).exists():
        return
    digest = digest_of(publication.latest_revision)
    taken = [given.stage for given in standing(publication, digest).values() if given.reviewer == user_of(by)]
    if user_of(by) is not None and (other := [name for name in taken if name != stage]):
        raise Refused(f"您已办理过本件的{kinds.stages()[other[0]].label}，按审核流程，各环节应由不同的人办理。")


def _given(publication: Publication, stage: str, verdict: str, words: str, *, by: Actor, on: date) -> Review:
    if verdict not in dict(VERDICTS):
        raise ValueError(f"{verdict!r} is no verdict")
    words = words.strip()
    if verdict != "passed" and not words:
        what = "退回修改" if verdict == "returned" else "报请确定"
        raise Refused(f"{what}的，请写明理由。")
    return Review.objects.create(
        publication=publication, stage=stage, verdict=verdict, digest=digest_of(publication.latest_revision),
        reviewer=user_of(by), reviewed_by=key(by), on=on, at=timezone.now(), words=words[:500],
    )  # fmt: skip


def _pass(
    publication: Publication, state: ReviewState, words: str, *, by: Actor, on: date, at: datetime | None
) -> None:
    # Wagtail's own methods by the names of their class: those of ReviewState come here.
    TaskState.approve(state, user=user_of(by), update=False, comment=words)
    flow = WorkflowState.objects.get(pk=state.workflow_state_id)
    if flow.get_next_task() is not None:
        flow.update(user=user_of(by))
        _limit(publication, on)
        return
    flow.status = WorkflowState.STATUS_APPROVED
    flow.save()
    publishing.finish(publication, by=by, on=on, at=at or publishing.planned(publication))


def _return(publication: Publication, state: ReviewState, words: str, *, by: Actor) -> None:
    TaskState.reject(state, user=user_of(by), update=False, comment=words)
    flow = WorkflowState.objects.get(pk=state.workflow_state_id)
    flow.status = WorkflowState.STATUS_NEEDS_CHANGES
    flow.save()
    notices.returned(publication, state.task.name, words, authors(publication) | {flow.requested_by} - {None})


def _limit(publication: Publication, on: date) -> None:
    """Set until when the stage that has begun should be done: working days after the day it began."""
    state = publication.current_workflow_task_state
    if state is not None and state.task.specific.days:
        due = calendar_of(publication.organisation, on=on).due_on(on, state.task.specific.days)
        ReviewState.objects.filter(pk=state.pk).update(due_on=due.on)


def _record(act: str, publication: Publication, *, by: Actor, on: date) -> None:
    content = content_of(publication.latest_revision)
    ledger.record(act, publication, by=key(by), unit=publication.organisation, on=on, before=content, after=content,
                  details={"kind": publication.get_kind_display()})  # fmt: skip
