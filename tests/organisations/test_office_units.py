"""The back office's pages of units, through real requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from small_district import PROGRAM, THEN, TODAY, District

from gongkai.organisations import acts, queries
from gongkai.organisations.models import Organisation, Post, User

pytestmark = pytest.mark.django_db
Officer = Callable[..., User]


@pytest.fixture
def office(officer: Officer) -> Client:
    browser = Client()
    browser.force_login(officer("administrator", "qu"), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_tree_is_shown_as_of_a_day(office: Client, district: District) -> None:
    acts.rename(district["zone"], "新名开发区", by=PROGRAM, on=TODAY, from_on=date(2024, 1, 1))
    assert "新名开发区" in office.get("/office/units/").content.decode()
    page = office.get("/office/units/?on=2023-12-31").content.decode()
    assert "新名开发区" not in page
    assert "zone机关" in page
    assert "2023年12月31日共有4个机关" in page
    assert "other机关" not in page


@pytest.mark.parametrize(
    ("path", "fields", "check"),
    [
        ("rename", {"name": "新名"}, lambda d: d["zone"].name == "新名"),
        ("move", {"parent": "ju"}, lambda d: d["zone"].parent == d["ju"]),
        ("merge", {"into": "ju"}, lambda d: d["zone"].merged_into == d["ju"]),
        ("supervise", {"supervisor": "ju"}, lambda d: queries.supervisor_on(d["zone"], TODAY) == d["ju"]),
        ("describe", {"phone": "022-1", "fax": "022-2", "takes_fax": "on"},
         lambda d: queries.facts_on(d["zone"], TODAY).fax == "022-2"),
    ],
)  # fmt: skip
def test_each_form_does_its_act(
    office: Client, district: District, path: str, fields: dict[str, str], check: Callable[[District], bool]
) -> None:
    answer = office.post(f"/office/unit/zone/{path}/", {**fields, "from_on": "2025-06-01"})
    assert (answer.status_code, answer["Location"]) == (302, "/office/unit/zone/")
    assert check(district)
    page = office.get("/office/unit/zone/").content.decode()
    assert "2025年6月1日" in page


def test_closing_ends_the_posts(office: Client, district: District, officer: Officer) -> None:
    officer("editor", "ban")
    assert office.post("/office/unit/ban/close/", {"from_on": "2025-06-01"}).status_code == 302
    assert Post.objects.get(unit=district["ban"]).until_on == date(2025, 6, 1)
    page = office.get("/office/unit/ban/").content.decode()
    assert "2025年6月1日起撤销" in page
    assert "/office/unit/ban/rename/" not in page


def test_a_new_unit_is_entered_below_its_superior(office: Client, district: District) -> None:
    fields = {"code": "xin", "name": "新局", "kind": "department", "credit_code": "11100000000013127D"}
    assert office.post("/office/unit/qu/enter/", fields).status_code == 302
    assert district["xin"].parent == district["qu"]
    again = office.post("/office/unit/qu/enter/", {**fields, "name": "别的局"})
    assert again.status_code == 409
    assert "已经有机关使用" in again.content.decode()
    assert "别的局" in again.content.decode()


def test_a_refusal_stands_above_what_was_typed(office: Client) -> None:
    answer = office.post("/office/unit/zone/close/", {"from_on": "2025-06-01"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "还有1个下级机关" in page
    assert 'value="2025-06-01"' in page


def test_a_field_left_out_is_named_and_linked(office: Client) -> None:
    answer = office.post("/office/unit/zone/rename/", {"from_on": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_name"' in page
    assert 'href="#id_from_on"' in page


def test_a_unit_of_another_district_cannot_be_chosen(office: Client, district: District) -> None:
    assert office.post("/office/unit/zone/move/", {"parent": "other", "from_on": "2025-06-01"}).status_code == 422
    top = office.post("/office/unit/zone/move/", {"parent": "", "from_on": "2025-06-01"})
    assert top.status_code == 409
    assert "权限" in top.content.decode()
    assert district["zone"].parent == district["qu"]


def test_people_are_appointed_and_dismissed(office: Client, district: District) -> None:
    fields = {"username": "li", "name": "李小红", "role": "reviewer", "from_on": "2025-01-01"}
    assert office.post("/office/unit/zone/appoint/", fields).status_code == 302
    post = Post.objects.get(user__username="li")
    assert not post.user.has_usable_password()
    assert "李小红" in office.get("/office/unit/zone/").content.decode()
    assert office.post("/office/unit/zone/appoint/", {**fields, "from_on": "2025-02-01"}).status_code == 409
    assert office.post(f"/office/unit/zone/posts/{post.uid}/dismiss/", {"until_on": "2025-09-01"}).status_code == 302
    post.refresh_from_db()
    assert post.until_on == date(2025, 9, 1)


def test_a_refused_appointment_leaves_no_person_behind(office: Client) -> None:
    fields = {"username": "li", "name": "李小红", "role": "reviewer", "from_on": "2025-01-01", "until_on": "2024-01-01"}
    assert office.post("/office/unit/zone/appoint/", fields).status_code == 409
    assert not User.objects.filter(username="li").exists()


def test_a_post_that_has_not_begun_is_taken_back(office: Client, district: District) -> None:
    later = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    person = acts.Person("li", "李小红")
    post = acts.appoint(person, "editor", district["zone"], by=PROGRAM, on=TODAY, from_on=later)
    assert (
        office.post(
            f"/office/unit/zone/posts/{post.uid}/dismiss/", {"until_on": timezone.localdate().isoformat()}
        ).status_code
        == 302
    )
    assert not Post.objects.filter(pk=post.pk).exists()


def test_names_are_text_on_every_page(office: Client, district: District) -> None:
    acts.rename(district["zone"], "<script>alert(1)</script>", by=PROGRAM, on=TODAY, from_on=THEN)
    for path in ("/office/units/", "/office/unit/zone/", "/office/unit/zone/move/", "/office/unit/ban/"):
        assert "<script>alert" not in office.get(path).content.decode()


@pytest.mark.parametrize("path", ["/office/units/", "/office/unit/zone/", "/office/unit/zone/move/"])
def test_a_page_takes_the_same_queries_at_10_and_1000_units(office: Client, district: District, path: str) -> None:
    from gongkai.organisations.acts import ancestry
    from gongkai.organisations.models import Membership, UnitName

    def grow(first: int, last: int) -> None:
        units = Organisation.objects.bulk_create(
            Organisation(code=f"u{number}", name=f"第{number}局", kind="department", parent=district["zone"])
            for number in range(first, last)
        )
        UnitName.objects.bulk_create(UnitName(unit=unit, name=unit.name) for unit in units)
        Membership.objects.bulk_create(Membership(unit=unit, parent=district["zone"]) for unit in units)
        ancestry.rebuild([unit.pk for unit in units])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert office.get(path).status_code == 200
        return len(asked)

    office.get(path)
    grow(0, 10)
    few = count()
    grow(10, 1000)
    assert count() == few


@pytest.mark.parametrize(
    "path", ["/office/units/", "/office/unit/zone/", "/office/units/import/", "/office/unit/zone/appoint/"]
)
def test_no_page_carries_an_inline_script_or_style(office: Client, path: str) -> None:
    page = office.get(f"/office/{path}").content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", page)
    assert "<style" not in page
    main = page[page.index("<main") :]
    assert " style=" not in main
