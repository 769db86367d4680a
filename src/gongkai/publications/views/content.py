"""Content taken over from a spreadsheet or a feed, and everything of a unit given out."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.publications import exports, imports
from gongkai.publications.imports.waiting import WaitingRoom
from gongkai.publications.placement_forms import FeedForm, SheetForm
from gongkai.publications.queries import imported as queries
from gongkai.publications.queries import placements
from gongkai.publications.views.pages import hidden_from_others, require_anywhere, show

_IMPORT, _EXPORT, _DRAFT = "publications.import", "publications.export", "publications.draft"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Problems that the page lists; the file to correct has them all.
_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def import_content(request: HttpRequest) -> HttpResponse:
    """A spreadsheet: looked at, and shown what it would do or what is wrong with it."""
    today = timezone.localdate()
    require_anywhere(request, _IMPORT, today)
    units = _units(request, _IMPORT, today)
    form = SheetForm(request.POST or None, request.FILES or None, units=units)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _examined(request, form.cleaned_data["file"], form.cleaned_data["unit"], today)
            except Unreadable as wrong:
                form.add_error("file", str(wrong))
                status = 400
    context = {
        "form": form,
        "imports": queries.imports_of(units),
        "columns": imports.COLUMNS,
        "most": imports.MOST_ROWS,
    }
    return show(request, "placements/import", "导入内容", context, status=status)


@require_POST
@hidden_from_others
def confirm_import(request: HttpRequest, key: str) -> HttpResponse:
    """The word to take a file over that was looked at."""
    today = timezone.localdate()
    unit, room = _unit(request.POST.get("unit", ""), request, _IMPORT, today), _room(request)
    path = room.find(key)
    if path is None:
        messages.error(request, "这个文件已经清理，请重新上传。")
        return redirect("gk_publications:import_content")
    try:
        sheet = imports.look(path, request.POST.get("name", "")[:200] or "内容")
        taken = imports.import_sheet(sheet, unit, by=request.user, on=today)
    except (Refused, Unreadable) as refused:
        messages.error(request, str(refused))
    else:
        room.drop(key)
        messages.success(request, f"已导入{taken.added}条。" if taken else "文件里的内容都已经导入过，没有变化。")
    return redirect("gk_publications:import_content")


@require_safe
@hidden_from_others
def import_marked(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file to correct."""
    require_anywhere(request, _IMPORT, timezone.localdate())
    room = _room(request)
    if room.find(key) is None or not room.beside(key).is_file():
        raise Http404
    return FileResponse(
        room.beside(key).open("rb"), filename="content-marked.xlsx", as_attachment=True, content_type=_XLSX
    )


@require_safe
@hidden_from_others
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty form."""
    require_anywhere(request, _IMPORT, timezone.localdate())
    with tempfile.TemporaryDirectory(dir=settings.GONGKAI_DATA.room("tmp")) as folder:
        path = Path(folder) / "template.xlsx"
        imports.template_workbook(path)
        data = path.read_bytes()
    return HttpResponse(
        data, content_type=_XLSX, headers={"Content-Disposition": 'attachment; filename="content-template.xlsx"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def import_feed(request: HttpRequest) -> HttpResponse:
    """A feed, by its address or as a file; its new entries become drafts."""
    today = timezone.localdate()
    require_anywhere(request, _DRAFT, today)
    columns = list(placements.columns_open(today))
    form = FeedForm(request.POST or None, request.FILES or None, units=_units(request, _DRAFT, today), columns=columns)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = {column.code: column for column in columns}.get(form.cleaned_data["column"])
            try:
                added = _fed(request, form.cleaned_data, chosen, today)
            except Unreadable as wrong:
                form.add_error(None, str(wrong))
                status = 400
            except Refused as refused:
                form.add_error(None, refused.message)
                status = 409
            else:
                messages.success(request, f"新增{added}篇草稿。" if added else "没有新的条目。")
                return redirect("gk_publications:import_feed")
    return show(request, "placements/feed", "从订阅源导入草稿", {"form": form, "button": "读取"}, status=status)


@require_safe
@hidden_from_others
def export(request: HttpRequest) -> HttpResponse:
    """The units whose content the person may take along."""
    today = timezone.localdate()
    require_anywhere(request, _EXPORT, today)
    return show(request, "placements/export", "导出内容", {"units": _units(request, _EXPORT, today)[:_SHOWN]})


@require_safe
@hidden_from_others
def export_unit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything of a unit, sent while it is put together."""
    today = timezone.localdate()
    unit = _unit(code, request, _EXPORT, today)
    data = exports.export(unit, settings.GONGKAI_DATA.room("tmp"), by=request.user, on=today)
    name = f"{unit.code}-{today.isoformat()}.zip"
    return StreamingHttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _examined(request: HttpRequest, upload: Any, unit: Organisation, today: date) -> HttpResponse:
    room = _room(request)
    key = room.keep(upload.chunks(), imports.MOST_BYTES)
    if key is None:
        raise Unreadable(f"文件超过{imports.MOST_BYTES // 1024 // 1024} MB，请分成几个文件。", file=upload.name)
    path = room.find(key)
    try:
        sheet = imports.look(path, upload.name)  # type: ignore[arg-type]  # it has just been kept
        outcome = imports.examine(sheet, unit, on=today)
        if outcome.problems:
            imports.marked_workbook(sheet, outcome, room.beside(key))
    except BaseException:
        room.drop(key)
        raise
    context = {
        "name": upload.name,
        "unit": unit,
        "key": key,
        "outcome": outcome,
        "problems": outcome.problems[:_SHOWN],
        "before": queries.same_file(unit, sheet.sha256),
    }
    trail = ((reverse("gk_publications:import_content"), "导入内容"),)
    status = 422 if outcome.problems else 200
    return show(request, "placements/examined", "检查结果", context, status=status, trail=trail)


def _fed(request: HttpRequest, values: dict[str, Any], column: Any, today: date) -> int:
    """How many drafts came of the feed."""
    if upload := values["file"]:
        # One byte more than allowed, so that what is too large is seen to be.
        feed = imports.read_feed(upload.read(imports.MOST_FEED_BYTES + 1), upload.name)
    else:
        feed = imports.read_feed(*imports.fetch(values["address"]))
    taken = imports.import_feed(feed, values["unit"], values["kind"], column, by=request.user, on=today)
    return taken.added if taken else 0


def _room(request: HttpRequest) -> WaitingRoom:
    return WaitingRoom(settings.GONGKAI_DATA.room("tmp") / "content", request.user.uid)  # type: ignore[union-attr]


def _units(request: HttpRequest, act: str, today: date) -> Any:
    units = Organisation.objects.filter(closed_on=None).order_by("code")
    return permissions.visible(units, request.user, act, on=today, unit="pk")


def _unit(code: str, request: HttpRequest, act: str, today: date) -> Organisation:
    """The unit of that code, if the person may do *act* there."""
    found = bodies.by_code(code)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found, on=today)
    return found
