"""The registers that a body keeps open to everybody: lists to search, a page for each row, and all of it as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.organisations import queries as organisations
from gongkai.organisations.models import Organisation
from gongkai.portal.forms import RegisterForm
from gongkai.registers import publicity
from gongkai.registers.queries import tables as queries
from gongkai.registers.tables import Column, Register, register
from gongkai.registers.tables.exports import csv_of, json_of, public_texts

#: The version of the open data: it is raised when a field goes or means something else, not when one is added.
SCHEMA = 1


@require_safe
def body_registers(request: HttpRequest, body: str) -> HttpResponse:
    """The registers of a body that have anything in them."""
    organisation = organisations.by_code(body)
    if organisation is None:
        raise Http404
    found = queries.public_registers(organisation, timezone.localdate())
    return render(request, "portal/registers/index.html", {"organisation": organisation, "registers": found})


@require_safe
def public_register(request: HttpRequest, body: str, name: str) -> HttpResponse:
    """The rows of a register, the latest first."""
    organisation, table = _asked(body, name)
    form = RegisterForm(request.GET)
    to = form.narrowed()
    rows = queries.publicly_narrowed(table, organisation, to, timezone.localdate())
    page = queries.page_of(rows, table, behind=request.GET.get("behind", ""))
    columns = [column for column in table.public_columns if column.listed]
    asked_for = {key: value for key, value in (("text", to.text), ("year", to.year)) if value}
    context = {
        "organisation": organisation, "register": table, "columns": columns, "form": form,
        "rows": [(row, _cells(columns, row)) for row in page.rows],
        "count": queries.counted(rows), "most": queries.MOST_COUNTED,
        "query": urlencode(asked_for), "is_first": "behind" not in request.GET, "is_narrowed": bool(asked_for),
        "following": urlencode({**asked_for, "behind": page.following}) if page.following else "",
    }  # fmt: skip
    return render(request, "portal/registers/list.html", context)


@require_safe
def public_row(request: HttpRequest, body: str, name: str, uid: str) -> HttpResponse:
    """One row; 410 where it was withdrawn after it had been public."""
    organisation, table = _asked(body, name)
    row = queries.public_rows(table, organisation, timezone.localdate()).filter(uid=uid).first()
    if row is None:
        gone = queries.withdrawn_row(table, organisation, uid)
        if gone is None:
            raise Http404
        context = _context(organisation, table, gone) | {"reason": publicity.shown_text(gone, gone.withdrawn_for)}
        return render(request, "portal/registers/withdrawn.html", context, status=410)
    context = _context(organisation, table, row)
    context["facts"] = [(column, value) for column, value in _cells(table.public_columns, row) if value != ""]
    if changed_how := getattr(row, "changed_how", ""):
        context["changed_how"] = publicity.shown_text(row, changed_how)
    return render(request, "portal/registers/row.html", context)


@require_safe
def open_data(request: HttpRequest, body: str, name: str, to: str) -> HttpResponseBase:
    """All public rows of a register, sent while they are read."""
    organisation, table = _asked(body, name)
    rows = queries.in_order(queries.public_rows(table, organisation, timezone.localdate()), table)
    headers = {"Access-Control-Allow-Origin": "*"}
    if to == "csv":
        headers["Content-Disposition"] = f'attachment; filename="{body}-{name}.csv"'
        data = csv_of(table.public_columns, rows, public_texts)
        return StreamingHttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)
    head = {"schema": SCHEMA, "register": table.id, "label": table.label,
            "body": {"code": organisation.code, "name": organisation.name}}  # fmt: skip
    return StreamingHttpResponse(json_of(table, head, rows), content_type="application/json", headers=headers)


def _asked(body: str, name: str) -> tuple[Organisation, Register]:
    organisation, table = organisations.by_code(body), register(name)
    if organisation is None or table is None or not table.public:
        raise Http404
    return organisation, table


def _cells(columns: Sequence[Column], row: Any) -> list[tuple[Column, Any]]:
    """The cells of a row as the page writes them: days as days, amounts as numbers, all else as texts."""
    found: list[tuple[Column, Any]] = []
    for column, text in zip(columns, public_texts(columns, row), strict=True):
        if text and column.kind == "day":
            found.append((column, date.fromisoformat(text)))
        else:
            found.append((column, Decimal(text) if text and column.kind == "money" else text))
    return found


def _context(organisation: Organisation, table: Register, row: Any) -> dict[str, Any]:
    return {"organisation": organisation, "register": table, "row": row}
