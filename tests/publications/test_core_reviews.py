"""Review stage by stage: who may take one, what each verdict does, and that nobody reviews his own work (art. 17)."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.db import Error
from lives import Officers, drafted, fresh, passed
from published_zone import PROGRAM, TODAY, appointed
from wagtail.models import WorkflowState

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation
from gongkai.publications import kinds
from gongkai.publications.acts import chains, drafts, reviews
from gongkai.publications.digests import digest_of
from gongkai.publications.models import Publication, Review, ReviewState

pytestmark = pytest.mark.django_db

STAGES = ["first", "secrecy", "approval"]
ALL_STAGES = [(stage, None) for stage in kinds.stages()]


def stage_of(publication: Publication) -> str | None:
    state = fresh(publication).current_workflow_task_state
    return state.task.specific.stage if state else None


def reviewer_of(stage: str, officers: Officers) -> object:
    return officers[kinds.stages()[stage].role]


def also(person: object, role: str, zone: Organisation) -> object:
    """The same person, with another role at the zone."""
    acts.appoint(person, role, zone, by=PROGRAM, on=TODAY, from_on=TODAY)  # type: ignore[arg-type]
    return person


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_taken_by_the_holder_of_its_role_and_by_nobody_else(
    zone: Organisation, other_unit: Organisation, officers: Officers, stage: str
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until=stage)
    wanted = kinds.stages()[stage].role
    for person in [appointed(wanted, other_unit), *(user for role, user in officers.items() if role != wanted)]:
        with pytest.raises(NotAllowed):
            reviews.review(draft, "passed", by=person, on=TODAY)
    assert stage_of(draft) == stage
    reviews.review(draft, "passed", by=officers[wanted], on=TODAY)
    assert stage_of(draft) != stage


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("part", ["the first draft", "one word"])
def test_art_17_who_wrote_any_of_it_takes_no_stage_of_it(
    zone: Organisation, officers: Officers, stage: str, part: str
) -> None:
    wanted = kinds.stages()[stage].role
    writer = also(officers[wanted], "editor", zone)
    others = {**officers, wanted: appointed_as(wanted, zone)}
    if part == "the first draft":
        draft = drafted(zone, writer)
        drafts.revise(draft, {"summary": "他人所写"}, seen=None, by=officers["editor"], on=TODAY)
    else:
        draft = drafted(zone, officers["editor"])
        drafts.revise(draft, {"summary": "添一字"}, seen=None, by=writer, on=TODAY)
        drafts.revise(draft, {"summary": "末次他人"}, seen=None, by=officers["editor"], on=TODAY)
    draft = passed(fresh(draft), others, until=stage)
    with pytest.raises(Refused, match="您起草或修改过"):
        reviews.review(draft, "passed", by=writer, on=TODAY)
    assert stage_of(draft) == stage
    assert passed(draft, others).live


def appointed_as(role: str, zone: Organisation) -> object:
    person = acts.Person(f"second-{role}", f"另一{role}")
    return acts.appoint(person, role, zone, by=PROGRAM, on=TODAY, from_on=TODAY).user


def test_each_verdict_is_recorded_with_the_digest_of_what_was_reviewed(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers)
    rows = list(Review.objects.order_by("pk"))
    assert [row.stage for row in rows] == STAGES
    assert {row.digest for row in rows} == {digest_of(draft.live_revision)}
    assert [row.reviewer for row in rows] == [reviewer_of(stage, officers) for stage in STAGES]
    assert json.loads(Entry.objects.get(act="publications.secrecy_review").details)["verdict"] == "通过"


def test_a_review_is_never_changed_or_deleted(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="secrecy")
    with pytest.raises(Error, match="只增不改"):
        draft.reviews.update(verdict="returned")


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_returned_goes_back_with_words_and_remarks_and_comes_again_through_the_whole_chain(
    zone: Organisation, officers: Officers, stage: str, django_capture_on_commit_callbacks: object
) -> None:
    author = officers["editor"]
    author.email = "editor@example.org"
    author.save()
    draft = passed(drafted(zone, author), officers, until=stage)
    reviewer = reviewer_of(stage, officers)
    with pytest.raises(Refused, match="写明理由"):
        reviews.review(draft, "returned", by=reviewer, on=TODAY)
    line = draft.latest_revision.as_object().body[0].id
    remarks = [reviews.Marginal(line, "应写明责任单位", "各有关单位")]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        given = reviews.review(draft, "returned", words="请补充", remarks=remarks, by=reviewer, on=TODAY)
    assert [mailed.to for mailed in mail.outbox] == [["editor@example.org"]]
    assert "请补充" in mail.outbox[0].body
    assert (given.remarks.get().place, given.remarks.get().quote) == (line, "各有关单位")
    assert stage_of(draft) is None
    drafts.revise(draft, {"summary": "已补充"}, seen=None, by=author, on=TODAY)
    reviews.settle(given.remarks.get(), by=author, on=TODAY)
    assert given.remarks.get().settled_on == TODAY
    reviews.submit(draft, by=author, on=TODAY)
    assert stage_of(draft) == "first"
    assert passed(fresh(draft), officers).live


def test_art_17_what_a_reviewer_cannot_decide_is_referred_and_stays_in_the_stage(
    zone: Organisation, officers: Officers
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="secrecy")
    with pytest.raises(Refused, match="报请确定的，请写明理由"):
        reviews.review(draft, "referred", by=officers["secrecy_reviewer"], on=TODAY)
    reviews.review(draft, "referred", words="报区保密局确定", by=officers["secrecy_reviewer"], on=TODAY)
    assert stage_of(draft) == "secrecy"
    assert not fresh(draft).live
    reviews.review(draft, "passed", words="区保密局答复可以公开", by=officers["secrecy_reviewer"], on=TODAY)
    assert passed(fresh(draft), officers).live


def test_an_author_recalls_what_is_under_review_and_a_reviewer_does_not(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="approval")
    for role in ("reviewer", "secrecy_reviewer", "approver"):
        with pytest.raises(NotAllowed):
            reviews.recall(draft, by=officers[role], on=TODAY)
    with pytest.raises(Refused, match="只有起草人或送审人"):
        reviews.recall(draft, by=appointed_as("editor", zone), on=TODAY)
    reviews.recall(draft, by=officers["editor"], on=TODAY)
    assert stage_of(draft) is None
    drafts.revise(draft, {"title": "改"}, seen=None, by=officers["editor"], on=TODAY)
    reviews.submit(draft, by=officers["editor"], on=TODAY)
    assert stage_of(draft) == "first"
    with pytest.raises(Refused, match="不在审核中"):
        reviews.recall(passed(draft, officers), by=officers["editor"], on=TODAY)


def test_nothing_is_submitted_twice_or_without_a_change(zone: Organisation, officers: Officers) -> None:
    draft = drafted(zone, officers["editor"])
    reviews.submit(draft, by=officers["editor"], on=TODAY)
    with pytest.raises(Refused, match="已经送审"):
        reviews.submit(draft, by=officers["editor"], on=TODAY)
    public = passed(fresh(draft), officers)
    with pytest.raises(Refused, match="没有修改过"):
        reviews.submit(public, by=officers["editor"], on=TODAY, reason="再看看")


def test_of_two_reviewers_at_one_stage_the_second_is_told_and_does_not_pass_the_next_one_unseen(
    zone: Organisation, officers: Officers
) -> None:
    chains.set_chain(zone, "", ALL_STAGES, one_person=False, by=PROGRAM, on=TODAY, from_on=TODAY)
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    seen = draft.current_workflow_task_state.pk
    second = appointed_as("reviewer", zone)
    reviews.review(draft, "passed", by=officers["reviewer"], on=TODAY, seen=seen)
    with pytest.raises(Refused, match="（初审）已由zonereviewer办理"):
        reviews.review(draft, "passed", by=second, on=TODAY, seen=seen)
    assert stage_of(draft) == "second"
    assert draft.reviews.count() == 1


def test_three_reviews_are_by_three_people_unless_the_chain_lets_one_person_do_it(
    zone: Organisation, officers: Officers
) -> None:
    chains.set_chain(zone, "", ALL_STAGES, one_person=False, by=PROGRAM, on=TODAY, from_on=TODAY)
    draft = passed(drafted(zone, officers["editor"]), officers, until="first")
    reviews.review(draft, "passed", by=officers["reviewer"], on=TODAY)
    with pytest.raises(Refused, match="您已办理过本件的初审"):
        reviews.review(draft, "passed", by=officers["reviewer"], on=TODAY)
    assert stage_of(draft) == "second"
    for number, stage in enumerate(["second", "final"]):
        person = acts.Person(f"reviewer-{number}", f"审核员{number}")
        post = acts.appoint(person, "reviewer", zone, by=PROGRAM, on=TODAY, from_on=TODAY)
        reviews.review(draft, "passed", by=post.user, on=TODAY)
        assert stage_of(draft) != stage
    assert passed(fresh(draft), officers).live


def all_round(zone: Organisation) -> object:
    """Somebody with every role of review at the zone."""
    person = appointed_as("reviewer", zone)
    return also(also(person, "secrecy_reviewer", zone), "approver", zone)


def test_in_a_small_unit_one_person_takes_all_remaining_stages_of_many_items_and_each_is_recorded(
    zone: Organisation, officers: Officers
) -> None:
    chains.set_chain(zone, "", ALL_STAGES, one_person=True, by=PROGRAM, on=TODAY, from_on=TODAY)
    person = all_round(zone)
    also(person, "editor", zone)
    items = [drafted(zone, officers["editor"], f"第{number}条") for number in range(4)]
    items.append(drafted(zone, person, "自己写的"))
    for item in items:
        reviews.submit(item, by=officers["editor"], on=TODAY)
    reviews.review(items[1], "passed", by=officers["reviewer"], on=TODAY)
    reviews.recall(items[2], by=officers["editor"], on=TODAY)
    outcomes = reviews.take_rest(items, by=person, on=TODAY)
    assert [len(outcome.stages) for outcome in outcomes] == [5, 4, 0, 5, 0]
    assert [bool(outcome.refused) for outcome in outcomes] == [False, False, True, False, True]
    assert "不在审核中" in outcomes[2].refused
    assert "您起草或修改过" in outcomes[4].refused
    assert [fresh(item).live for item in items] == [True, True, False, True, False]
    assert items[0].reviews.count() == 5
    assert items[4].reviews.count() == 0
    entries = Entry.objects.filter(subject=f"publication:{items[0].uid}")
    assert set(entries.values_list("act", flat=True)) >= {
        "publications.review", "publications.secrecy_review", "publications.approve", "publications.publish",
    }  # fmt: skip


def test_one_person_takes_all_only_where_the_chain_allows_it_and_only_with_every_role(
    zone: Organisation, officers: Officers
) -> None:
    draft = drafted(zone, officers["editor"])
    reviews.submit(draft, by=officers["editor"], on=TODAY)
    (outcome,) = reviews.take_rest([draft], by=all_round(zone), on=TODAY)
    assert "不允许一人" in outcome.refused
    reviews.recall(draft, by=officers["editor"], on=TODAY)
    chains.set_chain(zone, "", ALL_STAGES, one_person=True, by=PROGRAM, on=TODAY, from_on=TODAY)
    reviews.submit(draft, by=officers["editor"], on=TODAY)
    (outcome,) = reviews.take_rest([draft], by=officers["reviewer"], on=TODAY)
    assert "保密审查" in outcome.refused
    assert (stage_of(draft), draft.reviews.count()) == ("first", 0)


def test_what_the_gate_finds_keeps_the_last_stage_from_passing_and_nothing_of_it_is_kept(
    zone: Organisation, officers: Officers
) -> None:
    words = [{"type": "paragraph", "value": "<p>联系人张伟，身份证号11010519491231002X。</p>"}]
    draft = passed(drafted(zone, officers["editor"], body=words), officers, until="approval")
    with pytest.raises(Refused, match="公开前检查"):
        reviews.review(draft, "passed", by=officers["approver"], on=TODAY)
    assert stage_of(draft) == "approval"
    assert draft.reviews.count() == 2
    assert fresh(draft).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert ReviewState.objects.for_instance(draft).filter(status="in_progress").count() == 1
