"""How the pages of registers answer: a page in its place, and 404 for what is not one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.registers.queries import records

Crumbs = list[tuple[str, str]]


def page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, trail: Crumbs, status: int = 200
) -> HttpResponse:
    """A page of registers; *trail* is what stands between the overview and it: words and addresses."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "首页"},
              {"url": reverse("gk_registers:index"), "label": "登记簿"},
              *({"url": address, "label": words} for words, address in trail)]  # fmt: skip
    if crumbs[-1]["label"] != title:
        crumbs.append({"url": "", "label": title})
    shown = {"header_title": title, "page_title": title, "header_icon": "list-ul", "breadcrumbs_items": crumbs}
    return render(request, f"registers/{name}.html", shown | context, status=status)


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


def asked_record(request: HttpRequest, kind: str, uid: str, act: str) -> Any:
    """The record of that key, if the person may do *act* at its unit; else it is not there."""
    found = records.record(kind, uid)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found.organisation, on=today())
    return found


def may_at(request: HttpRequest, unit: Organisation) -> set[str]:
    """What the person may do with the registers of *unit*, without the app's name: nothing once it is closed."""
    if unit.closed_on is not None:
        return set()
    acts = permissions.acts_at(request.user, unit, on=today())
    return {act.partition(".")[2] for act in acts if act.startswith("registers.")}


def unit_crumbs(unit: Organisation) -> Crumbs:
    """The way to the registers of a unit."""
    return [(unit.name, reverse("gk_registers:unit", args=[unit.code]))]
