"""What becomes public at a time and is shown until one: item by item, by the same door."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from lives import Officers, drafted, fresh, passed, published
from published_zone import PROGRAM, TODAY

from gongkai.errors import Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.publications.acts import chains, drafts, publishing, reviews, schedule
from gongkai.publications.models import Publication

pytestmark = pytest.mark.django_db


def scheduled(
    zone: Organisation, officers: Officers, at: datetime, title: str = "定时信息", **content: object
) -> Publication:
    draft = passed(drafted(zone, officers["editor"], title, **content), officers, until="approval")
    reviews.review(draft, "passed", by=officers["approver"], on=TODAY, at=at)
    return fresh(draft)


@pytest.fixture
def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def test_what_has_a_time_becomes_public_when_it_has_come_and_not_before(
    zone: Organisation, officers: Officers, tomorrow: datetime
) -> None:
    waiting = scheduled(zone, officers, tomorrow)
    assert not waiting.live
    assert waiting.scheduled_revision.approved_go_live_at == tomorrow
    assert schedule.run(tomorrow - timedelta(seconds=1)) == schedule.Done()
    assert schedule.run(tomorrow) == schedule.Done(published=[waiting.uid])
    found = fresh(waiting)
    assert (found.live, found.published_on) == (True, timezone.localdate(tomorrow))
    assert found.scheduled_revision is None
    assert schedule.run(tomorrow) == schedule.Done()
    subject = f"publication:{found.uid}"
    last = Entry.objects.filter(subject=subject).order_by("pk").values_list("act", "actor")
    assert list(last)[-2:] == [
        ("publications.schedule", f"user:{officers['approver'].uid}"), ("publications.publish", "program:schedule"),
    ]  # fmt: skip


def test_the_moment_named_in_the_draft_is_kept_unless_the_approver_names_another(
    zone: Organisation, officers: Officers, tomorrow: datetime
) -> None:
    draft = passed(drafted(zone, officers["editor"], go_live_at=tomorrow), officers)
    assert not draft.live
    assert draft.scheduled_revision.approved_go_live_at == tomorrow.replace(
        microsecond=tomorrow.microsecond // 1000 * 1000
    )
    publishing.publish(draft, by=officers["approver"], on=TODAY)
    assert fresh(draft).live


def test_nobody_changes_what_waits_for_its_time_until_the_approver_takes_the_time_back(
    zone: Organisation, officers: Officers, tomorrow: datetime
) -> None:
    waiting = scheduled(zone, officers, tomorrow)
    with pytest.raises(Refused, match="已定时公开，不能修改"):
        drafts.revise(waiting, {"title": "改"}, seen=None, by=officers["editor"], on=TODAY)
    with pytest.raises(Refused, match="已定时公开"):
        reviews.submit(waiting, by=officers["editor"], on=TODAY)
    publishing.unschedule(waiting, by=officers["approver"], on=TODAY)
    with pytest.raises(Refused, match="没有定时"):
        publishing.unschedule(waiting, by=officers["approver"], on=TODAY)
    assert schedule.run(tomorrow) == schedule.Done()
    drafts.revise(fresh(waiting), {"title": "改"}, seen=None, by=officers["editor"], on=TODAY)


def test_what_may_not_be_published_any_more_is_held_recorded_and_mailed_and_the_rest_go_on(
    zone: Organisation, officers: Officers, tomorrow: datetime, django_capture_on_commit_callbacks: object
) -> None:
    for role in ("editor", "approver"):
        officers[role].email = f"{role}@example.org"
        officers[role].save()
    first, spoilt, last = (scheduled(zone, officers, tomorrow, title) for title in ("甲", "乙", "丙"))
    changed = spoilt.latest_revision
    changed.content["title"] = "乙（夹带）"
    changed.save()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = schedule.run(tomorrow)
    assert (done.published, done.held) == ([first.uid, last.uid], [spoilt.uid])
    held = fresh(spoilt)
    assert not held.live
    assert held.scheduled_revision is None
    assert "还没有通过" in held.changes.get(turn="hold").reason
    assert Entry.objects.filter(act="publications.hold", subject=f"publication:{spoilt.uid}").count() == 1
    assert sorted(mailed.to[0] for mailed in mail.outbox) == ["editor@example.org"]
    assert "还没有通过" in mail.outbox[0].body
    assert schedule.run(tomorrow) == schedule.Done()


def test_who_approved_is_told_too_when_the_check_before_publishing_fails_at_the_time(
    zone: Organisation, officers: Officers, tomorrow: datetime, django_capture_on_commit_callbacks: object
) -> None:
    officers["approver"].email = "approver@example.org"
    officers["approver"].save()
    policy = published(zone, officers, "管理办法")
    waiting = scheduled(
        zone, officers, tomorrow, body=[{"type": "paragraph", "value": f'<p>见<a href="/p/{policy.uid}/">办法</a></p>'}]
    )
    publishing.withdraw(policy, "有误", by=officers["approver"], on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = schedule.run(tomorrow)
    assert done.held == [waiting.uid]
    assert waiting.changes.get().reason == "公开前检查还有没有处理的问题，请到“公开前检查”中查看。"
    assert "办法" not in mail.outbox[0].body, "what was found may be personal data, and is not quoted"
    assert [mailed.to for mailed in mail.outbox] == [["approver@example.org"]]


def test_an_amendment_at_a_time_leaves_the_old_text_public_until_then(
    zone: Organisation, officers: Officers, tomorrow: datetime
) -> None:
    found = published(zone, officers)
    drafts.revise(found, {"title": "新标题"}, seen=None, by=officers["editor"], on=TODAY)
    found = passed(fresh(found), officers, until="approval")
    reviews.review(found, "passed", by=officers["approver"], on=TODAY, at=tomorrow)
    assert (fresh(found).live, fresh(found).title) == (True, "关于做好防汛工作的通知")
    schedule.run(tomorrow)
    assert (fresh(found).live, fresh(found).title) == (True, "新标题")


def test_what_has_had_its_time_is_taken_down_with_an_entry(
    zone: Organisation, officers: Officers, tomorrow: datetime
) -> None:
    found = published(zone, officers, expire_at=tomorrow)
    forever = published(zone, officers, "长期有效")
    assert schedule.run(tomorrow - timedelta(seconds=1)) == schedule.Done()
    assert schedule.run(tomorrow) == schedule.Done(expired=[found.uid])
    gone = fresh(found)
    assert (gone.live, gone.expired, gone.is_withdrawn) == (False, True, False)
    assert "届满" in gone.changes.get(turn="expire").reason
    assert Entry.objects.filter(act="publications.expire").count() == 1
    assert fresh(forever).live


def test_a_looser_chain_set_in_the_meantime_does_not_loosen_what_was_submitted_before(
    zone: Organisation, officers: Officers, tomorrow: datetime
) -> None:
    draft = passed(drafted(zone, officers["editor"]), officers, until="secrecy")
    stages = [("secrecy", None), ("approval", None)]
    chains.set_chain(zone, "", stages, one_person=True, by=PROGRAM, on=TODAY, from_on=TODAY)
    reviews.review(draft, "passed", by=officers["secrecy_reviewer"], on=TODAY)
    reviews.review(draft, "passed", by=officers["approver"], on=TODAY, at=tomorrow)
    assert schedule.run(tomorrow).published == [draft.uid]


def test_looking_at_the_clock_takes_the_same_queries_whether_much_or_little_is_public(
    zone: Organisation, officers: Officers, tomorrow: datetime, django_assert_num_queries: object
) -> None:
    for count in (1, 3):
        for number in range(count):
            published(zone, officers, f"第{count}-{number}条")
        with django_assert_num_queries(2):  # type: ignore[operator]
            schedule.run(tomorrow)
