"""How the pages of the yearbook answer: a page in its place, and 404 for what is not one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.makings import making_by_uid

Crumbs = list[tuple[str, str]]


def page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, trail: Crumbs, status: int = 200
) -> HttpResponse:
    """A page of the yearbook; *trail* is what stands between the overview and it: words and addresses."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "首页"},
              {"url": reverse("gk_yearbook:index"), "label": "年度报告"},
              *({"url": address, "label": words} for words, address in trail)]  # fmt: skip
    if crumbs[-1]["label"] != title:
        crumbs.append({"url": "", "label": title})
    shown = {"header_title": title, "page_title": title, "header_icon": "doc-full", "breadcrumbs_items": crumbs}
    return render(request, f"yearbook/{name}.html", shown | context, status=status)


def today() -> date:
    """The day of the request, in the agency's zone."""
    return timezone.localdate()


def asked_unit(request: HttpRequest, code: str, act: str) -> Organisation:
    """The unit of that code, if the person may do *act* at it; else it is not there."""
    found = units.by_code(code)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found, on=today())
    return found


def asked_report(request: HttpRequest, uid: str, act: str) -> YearReport:
    """The report in the making of that uid, if the person may do *act* at its unit; else it is not there."""
    found = making_by_uid(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found.organisation, on=today())
    return found


def may_at(request: HttpRequest, unit: Organisation) -> set[str]:
    """What of the yearbook the person may do at *unit*, without the app's name before it."""
    found = permissions.acts_at(request.user, unit, on=today())
    return {act.partition(".")[2] for act in found if act.startswith("yearbook.")}


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
