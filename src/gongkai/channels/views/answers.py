"""How the pages of channels answer: a page in its place, a form that does an act, 404 for what is not one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongkai.channels.models import Account, Column, Website
from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import sent

Thing = TypeVar("Thing", Website, Column, Account)
Crumbs = list[tuple[str, str]]


def page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, trail: Crumbs, status: int = 200
) -> HttpResponse:
    """A page of channels; *trail* is what stands between the overview and it: words and addresses."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "首页"},
              {"url": reverse("gk_channels:index"), "label": "渠道"},
              *({"url": address, "label": words} for words, address in trail)]  # fmt: skip
    if crumbs[-1]["label"] != title:
        crumbs.append({"url": "", "label": title})
    shown = {"header_title": title, "page_title": title, "header_icon": "globe", "breadcrumbs_items": crumbs}
    return render(request, f"channels/{name}.html", shown | context, status=status)


def answered(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    trail: Crumbs,
    done: str,
    warning: str = "",
) -> HttpResponse:
    """A page of channels with a form, as `sent` answers it; then back to the last of *trail*."""
    back = trail[-1][1]
    context = {"form": form, "back": back, "warning": warning}
    return sent(
        request, form, act, back=back, done=done,
        show=lambda status: page(request, "form", title, context, trail=trail, status=status),
    )  # fmt: skip


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


def asked_of(request: HttpRequest, found: Thing | None, act: str) -> Thing:
    """What was *found*, if the person may do *act* at its unit; else it is not there."""
    if found is None:
        raise Http404
    permissions.require(request.user, act, unit_of(found), on=today())
    return found


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
