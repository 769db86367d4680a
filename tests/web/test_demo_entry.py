"""Entry without a password: open on one machine alone, and any one thing that is otherwise shuts it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.web import environment
from gongkai.web.signing_in import demo as entry

pytestmark = pytest.mark.django_db

#: A request from the machine itself to a server that listens on the machine alone.
LOCAL = {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
DAY = date(2026, 11, 24)


@pytest.fixture
def opened(demo: None, settings: Any) -> None:
    settings.GONGKAI_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]


def enter(person: User, **other: str) -> Any:
    return Client(**{**LOCAL, **other}).post(reverse("demo_enter"), {"officer": person.uid})


def editor() -> User:
    return User.objects.get(username="demo-editor")


def test_an_officer_of_the_demonstration_enters_with_one_click(opened: None) -> None:
    browser = Client(**LOCAL)
    page = browser.get(reverse("account_login")).content.decode()
    assert "示例·钱信息员" in page
    assert f'value="{editor().uid}"' in page
    answer = browser.post(reverse("demo_enter"), {"officer": editor().uid})
    assert answer.headers["Location"] == "/office/"
    assert browser.get("/office/").status_code == 200
    assert "127.0.0.1" in browser.get(reverse("usersessions_list")).content.decode()


def test_the_page_offers_every_role_of_the_demonstration(opened: None) -> None:
    assert [role.label for role in entry.roles(DAY)][:2] == ["信息员", "审核员"]
    assert len(entry.roles(DAY)) == 9


def test_the_list_takes_three_queries_however_many_officers_there_are(
    opened: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        entry.roles(DAY)
    body = Organisation.objects.get(code="xiqing-kfq")
    for number in range(30):
        person = acts.Person(f"demo-more-{number}", f"示例·{number}")
        acts.appoint(person, "editor", body, by=Program("demo"), on=DAY, from_on=DAY)
    with django_assert_num_queries(3):
        assert sum(len(role.posts) for role in entry.roles(DAY)) >= 40


@pytest.mark.parametrize(
    "other",
    [
        {"SERVER_NAME": "0.0.0.0"},
        {"SERVER_NAME": "10.1.2.3"},
        {"REMOTE_ADDR": "10.1.2.3"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "gongkai.example.gov.cn"},
        {"HTTP_HOST": "127.0.0.1.example.org"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
    ids=lambda other: "-".join(f"{key}={value}" for key, value in other.items()),
)
def test_a_request_that_is_not_from_the_machine_itself_finds_nothing(opened: None, other: dict[str, str]) -> None:
    assert enter(editor(), **other).status_code == 404
    assert "示例·钱信息员" not in Client(**{**LOCAL, **other}).get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(("name", "value"), [("GONGKAI_DEMO", False), ("GONGKAI_HTTPS", True), ("GONGKAI_PROXIES", 1)])
def test_a_setting_that_speaks_against_it_shuts_it(opened: None, settings: Any, name: str, value: Any) -> None:
    setattr(settings, name, value)
    assert enter(editor()).status_code == 404
    assert "示例·钱信息员" not in Client(**LOCAL).get(reverse("account_login")).content.decode()


def test_without_the_demonstration_there_is_nobody_to_enter_as(db: None, settings: Any) -> None:
    settings.GONGKAI_DEMO = True
    assert entry.roles(DAY) == []
    assert Client(**LOCAL).post(reverse("demo_enter"), {"officer": ""}).status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_superuser": True}, {"username": "editor"}])
def test_an_officer_who_is_no_longer_the_demonstrations_cannot_be_entered(opened: None, change: dict[str, Any]) -> None:
    User.objects.filter(username="demo-editor").update(**change)
    person = User.objects.get(name="示例·钱信息员")
    assert enter(person).status_code == 404


def test_an_officer_with_a_password_is_somebodys_and_cannot_be_entered(opened: None) -> None:
    person = editor()
    person.set_password("a-long-password")
    person.save()
    assert enter(person).status_code == 404


def test_a_person_whom_people_entered_cannot_be_entered_whatever_the_name(opened: None) -> None:
    body = Organisation.objects.get(code="xiqing-kfq")
    person = acts.Person("demo-not", "假示例")
    acts.appoint(person, "administrator", body, by=Program("import_units"), on=DAY, from_on=DAY)
    assert enter(User.objects.get(username="demo-not")).status_code == 404


def test_a_look_at_the_address_enters_nobody(opened: None) -> None:
    assert Client(**LOCAL).get(reverse("demo_enter")).status_code == 405


def test_a_foreign_page_cannot_press_the_button(opened: None) -> None:
    browser = Client(enforce_csrf_checks=True, **LOCAL)
    assert browser.post(reverse("demo_enter"), {"officer": editor().uid}).status_code == 403


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"https": True}, "GONGKAI_HTTPS"),
        ({"proxies": 1}, "GONGKAI_PROXIES"),
        ({"hosts": ["localhost", "gongkai.example.gov.cn"]}, "gongkai.example.gov.cn"),
        ({"hosts": ["*"]}, "GONGKAI_HOSTS"),
    ],
)
def test_an_installation_that_others_can_reach_does_not_start_with_it(environ: dict[str, Any], named: str) -> None:
    given: dict[str, Any] = {"https": False, "proxies": 0, "hosts": ["localhost", "[::1]"], **environ}
    with pytest.raises(environment.BadSetting, match=named):
        environment.demo({"GONGKAI_DEMO": "1"}, **given)
    assert environment.demo({"GONGKAI_DEMO": "0"}, **given) is False


def test_on_one_machine_it_starts() -> None:
    assert environment.demo({"GONGKAI_DEMO": "1"}, https=False, proxies=0, hosts=["localhost", "[::1]"]) is True
