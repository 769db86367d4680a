"""A spreadsheet or pasted cells: looked at, put right in the page or in the file, then taken in; struck as a whole."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.publications.imports.rows import FORMULA, MOST_BYTES
from gongkai.publications.imports.waiting import WaitingRoom
from gongkai.registers.acts import changes
from gongkai.registers.models import RegisterImport
from gongkai.registers.queries import tables as queries
from gongkai.registers.table_forms import ImportForm, ReasonForm
from gongkai.registers.tables import Register
from gongkai.registers.tables.entering import entering
from gongkai.registers.tables.examine import Line, Outcome, examine
from gongkai.registers.tables.marked import MOST_IN_A_WORKBOOK, hint, marked_csv, marked_workbook, template_workbook
from gongkai.registers.tables.reading import MOST_ROWS, Table, look, mended, pasted
from gongkai.registers.tables.taking import known_before, take
from gongkai.registers.views.tables import XLSX, address, asked, show

#: Rows of the preview that a page shows.
_SHOWN = 25
_CELL = re.compile(r"cell-(\d{1,7})-(\d{1,3})")
_PASTED = "粘贴的表格.csv"


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def import_rows(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A file or pasted cells, kept until they are taken in; then to what they would do."""
    unit, table = _asked(request, code, name)
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                key = _kept(request, unit, table, form.cleaned_data)
                return redirect("gk_registers:preview", unit.code, table.id, key)
            except Unreadable as wrong:
                form.add_error("file" if form.cleaned_data["file"] else "cells", str(wrong))
                status = 400
    context = {
        "unit": unit, "register": table, "form": form, "imports": queries.imports_of(unit, table), "most": MOST_ROWS,
        "columns": [(column, hint(column), "、".join((*column.headings, *column.in_wan))) for column in table.columns],
    }  # fmt: skip
    return show(request, "import", f"导入{table.label}", context, unit=unit, trail=_trail(unit, table), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def preview(request: HttpRequest, code: str, name: str, key: str) -> HttpResponse:
    """What a file would do; its bad cells put right in place, or the word to take it in."""
    unit, register = _asked(request, code, name)
    room = _room(request)
    path = room.find(key)
    if path is None or not room.beside(key).is_file():
        messages.error(request, "这个文件已经清理，请重新上传。")
        return redirect("gk_registers:import", unit.code, register.id)
    outcome = Outcome.load(room.beside(key))
    if (outcome.unit, outcome.register) != (unit.code, register.id):
        raise Http404
    try:
        table = look(path, outcome.name, register)
        if request.method == "POST" and "confirm" in request.POST:
            return _taken(request, unit, table, key)
        if request.method == "POST":
            return _put_right(request, unit, table, key)
    except (Refused, Unreadable) as wrong:
        return _preview(request, unit, table, key, str(wrong))
    return _preview(request, unit, table, key)


@require_safe
@hidden_from_others
def marked(request: HttpRequest, code: str, name: str, key: str) -> HttpResponseBase:
    """The file to correct."""
    unit, register = _asked(request, code, name)
    room = _room(request)
    path = room.find(key)
    if path is None or not room.beside(key).is_file():
        raise Http404
    outcome = Outcome.load(room.beside(key))
    if (outcome.unit, outcome.register) != (unit.code, register.id):
        raise Http404
    table, today = look(path, outcome.name, register), timezone.localdate()
    is_workbook = outcome.rows <= MOST_IN_A_WORKBOOK
    with tempfile.TemporaryDirectory(dir=settings.GONGKAI_DATA.room("tmp")) as folder:
        to = Path(folder) / "marked"
        (marked_workbook if is_workbook else marked_csv)(table, unit, to, on=today)
        ending, kind = ("xlsx", XLSX) if is_workbook else ("csv", "text/csv; charset=utf-8")
        # Open while the folder goes: the file lives until it was sent.
        return FileResponse(
            to.open("rb"), as_attachment=True, filename=f"{register.id}-marked.{ending}", content_type=kind
        )


@require_safe
@hidden_from_others
def template(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The empty form."""
    _unit, register = asked(request, code, name, "registers.view")
    with tempfile.TemporaryDirectory(dir=settings.GONGKAI_DATA.room("tmp")) as folder:
        path = Path(folder) / "template.xlsx"
        template_workbook(register, path)
        data = path.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{register.id}-template.xlsx"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def strike_import(request: HttpRequest, code: str, name: str, uid: str) -> HttpResponse:
    """Every row that came of a file is struck."""
    unit, register = asked(request, code, name, "registers.record")
    taken = get_object_or_404(RegisterImport, organisation=unit, register=register.id, uid=uid)
    form = ReasonForm(request.POST or None)
    back = reverse("gk_registers:import", args=[unit.code, register.id])
    context = {"unit": unit, "register": register, "taken": taken, "form": form, "back": back}
    trail = [*_trail(unit, register), ("导入", back)]
    return sent(
        request, form,
        lambda values: changes.strike_import(taken, values["reason"], by=request.user, on=timezone.localdate()),
        back=back, done=f"已作废“{taken.file_name}”导入的全部记录。",
        show=lambda status: show(
            request, "strike_import", "作废一次导入", context, unit=unit, trail=trail, status=status
        ),
    )  # fmt: skip


def _asked(request: HttpRequest, code: str, name: str) -> tuple[Organisation, Register]:
    unit, register = asked(request, code, name, "registers.view")
    asked(request, code, name, entering(register).act)
    return unit, register


def _kept(request: HttpRequest, unit: Organisation, register: Register, values: dict[str, Any]) -> str:
    """The key of the file that was sent, looked at."""
    room = _room(request)
    upload = values["file"]
    name = upload.name if upload else _PASTED
    chunks: Iterable[bytes] = upload.chunks() if upload else [pasted(values["cells"])]
    key = room.keep(chunks, MOST_BYTES)
    if key is None:
        raise Unreadable(f"文件超过{MOST_BYTES // 1024 // 1024} MB，请分成几个文件。", file=name)
    try:
        _examined(room, key, unit, look(room.find(key), name, register))  # type: ignore[arg-type]  # it is just kept
    except BaseException:
        room.drop(key)
        raise
    return key


def _examined(room: WaitingRoom, key: str, unit: Organisation, table: Table) -> Outcome:
    outcome = examine(table, unit, on=timezone.localdate())
    outcome.save(room.beside(key))
    return outcome


def _put_right(request: HttpRequest, unit: Organisation, table: Table, key: str) -> HttpResponse:
    """Write the cells into the file that were put right in the page, and look at it again."""
    room = _room(request)
    corrections = {
        (int(match[1]), int(match[2])): text
        for field, text in request.POST.items()
        if (match := _CELL.fullmatch(field))
    }
    path = table.source.path
    fresh = path.with_suffix(".mended")
    mended(table, corrections, fresh)
    os.replace(fresh, path)
    outcome = _examined(room, key, unit, look(path, table.source.name, table.register))
    if not outcome.problems:
        messages.success(request, "已没有问题，请核对后确认导入。")
    return redirect("gk_registers:preview", unit.code, table.register.id, key)


def _taken(request: HttpRequest, unit: Organisation, table: Table, key: str) -> HttpResponse:
    entered = take(table, unit, by=request.user, on=timezone.localdate())
    _room(request).drop(key)
    if entered.was_known:
        messages.success(request, "这个文件已经导入过，没有变化。")
    else:
        messages.success(request, f"已导入：新增{entered.new:,}行，已有{entered.same:,}行不变。")
    return redirect(address(unit, table.register))


def _preview(request: HttpRequest, unit: Organisation, table: Table, key: str, refused: str = "") -> HttpResponse:
    outcome = Outcome.load(_room(request).beside(key))
    pages = -(-len(outcome.lines) // _SHOWN)
    asked_page = request.GET.get("page", "1")
    page = min(max(int(asked_page), 1), pages) if asked_page.isdecimal() and len(asked_page) < 6 else 1
    lines = outcome.lines[(page - 1) * _SHOWN : page * _SHOWN]
    context = {
        "unit": unit, "register": table.register, "outcome": outcome, "key": key, "refused": refused,
        "known": known_before(table, unit),
        "ignored": [heading for heading in outcome.unused if heading in table.register.ignored],
        "unknown": [heading for heading in outcome.unused if heading not in table.register.ignored],
        "lines": [(line, _cells(line, outcome, request)) for line in lines],
        "headings": [outcome.headings[place] for place in outcome.places],
        "page": page, "pages": pages, "not_kept": outcome.bad - len(outcome.lines) if outcome.bad else 0,
    }  # fmt: skip
    trail = [
        *_trail(unit, table.register),
        ("导入", reverse("gk_registers:import", args=[unit.code, table.register.id])),
    ]
    return show(request, "preview", "检查结果", context, unit=unit, trail=trail, status=409 if refused else 200)


def _cells(line: Line, outcome: Outcome, request: HttpRequest) -> list[dict[str, str]]:
    """The cells of a row: what stands there, what is wrong with it, and what its field is called."""
    found = []
    for place in outcome.places:
        name = f"cell-{line.number}-{place}"
        text = request.POST.get(name, line.texts[place].removeprefix(FORMULA[0]))
        problem = line.problems.get(str(place), "")
        found.append({"name": name, "text": text, "problem": problem, "heading": outcome.headings[place]})
    return found


def _room(request: HttpRequest) -> WaitingRoom:
    return WaitingRoom(settings.GONGKAI_DATA.room("tmp") / "registers", request.user.uid)  # type: ignore[union-attr]


def _trail(unit: Organisation, table: Register) -> list[tuple[str, str]]:
    return [(table.label, address(unit, table))]
