"""The page that is the form itself: every cell a way to its records, what the checker found beside it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Unreadable
from gongkai.ledger import queries as ledger
from gongkai.ledger.keys import key
from gongkai.organisations.views import hidden_from_others
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.previews import preview
from gongkai.yearbook.views.amounts import typed_amounts
from gongkai.yearbook.views.answers import asked_report, may_at, page, title_of, today, unit_crumbs
from gongkai.yearbook.views.compiled import compiled_for, kinds_of, panel
from gongkai.yearbook.views.drawing import KINDS, draw_tables, marks_of

#: Acts of these apps may change a number of the report.
_COUNTED = ("channels.", "publications.", "registers.", "oversight.", "applications.", "remedies.", "yearbook.")
#: So many lines of what changed are shown.
_LINES = 30


@require_safe
@hidden_from_others
def form(request: HttpRequest, uid: str) -> HttpResponse:
    """The tables as the form prints them, compiled from the records of this moment."""
    making = asked_report(request, uid, "yearbook.view")
    compiled = compiled_for(making)
    kinds = kinds_of(compiled)
    links = {cell: reverse("gk_yearbook:cell", args=[making.uid, cell]) for cell in compiled.cells}
    drawn = draw_tables(compiled.report, kinds=kinds, links=links, marks=marks_of(compiled.findings))
    counts = {kind: sum(found == kind for found in kinds.values()) for kind in KINDS}
    context = {
        "tab": "form",
        "title": compiled.report.title,
        "tables": list(drawn.values()),
        "legend": [(kind, counts[name]) for name, kind in KINDS.items() if counts[name]],
        "changes": _since_yesterday(making),
        "may": may_at(request, making.organisation),
        **panel(making, compiled),
    }
    return page(request, "form", f"{making.organisation.name}{title_of(making)}", context,
                trail=unit_crumbs(making.organisation))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def findings(request: HttpRequest, uid: str) -> HttpResponse:
    """
    The panel of findings alone: of the report as it stands, or with what is typed in a form.

    Fields are `add:<cell>` with an amount, `nil` with a register, `text:<section>` with a text; nothing is written, and
    what is not yet a number or a text that can be read is left out until it is.
    """
    making = asked_report(request, uid, "yearbook.view")
    compiled = compiled_for(making)
    if request.method != "POST":
        return render(request, "yearbook/findings.html", panel(making, compiled))
    added, texts = typed_amounts(request.POST, making.year).amounts, _texts(request)
    nil = request.POST.getlist("nil")
    try:
        found = preview(compiled, added=added, nil=nil, texts=texts).findings
    except Unreadable:
        found = preview(compiled, added=added, nil=nil, texts={}).findings
    declared = [cell for register in compiled.edition.registers if register.id in nil for cell in register.cells]
    return render(request, "yearbook/findings.html", panel(making, compiled, found, given=[*added, *declared]))


def _texts(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix("text:"): str(typed) for name, typed in request.POST.items() if name.startswith("text:")}


def _since_yesterday(making: YearReport) -> list[ledger.Line]:
    """What was done since yesterday to records of the unit that a report counts, newest first."""
    wanted = ledger.Filter(unit=key(making.organisation), since=today() - timedelta(days=1))
    found = [entry for entry in ledger.entries(wanted, limit=200) if entry.act.startswith(_COUNTED)]
    return ledger.lines(found[:_LINES])
