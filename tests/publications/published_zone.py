"""What the tests of this folder share: days, the program that sets things up, officers, publications."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.publications.models import Publication

#: The day on which everything in these tests is done, and since when the officers hold their posts.
TODAY = date(2026, 11, 24)
THEN = date(2015, 1, 1)
PROGRAM = Program("test")


def appointed(role: str, unit: Organisation) -> User:
    """A person who holds *role* at *unit*."""
    person = acts.Person(f"{role}-{unit.code}", f"{unit.code}{role}")
    acts.appoint(person, role, unit, by=PROGRAM, on=TODAY, from_on=THEN)
    return User.objects.get(username=person.username)


def written(unit: Organisation, title: str = "示例信息", **fields: Any) -> Publication:
    """A publication as an earlier publishing left it, without a revision: not public unless `live=True` is said."""
    values: dict[str, Any] = {"organisation": unit, "kind": "article", "title": title, **fields}
    if values.get("live"):
        values.setdefault("published_on", TODAY)
    return Publication.objects.create(**values)
