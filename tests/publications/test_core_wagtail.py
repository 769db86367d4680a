"""Wagtail's own ways to approve, reject, publish and take down: each ends in our act, or is refused by the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from lives import Officers, drafted, fresh, passed, published
from published_zone import PROGRAM, TODAY
from wagtail.models import TaskState, WorkflowState

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation
from gongkai.publications.acts import reviews
from gongkai.publications.digests import digest_of
from gongkai.publications.models import Publication, Review

pytestmark = pytest.mark.django_db


def state_of(publication: Publication) -> TaskState:
    return fresh(publication).current_workflow_task_state


def test_approving_through_wagtails_task_is_our_review_with_its_record(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    state = state_of(draft)
    task = state.task.specific
    task.on_action(state, officers["reviewer"], "approve", comment="可以")
    assert state_of(draft).task.specific.stage == "secrecy"
    given = Review.objects.get()
    assert (given.stage, given.verdict, given.words, given.reviewer) == (
        "first",
        "passed",
        "可以",
        officers["reviewer"],
    )
    assert given.digest == digest_of(draft.latest_revision)
    assert TaskState.objects.get(pk=state.pk).finished_by == officers["reviewer"]


def test_rejecting_through_wagtails_task_asks_for_words_like_ours(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    state = state_of(draft)
    with pytest.raises(Refused, match="写明理由"):
        state.task.specific.on_action(state, officers["reviewer"], "reject", comment="")
    assert state_of(draft).pk == state.pk
    state_of(draft).task.specific.on_action(state, officers["reviewer"], "reject", comment="请改标题")
    assert fresh(draft).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert Review.objects.get().verdict == "returned"


@pytest.mark.parametrize("role", ["editor", "secrecy_reviewer", "approver", "nobody"])
def test_a_task_state_approved_in_code_by_whom_may_not_is_refused(
    zone: Organisation, officers: Officers, role: str
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    with pytest.raises(NotAllowed):
        state_of(draft).approve(user=officers.get(role))
    assert state_of(draft).task.specific.stage == "first"
    assert not Review.objects.exists()


def test_art_17_a_state_approved_past_our_class_leaves_no_review_and_is_stopped_at_the_door(
    zone: Organisation, officers: Officers
) -> None:
    """Wagtail's base class knows no record of ours: its states may move on, but nothing becomes public by them."""
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    for _stage in ("first", "secrecy"):
        TaskState.objects.get(pk=state_of(draft).pk).approve(user=officers["editor"])
    with pytest.raises(NotAllowed):
        TaskState.objects.get(pk=state_of(draft).pk).approve(user=officers["editor"])
    with pytest.raises(Refused, match="还没有通过初审、保密审查、审批"):
        TaskState.objects.get(pk=state_of(draft).pk).approve(user=officers["approver"])
    with pytest.raises(Refused, match="还没有通过初审、保密审查"):
        reviews.review(draft, "passed", by=officers["approver"], on=TODAY)
    assert not fresh(draft).live


def test_a_workflow_finished_in_code_publishes_nothing_that_was_not_reviewed(
    zone: Organisation, officers: Officers
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="approval")
    flow = draft.current_workflow_state
    with pytest.raises(Refused):
        flow.finish(user=officers["approver"])
    assert not fresh(draft).live
    with pytest.raises(NotAllowed):
        fresh(draft).current_workflow_state.finish(user=officers["reviewer"])


def test_wagtails_publish_and_unpublish_are_our_door(zone: Organisation, officers: Officers) -> None:
    draft = drafted(zone, officers["editor"])
    for person, refused in [(officers["approver"], Refused), (officers["editor"], NotAllowed), (None, NotAllowed)]:
        with pytest.raises(refused):
            draft.latest_revision.publish(user=person)
        with pytest.raises(refused):
            draft.publish(draft.latest_revision, user=person, skip_permission_checks=True)
    public = published(zone, officers)
    with pytest.raises(Refused, match="撤下应写明理由"):
        public.unpublish(user=officers["approver"])
    assert fresh(public).live


def test_an_older_revision_is_never_published_over_a_newer_one(zone: Organisation, officers: Officers) -> None:
    from gongkai.publications.acts import drafts

    public = published(zone, officers)
    drafts.revise(public, {"title": "改"}, seen=None, by=officers["editor"], on=TODAY)
    with pytest.raises(Refused, match="只能公开最新的内容"):
        public.live_revision.publish(user=officers["approver"])


def test_content_saved_past_our_act_during_review_is_not_reviewed_and_not_published(
    zone: Organisation, officers: Officers
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="approval")
    changed = draft.latest_revision.as_object()
    changed.title = "夹带"
    changed.save_revision(user=officers["approver"])
    with pytest.raises(Refused, match="内容有了变动"):
        reviews.review(draft, "passed", by=officers["approver"], on=TODAY)


def test_what_the_editor_of_wagtail_offers_follows_the_table_of_permissions(
    zone: Organisation, other_unit: Organisation, officers: Officers
) -> None:
    acts.appoint(officers["reviewer"], "editor", zone, by=PROGRAM, on=TODAY, from_on=TODAY)
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    task = state_of(draft).task.specific
    assert [action for action, _label, _asks in task.get_actions(draft, officers["reviewer"])] == [
        "reject", "approve", "approve",
    ]  # fmt: skip
    for role in ("editor", "secrecy_reviewer", "approver", "administrator"):
        assert task.get_actions(draft, officers[role]) == []
    assert all(task.locked_for_user(draft, officer) for officer in officers.values())
    assert draft.get_lock().for_user(officers["reviewer"])
    assert task.user_can_access_editor(draft, officers["reviewer"])
    assert not task.user_can_access_editor(draft, officers["case_officer"])
    assert draft.has_workflow
    assert not TaskState.objects.reviewable_by(officers["reviewer"]).exists()


def test_submitting_again_through_wagtails_own_way_still_asks_for_every_stage(
    zone: Organisation, officers: Officers
) -> None:
    from gongkai.publications.acts import drafts

    draft = passed(drafted(zone, officers["editor"]), officers, until="secrecy")
    reviews.review(draft, "returned", words="改", by=officers["secrecy_reviewer"], on=TODAY)
    drafts.revise(draft, {"title": "改过"}, seen=None, by=officers["editor"], on=TODAY)
    fresh(draft).current_workflow_state.resume(user=officers["editor"])
    seen = []
    while (state := state_of(draft)) is not None:
        seen.append(state.task.specific.stage)
        role = {"first": "reviewer", "secrecy": "secrecy_reviewer", "approval": "approver"}[seen[-1]]
        reviews.review(draft, "passed", by=officers[role], on=TODAY)
    assert sorted(seen) == ["approval", "first", "secrecy"]
    assert fresh(draft).live


def test_wagtails_scheduled_publishing_passes_our_door_too(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="approval")
    reviews.review(draft, "passed", by=officers["approver"], on=TODAY, at=timezone.now() + timedelta(hours=1))
    revision = fresh(draft).latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    call_command("publish_scheduled")
    assert fresh(draft).live
    Publication.objects.filter(pk=draft.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    gone = fresh(draft)
    assert (gone.live, gone.expired, gone.changes.get().turn) == (False, True, "expire")


def test_a_task_without_a_user_is_nobodys(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    state = state_of(draft)
    with pytest.raises((NotAllowed, PermissionDenied)):
        state.reject(comment="改")
    assert state_of(draft).pk == state.pk
