"""How the pages of registers answer: a page in its place, and 404 for what is not one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from gongkai.organisations.models import Organisation
from gongkai.organisations.views import Crumbs, Room, asked, asked_unit, today
from gongkai.registers.queries import records

__all__ = [
    "Crumbs",
    "asked_record",
    "asked_unit",
    "may_at",
    "page",
    "today",
    "unit_crumbs",
]

ROOM = Room("registers", "登记簿", "list-ul")
page = ROOM.page


def asked_record(request: HttpRequest, kind: str, uid: str, act: str) -> Any:
    """The record of that key, if the person may do *act* at its unit; else it is not there."""
    return asked(request, records.record(kind, uid), act, lambda found: found.organisation)


def may_at(request: HttpRequest, unit: Organisation) -> set[str]:
    """What the person may do with the registers of *unit*, without the app's name: nothing once it is closed."""
    if unit.closed_on is not None:
        return set()
    return ROOM.may(request, unit)


def unit_crumbs(unit: Organisation) -> Crumbs:
    """The way to the registers of a unit."""
    return [(unit.name, reverse("gk_registers:unit", args=[unit.code]))]
