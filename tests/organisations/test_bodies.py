"""Public bodies and users."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from small_district import PROGRAM, TODAY

from gongkai.errors import Refused
from gongkai.organisations import acts, queries
from gongkai.organisations.models import Organisation, User, new_uid

pytestmark = pytest.mark.django_db

ZONE = acts.Description("xiqing-kfq", "西青开发区", "zone")


def enter(body: acts.Description) -> Organisation:
    return acts.enter(body, by=PROGRAM, on=TODAY)


def test_a_uid_has_13_characters_of_base32_and_differs_each_time() -> None:
    uids = {new_uid() for _ in range(200)}
    assert len(uids) == 200
    assert all(re.fullmatch(r"[a-z2-7]{13}", uid) for uid in uids)


def test_entering_the_same_body_twice_changes_nothing() -> None:
    first, second = enter(ZONE), enter(ZONE)
    assert (first.pk, first.uid) == (second.pk, second.uid)
    assert Organisation.objects.count() == 1


def test_entering_again_with_another_name_renames_and_keeps_the_uid() -> None:
    first = enter(ZONE)
    again = enter(acts.Description("xiqing-kfq", "西青经济技术开发区", "zone"))
    assert again.uid == first.uid
    found = queries.by_code("xiqing-kfq")
    assert found is not None
    assert found.name == "西青经济技术开发区"


@pytest.mark.parametrize("code", ["", "Xiqing", "西青", "9zone", "a--b", "a-", "-a", "a_b", "a/b", "a" * 41])
def test_a_code_that_would_not_do_in_an_address_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="不能登记"):
        enter(acts.Description(code, "某机关", "zone"))
    assert not Organisation.objects.exists()


def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(Refused, match="不能登记"):
        enter(acts.Description("a", "某机关", "club"))


def test_the_database_itself_keeps_a_body_from_being_its_own_superior() -> None:
    body = enter(ZONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=body.pk).update(parent=body)


def test_the_database_itself_knows_the_kinds() -> None:
    body = enter(ZONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=body.pk).update(kind="club")


def test_an_unknown_code_is_nobody() -> None:
    assert queries.by_code("nobody") is None


def test_a_person_has_one_name() -> None:
    user = User.objects.create_user("wang", "wang@example.org", "a-long-password", name="王小明")
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("王小明", "王小明", "王小明")
    assert not hasattr(user, "first_name") or user.first_name is None
