"""What the pages of this app share: who may not see it finds nothing, and a form keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gongkai.errors import GongkaiError, NotAllowed, Refused
from gongkai.organisations import permissions, queries
from gongkai.organisations.models import Organisation

View = Callable[..., HttpResponse]


def hidden_from_others(view: View) -> View:
    """What somebody may not do or see is not there for him: 404, and nothing tells whether it exists."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            raise Http404 from None

    return answer


def sent(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    back: str,
    done: str,
    show: Callable[[int], HttpResponse],
    told: tuple[type[GongkaiError], ...] = (Refused, NotAllowed),
) -> HttpResponse:
    """
    Answer a page with a form: sent and in order, *act* is done; a refusal stands above what was typed.

    Args:
        request: What was asked.
        form: The form, bound to what was sent.
        act: What is done with its cleaned data.
        back: Where to go when it was done.
        done: What is said there.
        show: The page with the form, under a status: 200, 409 for a refusal, 422 where the form is not in order.
        told: What is told as a refusal. Not allowed, for one: at another unit that was chosen, when this one was asked.
    """
    if request.method != "POST":
        return show(200)
    if not form.is_valid():
        return show(422)
    try:
        act(dict(form.cleaned_data))
    except told as refused:
        form.add_error(None, str(refused))
        return show(409)
    messages.success(request, done)
    return redirect(back)


def answer_form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    back: str,
    done: str,
    warning: str = "",
) -> HttpResponse:
    """A page of units with a form, as `sent` answers it."""
    context = {"form": form, "back": back, "warning": warning}
    return sent(
        request, form, act, back=back, done=done,
        show=lambda status: page(request, "form", title, context, status=status),
    )  # fmt: skip


def page(
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    section: tuple[str, str] = ("gk_units:tree", "机关"),
) -> HttpResponse:
    """The page *name* of this app within the back office, with its title and the way back through its section."""
    address_of_section, label = section
    trail = [{"url": reverse("wagtailadmin_home"), "label": "首页"}]
    trail.append({"url": reverse(address_of_section), "label": label})
    if title != label:
        trail.append({"url": "", "label": title})
    shown = {"header_title": title, "page_title": title, "header_icon": "site", "breadcrumbs_items": trail}
    return render(request, f"organisations/units/{name}.html", shown | context, status=status)


def unit_for(request: HttpRequest, code: str, act: str, today: date) -> Organisation:
    """The unit of that code, if the person may do *act* at it; else it is not there."""
    found = queries.by_code(code)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found, on=today)
    return found


def address(unit: Organisation | None) -> str:
    """The page of *unit*; of all units where there is none."""
    return reverse("gk_units:unit", args=[unit.code]) if unit else reverse("gk_units:tree")
