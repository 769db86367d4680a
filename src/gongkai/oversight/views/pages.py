"""What there is to see: the units, a unit, its problems, what a report must answer, its trainings, files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.oversight import queries
from gongkai.oversight import watch as duty
from gongkai.oversight.views.answers import asked_of, asked_unit, may, page, today, unit_crumbs

_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "pdf": "application/pdf"}
_STATES = {"": "全部", "open": "未解决", "solved": "已解决", "struck": "已作废"}


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The units that the person may see side by side; straight to the one if there is one alone."""
    if not permissions.can_anywhere(request.user, "oversight.view", on=today()):
        raise Http404
    every = Organisation.objects.filter(closed_on__isnull=True)
    seen = permissions.visible(every, request.user, "oversight.view", on=today(), unit="pk")
    rows = queries.overview(seen, today())
    if len(rows) == 1:
        return redirect("gk_oversight:unit", code=rows[0].unit.code)
    return page(request, "index", "监督保障", {"rows": rows}, trail=[])


@require_safe
@hidden_from_others
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The oversight of a unit: what is open, what is due, this year's trainings, what the duty watch found."""
    found = asked_unit(request, code, "oversight.view")
    alone = Organisation.objects.filter(pk=found.pk)
    findings = duty.watch(alone, today()) if found.closed_on is None else []
    years = queries.years_of_reports(found)
    context = {
        "unit": found,
        "may": may(request, found) if found.closed_on is None else set(),
        "problems": queries.problems_of(found, state="open", size=10).rows,
        "due": queries.measures_due(alone, duty.week_of(today())),
        "results": queries.results_of(found),
        "faults": queries.faults_due(alone, duty.week_of(today())),
        "trainings": list(queries.trainings_of(found, today().year)[:10]),
        "late": sum(finding.is_late(today()) for finding in findings),
        "soon": sum(not finding.is_late(today()) for finding in findings),
        "report_years": sorted({*years, *(year + 1 for year in years)} - {today().year + 1}, reverse=True),
    }
    return page(request, "unit", f"{found.name}：监督保障", context, trail=[])


@require_safe
@hidden_from_others
def problems(request: HttpRequest, code: str) -> HttpResponse:
    """The problems of a unit by state, page by page."""
    found = asked_unit(request, code, "oversight.view")
    state = request.GET.get("state", "")
    state = state if state in _STATES else ""
    listed = queries.problems_of(found, state=state, behind=request.GET.get("behind", ""))
    context = {"unit": found, "listed": listed, "state": state, "states": _STATES, "may": may(request, found)}
    return page(request, "problems", "问题", context, trail=unit_crumbs(found))


@require_safe
@hidden_from_others
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The problems that a year's report names, and those of earlier ones that it must answer for."""
    found = asked_unit(request, code, "oversight.view")
    if not 2008 <= year <= today().year + 1:
        raise Http404
    context = {"unit": found, "report": queries.for_report(found, year)}
    return page(request, "report", f"{year}年度报告的问题和整改", context, trail=unit_crumbs(found))


@require_safe
@hidden_from_others
def problem(request: HttpRequest, uid: str) -> HttpResponse:
    """A problem with its measures."""
    found = asked_of(request, queries.problem(uid), "oversight.view")
    trail = [
        *unit_crumbs(found.organisation),
        ("问题", reverse("gk_oversight:problems", args=[found.organisation.code])),
    ]
    measures = list(found.measures.all())
    context = {
        "problem": found,
        "measures": [row for row in measures if row.struck_on is None],
        "struck": [row for row in measures if row.struck_on is not None],
        "may": may(request, found.organisation) if found.struck_on is None else set(),
    }
    return page(request, "problem", found.title, context, trail=trail)


@require_safe
@hidden_from_others
def trainings(request: HttpRequest, code: str) -> HttpResponse:
    """The trainings of a unit in a year."""
    found = asked_unit(request, code, "oversight.view")
    years = queries.years_of_trainings(found)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else next(iter(years), today().year)
    rows = list(queries.trainings_of(found, year))
    held = [row for row in rows if row.held_on is not None]
    context = {
        "unit": found,
        "year": year,
        "years": sorted({*years, year}, reverse=True),
        "trainings": rows,
        "held": len(held),
        "people": sum(row.headcount or 0 for row in held),
        "may": may(request, found),
    }
    return page(request, "trainings", f"{year}年培训", context, trail=unit_crumbs(found))


@require_safe
@hidden_from_others
def training(request: HttpRequest, uid: str) -> HttpResponse:
    """A training: the plan, who came, marks, materials."""
    found = asked_of(request, queries.training(uid), "oversight.view")
    code = found.organisation.code
    trail = [*unit_crumbs(found.organisation), ("培训", reverse("gk_oversight:trainings", args=[code]))]
    attendees = list(found.attendees.all())
    context = {
        "training": found,
        "attendees": attendees,
        "is_tested": any(row.mark is not None for row in attendees),
        "may": may(request, found.organisation) if found.cancelled_on is None else set(),
    }
    return page(request, "training", found.topic, context, trail=trail)


@require_safe
@hidden_from_others
def file(request: HttpRequest, uid: str) -> HttpResponseBase:
    """A file that is kept, to be saved: a browser is not to run what somebody uploaded."""
    found = asked_of(request, queries.kept_file(uid), "oversight.view")
    if not found.place.storage.exists(found.place.name):
        raise Http404
    answer = FileResponse(
        found.place.open("rb"), as_attachment=True, filename=found.name,
        content_type=_TYPES.get(found.kind, "application/octet-stream"),
    )  # fmt: skip
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
