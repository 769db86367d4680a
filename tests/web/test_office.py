"""The back office: Wagtail's, with our users."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gongkai.organisations.models import User

pytestmark = pytest.mark.django_db

SCREENS = [
    "/office/",
    "/office/users/",
    "/office/users/new/",
    "/office/account/",
    "/office/images/",
    "/office/documents/",
    "/office/reports/site-history/",
    "/office/pages/",
]


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief", "chief@example.org", "a-long-password", name="王主任")


@pytest.fixture
def office(chief: User) -> Client:
    client = Client()
    client.force_login(chief)
    return client


def test_a_stranger_is_asked_to_sign_in_in_chinese(client: Client) -> None:
    response = client.get("/office/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/office/login/")
    assert "登录" in response.content.decode()


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_opens_in_chinese_without_an_inline_script(office: Client, path: str) -> None:
    response = office.get(path, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'lang="zh-Hans"' in page or 'lang="zh-hans"' in page
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", page)


def test_a_new_account_asks_for_one_name(office: Client) -> None:
    page = office.get("/office/users/new/").content.decode()
    assert 'name="name"' in page
    assert "first_name" not in page
    fields = {
        "username": "li",
        "name": "李小红",
        "email": "li@example.org",
        "password1": "another-long-password",
        "password2": "another-long-password",
    }
    assert office.post("/office/users/new/", fields).status_code == 302
    assert User.objects.get(username="li").name == "李小红"


def test_an_account_can_be_changed(office: Client, chief: User) -> None:
    page = office.get(f"/office/users/edit/{chief.pk}/").content.decode()
    assert "王主任" in page
    assert "first_name" not in page


def test_people_change_their_own_name(office: Client, chief: User) -> None:
    page = office.get("/office/account/").content.decode()
    assert "name_email-name" in page
    assert "first_name" not in page
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    fields |= {"name_email-name": "王新名", "name_email-email": "new@example.org"}
    fields |= {
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    response = office.post("/office/account/", fields)
    chief.refresh_from_db()
    assert response.status_code == 302
    assert (chief.name, chief.email) == ("王新名", "new@example.org")


def test_no_page_of_wagtails_own_is_shown(office: Client) -> None:
    assert "Welcome to your new Wagtail site" not in office.get("/office/pages/").content.decode()
