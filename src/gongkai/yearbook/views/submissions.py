"""A submission and what becomes of it, as its unit and its superior see it; each step is an act on its own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import GongkaiError, NotAllowed, Refused
from gongkai.organisations import permissions
from gongkai.organisations import queries as bodies
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.report.writing import render
from gongkai.yearbook import deadlines
from gongkai.yearbook.acts import packages
from gongkai.yearbook.acts import submissions as acts
from gongkai.yearbook.forms_desk import AnswerForm, RemarkForm, WordsForm
from gongkai.yearbook.models import Frozen, Submission, YearReport
from gongkai.yearbook.queries import submissions as queries
from gongkai.yearbook.queries.deadlines import due
from gongkai.yearbook.queries.years import newest_frozen
from gongkai.yearbook.views import showing
from gongkai.yearbook.views.answers import Crumbs, asked_report, crumbs, may_at, names_of, page, title_of, today
from gongkai.yearbook.views.desk import trail

_methods = require_http_methods(["GET", "HEAD", "POST"])
_KINDS = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@hidden_from_others
def unit(request: HttpRequest, uid: str) -> HttpResponse:
    """The unit's side: to whom its report goes, until when, what was sent, what came back."""
    making = asked_report(request, uid, "yearbook.view_submission")
    newest = _newest(making)
    superior = bodies.supervisor_on(making.organisation, today())
    known = due(superior, making.year, making.scope)
    made = [row for row in queries.submissions_of(making.organisation, making.year) if row.scope == making.scope]
    context = {
        "making": making, "tab": "submissions", "newest": newest, "superior": superior, "due": known,
        "days_left": known.days_left(today()), "submissions": made, "may": may_at(request, making.organisation),
        "is_sent": bool(newest and any(row.sha256 == newest.sha256 for row in made)),
    }  # fmt: skip
    title = f"{making.organisation.name}{title_of(making)}：报送"
    return page(request, "submissions", title, context, trail=crumbs(making)[:1])


@require_POST
@hidden_from_others
def submit(request: HttpRequest, uid: str) -> HttpResponse:
    """Submit the newest frozen version."""
    making = asked_report(request, uid, "yearbook.submit")
    newest = _newest(making)
    if newest is None:
        raise Http404
    try:
        outcome = acts.submit(newest, by=request.user, on=today())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("gk_yearbook:submissions", uid=uid)
    words = "已报送，这是回执。" if outcome.is_new else "这份报告此前已经报送，这是当时的回执。"
    messages.success(request, words)
    return redirect("gk_yearbook:receipt", uid=outcome.submission.uid)


@require_POST
@hidden_from_others
def package(request: HttpRequest, uid: str) -> HttpResponse:
    """The newest frozen version as a signed package; the ledger keeps that it was made, so it is no link."""
    making = asked_report(request, uid, "yearbook.package")
    newest = _newest(making)
    if newest is None:
        raise Http404
    try:
        data = packages.package(newest, by=request.user, on=today())
    except NotAllowed:
        raise
    except GongkaiError as wrong:
        messages.error(request, str(wrong))
        return redirect("gk_yearbook:submissions", uid=uid)
    name = f"{making.organisation.code}-{making.year}-{newest.number}.zip"
    return HttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@hidden_from_others
def submission(request: HttpRequest, uid: str) -> HttpResponse:
    """A submission: the form, its findings, what changed, remarks and answers."""
    found = _asked(request, uid)
    may = may_at(request, found.superior)
    remarks = list(queries.remarks_of(found))
    findings = queries.findings_of(found)
    others = queries.others_of(found)
    is_open = found.state == "submitted" and others[0].pk == found.pk
    report = queries.report_of(found)
    can_remark = is_open and "remark" in may
    context = {
        "submission": found, "what": deadlines.terms()[found.scope].label, "others": others, "findings": findings,
        "remarks": [(row, showing.about(row, report)) for row in remarks], "is_open": is_open, "may": may,
        "may_answer": "answer_remark" in may_at(request, found.organisation), "can_remark": can_remark,
        "receipt": queries.receipt(found), "people": _people(found),
        "making": None, "changes": showing.changes(queries.changed_since(found)),
        "sections": showing.sections(found, report, findings, remarks, link=can_remark),
    }  # fmt: skip
    title = f"{found.organisation.name}{found.year}年度报告：第{found.number}次报送"
    return page(request, "submission", title, context, trail=_trail(request, found)[:-1])


@require_safe
@hidden_from_others
def receipt(request: HttpRequest, uid: str) -> HttpResponse:
    """The receipt, to be printed."""
    found = _asked(request, uid)
    context = {"submission": found, "receipt": queries.receipt(found), "people": _people(found),
               "due": due(found.superior, found.year, found.scope),
               "what": deadlines.terms()[found.scope].label}  # fmt: skip
    return page(request, "receipt", "报送回执", context, trail=_trail(request, found))


