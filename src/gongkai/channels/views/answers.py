"""How the pages of channels answer: a page in its place, a form that does an act, 404 for what is not one's own."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest
from django.urls import reverse

from gongkai.channels.models import Account, Column, Website
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import Crumbs, Room, asked, asked_unit, today

__all__ = [
    "answered",
    "asked_of",
    "asked_unit",
    "crumbs",
    "page",
    "today",
    "unit_crumbs",
    "unit_of",
]

Thing = TypeVar("Thing", Website, Column, Account)
ROOM = Room("channels", "渠道", "globe")
page = ROOM.page
answered = ROOM.answered


def asked_of(request: HttpRequest, found: Thing | None, act: str) -> Thing:
    """What was *found*, if the person may do *act* at its unit; else it is not there."""
    return asked(request, found, act, unit_of)


def unit_of(thing: Website | Column | Account) -> Organisation:
    """Whose it is."""
    return thing.website.organisation if isinstance(thing, Column) else thing.organisation


def unit_crumbs(unit: Organisation) -> Crumbs:
    """The way to the channels of a unit."""
    return [(unit.name, reverse("gk_channels:unit", args=[unit.code]))]


def crumbs(thing: Website | Column | Account) -> Crumbs:
    """The way to a site, a column's site or an account."""
    if isinstance(thing, Account):
        return [*unit_crumbs(thing.organisation), (thing.name, reverse("gk_channels:account", args=[thing.uid]))]
    site = thing.website if isinstance(thing, Column) else thing
    return [*unit_crumbs(site.organisation), (site.name, reverse("gk_channels:site", args=[site.uid]))]
