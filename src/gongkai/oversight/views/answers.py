"""How the pages of oversight answer: a page in its place, a form that does an act, 404 for what is not one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import sent
from gongkai.oversight.acts import SentFile
from gongkai.oversight.acts.files import MOST_BYTES
from gongkai.oversight.models import KeptFile, Measure, Problem, Training

Thing = TypeVar("Thing", Problem, Measure, Training, KeptFile)
Crumbs = list[tuple[str, str]]


def page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], *, trail: Crumbs, status: int = 200
) -> HttpResponse:
    """A page of oversight; *trail* is what stands between the overview and it: words and addresses."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "首页"},
              {"url": reverse("gk_oversight:index"), "label": "监督保障"},
              *({"url": address, "label": words} for words, address in trail)]  # fmt: skip
    if crumbs[-1]["label"] != title:
        crumbs.append({"url": "", "label": title})
    shown = {"header_title": title, "page_title": title, "header_icon": "view", "breadcrumbs_items": crumbs}
    return render(request, f"oversight/{name}.html", {**shown, "today": today(), **context}, status=status)


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
    """A page of oversight with a form, as `sent` answers it; then back to the last of *trail*."""
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
    unit = found.problem.organisation if isinstance(found, Measure) else found.organisation
    permissions.require(request.user, act, unit, on=today())
    return found


def may(request: HttpRequest, unit: Organisation) -> set[str]:
    """What the person may do of oversight at *unit*, without the app's name; two queries."""
    allowed = permissions.acts_at(request.user, unit, on=today())
    return {act.partition(".")[2] for act in allowed if act.startswith("oversight.")}


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
