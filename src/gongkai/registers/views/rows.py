"""A row of a register is corrected: all of it on a page, or one cell of it in the list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.errors import Refused
from gongkai.organisations.views import hidden_from_others
from gongkai.registers.acts import changes
from gongkai.registers.queries import tables as queries
from gongkai.registers.tables import Column, Register
from gongkai.registers.tables.cells import written
from gongkai.registers.tables.editing import Unfit, correct
from gongkai.registers.tables.marked import hint
from gongkai.registers.views.tables import address, asked, show

#: The script of the list asks with this header, and is answered with the cell alone.
_CELL = "X-Gongkai-Cell"


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def correct_row(request: HttpRequest, code: str, name: str, uid: str) -> HttpResponse:
    """Correct a row; `?field=` names the one cell that is asked for."""
    unit, register = asked(request, code, name, "registers.record")
    row = queries.row_by_uid(register, uid)
    if row is None or row.organisation_id != unit.pk:
        raise Http404
    only = request.GET.get("field", "")
    columns = [column for column in register.edited if not only or column.field == only]
    if not columns:
        raise Http404
    context: dict[str, Any] = {"unit": unit, "register": register, "only": only, "refused": "", "status": 200}
    if request.method != "POST":
        return _page(request, columns, row, context)
    texts = {column.field: request.POST.get(column.field, "") for column in columns}
    wrong: dict[str, str] = {}
    try:
        correct(
            register, row, texts, request.POST.get("reason", ""), seen=request.POST.get("edition", ""),
            by=request.user, on=timezone.localdate(),
        )  # fmt: skip
    except Unfit as unfit:
        wrong = dict(unfit.wrong)
        context |= {"refused": "有的栏目不能这样写，没有保存。", "status": 422}
    except Refused as refused:
        context |= {"refused": refused.message, "status": 409}
    else:
        return _done(request, register, columns, uid, context)
    return _page(request, columns, queries.row_by_uid(register, uid), context | {"wrong": wrong})


def _done(
    request: HttpRequest, register: Register, columns: list[Column], uid: str, context: dict[str, Any]
) -> HttpResponse:
    if _CELL in request.headers:
        row = queries.row_by_uid(register, uid)
        return HttpResponse(
            written(columns[0], getattr(row, columns[0].field)), content_type="text/plain; charset=utf-8"
        )
    messages.success(request, "已更正，原来的内容留在历史里。")
    return redirect(address(context["unit"], register))


def _page(request: HttpRequest, columns: list[Column], row: Any, context: dict[str, Any]) -> HttpResponse:
    """The form: what was typed stays, and beside it stands what the row says by now where the two differ."""
    register, status, wrong = context["register"], context["status"], context.get("wrong", {})
    fields = []
    for column in columns:
        now = written(column, getattr(row, column.field))
        typed = request.POST.get(column.field, now)
        other = now if status == 409 and now != typed else ""
        fields.append({"column": column, "text": typed, "now": other, "error": wrong.get(column.field, ""),
                       "hint": hint(column).removeprefix("必填。"), "options": column.options})  # fmt: skip
    shown = context | {
        "row": row, "fields": fields, "edition": changes.edition(row), "reason": request.POST.get("reason", ""),
        "kind": register.model.lower(),
    }  # fmt: skip
    if _CELL in request.headers:
        return render(request, "registers/tables/cell.html", shown, status=status)
    trail = [(register.label, address(context["unit"], register))]
    return show(request, "row", f"更正：{row}", shown, unit=context["unit"], trail=trail, status=status)
