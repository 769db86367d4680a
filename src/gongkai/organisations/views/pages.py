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

from gongkai.errors import NotAllowed, Refused
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
    """Show *form*; when it is sent and in order, do *act* and go *back*. A refusal stands above what was typed."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except (Refused, NotAllowed) as refused:  # not allowed at the other unit that was chosen: this one was asked
            form.add_error(None, refused.message)
            status = 409
        else:
            messages.success(request, done)
            return redirect(back)
    elif request.method == "POST":
        status = 422
    return page(request, "form", title, {"form": form, "back": back, "warning": warning}, status=status)


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
