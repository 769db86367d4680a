"""Annual reports: shown, compared, downloaded, checked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import MissingExtra, Refused, Unreadable
from gongkai.organisations import queries as organisations
from gongkai.portal import queries
from gongkai.portal.forms import CheckForm
from gongkai.publications.queries import public
from gongkai.report import Report
from gongkai.report.writing import FORMATS
from gongkai.yearbook import queries as yearbook
from gongkai.yearbook.models import PublishedReport


@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """The sites and reports of one body."""
    organisation = organisations.by_code(body)
    if organisation is None:
        raise Http404
    years = yearbook.published_years(organisation)
    sites = public.own_sites([organisation])
    return render(request, "portal/body.html", {"organisation": organisation, "years": years, "sites": sites})


@require_safe
def report(request: HttpRequest, body: str, year: int) -> HttpResponse:
    """One report, drawn from its data."""
    published = _published(body, year)
    data = Report.from_json(published.text)
    context = {
        "published": published,
        "report": data,
        "note": data.extra.get("note", ""),
        "glance": queries.key_figures(data),
        "bars": queries.outcome_bars(data),
        "drawn": queries.draw_report(data),
        "before": year - 1,
        "has_before": year - 1 in yearbook.published_years(published.organisation),
    }
    return render(request, "portal/report.html", context)


@require_safe
def download(request: HttpRequest, body: str, year: int, to: str) -> HttpResponse:
    """One report as a file."""
    published = _published(body, year)
    try:
        data = yearbook.render_report(published, to)
    except MissingExtra as missing:
        return render(request, "portal/refused.html", {"message": str(missing)}, status=501)
    response = HttpResponse(data, content_type=FORMATS[to])
    response.headers["Content-Disposition"] = f'attachment; filename="{body}-{year}.{to}"'
    if to == "json":  # read by programs and people in place; the others are for keeping
        response.headers["Content-Disposition"] = "inline"
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["ETag"] = f'"{published.sha256}-{to}"'
    return response


@require_safe
def comparison(request: HttpRequest, body: str, year: int) -> HttpResponse:
    """One report beside the body's report on the year before."""
    published, before = _published(body, year), _published(body, year - 1)
    drawn = queries.draw_comparison(Report.from_json(before.text), Report.from_json(published.text))
    context = {"published": published, "before": before, "drawn": drawn}
    return render(request, "portal/comparison.html", context)


# No cookie is set and nothing is stored or done in anybody's name, so there is nothing for a forged request to gain.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Take one or two reports, and show what is wrong in them."""
    if request.method != "POST":
        return render(request, "portal/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "portal/check.html", {"form": form}, status=400)
    try:
        examined = yearbook.examine_drafts(form.draft(), form.draft_before())
        view = queries.examination_view(examined)
    except (Unreadable, Refused) as wrong:
        return render(request, "portal/check.html", {"form": form, "unreadable": wrong}, status=422)
    except yearbook.Busy as wrong:
        return render(request, "portal/check.html", {"form": form, "unreadable": wrong}, status=503)
    return render(request, "portal/check_result.html", {"view": view})


def _published(body: str, year: int) -> PublishedReport:
    published = yearbook.published_report(body, year)
    if published is None:
        raise Http404
    return published
