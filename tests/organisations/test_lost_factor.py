"""A second factor that was lost is forgotten by an administrator, never by its owner, and the ledger tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from small_district import PROGRAM, THEN, TODAY, District

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts, queries
from gongkai.organisations.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Officer = Callable[..., User]


def with_factor(person: User) -> User:
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=person, type=kind, data={})
    return person


def test_an_administrator_forgets_it_whole_and_the_ledger_names_both(officer: Officer) -> None:
    administrator, editor = officer("administrator", "qu"), with_factor(officer("editor", "zone"))
    acts.forget_second_factor(editor, by=administrator, at=NOW)
    assert not queries.has_second_factor(editor)
    said = Entry.objects.filter(subject=f"user:{editor.uid}").order_by("-pk").values_list("act", "actor")[0]
    assert said == ("organisations.forget_second_factor", f"user:{administrator.uid}")
    with pytest.raises(Refused, match="没有设置两步验证"):
        acts.forget_second_factor(editor, by=administrator, at=NOW)


@pytest.mark.parametrize("role", ["editor", "approver", "overseer"])
def test_nobody_else_does(officer: Officer, role: str) -> None:
    editor = with_factor(officer("editor", "zone"))
    with pytest.raises(NotAllowed):
        acts.forget_second_factor(editor, by=officer(role, "qu"), at=NOW)
    assert queries.has_second_factor(editor)


def test_not_ones_own_and_not_of_somebody_who_may_more(officer: Officer, district: District) -> None:
    administrator, editor = with_factor(officer("administrator", "zone")), with_factor(officer("editor", "zone"))
    with pytest.raises(Refused, match="不能解除自己"):
        acts.forget_second_factor(administrator, by=administrator, at=NOW)
    acts.appoint(editor, "administrator", district["qu"], by=PROGRAM, on=TODAY, from_on=THEN)
    with pytest.raises(NotAllowed):
        acts.forget_second_factor(editor, by=administrator, at=NOW)


def test_the_page_offers_it_where_there_is_one(officer: Officer, district: District) -> None:
    administrator, editor = officer("administrator", "qu"), officer("editor", "zone")
    browser = Client()
    browser.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/office/unit/{district['zone'].code}/posts/{editor.posts.get().uid}/invite/"
    assert "解除两步验证" not in browser.get(address).content.decode()
    with_factor(editor)
    assert "解除两步验证" in browser.get(address).content.decode()
    assert "已解除" in browser.post(address, {"forget": "second_factor"}).content.decode()
    assert browser.post(address, {"forget": "second_factor"}).status_code == 409
