"""The one door of the back office: name and password, guesses counted, sessions listed, nobody signs up."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from gongkai.organisations.models import User

pytestmark = pytest.mark.django_db

DOOR = "/office/login/"
PASSWORD = "a-long-password"
INLINE = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")|\sstyle=|\son\w+=")


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What other tests tried is not counted in this one."""
    cache.clear()


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief", "chief@example.org", PASSWORD, name="王主任")


def tried(name: str, password: str, **headers: str) -> Any:
    return Client(**headers).post(DOOR, {"login": name, "password": password})


def signed_in() -> Client:
    browser = Client(HTTP_USER_AGENT="browser of a test")
    browser.post(DOOR, {"login": "chief", "password": PASSWORD})
    return browser


def test_name_and_password_open_the_page_that_was_asked_for(chief: User) -> None:
    browser = Client()
    door = browser.get("/office/units/").headers["Location"]
    assert door == "/office/login/?next=/office/units/"
    answer = browser.post(door, {"login": "chief", "password": PASSWORD, "next": "/office/units/"})
    assert answer.headers["Location"] == "/office/units/"
    assert browser.get("/office/units/").status_code == 200


def test_a_foreign_address_to_go_on_to_is_not_followed(chief: User) -> None:
    answer = Client().post(DOOR, {"login": "chief", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/office/"


@pytest.mark.parametrize(("name", "password"), [("chief", "wrong-password"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(chief: User, name: str, password: str) -> None:
    page = tried(name, password).content.decode()
    assert "登录名或密码不对，请核对后再输入。" in page
    assert f'value="{name}"' in page
    assert password not in page


def test_the_fifth_wrong_guess_locks_the_name_at_that_address_and_says_until_when(chief: User) -> None:
    answers = [tried("chief", "wrong-password") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    locked = tried("chief", PASSWORD)
    last = AccessAttempt.objects.get(username="chief").attempt_time
    until = (last + timedelta(minutes=15)).astimezone().strftime("%-H:%M")
    assert locked.status_code == 429
    assert f"<strong>{until}</strong>以后再试" in locked.content.decode()
    assert 0 < int(locked.headers["Retry-After"]) <= 15 * 60


def test_who_is_locked_out_keeps_nobody_else_out(chief: User) -> None:
    for _ in range(6):
        tried("chief", "wrong-password", REMOTE_ADDR="198.51.100.7")
    assert tried("chief", PASSWORD, REMOTE_ADDR="198.51.100.8").status_code == 302
    assert tried("nobody", PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_lock_ends_after_a_quarter_of_an_hour_and_guessing_on_does_not_prolong_it(chief: User) -> None:
    for _ in range(8):
        tried("chief", "wrong-password")
    attempt = AccessAttempt.objects.get(username="chief")
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=15, seconds=5))
    assert attempt.failures_since_start == 5
    assert tried("chief", PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(chief: User) -> None:
    for _ in range(2):
        for _ in range(4):
            tried("chief", "wrong-password")
        assert tried("chief", PASSWORD).status_code == 302


def test_a_guesser_cannot_pretend_to_come_from_elsewhere(chief: User) -> None:
    """Without proxies of our own X-Forwarded-For is what the visitor wrote."""
    answers = [tried("chief", "wrong-password", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n in range(5)]
    assert answers[-1].status_code == 429


def test_behind_a_proxy_of_ours_visitors_are_told_apart_by_what_it_saw_and_by_nothing_further_left(
    chief: User, settings: Any
) -> None:
    settings.GONGKAI_PROXIES = 1
    for number in range(5):
        tried("chief", "wrong-password", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7")
    assert tried("chief", PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.7").status_code == 429
    assert tried("chief", PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.8").status_code == 302


def test_guesses_are_kept_without_the_password(chief: User) -> None:
    tried("chief", "wrong-password")
    kept = AccessAttempt.objects.get()
    assert "wrong-password" not in "".join(str(value) for value in vars(kept).values())


def test_nobody_signs_up_and_no_mail_sets_a_password(chief: User) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert signed_in().get("/office/login/signup/").status_code == 404
    assert Client().get("/office/password_reset/").status_code == 404
    page = Client().get(reverse("account_reset_password")).content.decode()
    assert "请联系本单位的管理员" in page
    assert "<form" not in page


def test_wagtails_own_account_page_changes_no_password(chief: User) -> None:
    assert "new_password" not in signed_in().get("/office/account/").content.decode()


def test_a_session_lasts_a_working_day_and_ends_with_the_browser(chief: User) -> None:
    browser = signed_in()
    assert browser.cookies["gongkai"]["max-age"] == ""
    assert browser.session.get_expiry_age() == 10 * 60 * 60


def test_sessions_are_listed_and_the_others_can_be_ended(chief: User) -> None:
    here, there = signed_in(), signed_in()
    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("browser of a test") == 2
    assert page.count("当前") == 1
    here.post(reverse("usersessions_list"))
    assert here.get("/office/").status_code == 200
    assert there.get("/office/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(chief: User) -> None:
    here, there = signed_in(), signed_in()
    fields = {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "another-long-one"}
    assert here.post(reverse("account_change_password"), fields).status_code == 302
    assert here.get("/office/").status_code == 200
    assert there.get("/office/").status_code == 302


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short", "至少 10 个字符"), ("1029384756", "全都是数字"), ("password123", "常见")],
)
def test_a_weak_password_is_refused_in_chinese(chief: User, password: str, sentence: str) -> None:
    fields = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert sentence in signed_in().post(reverse("account_change_password"), fields).content.decode()


def test_signing_out_asks_first_and_goes_back_to_the_door(chief: User) -> None:
    browser = signed_in()
    assert browser.get("/office/logout/").status_code == 200
    assert browser.get("/office/").status_code == 200
    assert browser.post("/office/logout/").headers["Location"] == DOOR
    assert browser.get("/office/").status_code == 302


def test_who_may_not_enter_is_shown_the_door_and_does_not_go_round_in_circles() -> None:
    nobody = User.objects.create_user("nobody", "n@example.org", PASSWORD, name="无名")
    browser = Client()
    browser.force_login(nobody)
    answer = browser.get("/office/", follow=True)
    assert answer.status_code == 200
    assert len(answer.redirect_chain) == 1
    assert "您已登录为无名" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_logout", "account_reset_password", "account_inactive", "account_change_password",
     "account_reauthenticate", "usersessions_list", "mfa_index", "mfa_list_webauthn"],
)  # fmt: skip
def test_every_page_of_signing_in_is_chinese_and_strict(chief: User, name: str) -> None:
    page = signed_in().get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert 'lang="zh-Hans"' in text
    assert not INLINE.search(text)
    assert "unsafe" not in page.headers["Content-Security-Policy"]
