"""What comes to the desk as a file: a package, or the report of a unit that is not on Gongkai."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.errors import GongkaiError, NotAllowed
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.report import Doubt, Report, Value, examine
from gongkai.report.exact_json import exact
from gongkai.yearbook.acts import intake as acts
from gongkai.yearbook.acts import packages
from gongkai.yearbook.acts.arrivals import Submitted
from gongkai.yearbook.forms_desk import IntakeForm
from gongkai.yearbook.queries.desk import units_below
from gongkai.yearbook.queries.drafts import Draft, read_draft
from gongkai.yearbook.queries.submissions import last_years
from gongkai.yearbook.views.answers import asked_unit, page, today
from gongkai.yearbook.views.desk import trail

#: The field of a doubt is this and the cell; what is chosen from the candidates, and what is typed.
_FIELD = "cell:"


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A doubt with its cell in words, its field, what was typed there and what is wrong with it."""

    doubt: Doubt
    words: str
    field: str
    typed: str
    wrong: str


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Take a file: a package at once, a report once its doubts are settled."""
    superior = asked_unit(request, code, "yearbook.receive")
    data = request.POST if request.method == "POST" else None
    form = IntakeForm(data, request.FILES or None, units=units_below(superior, today()))
    form.fields["file"].required = "content" not in request.POST
    if request.method != "POST" or not form.is_valid():
        return _asking(request, superior, form, 422 if request.method == "POST" else 200)
    draft = _sent(request)
    try:
        if draft.data[:4] == b"PK\x03\x04" and b"gongkai-package/" in draft.data[-1024:]:
            return _received(request, packages.receive(draft.data, by=request.user, on=today()))
        unit = form.cleaned_data["unit"]
        if unit is None:
            form.add_error("unit", "这不是报送包。上传年度报告文件时，请选择是哪个机关的报告。")
            return _asking(request, superior, form, 422)
        found = read_draft(draft, year=form.cleaned_data["year"])
        return _settling(request, superior, form, draft, found)
    except NotAllowed as wrong:
        # A known sender's package for another superior: it is said that it was not taken, and nothing of whose it is.
        form.add_error("file", f"没有收取：{wrong}")
        return _asking(request, superior, form, 409)
    except GongkaiError as wrong:
        form.add_error("file", str(wrong))
        return _asking(request, superior, form, 400)


def _settling(
    request: HttpRequest, superior: Organisation, form: IntakeForm, draft: Draft, found: Report
) -> HttpResponse:
    """The page on which doubts are settled; the report is taken when every one is."""
    unit, scope = form.cleaned_data["unit"], form.cleaned_data["scope"] or "body"
    confirmed = "confirm" in request.POST
    settled, wrong = _typed(request, found) if confirmed else ({}, {})
    refused, status = "", 200
    if confirmed and not wrong:
        try:
            outcome = acts.take_file(
                unit, found, settled, file_name=draft.name, by=request.user, on=today(), scope=scope
            )
        except GongkaiError as error:
            refused, status = str(error), 409
        else:
            return _received(request, outcome)
    context = {
        "superior": superior, "unit": unit, "scope": scope, "draft": draft, "report": found, "refused": refused,
        "content": base64.b64encode(draft.data).decode(), "year": form.cleaned_data["year"] or "",
        "findings": examine(found, last_years(unit, found.year, scope) if found.year else None).findings,
        "is_other": bool(found.agency) and found.agency not in unit.name and unit.name not in found.agency,
        "doubts": [
            DoubtView(doubt, acts.words_of(found, doubt.cell), _FIELD + doubt.cell,
                      request.POST.get(_FIELD + doubt.cell, ""), wrong.get(doubt.cell, ""))
            for doubt in found.doubts
        ],
    }  # fmt: skip
    title = f"收取{unit.name}的报告：核对"
    return page(
        request, "settling", title, context, trail=_way(superior), status=422 if wrong else status
    )  # fmt: skip


def _typed(request: HttpRequest, found: Report) -> tuple[dict[str, Value], dict[str, str]]:
    """What was typed for each doubt, and what of it is no number; "/" and "-" stand for a blank, as in print."""
    settled: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for doubt in found.doubts:
        text = request.POST.get(_FIELD + doubt.cell, "").strip().replace(",", "").replace("，", "")
        if text in {"/", "-", "—", "空白"}:
            settled[doubt.cell] = None
            continue
        try:
            settled[doubt.cell] = exact(Decimal(text))
        except (InvalidOperation, ValueError):
            wrong[doubt.cell] = "请照原件填写数字；原件是空白或“/”的，填“/”。"
    return settled, wrong


def _received(request: HttpRequest, outcome: Submitted) -> HttpResponse:
    found = outcome.submission
    words = f"已收到{found.organisation.name}{found.year}年度报告（第{found.number}次报送）。"
    messages.success(
        request, words if outcome.is_new else f"这份报告已于{found.submitted_on:%Y年%-m月%-d日}收到过，没有重复收取。"
    )
    return redirect("gk_yearbook:submission", uid=found.uid)


def _asking(request: HttpRequest, superior: Organisation, form: IntakeForm, status: int) -> HttpResponse:
    context = {"superior": superior, "form": form, "back": reverse("gk_yearbook:desk_this_year", args=[superior.code])}
    return page(request, "receive", "收取报送", context, trail=_way(superior), status=status)


def _way(superior: Organisation) -> list[tuple[str, str]]:
    return trail(superior, today().year - 1)


def _sent(request: HttpRequest) -> Draft:
    """The file: just uploaded, or carried by the page that showed its doubts; what is no file is an empty one."""
    if upload := request.FILES.get("file"):
        return Draft((upload.name or "文件")[:200], upload.read(settings.GONGKAI_LARGEST_REPORT + 1))
    try:
        data = base64.b64decode(request.POST.get("content", ""), validate=True)
    except binascii.Error:
        data = b""
    return Draft(request.POST.get("name", "")[:200] or "文件", data)
