"""The first administrator: made once, with a link that the server prints; passwords by links that people hand over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from small_district import PROGRAM, THEN, TODAY, District

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts, queries
from gongkai.organisations.models import OneTimeLink, User

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WHO = acts.Person("chief", "王主任", "chief@example.org")
PASSWORD = "a-long-password"
Officer = Callable[..., User]


def offered(at: datetime = NOW) -> str:
    token = acts.offer_first_administrator(at=at)
    assert token is not None
    return token


@pytest.mark.django_db
def test_the_link_makes_a_technician_and_the_ledger_says_so() -> None:
    user = acts.make_first_administrator(offered(), WHO, PASSWORD, at=NOW)
    assert user.is_superuser
    assert user.check_password(PASSWORD)
    entry = Entry.objects.get(act="organisations.first_administrator")
    assert (entry.subject, entry.actor, entry.on) == (f"user:{user.uid}", "program:setup", TODAY)
    assert queries.somebody_administers()


@pytest.mark.django_db
def test_where_somebody_administers_no_link_is_made() -> None:
    User.objects.create_superuser("old", "o@example.org", PASSWORD, name="老主任")
    assert acts.offer_first_administrator(at=NOW) is None


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_active": False}, {"is_superuser": False}, {"password": "!unusable"}])
def test_who_cannot_sign_in_administers_nothing(change: dict[str, object]) -> None:
    User.objects.create_superuser("old", "o@example.org", PASSWORD, name="老主任")
    User.objects.update(**change)
    assert acts.offer_first_administrator(at=NOW) is not None


@pytest.mark.django_db
def test_the_link_is_kept_as_a_digest_alone() -> None:
    token = offered()
    kept = OneTimeLink.objects.get()
    assert token not in str(vars(kept))
    assert token.split(".")[0] not in str(vars(kept))


@pytest.mark.django_db
def test_the_link_is_good_for_24_hours_and_not_longer() -> None:
    token = offered()
    with pytest.raises(Refused, match="已经过期"):
        acts.make_first_administrator(token, WHO, PASSWORD, at=NOW + timedelta(hours=24))
    assert acts.make_first_administrator(token, WHO, PASSWORD, at=NOW + timedelta(hours=23, minutes=59))


@pytest.mark.django_db
def test_a_new_start_voids_the_link_of_the_one_before() -> None:
    first, second = offered(), offered()
    with pytest.raises(Refused, match="新的链接代替"):
        acts.make_first_administrator(first, WHO, PASSWORD, at=NOW)
    assert acts.make_first_administrator(second, WHO, PASSWORD, at=NOW)


@pytest.mark.django_db
def test_a_link_that_this_installation_did_not_sign_is_none() -> None:
    token = offered()
    for forged in (token[:-1], token.split(".")[0], "x.y", ""):
        with pytest.raises(Refused):
            acts.make_first_administrator(forged, WHO, PASSWORD, at=NOW)


@pytest.mark.django_db
def test_a_weak_password_or_a_taken_name_leaves_the_link_good() -> None:
    token = offered()
    User.objects.create_user("li", "li@example.org", None, name="李红")
    with pytest.raises(Refused, match="密码不能用"):
        acts.make_first_administrator(token, WHO, "123", at=NOW)
    with pytest.raises(Refused, match="“li”已经有人使用"):
        acts.make_first_administrator(token, acts.Person("li", "李红"), PASSWORD, at=NOW)
    assert acts.make_first_administrator(token, WHO, PASSWORD, at=NOW)


@pytest.mark.django_db
def test_the_page_behind_the_link_signs_in_whom_it_made_and_then_is_gone() -> None:
    address = reverse("first_administrator", args=[offered(timezone.now())])
    browser = Client()
    assert browser.get(address).status_code == 200
    fields = {"username": "chief", "name": "王主任", "email": "c@example.org", "password1": PASSWORD}
    wrong = browser.post(address, {**fields, "password2": "another-password"})
    assert wrong.status_code == 422
    assert "两次输入的密码不一样" in wrong.content.decode()
    assert 'value="王主任"' in wrong.content.decode()
    weak = browser.post(address, {**fields, "password1": "123", "password2": "123"})
    assert weak.status_code == 409
    assert browser.post(address, {**fields, "password2": PASSWORD}).headers["Location"] == "/office/"
    assert browser.get("/office/units/").status_code == 200
    assert Client().get(address).status_code == 410


@pytest.mark.django_db
def test_an_administrator_invites_a_person_who_then_sets_a_password(officer: Officer) -> None:
    administrator, editor = officer("administrator", "qu"), officer("editor", "zone")
    token = acts.invite(editor, by=administrator, at=NOW)
    acts.set_password(token, PASSWORD, at=NOW + timedelta(hours=71))
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)
    said = list(Entry.objects.filter(subject=f"user:{editor.uid}").order_by("pk").values_list("act", "actor"))
    assert said[-2:] == [
        ("organisations.invite", f"user:{administrator.uid}"),
        ("organisations.set_password", f"user:{editor.uid}"),
    ]
    with pytest.raises(Refused, match="已经用过"):
        acts.set_password(token, "another-long-one", at=NOW)


@pytest.mark.django_db
def test_a_link_for_a_password_ends_after_72_hours_and_when_a_newer_one_is_made(officer: Officer) -> None:
    administrator, editor = officer("administrator", "qu"), officer("editor", "zone")
    first, second = (acts.invite(editor, by=administrator, at=NOW) for _ in range(2))
    with pytest.raises(Refused):
        acts.set_password(first, PASSWORD, at=NOW)
    with pytest.raises(Refused):
        acts.set_password(second, PASSWORD, at=NOW + timedelta(hours=72))


@pytest.mark.django_db
def test_a_link_for_one_thing_does_another_nothing(officer: Officer) -> None:
    token = acts.invite(officer("editor", "zone"), by=officer("administrator", "qu"), at=NOW)
    with pytest.raises(Refused):
        acts.make_first_administrator(token, WHO, PASSWORD, at=NOW)
    with pytest.raises(Refused):
        acts.set_password(offered(), PASSWORD, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["editor", "approver", "overseer"])
def test_only_administrators_invite(officer: Officer, role: str) -> None:
    with pytest.raises(NotAllowed):
        acts.invite(officer("editor", "zone"), by=officer(role, "qu"), at=NOW)


@pytest.mark.django_db
def test_nobody_becomes_through_a_link_who_may_do_more_than_the_inviter(officer: Officer, district: District) -> None:
    """The link opens all that the person may do: also what he may do elsewhere, and what a technician may."""
    administrator, editor = officer("administrator", "zone"), officer("editor", "zone")
    acts.appoint(editor, "administrator", district["qu"], by=PROGRAM, on=TODAY, from_on=THEN)
    with pytest.raises(NotAllowed):
        acts.invite(editor, by=administrator, at=NOW)
    technician = officer("editor", "ban")
    User.objects.filter(pk=technician.pk).update(is_superuser=True)
    with pytest.raises(NotAllowed):
        acts.invite(technician, by=officer("administrator", "qu"), at=NOW)


@pytest.mark.django_db
def test_one_invites_neither_oneself_nor_a_closed_account(officer: Officer) -> None:
    administrator, editor = officer("administrator", "qu"), officer("editor", "zone")
    with pytest.raises(Refused, match="不能给自己"):
        acts.invite(administrator, by=administrator, at=NOW)
    token = acts.invite(editor, by=administrator, at=NOW)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    with pytest.raises(Refused, match="已停用"):
        acts.invite(editor, by=administrator, at=NOW)
    with pytest.raises(Refused, match="已停用"):
        acts.set_password(token, PASSWORD, at=NOW)


@pytest.mark.django_db
def test_a_new_password_ends_the_sessions_of_the_old_one(officer: Officer) -> None:
    administrator, editor = officer("administrator", "qu"), officer("editor", "zone")
    editor.set_password(PASSWORD)
    editor.save()
    browser = Client()
    browser.force_login(editor)
    assert browser.get("/office/").status_code == 200
    acts.set_password(acts.invite(editor, by=administrator, at=NOW), "another-long-one", at=NOW)
    assert browser.get("/office/").status_code == 302
