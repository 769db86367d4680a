"""Django, set up for the tests of this folder; a small district and its officers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from small_district import PROGRAM, THEN, TODAY, District

from django_site import client, demo, no_pace  # noqa: F401
from gongkai.organisations import acts
from gongkai.organisations.models import User


@pytest.fixture
def district(db: None) -> District:
    made = District()
    made.enter("qu", "district")
    made.enter("other", "district")
    made.enter("ju", "department", "qu")
    made.enter("zone", "zone", "qu")
    made.enter("ban", "branch", "zone")
    return made


@pytest.fixture
def officer(district: District) -> Callable[..., User]:
    """A person who holds a role at a unit: officer("administrator", "qu")."""

    def made(role: str, code: str, **days: date) -> User:
        person = acts.Person(f"{role}-{code}", f"{role}{code}")
        acts.appoint(person, role, district[code], by=PROGRAM, on=TODAY, **{"from_on": THEN, **days})
        return User.objects.get(username=person.username)

    return made
