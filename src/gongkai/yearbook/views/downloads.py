"""A report as a file while it is in the making: marked as a draft until it is frozen."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.errors import MissingExtra
from gongkai.organisations.views import hidden_from_others
from gongkai.report import Report
from gongkai.report.writing import FORMATS, render
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.years import newest_frozen
from gongkai.yearbook.views.answers import asked_report, crumbs, page
from gongkai.yearbook.views.compiled import compiled_for

#: What stands behind the title of a report that is not frozen.
DRAFT = "（草稿）"


@require_safe
@hidden_from_others
def draft(request: HttpRequest, uid: str, to: str) -> HttpResponse:
    """The report in a format: as it was frozen, or as it stands today and marked as a draft."""
    making = asked_report(request, uid, "yearbook.view")
    if to not in FORMATS:
        raise Http404
    report, mark = _report(making)
    try:
        data = render(report, to)
    except MissingExtra as missing:
        return page(request, "refused", "不能下载", {"message": str(missing)}, trail=crumbs(making), status=501)
    response = HttpResponse(data, content_type=FORMATS[to])
    name = f"{making.organisation.code}-{making.year}{mark}.{to}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _report(making: YearReport) -> tuple[Report, str]:
    """The report and what its file's name says of it."""
    if making.state in {"frozen", "published"}:
        kept = newest_frozen(making.organisation, making.year, making.scope)
        if kept is not None:
            return Report.from_json(kept.text), f"-v{kept.number}"
    report = compiled_for(making).report
    noted = report.extra | {"note": "草稿，未定稿，不得公布"}
    return replace(report, title=report.title + DRAFT, extra=noted), "-draft"
