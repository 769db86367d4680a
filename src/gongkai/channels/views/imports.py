"""A file of a platform: looked at, then taken in; or given back with its cells marked."""

from __future__ import annotations

import base64
import binascii

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.channels import imports, queries
from gongkai.channels.acts import Channel
from gongkai.channels.forms import ImportForm
from gongkai.channels.imports import Taking
from gongkai.channels.views.answers import asked_unit, page, today, unit_crumbs
from gongkai.errors import Refused, Unreadable
from gongkai.organisations.imports import STATES, marked_workbook
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Lines that a page shows; the marked file has them all.
_MOST_SHOWN = 300


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def import_file(request: HttpRequest, code: str) -> HttpResponse:
    """A file of one of the unit's channels, or the sheet that names them."""
    unit = asked_unit(request, code, "channels.import_readings")
    channels = _channels(unit)
    initial = {"channel": request.GET.get("channel", "")}
    form = ImportForm(request.POST or None, request.FILES or None, initial=initial, channels=channels)
    form.fields["file"].required = "content" not in request.POST
    if request.method != "POST" or not form.is_valid():
        return _asking(request, unit, form, 422 if request.method == "POST" else 200)
    name, data = _sent(request)
    channel = next((found for found in channels if found.uid == form.cleaned_data["channel"]), None)
    try:
        taking = imports.look(data, name, unit, channel, on=today())
    except Unreadable as wrong:
        form.add_error("file", str(wrong))
        return _asking(request, unit, form, 400)
    if "marked" in request.POST:
        return _download(marked_workbook(taking.table.plan), "readings-marked.xlsx")
    return _looked_at(request, taking, channel, data)


@require_safe
@hidden_from_others
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form of readings."""
    asked_unit(request, code, "channels.import_readings")
    return _download(imports.template_workbook(), "readings-template.xlsx")


def _looked_at(request: HttpRequest, taking: Taking, channel: Channel | None, data: bytes) -> HttpResponse:
    plan = taking.table.plan
    refused = ""
    if "confirm" in request.POST and not taking.known:
        try:
            imports.take(taking, by=request.user, on=today(), shown=request.POST.get("digest", ""))
        except Refused as wrong:
            refused = wrong.message
        else:
            messages.success(request, f"已导入：新增{plan.count('new')}行，更新{plan.count('changed')}行。")
            return redirect("gk_channels:unit", code=taking.unit.code)
    lines = [line for line in plan.lines if line.state == "bad"] or plan.lines
    context = {
        "unit": taking.unit, "taking": taking, "plan": plan, "channel": channel, "refused": refused,
        "content": base64.b64encode(data).decode(), "digest": plan.digest(),
        "counts": [(word, plan.count(state)) for word, state in STATES],
        "lines": lines[:_MOST_SHOWN], "more": max(len(lines) - _MOST_SHOWN, 0),
    }  # fmt: skip
    status = 200 if taking.known else 422 if plan.problems else 409 if refused else 200
    return page(request, "preview", "导入：预览", context, trail=unit_crumbs(taking.unit), status=status)


def _asking(request: HttpRequest, unit: Organisation, form: ImportForm, status: int) -> HttpResponse:
    context = {"unit": unit, "form": form, "formats": imports.formats().values()}
    return page(request, "import", "导入平台数据", context, trail=unit_crumbs(unit), status=status)


def _channels(unit: Organisation) -> list[Channel]:
    return [*queries.accounts_of(unit), *queries.sites_of(unit)]


def _sent(request: HttpRequest) -> tuple[str, bytes]:
    """The file: just uploaded, or carried by the page that showed its preview; what is no file is an empty one."""
    if upload := request.FILES.get("file"):
        return upload.name, upload.read(imports.MOST_BYTES + 1)
    try:
        return request.POST.get("name", "")[:200], base64.b64decode(request.POST.get("content", ""), validate=True)
    except binascii.Error:
        return "", b""


def _download(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
