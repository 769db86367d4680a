"""A new draft: from nothing, from a document, or from pasted text."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.views.decorators.http import require_http_methods

from gongkai.errors import NotAllowed, Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.publications import intake, kinds
from gongkai.publications.acts import drafts
from gongkai.publications.acts.intake import content_of
from gongkai.publications.forms import DraftForm
from gongkai.publications.models import Publication
from gongkai.publications.views.pages import hidden_from_others, require_anywhere, show


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def add(request: HttpRequest) -> HttpResponse:
    """Choose what it is, and begin; a document's text comes into the editor."""
    today = timezone.localdate()
    require_anywhere(request, "publications.draft", today)
    units = permissions.visible(
        Organisation.objects.filter(closed_on=None).order_by("code"), request.user, "publications.draft",
        on=today, unit="pk",
    )  # fmt: skip
    form = DraftForm(request.POST or None, request.FILES or None, units=units, initial=_first(request, units))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            publication, warnings = _drafted(form.cleaned_data, request, today)
        except (Refused, Unreadable, NotAllowed) as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            for warning in warnings:
                messages.warning(request, warning)
            messages.success(request, "草稿已建立，请核对正文、填写公开要素。")
            return redirect("gk_editor:edit", publication.pk)
    context = {"form": form, "kinds": list(kinds.kinds().values())}
    return show(request, "add", "起草", context, status=status, trail=((reverse("gk_editor:list"), "公开信息"),))


def _first(request: HttpRequest, units: Any) -> dict[str, Any]:
    """What is chosen before anything is: the first unit, the kind that was asked for."""
    first = units.first()
    kind = request.GET.get("kind", "")
    return {"unit": first and first.code, "kind": kind if kind in kinds.kinds() else "article"}


def _drafted(values: dict[str, Any], request: HttpRequest, today: date) -> tuple[Publication, list[str]]:
    """The draft, and what of the document did not come over."""
    unit = values["unit"]
    with transaction.atomic():
        content, warnings = _content(values, unit, request, today)
        publication = drafts.draft(unit, values["kind"], content, by=request.user, on=today)
    return publication, warnings


def _content(
    values: dict[str, Any], unit: Organisation, request: HttpRequest, today: date
) -> tuple[dict[str, Any], list[str]]:
    first = {"issuer": unit.name, "title": values["title"]}
    if values["document"]:
        taken = intake.from_docx(values["document"].read(), values["document"].name)
    elif values["pasted"].strip():
        taken = intake.from_html(values["pasted_html"] or linebreaks(values["pasted"], autoescape=True))
    else:
        return first, []
    found, warnings = content_of(taken, values["title"], unit=unit, by=request.user, on=today)
    return first | found, warnings
