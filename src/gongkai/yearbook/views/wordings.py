"""The templates by which a unit's text is drafted: its own, those of a unit above it, or those of the program."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.report import editions
from gongkai.report.form import SectionForm
from gongkai.yearbook.acts import narrative as acts
from gongkai.yearbook.queries.narrative import templates_of
from gongkai.yearbook.views.answers import Crumbs, asked_unit, may_at, page, today, unit_crumbs
from gongkai.yearbook.views.trying import tried


@require_safe
@hidden_from_others
def wordings(request: HttpRequest, code: str) -> HttpResponse:
    """The template of each section, and whose it is."""
    unit = asked_unit(request, code, "yearbook.view")
    found = templates_of(unit, today().year)
    context = {
        "unit": unit,
        "rows": [(form, found[form.key], found[form.key].unit == unit) for form in _sections()],
        "may": may_at(request, unit),
    }
    return page(request, "wordings", "文字模板", context, trail=unit_crumbs(unit))


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def wording(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """One template to be changed; what was typed stays where it cannot be taken."""
    unit = asked_unit(request, code, "yearbook.write_template")
    form = next((form for form in _sections() if form.key == section), None)
    if form is None:
        raise Http404
    context: dict[str, Any] = {
        "form_of": form,
        "back": _back(unit),
        "text": templates_of(unit, today().year)[section].text,
    }
    if request.method == "POST":
        context["text"] = request.POST.get("text", "")
    if request.method != "POST" or "look" in request.POST:  # the button that saves nothing and shows what is drafted
        context |= tried(unit, section, context["text"], request.POST.get("year", ""), on=today())
        return page(request, "wording", f"模板：{form.heading}", context, trail=_trail(unit))
    try:
        acts.write_template(unit, section, context["text"].replace("\r\n", "\n"), by=request.user, on=today())
    except (Refused, Unreadable) as wrong:
        messages.error(request, str(wrong))
        status = 409 if isinstance(wrong, Refused) else 422
        context |= tried(unit, section, context["text"], request.POST.get("year", ""), on=today())
        return page(request, "wording", f"模板：{form.heading}", context, trail=_trail(unit), status=status)
    messages.success(request, f"已保存“{form.heading}”的模板。编制中的报告，重新起草以后用新模板。")
    return redirect(_back(unit))


@require_POST
@hidden_from_others
def drop(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Give the unit's own template up."""
    unit = asked_unit(request, code, "yearbook.drop_template")
    try:
        acts.drop_template(unit, section, by=request.user, on=today())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已恢复。")
    return redirect(_back(unit))


def _sections() -> tuple[SectionForm, ...]:
    """The sections of the newest edition; all of them have the same keys."""
    return list(editions().values())[-1].sections


def _back(unit: Organisation) -> str:
    return reverse("gk_yearbook:wordings", args=[unit.code])


def _trail(unit: Organisation) -> Crumbs:
    return [*unit_crumbs(unit), ("文字模板", _back(unit))]
