"""Normative documents in the back office: the list, what is due for review, a document's life and what comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.registers import document_life, document_rules
from gongkai.registers.acts import changes, document_publication, document_steps, document_turns, documents
from gongkai.registers.acts.document_steps import StepRow
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.document_forms import (
    CorrectDocumentForm,
    DocumentForm,
    FilterForm,
    LinkForm,
    ReasonForm,
    ReplaceForm,
    StepForm,
)
from gongkai.registers.models import Document
from gongkai.registers.queries import document_lists as lists
from gongkai.registers.queries import documents as queries
from gongkai.registers.queries import records
from gongkai.registers.views.answers import Crumbs, asked_unit, may_at, page, today, unit_crumbs
from gongkai.registers.views.document_pages import Said, answered, moments_of, whole

_methods = require_http_methods(["GET", "HEAD", "POST"])
_TITLE = "规章和规范性文件"
_CORRECTED = ("title", "document_number", "register_number", "is_for_market", "note")
#: Days ahead for which the list of what is due looks.
_AHEAD = 90


@require_safe
@hidden_from_others
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The documents of a unit with their state today."""
    unit = asked_unit(request, code, "registers.view")
    form = FilterForm(request.GET, years=lists.years_of(unit))
    found = lists.documents_of(unit, form.asked(), today=today(), behind=request.GET.get("behind", ""))
    asked = {name: value for name, value in request.GET.items() if name != "behind" and value}
    counts = lists.counts_of(unit, today())
    context = {
        "unit": unit,
        "form": form,
        "rows": lists.states_shown(found.rows),
        "counts": [(state, label, counts[state]) for state, label in document_rules.states().items()],
        "due": lists.due_for_review([unit], today()).count(),
        "following": urlencode({**asked, "behind": found.following}) if found.following else "",
        "may": may_at(request, unit),
    }
    return page(request, "documents", _TITLE, context, trail=unit_crumbs(unit))


@require_safe
@hidden_from_others
def due(request: HttpRequest, code: str) -> HttpResponse:
    """The documents that are to be assessed or cleaned up, the longest waiting first."""
    unit = asked_unit(request, code, "registers.view")
    rows = lists.due_for_review([unit], today() + timedelta(days=_AHEAD))
    context = {"unit": unit, "rows": rows, "today": today(), "ahead": _AHEAD}
    return page(request, "documents_due", "待评估、清理的文件", context, trail=_list_crumbs(unit))


@require_safe
@hidden_from_others
def document(request: HttpRequest, uid: str) -> HttpResponse:
    """A document: its days, what is doubtful, its life as a line of time, and what may come next."""
    found = _asked(request, uid, "registers.view")
    life = queries.life_of(found)
    may = may_at(request, found.organisation)
    rules = document_rules.steps()
    next_steps = [] if found.struck_on else document_life.possible(life, today())
    drafting = permissions.can(request.user, "publications.draft", found.organisation, on=today())
    context = {
        **whole(found, life, today()),
        "moments": moments_of(found, life),
        "next": [rules[kind] for kind in next_steps],
        "history": records.history(found),
        "may": may if not found.struck_on else set(),
        "may_draft": "link_document" in may and drafting,
    }
    return page(request, "document", found.title, context, trail=_list_crumbs(found.organisation))


@_methods
@hidden_from_others
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """A document of a unit."""
    unit = asked_unit(request, code, "registers.enter_document")

    def act(values: dict[str, Any]) -> None:
        documents.enter(unit, DocumentRow(**values), by=request.user, on=today())

    said = Said("登记文件", "文件已登记。")
    return answered(request, DocumentForm(request.POST or None), act, said, trail=_list_crumbs(unit))


@_methods
@hidden_from_others
def correct(request: HttpRequest, uid: str) -> HttpResponse:
    """What is entered of a document beside its steps, corrected; what stood there is kept."""
    found = _asked(request, uid, "registers.record")

    def act(values: dict[str, Any]) -> None:
        wanted = {name: values[name] for name in _CORRECTED}
        changes.changed(found, wanted, values["reason"], by=request.user, on=today())

    initial = {name: getattr(found, name) for name in _CORRECTED}
    form = CorrectDocumentForm(request.POST or None, initial=initial)
    return answered(request, form, act, Said("更正", "已更正，原值留在变更记录里。"), trail=_crumbs(found))


@_methods
@hidden_from_others
def strike(request: HttpRequest, uid: str) -> HttpResponse:
    """A document that was entered by mistake."""
    found = _asked(request, uid, "registers.record")

    def act(values: dict[str, Any]) -> None:
        changes.strike(found, values["reason"], by=request.user, on=today())

    warning = "误登的文件才作废；不再执行的文件请登记“废止”。作废不能恢复。"
    said = Said("作废", "已作废，记录仍保留。", warning)
    return answered(request, ReasonForm(request.POST or None), act, said, trail=_crumbs(found))


