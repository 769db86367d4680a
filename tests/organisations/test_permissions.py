"""Who may do what: the matrix, cell by cell, asked of the program and through the back office's own addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from small_district import PROGRAM, THEN, TODAY, District

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import acts, permissions
from gongkai.organisations.models import Organisation, Post, User
from gongkai.organisations.roles import matrix
from gongkai.organisations.urls import urlpatterns

pytestmark = pytest.mark.django_db

ROLES = list(matrix().roles)
CELLS = [(role, act) for role in ROLES for act in matrix().acts]
Officer = Callable[..., User]

#: Each address of the back office's units: what act it asks, and with which words it is reached.
ROUTES = {
    "tree": ("organisations.view", "/office/units/"),
    "enter": ("organisations.enter", "/office/units/enter/"),
    "import": ("organisations.import", "/office/units/import/"),
    "template": ("organisations.import", "/office/units/import/template/"),
    "unit": ("organisations.view", "/office/unit/{code}/"),
    "enter_below": ("organisations.enter", "/office/unit/{code}/enter/"),
    "appoint": ("organisations.appoint", "/office/unit/{code}/appoint/"),
    "dismiss": ("organisations.dismiss", "/office/unit/{code}/posts/{post}/dismiss/"),
    "invite": ("organisations.invite", "/office/unit/{code}/posts/{post}/invite/"),
    "holidays": ("organisations.view", "/office/holidays/"),
    "announce": ("organisations.announce_holidays", "/office/holidays/2099/"),
}
CHANGES = ["rename", "move", "merge", "close", "supervise", "describe"]


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_there_are_nine_roles() -> None:
    assert ROLES == [
        "editor", "reviewer", "secrecy_reviewer", "case_officer", "approver", "registrar", "reporter", "overseer",
        "administrator",
    ]  # fmt: skip


@pytest.mark.parametrize(("role", "act"), CELLS)
def test_a_role_may_what_its_cell_says_at_its_unit_and_below_and_nowhere_else(
    district: District, officer: Officer, role: str, act: str
) -> None:
    user = officer(role, "zone")
    allowed = role in matrix().acts[act].roles
    answers = {
        code: permissions.can(user, act, district[code], on=TODAY) for code in ("zone", "ban", "qu", "ju", "other")
    }
    assert answers == {"zone": allowed, "ban": allowed, "qu": False, "ju": False, "other": False}
    seen = permissions.visible(Organisation.objects.all(), user, act, on=TODAY, unit="pk")
    assert {unit.code for unit in seen} == ({"zone", "ban"} if allowed else set())


def test_every_route_of_this_app_is_in_the_table_of_this_test() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*ROUTES, "change"}


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(
    district: District, officer: Officer, role: str
) -> None:
    """The officer stands at qu: its units are his own, those of the other district are not there for him."""
    user = officer(role, "qu")
    post = officer("editor", "zone").posts.get()
    foreign = officer("editor", "other").posts.get()
    district.enter("under-other", "department", "other")
    browser = signed_in(user)
    for name, (act, path) in ROUTES.items():
        allowed = role in matrix().acts[act].roles
        own = browser.get(path.format(code="zone", post=post.uid)).status_code
        assert own == (200 if allowed and name != "enter" else 404), (name, own)
        if "{code}" in path:
            assert browser.get(path.format(code="under-other", post=foreign.uid)).status_code == 404, name
            assert browser.get(path.format(code="nobody", post=foreign.uid)).status_code == 404, name
            assert browser.get(path.format(code="zone", post=foreign.uid)).status_code == (
                404 if name in {"dismiss", "invite"} else own
            ), name
    for change in CHANGES:
        allowed = role in matrix().acts[f"organisations.{change}"].roles
        assert browser.get(f"/office/unit/zone/{change}/").status_code == (200 if allowed else 404), change
        assert browser.post(f"/office/unit/under-other/{change}/", {"from_on": "2026-01-01"}).status_code == 404, change
    assert browser.get("/office/unit/zone/explode/").status_code == 404


@pytest.mark.parametrize("change", CHANGES)
def test_a_unit_s_own_administrator_describes_it_but_its_superior_decides_its_life(
    district: District, officer: Officer, change: str
) -> None:
    status = signed_in(officer("administrator", "zone")).get(f"/office/unit/zone/{change}/").status_code
    assert status == (200 if matrix().acts[f"organisations.{change}"].asked_of == "unit" else 404)


def test_only_the_technician_enters_a_unit_at_the_top(district: District, officer: Officer) -> None:
    chief = User.objects.create_superuser("chief", "c@example.org", "a-long-password", name="王主任")
    assert signed_in(chief).get("/office/units/enter/").status_code == 200
    assert permissions.can(chief, "organisations.enter", None, on=TODAY)
    assert not permissions.can(officer("administrator", "qu"), "organisations.enter", None, on=TODAY)
    assert not permissions.can(chief, "yearbook.publish", district["qu"], on=TODAY)


@pytest.mark.parametrize("path", ["/office/units/", "/office/unit/zone/", "/office/units/import/"])
def test_who_is_not_signed_in_is_sent_to_the_door_and_who_holds_no_post_stays_outside(
    district: District, path: str
) -> None:
    assert Client().get(path)["Location"].startswith("/office/login/")
    nobody = User.objects.create_user("nobody", "n@example.org", "a-long-password", name="无名")
    assert signed_in(nobody).get(path).status_code == 302


def test_a_post_counts_from_its_first_day_until_the_day_before_its_end(district: District, officer: Officer) -> None:
    start, end = date(2026, 3, 1), date(2026, 9, 1)
    user = officer("editor", "zone", from_on=start, until_on=end)
    held = {
        day: permissions.can(user, "organisations.view", district["zone"], on=day)
        for day in (start - timedelta(days=1), start, end - timedelta(days=1), end)
    }
    assert list(held.values()) == [False, True, True, False]


def test_reach_follows_the_tree_of_the_day(district: District, officer: Officer) -> None:
    old, new = officer("overseer", "qu"), officer("overseer", "other")
    acts.move(district["zone"], district["other"], by=PROGRAM, on=TODAY, from_on=date(2025, 1, 1))

    def sees(user: User, day: date) -> bool:
        return permissions.can(user, "organisations.view", district["ban"], on=day)

    assert [sees(old, date(2024, 12, 31)), sees(new, date(2024, 12, 31))] == [True, False]
    assert [sees(old, date(2025, 1, 1)), sees(new, date(2025, 1, 1))] == [False, True]


def test_a_closed_unit_stays_with_whom_it_stood_last(district: District, officer: Officer) -> None:
    user, foreign = officer("overseer", "qu"), officer("overseer", "other")
    acts.close(district["ban"], by=PROGRAM, on=TODAY, from_on=date(2025, 1, 1))
    for someone, allowed in ((user, True), (foreign, False)):
        assert permissions.can(someone, "organisations.view", district["ban"], on=TODAY) is allowed
        seen = permissions.visible(Organisation.objects.all(), someone, "organisations.view", on=TODAY, unit="pk")
        assert seen.filter(code="ban").exists() is allowed


def test_nobody_named_in_not_by_may_whatever_the_post(district: District, officer: Officer) -> None:
    author, other = officer("approver", "zone"), officer("approver", "qu")
    zone = district["zone"]
    assert permissions.can(author, "yearbook.publish", zone, on=TODAY)
    assert not permissions.can(author, "yearbook.publish", zone, on=TODAY, not_by=[author])
    assert permissions.can(other, "yearbook.publish", zone, on=TODAY, not_by=[author])
    chief = User.objects.create_superuser("chief", "c@example.org", "a-long-password", name="王主任")
    assert not permissions.can(chief, "organisations.appoint", zone, on=TODAY, not_by=[chief])


def test_nobody_appoints_himself(district: District, officer: Officer) -> None:
    user = officer("administrator", "qu")
    with pytest.raises(Refused, match="不能给自己任职"):
        acts.appoint(user, "approver", district["zone"], by=user, on=TODAY, from_on=TODAY)
    assert Post.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("who", ["inactive", "anonymous"])
def test_who_is_inactive_or_unknown_may_nothing(district: District, officer: Officer, who: str) -> None:
    user = officer("administrator", "zone")
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    asking = user if who == "inactive" else AnonymousUser()
    for act in matrix().acts:
        assert not permissions.can(asking, act, district["zone"], on=TODAY)
        assert not permissions.visible(Organisation.objects.all(), asking, act, on=TODAY, unit="pk").exists()
        assert not permissions.can_anywhere(asking, act, on=TODAY)


def test_an_act_that_the_table_does_not_know_is_a_fault_of_the_program(district: District, officer: Officer) -> None:
    with pytest.raises(KeyError):
        permissions.can(officer("editor", "zone"), "organisations.fly", district["zone"], on=TODAY)


@pytest.mark.parametrize(
    "act",
    [
        lambda d, u: acts.rename(d["under"], "新名", by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.move(d["under"], d["ju"], by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.move(d["ju"], d["under"], by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.close(d["under"], by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.merge(d["ju"], d["under"], by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.supervise(d["under"], d["ju"], by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.describe(d["under"], {"phone": "1"}, by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.enter(acts.Description("x", "甲", "branch", d["other"]), by=u, on=TODAY),
        lambda d, u: acts.enter(acts.Description("x", "甲", "branch"), by=u, on=TODAY),
        lambda d, u: acts.appoint(acts.Person("x", "甲"), "editor", d["under"], by=u, on=TODAY, from_on=TODAY),
        lambda d, u: acts.enter_person(acts.Person("x", "甲"), d["under"], by=u, on=TODAY),
        lambda d, u: acts.dismiss(Post.objects.get(unit=d["under"]), by=u, on=TODAY, until_on=TODAY),
    ],
)
def test_no_act_reaches_into_another_district(
    district: District, officer: Officer, act: Callable[[District, User], object]
) -> None:
    from gongkai.ledger.models import Entry

    district.enter("under", "department", "other")
    officer("editor", "under", from_on=THEN)
    user = officer("administrator", "qu")
    count = Entry.objects.count()
    with pytest.raises(NotAllowed, match="权限"):
        act(district, user)
    assert Entry.objects.count() == count
    assert not User.objects.filter(username="x").exists()
