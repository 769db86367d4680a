"""What becomes public, and how it ceases to be: one door, whose sentences name what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from lives import Officers, drafted, fresh, passed, published
from published_zone import TODAY, appointed, written

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.chain import digest
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.publications.acts import drafts, publishing, reviews
from gongkai.publications.digests import content_of, digest_of

pytestmark = pytest.mark.django_db


def acts_on(publication: object) -> list[str]:
    """The acts that the ledger knows of *publication*, oldest first."""
    subject = f"publication:{publication.uid}"  # type: ignore[attr-defined]
    return [
        act.partition(".")[2]
        for act in Entry.objects.filter(subject=subject).order_by("pk").values_list("act", flat=True)
    ]


def test_passing_the_last_stage_makes_the_reviewed_content_public(zone: Organisation, officers: Officers) -> None:
    found = published(zone, officers)
    assert found.live
    assert found.published_on == TODAY
    assert found.index_number
    assert found.live_revision_id == found.latest_revision_id
    assert not found.has_unpublished_changes
    assert acts_on(found) == ["draft", "submit", "review", "secrecy_review", "approve", "publish"]
    entry = Entry.objects.get(act="publications.publish")
    assert (entry.before, entry.after) == ("", digest(content_of(found.live_revision)))
    assert entry.after == digest_of(found.live_revision)


def test_art_17_nothing_becomes_public_without_every_stage_and_the_sentence_names_what_is_missing(
    zone: Organisation, officers: Officers
) -> None:
    draft = drafted(zone, officers["editor"])
    with pytest.raises(Refused, match="还没有通过初审、保密审查、审批"):
        publishing.publish(draft, by=officers["approver"], on=TODAY)
    passed(draft, officers, until="approval")
    with pytest.raises(Refused, match="正在审核"):
        publishing.publish(draft, by=officers["approver"], on=TODAY)
    assert not fresh(draft).live


def test_art_17_a_program_may_not_publish_what_nobody_reviewed_either(zone: Organisation, officers: Officers) -> None:
    with pytest.raises(Refused, match="还没有通过"):
        publishing.publish(drafted(zone, officers["editor"]), by=publishing.SCHEDULE, on=TODAY)


def test_only_an_approver_of_the_unit_publishes_takes_down_and_archives(
    zone: Organisation, other_unit: Organisation, officers: Officers
) -> None:
    found = published(zone, officers)
    foreign = appointed("approver", other_unit)
    for person in [foreign, *(user for role, user in officers.items() if role != "approver")]:
        with pytest.raises(NotAllowed):
            publishing.publish(found, by=person, on=TODAY)
        with pytest.raises(NotAllowed):
            publishing.withdraw(found, "有误", by=person, on=TODAY)
        with pytest.raises(NotAllowed):
            publishing.archive(found, "过时", by=person, on=TODAY)
        with pytest.raises(NotAllowed):
            publishing.unschedule(found, by=person, on=TODAY)
    assert fresh(found).live


def test_publishing_what_is_public_already_changes_nothing(zone: Organisation, officers: Officers) -> None:
    found = published(zone, officers)
    before = acts_on(found)
    publishing.publish(found, by=officers["approver"], on=TODAY)
    assert acts_on(found) == before


def test_an_amendment_goes_through_the_chain_while_the_old_text_stays_public(
    zone: Organisation, officers: Officers
) -> None:
    found = published(zone, officers)
    drafts.revise(found, {"title": "新标题"}, seen=found.latest_revision_id, by=officers["editor"], on=TODAY)
    assert fresh(found).title == "关于做好防汛工作的通知"
    with pytest.raises(Refused, match="写明修改的理由"):
        reviews.submit(found, by=officers["editor"], on=TODAY)
    amended = passed(fresh(found), officers, until="approval")
    assert (amended.live, amended.title) == (True, "关于做好防汛工作的通知")
    later = TODAY + timedelta(days=7)
    amended = passed(amended, officers, on=later)
    assert (amended.live, amended.title, amended.published_on) == (True, "新标题", TODAY)
    assert amended.index_number == found.index_number
    assert [change.reason for change in found.changes.filter(turn="amend")] == ["更正文字"]
    last = Entry.objects.filter(act="publications.publish").latest("pk")
    assert (last.before, last.after) == (digest_of(found.live_revision), digest_of(amended.live_revision))


def test_what_is_withdrawn_is_gone_with_its_reason_and_comes_back_only_through_the_whole_chain(
    zone: Organisation, officers: Officers
) -> None:
    found = published(zone, officers)
    with pytest.raises(Refused, match="写明理由"):
        publishing.withdraw(found, " ", by=officers["approver"], on=TODAY)
    publishing.withdraw(found, "涉及第三方商业秘密", by=officers["approver"], on=TODAY)
    gone = fresh(found)
    assert (gone.live, gone.is_withdrawn) == (False, True)
    assert gone.changes.get().reason == "涉及第三方商业秘密"
    entry = Entry.objects.get(act="publications.withdraw")
    assert (entry.before, entry.after) == (digest_of(found.live_revision), "")
    with pytest.raises(Refused, match="还没有通过初审、保密审查、审批"):
        publishing.publish(gone, by=officers["approver"], on=TODAY)
    back = passed(gone, officers, on=TODAY + timedelta(days=3))
    assert (back.live, back.is_withdrawn, back.published_on) == (True, False, TODAY + timedelta(days=3))
    assert back.index_number == found.index_number


def test_who_wrote_what_was_withdrawn_may_still_not_review_it(zone: Organisation, officers: Officers) -> None:
    writer = officers["editor"]
    from gongkai.organisations import acts

    acts.appoint(writer, "reviewer", zone, by=publishing.SCHEDULE, on=TODAY, from_on=TODAY)
    found = published(zone, officers)
    publishing.withdraw(found, "有误", by=officers["approver"], on=TODAY)
    reviews.submit(found, by=writer, on=TODAY)
    with pytest.raises(Refused, match="起草或修改过"):
        reviews.review(found, "passed", by=writer, on=TODAY)


def test_what_is_archived_can_still_be_read_and_says_so(zone: Organisation, officers: Officers) -> None:
    found = published(zone, officers)
    publishing.archive(found, "活动已结束", by=officers["approver"], on=TODAY)
    kept = fresh(found)
    assert (kept.live, kept.is_archived) == (True, True)
    assert kept.changes.get(turn="archive").reason == "活动已结束"
    with pytest.raises(Refused, match="才能归档"):
        publishing.archive(found, "再次", by=officers["approver"], on=TODAY)
    assert acts_on(found)[-1] == "archive"


def test_withdrawing_ends_a_review_and_a_time_that_were_under_way(zone: Organisation, officers: Officers) -> None:
    found = published(zone, officers)
    drafts.revise(found, {"title": "新标题"}, seen=None, by=officers["editor"], on=TODAY)
    passed(fresh(found), officers, until="secrecy")
    publishing.withdraw(found, "有误", by=officers["approver"], on=TODAY)
    gone = fresh(found)
    assert not gone.workflow_in_progress
    assert gone.scheduled_revision is None


def test_nothing_that_is_not_public_can_be_withdrawn(zone: Organisation, officers: Officers) -> None:
    with pytest.raises(Refused, match="没有公开"):
        publishing.withdraw(drafted(zone, officers["editor"]), "有误", by=officers["approver"], on=TODAY)


def test_who_wrote_a_line_may_not_publish_it(zone: Organisation, officers: Officers) -> None:
    from gongkai.organisations import acts

    writer = officers["approver"]
    acts.appoint(writer, "editor", zone, by=publishing.SCHEDULE, on=TODAY, from_on=TODAY)
    draft = drafted(zone, writer)
    with pytest.raises(Refused, match="不能由您公开"):
        publishing.publish(draft, by=writer, on=TODAY)


def test_a_moment_that_has_passed_is_now(zone: Organisation, officers: Officers) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="approval")
    at = timezone.now() - timedelta(minutes=1)
    reviews.review(draft, "passed", by=officers["approver"], on=TODAY, at=at)
    assert fresh(draft).live


def test_what_was_taken_in_without_a_revision_is_amended_and_withdrawn_like_everything_else(
    zone: Organisation, officers: Officers
) -> None:
    taken_in = written(zone, "旧站文章", live=True)
    mended = {"title": "旧站文章（更正）", "body": [{"type": "paragraph", "value": "<p>正文。</p>"}]}
    drafts.revise(taken_in, mended, seen=None, by=officers["editor"], on=TODAY)
    assert fresh(taken_in).title == "旧站文章"
    amended = passed(fresh(taken_in), officers)
    assert (amended.live, amended.title, amended.published_on) == (True, "旧站文章（更正）", TODAY)
    other = written(zone, "另一篇", live=True)
    publishing.withdraw(other, "重复", by=officers["approver"], on=TODAY)
    assert not fresh(other).live
