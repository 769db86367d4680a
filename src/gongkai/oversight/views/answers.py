"""How the pages of oversight answer: a page in its place, a form that does an act, 404 for what is not one's own."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import reverse

from gongkai.organisations.models import Organisation
from gongkai.organisations.views import Crumbs, Room, asked, asked_unit, today
from gongkai.oversight.acts import SentFile
from gongkai.oversight.acts.files import MOST_BYTES
from gongkai.oversight.models import KeptFile, Measure, Problem, Training

__all__ = [
    "answered",
    "asked_of",
    "asked_unit",
    "may",
    "page",
    "problem_crumbs",
    "taken",
    "today",
    "training_crumbs",
    "unit_crumbs",
]

Thing = TypeVar("Thing", Problem, Measure, Training, KeptFile)
ROOM = Room("oversight", "监督保障", "view")
page = ROOM.page
answered = ROOM.answered
may = ROOM.may


def asked_of(request: HttpRequest, found: Thing | None, act: str) -> Thing:
    """What was *found*, if the person may do *act* at its unit; else it is not there."""
    return asked(request, found, act, lambda row: (row.problem if isinstance(row, Measure) else row).organisation)


def taken(form_value: Any) -> SentFile | None:
    """A file of a form as the acts take it; a byte more than is taken is read, so that the act can refuse it."""
    return SentFile(form_value.name or "", form_value.read(MOST_BYTES + 1)) if form_value else None


def unit_crumbs(unit: Organisation) -> Crumbs:
    """The way to the oversight of a unit."""
    return [(unit.name, reverse("gk_oversight:unit", args=[unit.code]))]


def problem_crumbs(problem: Problem) -> Crumbs:
    """The way to a problem."""
    return [*unit_crumbs(problem.organisation), (problem.title, reverse("gk_oversight:problem", args=[problem.uid]))]


def training_crumbs(training: Training) -> Crumbs:
    """The way to a training."""
    return [
        *unit_crumbs(training.organisation),
        (training.topic, reverse("gk_oversight:training", args=[training.uid])),
    ]