@_methods
@hidden_from_others
def remark(request: HttpRequest, uid: str) -> HttpResponse:
    """Say something of a cell, a section or the whole."""
    found = _asked(request, uid)
    permissions.require(request.user, "yearbook.remark", found.superior, on=today())
    about = request.POST.get("about", request.GET.get("about", ""))
    words = showing.words_of(about, queries.report_of(found))
    form = RemarkForm(request.POST or None, initial={"about": about})
    if not about.startswith(acts.SECTION):
        del form.fields["quote"]

    def act(values: dict[str, Any]) -> None:
        acts.remark(found, values["words"], about=values["about"], quote=values.get("quote", ""),
                    by=request.user, on=today())  # fmt: skip

    return _form(request, found, form, act, title="提出审核意见", button="记下意见",
                 done="意见已记下，退回或接收时一并发给报送机关。",
                 says=f"针对：{words}")  # fmt: skip


@_methods
@hidden_from_others
def answer(request: HttpRequest, uid: str, pk: int) -> HttpResponse:
    """The unit answers a remark."""
    found = _asked(request, uid)
    permissions.require(request.user, "yearbook.answer_remark", found.organisation, on=today())
    row = queries.remark(uid, pk)
    if row is None:
        raise Http404

    def act(values: dict[str, Any]) -> None:
        acts.answer_remark(row, values["words"], by=request.user, on=today())

    return _form(request, found, AnswerForm(request.POST or None), act, title="答复审核意见", button="答复",
                 done="已答复。", says=f"{showing.about(row, queries.report_of(found))}：{row.words}")  # fmt: skip


@_methods
@hidden_from_others
def return_(request: HttpRequest, uid: str) -> HttpResponse:
    """Give it back."""
    found = _asked(request, uid)
    permissions.require(request.user, "yearbook.return", found.superior, on=today())

    def act(values: dict[str, Any]) -> None:
        acts.return_(found, values["words"], by=request.user, on=today())

    count = queries.remarks_of(found).count()
    says = (
        f"已提出{count}条意见，随退回一并发给{found.organisation.name}。"
        if count
        else "还没有提出意见，请在下面写明退回的原因。"
    )
    return _form(request, found, WordsForm(request.POST or None), act, title="退回", button="退回更正", done="已退回。",
                 says=says)  # fmt: skip


@_methods
@hidden_from_others
def accept(request: HttpRequest, uid: str) -> HttpResponse:
    """Accept it."""
    found = _asked(request, uid)
    permissions.require(request.user, "yearbook.accept", found.superior, on=today())

    def act(values: dict[str, Any]) -> None:
        acts.accept(found, values["words"], by=request.user, on=today())

    says = f"这份报告有{found.errors}处错误，确需接收的，写明理由。" if found.errors else ""
    return _form(request, found, WordsForm(request.POST or None), act, title="接收", button="接收", done="已接收。",
                 says=says)  # fmt: skip


@require_safe
@hidden_from_others
def download(request: HttpRequest, uid: str, to: str) -> HttpResponse:
    """The report as it was submitted; byte for byte where JSON is asked for."""
    found = _asked(request, uid)
    if to not in _KINDS:
        raise Http404
    data = found.text.encode() if to == "json" else render(queries.report_of(found), to)
    name = f"{found.organisation.code}-{found.year}-{found.number}.{to}"
    return HttpResponse(
        data, content_type=_KINDS[to], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _form(
    request: HttpRequest,
    found: Submission,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    button: str,
    done: str,
    says: str,
) -> HttpResponse:
    back = reverse("gk_yearbook:submission", args=[found.uid])
    context = {"form": form, "back": back, "button": button, "says": says}
    return sent(
        request, form, act, back=back, done=done,
        show=lambda status: page(request, "desk_act", title, context, trail=_trail(request, found), status=status),
    )  # fmt: skip


def _asked(request: HttpRequest, uid: str) -> Submission:
    """The submission of that uid, for who works at its unit or at its superior; for others it is not there."""
    found = queries.submission(uid)
    if found is None:
        raise Http404
    if not permissions.can(request.user, "yearbook.view_desk", found.superior, on=today()):
        permissions.require(request.user, "yearbook.view_submission", found.organisation, on=today())
    return found


def _newest(making: YearReport) -> Frozen | None:
    return newest_frozen(making.organisation, making.year, making.scope)


def _trail(request: HttpRequest, found: Submission) -> Crumbs:
    """The way to a submission: over the desk for the superior, over the unit's reports for the unit."""
    here = (f"{found.organisation.name}第{found.number}次报送", reverse("gk_yearbook:submission", args=[found.uid]))
    if permissions.can(request.user, "yearbook.view_desk", found.superior, on=today()):
        return [*trail(found.superior, found.year), here]
    making = found.frozen.report if found.frozen else None
    return [*(crumbs(making)[:1] if making else []), here]


def _people(found: Submission) -> dict[str, str]:
    """Who submitted and who answered, by their keys."""
    return names_of([found.submitted_by, found.answered_by])
