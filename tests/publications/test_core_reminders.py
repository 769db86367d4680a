"""What waits too long in review, whose turn it is, and the one mail a day that says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from lives import Officers, drafted, fresh, passed
from published_zone import PROGRAM, TODAY, appointed

from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import chains, reminders, reviews
from gongkai.publications.models import Publication
from gongkai.publications.queries.turns import overdue
from gongkai.publications.tasks import Clock

pytestmark = pytest.mark.django_db

LATE = TODAY + timedelta(days=10)
Capture = Callable[..., object]


@pytest.fixture
def limited(zone: Organisation, district: Organisation) -> None:
    """The district's chain, with time limits."""
    stages = [("first", 2), ("secrecy", 3), ("approval", 1)]
    chains.set_chain(district, "", stages, one_person=False, by=PROGRAM, on=TODAY, from_on=TODAY)


def with_mail(person: User) -> User:
    person.email = f"{person.username}@example.org"
    person.save()
    return person


def submitted(zone: Organisation, officers: Officers, title: str = "待审") -> Publication:
    draft = drafted(zone, officers["editor"], title)
    reviews.submit(draft, by=officers["editor"], on=TODAY)
    return fresh(draft)


def test_a_stage_is_overdue_from_the_day_after_its_last_working_day(
    zone: Organisation, officers: Officers, limited: None
) -> None:
    draft = submitted(zone, officers)
    assert draft.current_workflow_task_state.due_on == date(2026, 11, 26)
    assert overdue(date(2026, 11, 26)) == []
    (late,) = overdue(date(2026, 11, 27))
    assert (late.unit, late.title, late.stage, late.due_on) == (zone, "待审", "first", date(2026, 11, 26))
    assert late.people == (officers["reviewer"],)
    passed(draft, officers)
    assert overdue(LATE) == []


def test_it_is_the_turn_of_the_nearest_unit_that_has_somebody_and_never_of_an_author(
    zone: Organisation, district: Organisation, officers: Officers, limited: None
) -> None:
    from gongkai.organisations import acts

    above = appointed("reviewer", district)
    submitted(zone, officers)
    assert overdue(LATE)[0].people == (officers["reviewer"],)
    acts.dismiss(officers["reviewer"].posts.get(), by=PROGRAM, on=TODAY, until_on=TODAY)
    assert overdue(LATE)[0].people == (above,)
    acts.appoint(officers["editor"], "reviewer", zone, by=PROGRAM, on=TODAY, from_on=TODAY)
    assert overdue(LATE)[0].people == ()


def test_each_person_gets_one_mail_a_day_that_lists_all_that_waits_however_often_it_is_asked(
    zone: Organisation, officers: Officers, limited: None, django_capture_on_commit_callbacks: Capture
) -> None:
    with_mail(officers["reviewer"])
    with_mail(officers["secrecy_reviewer"])
    for title in ("甲", "乙"):
        submitted(zone, officers, title)
    passed(submitted(zone, officers, "丙"), officers, until="secrecy")
    for expected in (2, 0):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            assert reminders.remind(LATE) == expected
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "reviewer-zone@example.org", "secrecy_reviewer-zone@example.org",
    ]  # fmt: skip
    first = next(sent for sent in mail.outbox if sent.to == ["reviewer-zone@example.org"])
    assert "有2件" in first.subject
    assert "《甲》：初审应于11月26日前办结" in first.body
    assert "《乙》" in first.body
    assert "丙" not in first.body
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert reminders.remind(LATE + timedelta(days=1)) == 2


def test_a_mail_that_cannot_be_sent_undoes_nothing(
    zone: Organisation, officers: Officers, limited: None, settings: object, django_capture_on_commit_callbacks: Capture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    with_mail(officers["editor"])
    draft = submitted(zone, officers)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        reviews.review(draft, "returned", words="请改", by=officers["reviewer"], on=TODAY)
    assert draft.reviews.get().verdict == "returned"


def test_the_clock_reminds_on_working_mornings_once(
    zone: Organisation, officers: Officers, limited: None, django_capture_on_commit_callbacks: Capture
) -> None:
    with_mail(officers["reviewer"])
    submitted(zone, officers)
    clock, here = Clock(), ZoneInfo("Asia/Shanghai")
    sent = []
    for moment in [(11, 28, 9), (11, 30, 7), (11, 30, 8), (11, 30, 9), (12, 1, 8)]:  # the 28th is a Saturday
        month, day, hour = moment
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            clock.look(datetime(2026, month, day, hour, tzinfo=here))
        sent.append(len(mail.outbox))
    assert sent == [0, 0, 1, 1, 2]


def test_what_is_overdue_takes_the_same_queries_for_one_and_for_many(
    zone: Organisation, officers: Officers, limited: None, django_assert_num_queries: Capture
) -> None:
    submitted(zone, officers)
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        assert len(overdue(LATE)) == 1
    for number in range(8):
        submitted(zone, officers, f"第{number}条")
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        assert len(overdue(LATE)) == 9
