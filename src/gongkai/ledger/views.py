"""The ledger in the back office: a list, a file of it, and a verification; for the technician alone."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongkai.ledger import chain, queries, signing
from gongkai.ledger.forms import FilterForm
from gongkai.ledger.models import Entry

#: Seconds that a verification may take in the page; a longer ledger is verified on the command line.
SECONDS = 20
#: Entries fetched at once for the file.
CHUNK = 1000
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADINGS = (
    "序号", "办理日期", "记录时刻", "办理人", "单位", "事项", "内容", "对象", "办理人标识", "单位标识", "事项标识",
    "要素", "办理前摘要", "办理后摘要", "加盐", "前一条封存摘要", "封存摘要",
)  # fmt: skip

View = Callable[[HttpRequest], HttpResponse | StreamingHttpResponse]


def for_the_technician(view: View) -> View:
    """Whoever may not see the ledger is told that there is nothing."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        if not (request.user.is_active and request.user.is_superuser):
            raise Http404
        return view(request)

    return guarded


@for_the_technician
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """A page of the list, newest first."""
    return _page(request, FilterForm(request.GET))


@for_the_technician
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify everything, as far as the time reaches, and show the outcome above the list."""
    end = time.monotonic() + SECONDS
    outcome = queries.verify({signing.own_key()}, go_on=lambda done: time.monotonic() < end)
    return _page(request, FilterForm({}), outcome=outcome)


@for_the_technician
@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What the filter finds as a CSV file, written while it is sent; it holds all that a check of the chain needs."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        return _page(request, form)
    response = StreamingHttpResponse(_rows(form.filter()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="ledger-{timezone.localdate():%Y%m%d}.csv"'
    return response


def _page(request: HttpRequest, form: FilterForm, **more: Any) -> HttpResponse:
    last = request.GET.get("before", "")
    before = int(last) if last.isascii() and last.isdigit() else None
    found = queries.entries(form.filter(), before=before) if form.is_valid() else []
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "header_title": _("台账"),
        "page_title": _("台账"),
        "header_icon": "history",
        "form": form,
        "lines": queries.lines(found),
        "state": queries.state(),
        "kept": kept.urlencode(),
        "older": found[-1].pk if len(found) == queries.PAGE else None,
        **more,
    }
    return render(request, "ledger/index.html", context)


class _Echo:
    """What csv writes to: hands every line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _rows(wanted: queries.Filter) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # without it Excel takes UTF-8 for GBK
    yield writer.writerow(_HEADINGS)
    last: int | None = None
    while found := queries.entries(wanted, before=last, limit=CHUNK):
        for entry, line in zip(found, queries.lines(found), strict=True):
            yield writer.writerow([_harmless(cell) for cell in _cells(entry, line)])
        last = found[-1].pk


def _cells(entry: Entry, line: queries.Line) -> list[str]:
    return [
        str(entry.position or ""), entry.on.isoformat(), chain.moment(entry.recorded_at), line.actor, line.unit,
        line.label, line.words, entry.subject, entry.actor, entry.unit, entry.act, entry.details, entry.before,
        entry.after, "1" if entry.is_salted else "0", entry.previous or "", entry.hash or "",
    ]  # fmt: skip


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
