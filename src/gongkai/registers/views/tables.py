"""A register's table in the back office: its list, narrowed down and page by page, and all of it as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.registers.queries import tables as queries
from gongkai.registers.table_forms import NarrowForm
from gongkai.registers.tables import Register, register, registers
from gongkai.registers.tables.entering import entering
from gongkai.registers.tables.exports import MOST_IN_A_WORKBOOK, csv_of, texts_of, workbook_of
from gongkai.registers.views.answers import asked_unit, page, unit_crumbs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@hidden_from_others
def listed(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The rows of a register."""
    unit, table = asked(request, code, name, "registers.view")
    form, to = _narrowed(request, table)
    rows = queries.narrowed(table, unit, to)
    found = queries.page_of(rows, table, sort=to.sort, behind=request.GET.get("behind", ""))
    asked_for = {key: value for key, value in request.GET.items() if key != "behind" and value}
    context = {
        "unit": unit,
        "register": table,
        "kind": table.model.lower(),
        "registers": registers().values(),
        "columns": table.listed,
        "form": form,
        "rows": [(row, list(zip(table.listed, texts_of(table.listed, row), strict=True))) for row in found.rows],
        "count": queries.counted(rows),
        "most": queries.MOST_COUNTED,
        "query": urlencode(asked_for),
        "following": urlencode({**asked_for, "behind": found.following}) if found.following else "",
        "is_first": "behind" not in request.GET,
        "is_narrowed": bool(asked_for),
        "may_record": may(request, unit, table),
    }
    return show(request, "list", f"{table.label}", context, unit=unit)


@require_safe
@hidden_from_others
def export(request: HttpRequest, code: str, name: str, to: str) -> HttpResponseBase:
    """The rows of the list, as it is narrowed down, as a file that an import takes again."""
    unit, table = asked(request, code, name, "registers.view")
    _form, narrowed = _narrowed(request, table)
    rows = queries.narrowed(table, unit, narrowed)
    file = f"{unit.code}-{table.id}-{timezone.localdate().isoformat()}.{to}"
    if to == "csv":
        data = csv_of(table.columns, queries.in_order(rows, table), texts_of)
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return StreamingHttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)
    if rows.order_by().values("pk")[: MOST_IN_A_WORKBOOK + 1].count() > MOST_IN_A_WORKBOOK:
        messages.error(request, f"超过{MOST_IN_A_WORKBOOK:,}行，请导出CSV，或先按年度筛选再导出XLSX。")
        return redirect(f"{address(unit, table)}?{request.GET.urlencode()}")
    with tempfile.TemporaryDirectory(dir=settings.GONGKAI_DATA.room("tmp")) as folder:
        path = Path(folder) / "rows.xlsx"
        workbook_of(table, queries.in_order(rows, table), path)
        # Open while the folder goes: the file lives until it was sent.
        return FileResponse(path.open("rb"), as_attachment=True, filename=file, content_type=XLSX)


def asked(request: HttpRequest, code: str, name: str, act: str) -> tuple[Organisation, Register]:
    """The unit and the register of an address, if the person may do *act* there; else they are not there."""
    table = register(name)
    if table is None:
        raise Http404
    return asked_unit(request, code, act), table


def may(request: HttpRequest, unit: Organisation, table: Register) -> bool:
    """Whether the person may enter and correct rows."""
    on = timezone.localdate()
    return unit.closed_on is None and permissions.can(request.user, entering(table).act, unit, on=on)


def address(unit: Organisation, table: Register) -> str:
    """Of the list."""
    return reverse("gk_registers:table", args=[unit.code, table.id])


def show(
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, Any],
    *,
    unit: Organisation,
    trail: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    """A page of tables; *trail* is what stands between the unit's registers and it: words and addresses."""
    return page(request, f"tables/{name}", title, context, trail=[*unit_crumbs(unit), *trail], status=status)


def _narrowed(request: HttpRequest, table: Register) -> tuple[NarrowForm, queries.Narrowed]:
    form = NarrowForm(request.GET, states=queries.states_of(table), can_sort=bool(table.order))
    return form, form.narrowed()
