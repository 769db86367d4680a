"""What the pages of this app's back office share: how one is shown, found and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.publications.models import Publication
from gongkai.publications.queries import lists

__all__ = ["form_page", "hidden_from_others", "publication_for", "require_anywhere", "show"]


def publication_for(request: HttpRequest, uid: str, act: str, today: date) -> Publication:
    """
    The publication of that uid, if the person may do *act* at its unit.

    Raises:
        Http404: there is none, or the person may not.
    """
    rows = permissions.visible(Publication.objects.all(), request.user, act, on=today)
    rows = lists.with_state(rows)
    return get_object_or_404(rows.select_related("organisation", "latest_revision", "live_revision"), uid=uid)


def show(
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    trail: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    """
    A page of the office.

    Args:
        request: What was asked.
        name: The template, within publications/office/.
        title: The heading.
        context: What the template shows.
        status: Of the answer.
        trail: Addresses and labels of the pages above this one, below the start page.
    """
    items = [{"url": reverse("wagtailadmin_home"), "label": "首页"}]
    items += [{"url": url, "label": label} for url, label in trail]
    shown = {
        "header_title": title,
        "page_title": title,
        "header_icon": "doc-full",
        "breadcrumbs_items": [*items, {"url": "", "label": title}],
    }
    return render(request, f"publications/office/{name}.html", shown | context, status=status)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    back: str,
    done: str,
    context: dict[str, Any],
    template: str = "form",
) -> HttpResponse:
    """A page of the office with a form, as `sent` answers it."""
    shown = {"form": form, "back": back, "button": title} | context
    return sent(
        request, form, act, back=back, done=done, told=(Refused, Unreadable),
        show=lambda status: show(request, template, title, shown, status=status),
    )  # fmt: skip


def require_anywhere(request: HttpRequest, act: str, today: date) -> None:
    """
    Pass if there is any unit at which the person may do *act*.

    Raises:
        Http404: there is none.
    """
    if not permissions.can_anywhere(request.user, act, on=today):
        raise Http404
