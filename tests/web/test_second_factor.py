"""The second factor: set up, asked for, and demanded of the roles that an installation names."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.organisations import acts
from gongkai.organisations.models import User
from gongkai.organisations.permissions import Program
from gongkai.web import environment

pytestmark = pytest.mark.django_db

DOOR = "/office/login/"
PASSWORD = "a-long-password"


def code(secret: str) -> str:
    """What a phone shows now (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


@pytest.fixture
def officer(demo: None) -> Callable[[str], User]:
    """Somebody with a password who holds a role at the zone."""
    cache.clear()

    def made(role: str) -> User:
        from gongkai.organisations.models import Organisation

        day = timezone.localdate()
        body = Organisation.objects.get(code="xiqing-kfq")
        acts.appoint(acts.Person("li", "李红"), role, body, by=Program("test"), on=day, from_on=day)
        person = User.objects.get(username="li")
        person.set_password(PASSWORD)
        person.save()
        return person

    return made


def signed_in() -> Client:
    browser = Client()
    browser.post(DOOR, {"login": "li", "password": PASSWORD})
    return browser


def activated(browser: Client) -> str:
    """Set up the phone's codes, as somebody would; the seed."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page)
    assert secret
    browser.post(reverse("mfa_activate_totp"), {"code": code(secret[1])})
    return secret[1]


def test_a_role_that_needs_it_is_sent_to_set_it_up_before_anything_else(
    officer: Callable[[str], User], settings: Any
) -> None:
    settings.GONGKAI_MFA_ROLES = frozenset({"approver"})
    officer("approver")
    browser = signed_in()
    for path in ("/office/", "/office/units/", "/office/account/"):
        assert browser.get(path).headers["Location"] == "/office/login/security/?required=1"
    assert "您担任的角色须用两步验证登录" in browser.get("/office/login/security/?required=1").content.decode()
    activated(browser)
    assert browser.get("/office/").status_code == 200


@pytest.mark.parametrize(("roles", "role"), [(set(), "approver"), ({"approver"}, "editor")])
def test_nobody_else_is(officer: Callable[[str], User], settings: Any, roles: set[str], role: str) -> None:
    settings.GONGKAI_MFA_ROLES = frozenset(roles)
    officer(role)
    assert signed_in().get("/office/").status_code == 200


def test_the_technician_counts_as_an_administrator(officer: Callable[[str], User], settings: Any) -> None:
    settings.GONGKAI_MFA_ROLES = frozenset({"administrator"})
    User.objects.filter(pk=officer("editor").pk).update(is_superuser=True)
    assert signed_in().get("/office/").status_code == 302


def test_codes_for_an_emergency_alone_are_no_second_factor(officer: Callable[[str], User], settings: Any) -> None:
    settings.GONGKAI_MFA_ROLES = frozenset({"editor"})
    Authenticator.objects.create(user=officer("editor"), type="recovery_codes", data={})
    assert signed_in().get("/office/").status_code == 302


def test_the_seed_is_not_readable_in_the_database(officer: Callable[[str], User]) -> None:
    officer("editor")
    secret = activated(signed_in())
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_a_password_alone_no_longer_opens(officer: Callable[[str], User]) -> None:
    officer("editor")
    secret = activated(signed_in())
    browser = Client()
    answer = browser.post(DOOR, {"login": "li", "password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert browser.get("/office/").status_code == 302
    assert "验证码不对" in browser.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    Authenticator.objects.update(last_used_at=None)
    cache.clear()  # a code is good once, and this one was used to set up
    assert browser.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert browser.get("/office/").status_code == 200


def test_guessing_codes_is_stopped(officer: Callable[[str], User]) -> None:
    officer("editor")
    activated(signed_in())
    browser = Client()
    browser.post(DOOR, {"login": "li", "password": PASSWORD})
    pages = [browser.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode() for _ in range(12)]
    assert "验证码不对" in pages[0]
    assert "请过15分钟再试" in pages[-1]


def test_a_code_for_an_emergency_opens_once(officer: Callable[[str], User]) -> None:
    officer("editor")
    browser = signed_in()
    activated(browser)
    page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    emergency = re.findall(r"<li>(\d{8})</li>", page)
    assert len(emergency) == 10
    for opens in (True, False):
        other = Client()
        other.post(DOOR, {"login": "li", "password": PASSWORD})
        other.post(reverse("mfa_authenticate"), {"code": emergency[0]})
        assert (other.get("/office/").status_code == 200) is opens


def test_a_role_that_there_is_not_is_refused_at_the_start() -> None:
    with pytest.raises(environment.BadSetting, match="GONGKAI_MFA_ROLES中没有“boss”这个角色"):
        environment.roles({"GONGKAI_MFA_ROLES": "approver, boss"}, "GONGKAI_MFA_ROLES")
    assert environment.roles({"GONGKAI_MFA_ROLES": "approver, editor"}, "GONGKAI_MFA_ROLES") == {"approver", "editor"}
