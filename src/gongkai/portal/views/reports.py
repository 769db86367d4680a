"""Annual reports: shown, compared, downloaded, checked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import MissingExtra, Refused, Unreadable
from gongkai.organisations import queries as organisations
from gongkai.portal import queries
from gongkai.portal.forms import CheckForm
from gongkai.publications.queries import public
from gongkai.registers.queries import document_lists as documents
from gongkai.registers.queries import tables as registers
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
    shown = {"registers": registers.public_registers(organisation, timezone.localdate())}
    context = {"organisation": organisation, "years": years, "sites": sites,
               "has_documents": documents.has_public(organisation)}  # fmt: skip
    return render(request, "portal/body.html", context | shown)


@require_safe
def report(request: HttpRequest, body: str, year: int) -> HttpResponse:
    """One report, drawn from its data."""
    return _drawn(request, _published(body, year))


@require_safe
def version(request: HttpRequest, body: str, year: int, number: int) -> HttpResponse:
    """A version of a report: what an amendment replaced stays to be read, and says that it was replaced."""
    return _drawn(request, _version(body, year, number))


@require_safe
def download(request: HttpRequest, body: str, year: int, to: str) -> HttpResponse:
    """One report as a file."""
    return _file(request, _published(body, year), to, f"{body}-{year}")


@require_safe
def version_download(request: HttpRequest, body: str, year: int, number: int, to: str) -> HttpResponse:
    """A version of a report as a file."""
    return _file(request, _version(body, year, number), to, f"{body}-{year}-v{number}")


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


def _version(body: str, year: int, number: int) -> PublishedReport:
    published = yearbook.published_report(body, year, number=number)
    if published is None:
        raise Http404
    return published


def _drawn(request: HttpRequest, published: PublishedReport) -> HttpResponse:
    data = Report.from_json(published.text)
    series = yearbook.series_of(published)
    before = next((one for one in series if one.year == published.year - 1), None)
    versions = yearbook.versions_of(published)
    context = {
        "published": published,
        "report": data,
        "note": data.extra.get("note", ""),
        "versions": versions if len(versions) > 1 else [],
        "is_replaced": published.number < versions[0].number,
        "glance": queries.key_figures(data),
        "bars": queries.outcome_bars(data),
        "drawn": queries.draw_report(data),
        "trend": queries.trend(series),
        "lines": queries.year_lines(data, Report.from_json(before.text)) if before else (),
        "sources": yearbook.sources_of(published),
        "before": published.year - 1,
        "has_before": before is not None,
    }
    return render(request, "portal/report.html", context)


def _file(request: HttpRequest, published: PublishedReport, to: str, stem: str) -> HttpResponse:
    try:
        data = yearbook.render_report(published, to)
    except MissingExtra as missing:
        return render(request, "portal/refused.html", {"message": str(missing)}, status=501)
    response = HttpResponse(data, content_type=FORMATS[to])
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{to}"'
    if to == "json":  # read by programs and people in place; the others are for keeping
        response.headers["Content-Disposition"] = "inline"
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["ETag"] = f'"{published.sha256}-{to}"'
    return response
