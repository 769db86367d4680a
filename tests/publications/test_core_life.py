"""Whatever officers do in whatever order: what is public was passed by others than its authors, and is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from lives import drafted, fresh
from published_zone import PROGRAM, TODAY
from wagtail.models import TaskState

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import chains, drafts, publishing, reviews, schedule
from gongkai.publications.digests import digest_of
from gongkai.publications.models import Publication, Review

pytestmark = pytest.mark.django_db

#: Who there is, with which roles: some wrote and may review, one may do everything.
PEOPLE = {
    "writer": ["editor"],
    "writing-reviewer": ["editor", "reviewer"],
    "writing-approver": ["editor", "secrecy_reviewer", "approver"],
    "reviewer": ["reviewer"],
    "secrecy": ["secrecy_reviewer"],
    "approver": ["approver"],
    "all": ["editor", "reviewer", "secrecy_reviewer", "approver"],
}
CHAINS = [["secrecy", "approval"], ["first", "secrecy", "approval"], ["first", "second", "secrecy", "approval"]]
TURNS = {"publications.publish", "publications.withdraw", "publications.archive"}
NAMES = st.sampled_from(sorted(PEOPLE))
LIKELY = st.sampled_from(["passed", "passed", "passed", "passed", "returned", "referred"])


class Life(RuleBasedStateMachine):
    """Officers at work, and beside them what they wrote and what became public, counted here anew."""

    publications = Bundle("publications")

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.zone: Organisation = acts.enter(acts.Description("zone", "开发区", "zone"), by=PROGRAM, on=TODAY)
        self.people: dict[str, User] = {}
        for name, roles in PEOPLE.items():
            for role in roles:
                post = acts.appoint(acts.Person(name, name), role, self.zone, by=PROGRAM, on=TODAY, from_on=TODAY)
            self.people[name] = post.user
        self.now: datetime = timezone.now()
        self.wrote: dict[int, list[str]] = {}
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.entries: dict[int, int] = {}
        self.since: dict[int, int] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, act: Callable[[], Any]) -> Any:
        """What an act answers, or None if it was refused."""
        try:
            return act()
        except (Refused, NotAllowed, PermissionDenied):
            return None

    @rule(target=publications, by=st.sampled_from(["writer", "writing-reviewer", "writing-approver", "all"]))
    def draft(self, by: str) -> int:
        made = drafted(self.zone, self.people[by], f"第{len(self.wrote)}件")
        self.wrote[made.pk] = [by]
        return made.pk

    @rule(pk=publications, by=NAMES, words=st.sampled_from(["甲", "乙", "丙"]))
    def revise(self, pk: int, by: str, words: str) -> None:
        before = fresh_by(pk).revisions.count()
        self.tried(lambda: drafts.revise(fresh_by(pk), {"title": words}, seen=None, by=self.people[by], on=TODAY))
        self.wrote[pk] += [by] * (fresh_by(pk).revisions.count() - before)

    @rule(pk=publications, by=NAMES)
    def save_past_the_act(self, pk: int, by: str) -> None:
        changed = fresh_by(pk).latest_revision.as_object()
        changed.summary = f"{by}夹带"
        changed.save_revision(user=self.people[by])
        self.wrote[pk].append(by)

    @rule(pk=publications, by=NAMES)
    def submit(self, pk: int, by: str) -> None:
        self.tried(lambda: reviews.submit(fresh_by(pk), by=self.people[by], on=TODAY, reason="更正"))

    @rule(pk=publications, by=NAMES, verdict=LIKELY, later=st.sampled_from([0, 0, 5]))
    def review(self, pk: int, by: str, verdict: str, later: int) -> None:
        at = timezone.now() + timedelta(days=later) if later else None
        self.tried(lambda: reviews.review(fresh_by(pk), verdict, words="意见", by=self.people[by], on=TODAY, at=at))

    @rule(pk=publications)
    def go_through(self, pk: int) -> None:
        """The usual way, so that much becomes public."""
        self.submit(pk, "writer")
        for name in ("reviewer", "writing-reviewer", "secrecy", "approver"):
            self.tried(lambda name=name: reviews.review(fresh_by(pk), "passed", by=self.people[name], on=TODAY))

    @rule(pks=st.lists(publications, max_size=3), by=NAMES)
    def take_rest(self, pks: list[int], by: str) -> None:
        reviews.take_rest([fresh_by(pk) for pk in dict.fromkeys(pks)], by=self.people[by], on=TODAY)

    @rule(pk=publications, by=NAMES)
    def recall(self, pk: int, by: str) -> None:
        self.tried(lambda: reviews.recall(fresh_by(pk), by=self.people[by], on=TODAY))

    @rule(pk=publications, by=NAMES, act=st.sampled_from(["publish", "publish", "unschedule", "withdraw", "archive"]))
    def approvers_act(self, pk: int, by: str, act: str) -> None:
        reason = ["理由"] if act in {"withdraw", "archive"} else []
        self.tried(lambda: getattr(publishing, act)(fresh_by(pk), *reason, by=self.people[by], on=TODAY))

    @rule(pk=publications, by=NAMES, way=st.sampled_from(["approve", "base", "finish", "publish", "live"]))
    def act_past_the_acts(self, pk: int, by: str, way: str) -> None:
        self.tried(lambda: past(fresh_by(pk), way, self.people[by]))

    @rule(stages=st.sampled_from(CHAINS), one_person=st.booleans())
    def set_chain(self, stages: list[str], one_person: bool) -> None:
        given = [(stage, None) for stage in stages]
        chains.set_chain(self.zone, "", given, one_person=one_person, by=PROGRAM, on=TODAY, from_on=TODAY)

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        schedule.run(self.now)

    @invariant()
    def what_is_public_was_passed_by_others_than_its_authors_and_each_turn_has_its_entry(self) -> None:
        for found in Publication.objects.select_related("live_revision"):
            now = (found.live_revision_id, found.live, found.is_withdrawn, found.is_archived)
            rows = Entry.objects.filter(subject=f"publication:{found.uid}", act__in=TURNS)
            turned = now != self.seen.get(found.pk, (None, False, False, False))
            assert rows.count() - self.entries.get(found.pk, 0) == int(turned)
            self.entries[found.pk] = rows.count()
            if turned and found.live and found.live_revision_id != self.seen.get(found.pk, (None,))[0]:
                self.passed_by_others(found)
                assert rows.latest("pk").after == digest_of(found.live_revision)
                self.since[found.pk] = len(self.wrote[found.pk])
            if not found.live:
                self.since[found.pk] = 0  # what is taken down was written by all who ever wrote it
            self.seen[found.pk] = now
            if found.live:
                assert found.title == found.live_revision.content["title"]
                assert found.published_on
                assert found.index_number

    def passed_by_others(self, found: Publication) -> None:
        """The live content has passed secrecy review and approval, and each stage by somebody who wrote nothing."""
        wrote = {self.people[name].pk for name in self.wrote[found.pk][self.since.get(found.pk, 0) :]}
        given = Review.objects.filter(publication=found, digest=digest_of(found.live_revision)).order_by("pk")
        newest = {row.stage: row for row in given}
        assert {"secrecy", "approval"} <= set(newest)
        assert {row.verdict for row in newest.values()} == {"passed"}
        assert not wrote & {row.reviewer_id for row in newest.values()}


def past(publication: Publication, way: str, person: User) -> None:
    """One of the ways that Wagtail's own code has to approve or publish."""
    state = publication.current_workflow_task_state
    if way == "approve" and state is not None:
        state.approve(user=person)
    elif way == "base" and state is not None:
        TaskState.objects.get(pk=state.pk).approve(user=person)
    elif way == "finish" and publication.current_workflow_state is not None:
        publication.current_workflow_state.finish(user=person)
    elif way == "publish":
        publication.latest_revision.publish(user=person)
    elif way == "live" and publication.live_revision is not None:
        publication.live_revision.publish(user=person)


def fresh_by(pk: int) -> Publication:
    return fresh(Publication(pk=pk))


def test_art_17_in_every_order_of_acts_the_public_content_was_passed_by_others_than_its_authors(db: None) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )


def test_the_usual_way_makes_something_public_in_that_machine(db: None) -> None:
    """So that the invariant above is not true of an empty world."""
    life = Life()
    pk = life.draft("writer")
    life.go_through(pk)
    life.what_is_public_was_passed_by_others_than_its_authors_and_each_turn_has_its_entry()
    assert fresh_by(pk).live
    life.revise(pk, "writing-approver", "乙")
    life.go_through(pk)
    life.approvers_act(pk, "approver", "withdraw")
    assert fresh_by(pk).is_withdrawn
    life.teardown()
