"""How an app's pages in the back office answer: in their place, by the acts, and 404 for what is not one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongkai.organisations import permissions, queries
from gongkai.organisations.models import Organisation
from gongkai.organisations.views.pages import sent

Thing = TypeVar("Thing")
#: The way to a page: words and addresses.
Crumbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Room:
    """
    The pages of an app in the back office.

    Args:
        app: The folder of its templates; its addresses are those of `gk_<app>`, and its acts begin with it.
        label: What people call it.
        icon: The icon of its pages.
    """

    app: str
    label: str
    icon: str

    def page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], *, trail: Crumbs, status: int = 200
    ) -> HttpResponse:
        """A page; *trail* is what stands between the app's overview and it."""
        crumbs = [{"url": reverse("wagtailadmin_home"), "label": "首页"},
                  {"url": reverse(f"gk_{self.app}:index"), "label": self.label},
                  *({"url": address, "label": words} for words, address in trail)]  # fmt: skip
        if crumbs[-1]["label"] != title:
            crumbs.append({"url": "", "label": title})
        shown = {"header_title": title, "page_title": title, "header_icon": self.icon, "breadcrumbs_items": crumbs,
                 "today": today()}  # fmt: skip
        return render(request, f"{self.app}/{name}.html", shown | context, status=status)

    def answered(
        self,
        request: HttpRequest,
        form: forms.Form,
        act: Callable[[dict[str, Any]], Any],
        *,
        title: str,
        trail: Crumbs,
        done: str,
        warning: str = "",
    ) -> HttpResponse:
        """A page with a form, as `sent` answers it; then back to the last of *trail*."""
        back = trail[-1][1]
        context = {"form": form, "back": back, "warning": warning}
        return sent(
            request, form, act, back=back, done=done,
            show=lambda status: self.page(request, "form", title, context, trail=trail, status=status),
        )  # fmt: skip

    def may(self, request: HttpRequest, unit: Organisation) -> set[str]:
        """What of the app the person may do at *unit*, without the app's name; two queries."""
        allowed = permissions.acts_at(request.user, unit, on=today())  # type: ignore[arg-type]
        return {act.partition(".")[2] for act in allowed if act.startswith(f"{self.app}.")}


def today() -> date:
    """The day of the request, in the agency's zone."""
    return timezone.localdate()


def asked_unit(request: HttpRequest, code: str, act: str) -> Organisation:
    """The unit of that code, if the person may do *act* at it; else it is not there."""
    return asked(request, queries.by_code(code), act, lambda unit: unit)


def asked(request: HttpRequest, found: Thing | None, act: str, unit_of: Callable[[Thing], Organisation]) -> Thing:
    """What was *found*, if the person may do *act* at its unit; else it is not there."""
    if found is None:
        raise Http404
    permissions.require(request.user, act, unit_of(found), on=today())  # type: ignore[arg-type]
    return found