@_methods
@hidden_from_others
def add_step(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """A step of a document's life."""
    found = _asked(request, uid, "registers.add_document_step")
    rule = document_rules.steps().get(kind)
    if rule is None:
        raise Http404

    def act(values: dict[str, Any]) -> None:
        given = {name: value for name, value in values.items() if value is not None}
        document_steps.add_step(found, StepRow(kind, **given), by=request.user, on=today())

    note = f"依据：{rule.source}。可以补登以前的步骤：各步骤按日期排列，与登记的先后无关。"
    said = Said(f"登记“{rule.label}”", f"“{rule.label}”已登记。", note=note)
    form = StepForm(request.POST or None, initial={"on": today()}, rule=rule)
    return answered(request, form, act, said, trail=_crumbs(found))


@_methods
@hidden_from_others
def strike_step(request: HttpRequest, uid: str) -> HttpResponse:
    """A step that was found wrong."""
    step = queries.step(uid)
    if step is None:
        raise Http404
    permissions.require(request.user, "registers.strike_document_step", step.document.organisation, on=today())

    def act(values: dict[str, Any]) -> None:
        document_steps.strike_step(step, values["reason"], by=request.user, on=today())

    said = Said(
        f"作废“{step.get_kind_display()}”（{document_life.written(step.on)}）",
        "这一步已作废，文件的日期已重新推算。",
        "作废的步骤留在记录里，文件的日期按其余步骤推算。",
    )
    return answered(request, ReasonForm(request.POST or None), act, said, trail=_crumbs(step.document))


@_methods
@hidden_from_others
def replace(request: HttpRequest, uid: str) -> HttpResponse:
    """Which document this one takes the place of."""
    found = _asked(request, uid, "registers.replace_document")

    def act(values: dict[str, Any]) -> None:
        document_turns.take_place_of(found, values["old"], by=request.user, on=today())

    said = Said(
        "登记替代的文件",
        "已登记，被替代的文件同时登记废止。",
        "被替代的文件自这份文件施行之日起废止；已经关联公开信息的，公开页面同时指向这份文件。",
    )
    form = ReplaceForm(request.POST or None, documents=queries.may_replace(found))
    return answered(request, form, act, said, trail=_crumbs(found))


@_methods
@hidden_from_others
def link(request: HttpRequest, uid: str) -> HttpResponse:
    """Which publication is the document's public face; or that the one it has is none."""
    found = _asked(request, uid, "registers.link_document")
    if found.publication is not None:
        return _unlink(request, found, found.publication.title)

    def act(values: dict[str, Any]) -> None:
        document_publication.link_publication(found, values["publication"], by=request.user, on=today())

    warning = "关联以后，公开页面显示的有效性以登记簿为准。"
    said = Said("关联公开信息", "已关联，公开日期和有效性已同步。", warning)
    form = LinkForm(request.POST or None, candidates=queries.candidates_to_link(found))
    return answered(request, form, act, said, trail=_crumbs(found))


@_methods
@hidden_from_others
def draft(request: HttpRequest, uid: str) -> HttpResponse:
    """A draft of the public face."""
    found = _asked(request, uid, "registers.link_document")
    permissions.require(request.user, "publications.draft", found.organisation, on=today())

    def act(values: dict[str, Any]) -> None:
        document_publication.draft_publication(found, by=request.user, on=today())

    note = "公开稿带上标题、文号和日期，关联到这份文件；正文、附件和审核在“信息发布”里办理。"
    said = Said("起草公开稿", "公开稿已起草，请补上正文后送审。", note=note)
    return answered(request, forms.Form(request.POST or None), act, said, trail=_crumbs(found))


def _unlink(request: HttpRequest, found: Document, title: str) -> HttpResponse:
    def act(values: dict[str, Any]) -> None:
        document_publication.unlink_publication(found, by=request.user, on=today())

    warning = f"解除后，登记簿不再知道这份文件的公开日期；《{title}》本身不变。"
    said = Said("解除与公开信息的关联", "已解除关联。", warning)
    return answered(request, forms.Form(request.POST or None), act, said, trail=_crumbs(found))


def _asked(request: HttpRequest, uid: str, act: str) -> Document:
    found = queries.document(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found.organisation, on=today())
    return found


def _list_crumbs(unit: Organisation) -> Crumbs:
    return [*unit_crumbs(unit), (_TITLE, reverse("gk_registers:documents", args=[unit.code]))]


def _crumbs(found: Document) -> Crumbs:
    return [*_list_crumbs(found.organisation), (found.title, reverse("gk_registers:document", args=[found.uid]))]
