"""The text of a report: its sections with their figures, each to be changed, drafted anew, and looked at once more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations.views import hidden_from_others
from gongkai.report.form import SectionForm
from gongkai.yearbook import narrative
from gongkai.yearbook.acts import narrative as acts
from gongkai.yearbook.arithmetic import edition_of
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.narrative import Kept
from gongkai.yearbook.queries.narrative import templates_of
from gongkai.yearbook.views.answers import asked_report, crumbs, may_at, page, today
from gongkai.yearbook.views.compiled import compiled_for, panel
from gongkai.yearbook.views.passages import marks, paragraphs, passage, references, suggestions, taken


@require_safe
@hidden_from_others
def sections(request: HttpRequest, uid: str) -> HttpResponse:
    """Every section as it reads."""
    making = asked_report(request, uid, "yearbook.view")
    compiled = compiled_for(making)
    known = narrative.known(compiled)
    templates = templates_of(making.organisation, making.year)
    context = {
        "tab": "text",
        "passages": [passage(making, compiled, known, form, templates) for form in compiled.edition.sections],
        "may": may_at(request, making.organisation),
        **panel(making, compiled),
    }
    return page(request, "text", "文字", context, trail=crumbs(making))


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def section(request: HttpRequest, uid: str, section: str) -> HttpResponse:
    """One section to be changed; what was typed stays where it cannot be taken."""
    making = asked_report(request, uid, "yearbook.write_section")
    form = _form_of(making, section)
    if request.method != "POST":
        return _edit(request, making, form, None, 200)
    typed = _lines(request.POST.get(f"text:{section}", ""))
    if take := request.POST.get("take"):  # the button that puts a reference in the place of a typed number
        return _edit(request, making, form, typed, 200, take=take)
    if "look" in request.POST:  # the button that saves nothing and shows how it reads
        return _edit(request, making, form, typed, 200)
    try:
        acts.write_section(making, section, typed, _edition(request, making), by=request.user, on=today())
    except (Refused, Unreadable) as wrong:
        messages.error(request, str(wrong))
        return _edit(request, making, form, typed, 409 if isinstance(wrong, Refused) else 422)
    messages.success(request, f"已保存“{form.heading}”。")
    return redirect(_back(making, section))


@require_POST
@hidden_from_others
def redraft(request: HttpRequest, uid: str, section: str) -> HttpResponse:
    """Draft a section anew from the records; sentences that the officer changed stay."""
    making = asked_report(request, uid, "yearbook.redraft_section")
    form = _form_of(making, section)
    try:
        found = acts.redraft_section(making, section, _edition(request, making), by=request.user, on=today())
    except (Refused, Unreadable) as wrong:
        messages.error(request, str(wrong))
        return redirect(_back(making, section))
    if found.kept:  # shown at once, for nothing keeps them: what the new draft says instead of the officer's words
        return _edit(request, making, form, None, 200, kept=found.kept)
    messages.success(request, f"已重新起草“{form.heading}”。")
    return redirect(_back(making, section))


def _edit(
    request: HttpRequest,
    making: YearReport,
    form: SectionForm,
    typed: str | None,
    status: int,
    *,
    take: str = "",
    kept: tuple[Kept, ...] = (),
) -> HttpResponse:
    making.refresh_from_db()
    compiled = compiled_for(making)
    known = narrative.known(compiled)
    if take and typed is not None:
        typed = taken(known, typed, take)
    shown = passage(making, compiled, known, form, templates_of(making.organisation, making.year))
    text = shown.text if typed is None else typed
    context: dict[str, Any] = {
        "tab": "text",
        "passage": shown,
        "text": text,
        "paragraphs": shown.paragraphs if typed is None else paragraphs(making, known, text),
        "marks": shown.marks if typed is None else marks(compiled, known, form.key, text),
        "suggestions": suggestions(known, text),
        "references": references(known),
        "kept": kept,
        "now": shown.paragraphs if status == 409 else (),
        "back": _back(making, form.key),
        **panel(making, compiled),
    }
    trail = [*crumbs(making), ("文字", reverse("gk_yearbook:text", args=[making.uid]))]
    return page(request, "section", f"{form.number}、{form.heading}", context, trail=trail, status=status)


def _form_of(making: YearReport, section: str) -> SectionForm:
    found = next((form for form in edition_of(making.year).sections if form.key == section), None)
    if found is None:
        raise Http404
    return found


def _edition(request: HttpRequest, making: YearReport) -> int:
    """The state of the report that the page showed, so that two who write at once are told."""
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else making.edition


def _lines(text: str) -> str:
    """With the line ends of the kept text, so that places in it are the same for both."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _back(making: YearReport, section: str) -> str:
    return f"{reverse('gk_yearbook:text', args=[making.uid])}#section-{section}"
