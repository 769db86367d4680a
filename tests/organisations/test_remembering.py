"""What a person holds is asked once while an answer is made that changes nothing, and afresh otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from gongkai.organisations import acts, permissions
from gongkai.organisations.models import Post, User
from gongkai.organisations.permissions import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

DAY = date(2026, 3, 2)


def test_within_it_a_person_is_asked_about_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = User.objects.get(username="demo-editor")
    with permissions.remembering(), django_assert_num_queries(1):
        assert permissions.can_anywhere(person, "publications.draft", on=DAY)
        assert not permissions.can_anywhere(person, "organisations.enter", on=DAY)
        assert permissions.holds_any_post(person, on=DAY)
        assert not permissions.holds_any_of(person, ["administrator"], on=DAY)


def test_days_and_people_are_told_apart(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    editor, admin = (User.objects.get(username=name) for name in ("demo-editor", "demo-admin"))
    with permissions.remembering(), django_assert_num_queries(3):
        assert permissions.can_anywhere(editor, "publications.draft", on=DAY)
        assert not permissions.can_anywhere(admin, "publications.draft", on=DAY)
        assert not permissions.can_anywhere(editor, "publications.draft", on=date(1990, 1, 1))


def test_outside_it_a_post_that_ends_counts_no_more_at_once() -> None:
    person = User.objects.get(username="demo-editor")
    with permissions.remembering():
        assert permissions.can_anywhere(person, "publications.draft", on=DAY)
    for post in Post.objects.filter(user=person):
        acts.dismiss(post, by=Program("test"), on=DAY, until_on=DAY)
    assert not permissions.can_anywhere(person, "publications.draft", on=DAY)
