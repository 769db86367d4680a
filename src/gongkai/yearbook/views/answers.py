"""How the pages of the yearbook answer: a page in its place, and 404 for what is not one's own."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import Crumbs, Room, asked, asked_unit, today
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.makings import making_by_uid

__all__ = [
    "Crumbs",
    "asked_report",
    "asked_unit",
    "crumbs",
    "may_at",
    "names_of",
    "page",
    "public_address",
    "title_of",
    "today",
    "unit_crumbs",
]

ROOM = Room("yearbook", "年度报告", "doc-full")
page = ROOM.page
may_at = ROOM.may


def asked_report(request: HttpRequest, uid: str, act: str) -> YearReport:
    """The report in the making of that uid, if the person may do *act* at its unit; else it is not there."""
    return asked(request, making_by_uid(uid), act, lambda found: found.organisation)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """The names of people and programs by the keys under which acts keep them; one query."""
    wanted = {key for key in keys if key}
    people = units.names_of_people([key.partition(":")[2] for key in wanted if key.startswith("user:")])
    return {key: people.get(key.removeprefix("user:"), key.removeprefix("program:")) for key in wanted}


def public_address(unit: Organisation, year: int) -> str:
    """Where the public reads the report of *unit* on *year*: the same on every site that this program serves."""
    return f"/r/{unit.code}/{year}/"


def unit_crumbs(unit: Organisation) -> Crumbs:
    """The way to the reports of a unit."""
    return [(unit.name, reverse("gk_yearbook:unit", args=[unit.code]))]


def title_of(making: YearReport) -> str:
    """What a report is called in the back office: the year, and the level where it is that of a level."""
    return f"{making.year}年度报告" + ("（本级汇总）" if making.scope == "level" else "")


def crumbs(making: YearReport) -> Crumbs:
    """The way to a report."""
    return [*unit_crumbs(making.organisation), (title_of(making), reverse("gk_yearbook:form", args=[making.uid]))]
