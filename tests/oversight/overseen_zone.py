"""Words that the tests of this folder share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.oversight import acts
from gongkai.oversight.acts import MeasureDescription, ProblemDescription, SentFile, TrainingPlan
from gongkai.oversight.models import Measure, Problem, Training

#: A Wednesday, on which everything in these tests is done; its week ends on the 29th.
TODAY = date(2026, 11, 25)
THEN = date(2015, 1, 1)
PROGRAM = Program("test")
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}
PDF = SentFile("佐证.pdf", b"%PDF-1.4 evidence")


def appointed(role: str, unit: Organisation) -> User:
    """An officer of that role at *unit*."""
    person = units.Person(f"{role}-{unit.code}", f"{role}{unit.code}")
    units.appoint(person, role, unit, by=PROGRAM, on=TODAY, from_on=THEN)
    return User.objects.get(username=person.username)


def signed_in(user: User) -> Client:
    """The browser of an officer."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def a_problem(unit: Organisation, title: str = "公开不够及时", year: int | None = 2019, **more: Any) -> Problem:
    """A problem in few words."""
    found_on = more.pop("found_on", date((year or 2019), 12, 31))
    description = ProblemDescription(title, more.pop("found", "report"), found_on, report_year=year, **more)
    return acts.enter_problem(unit, description, **DO)


def a_measure(problem: Problem, content: str = "加强培训", due: str | None = None) -> Measure:
    """A measure in few words."""
    due_on = date.fromisoformat(due) if due else None
    return acts.enter_measure(problem, MeasureDescription(content, due_on=due_on), **DO)


def a_training(unit: Organisation, topic: str = "条例解读", on: str = "2019-05-15") -> Training:
    """A training that is planned."""
    return acts.plan_training(unit, TrainingPlan(topic, date.fromisoformat(on)), **DO)
