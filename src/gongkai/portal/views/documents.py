"""The normative documents of a body that everybody can read: a list by state, year and words, and open data."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.organisations import queries as organisations
from gongkai.organisations.models import Organisation
from gongkai.portal.forms import DocumentsForm
from gongkai.portal.queries import documents as shown
from gongkai.registers.queries import document_lists as queries


@require_safe
def documents(request: HttpRequest, body: str) -> HttpResponse:
    """The documents of a body, the newest first."""
    organisation, today = _body(body), timezone.localdate()
    form = DocumentsForm(request.GET, years=queries.years_of(organisation))
    rows = queries.public_documents(organisation, form.asked(), today=today)
    page = queries.public_page(rows, request.GET.get("behind", ""))
    asked = {name: value for name, value in request.GET.items() if name in form.fields}
    context = {
        "organisation": organisation,
        "form": form,
        "rows": shown.listed(page.rows),
        "count": rows.count(),
        "query": urlencode(asked),
        "is_first": "behind" not in request.GET,
        "following": urlencode({**asked, "behind": page.following}) if page.following else "",
    }
    return render(request, "portal/documents.html", context)


@require_safe
def documents_data(request: HttpRequest, body: str, to: str) -> HttpResponseBase:
    """All public documents of a body, in force or not, sent while they are read."""
    organisation, today = _body(body), timezone.localdate()
    rows = queries.public_documents(organisation, queries.Filter(), today=today)
    headers = {"Access-Control-Allow-Origin": "*"}
    if to == "csv":
        headers["Content-Disposition"] = f'attachment; filename="{body}-documents.csv"'
        return StreamingHttpResponse(shown.csv_of(rows), content_type="text/csv; charset=utf-8", headers=headers)
    data = shown.json_of(organisation, rows, today)
    return StreamingHttpResponse(data, content_type="application/json", headers=headers)


def _body(code: str) -> Organisation:
    found = organisations.by_code(code)
    if found is None:
        raise Http404
    return found
