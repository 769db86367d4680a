"""Inspections: the list of a unit, one with its sample and faults, the notice, and the forms; each calls one act."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.organisations import permissions
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.oversight import acts, queries
from gongkai.oversight.acts import FaultRow, InspectionPlan
from gongkai.oversight.checklists import checklists
from gongkai.oversight.inspection_forms import (
    ConcludeForm,
    FaultForm,
    InspectForm,
    JudgeForm,
    MendForm,
    NotifyForm,
    RecheckForm,
)
from gongkai.oversight.models import Fault, Inspection
from gongkai.oversight.views.answers import Crumbs, answered, asked_unit, may, page, taken, today, unit_crumbs

_methods = require_http_methods(["GET", "HEAD", "POST"])
Values = dict[str, Any]


@require_safe
@hidden_from_others
def inspections(request: HttpRequest, code: str) -> HttpResponse:
    """The inspections of a unit."""
    found = asked_unit(request, code, "oversight.view")
    context = {
        "unit": found,
        "inspections": queries.inspections_of(found),
        "may_inspect": found.closed_on is None and bool(_inspectors(request, found)),
    }
    return page(request, "inspections", "检查", context, trail=unit_crumbs(found))


@_methods
@hidden_from_others
def inspect(request: HttpRequest, code: str) -> HttpResponse:
    """An inspection of a unit begins."""
    unit = asked_unit(request, code, "oversight.view")
    allowed = _inspectors(request, unit)
    if not allowed:
        raise Http404

    def act(values: Values) -> None:
        inspector = values.pop("inspector")
        acts.open_inspection(unit, InspectionPlan(**values), inspector=inspector, by=request.user, on=today())

    every = Organisation.objects.filter(pk__in=[one.pk for one in allowed]).order_by("code")
    form = InspectForm(request.POST or None, inspectors=every, initial={"until_on": today()})
    trail = [*unit_crumbs(unit), ("检查", reverse("gk_oversight:inspections", args=[unit.code]))]
    return answered(request, form, act, title="开始检查", trail=trail, done="检查已开始，样本已抽取。")


@require_safe
@hidden_from_others
def inspection(request: HttpRequest, uid: str) -> HttpResponse:
    """An inspection: sample, verdicts, faults, and what may be done next."""
    found = _seen(request, uid)
    return page(request, "inspection", found.title, _shown(request, found), trail=_trail(found)[:-1])


@require_safe
@hidden_from_others
def notice(request: HttpRequest, uid: str) -> HttpResponse:
    """The notice to mend, to be printed: every fault that was told of."""
    found = _seen(request, uid)
    context = _shown(request, found)
    context["faults"] = [fault for fault in found.faults.all() if fault.notified_on is not None]
    if not context["faults"]:
        raise Http404
    return page(request, "notice", "整改通知", context, trail=_trail(found))


@_methods
@hidden_from_others
def judge_items(request: HttpRequest, uid: str) -> HttpResponse:
    """The verdicts, all on one page."""
    found = _inspected(request, uid)
    checklist = checklists()[found.checklist]
    form = JudgeForm(request.POST or None, checklist=checklist, verdicts=list(found.verdicts.all()))

    def act(_values: Values) -> None:
        acts.judge_items(found, form.verdicts, by=request.user, on=today())

    return answered(request, form, act, title="登记检查结果", trail=_trail(found), done="检查结果已登记。")


@_methods
@hidden_from_others
def add_fault(request: HttpRequest, uid: str) -> HttpResponse:
    """Something that is wrong."""
    found = _inspected(request, uid)
    checklist = checklists()[found.checklist]

    def act(values: Values) -> None:
        pictures = [file for one in values["pictures"] if (file := taken(one))]
        row = FaultRow(values["item"], values["words"], values["position"])
        acts.add_fault(found, row, by=request.user, on=today(), pictures=pictures)

    form = FaultForm(request.POST or None, request.FILES or None, inspection=found, checklist=checklist)
    return answered(request, form, act, title="登记问题", trail=_trail(found), done="问题已登记。")


@_methods
@hidden_from_others
def notify_faults(request: HttpRequest, uid: str) -> HttpResponse:
    """The notice to mend."""
    found = _inspected(request, uid)

    def act(values: Values) -> None:
        acts.notify_faults(found, values["due_on"], by=request.user, on=today())

    return answered(request, NotifyForm(request.POST or None), act, title="通知整改", trail=_trail(found),
                    done="已通知整改。")  # fmt: skip


@_methods
@hidden_from_others
def close_inspection(request: HttpRequest, uid: str) -> HttpResponse:
    """The inspection ends."""
    found = _inspected(request, uid)

    def act(values: Values) -> None:
        acts.close_inspection(found, values["conclusion"], by=request.user, on=today())

    return answered(request, ConcludeForm(request.POST or None), act, title="办结检查", trail=_trail(found),
                    done="检查已办结。", warning="办结以后不能再改。")  # fmt: skip


@_methods
@hidden_from_others
def mend_fault(request: HttpRequest, uid: str) -> HttpResponse:
    """The unit has mended a fault."""
    fault = _fault(uid)
    permissions.require(request.user, "oversight.mend_fault", fault.inspection.organisation, on=today())

    def act(values: Values) -> None:
        acts.mend_fault(fault, values["mended"], by=request.user, on=today(), mended_on=values["mended_on"],
                        evidence=taken(values["evidence"]))  # fmt: skip

    form = MendForm(request.POST or None, request.FILES or None, initial={"mended_on": today()})
    return answered(request, form, act, title="登记整改", trail=_trail(fault.inspection), done="整改已登记，等待复查。")


@_methods
@hidden_from_others
def recheck_fault(request: HttpRequest, uid: str) -> HttpResponse:
    """The inspector has looked again."""
    fault = _fault(uid)
    _require(request, fault.inspection)

    def act(values: Values) -> None:
        if values["verdict"] == "passed":
            acts.pass_fault(fault, by=request.user, on=today())
        else:
            acts.return_fault(fault, values["reason"], values["due_on"], by=request.user, on=today())

    told = f"问题：{fault.words}。整改情况：{fault.mended or '还没有登记'}"
    return answered(request, RecheckForm(request.POST or None), act, title="复查", trail=_trail(fault.inspection),
                    done="复查结果已登记。", warning=told)  # fmt: skip


def _inspectors(request: HttpRequest, unit: Organisation) -> list[Organisation]:
    """For whom the person may inspect *unit*: itself, or superiors of it."""
    day = timezone.localdate()
    asked = [unit, *units.ancestors(unit, on=day)]
    return [one for one in asked if permissions.can(request.user, queries.act_of(one, unit), one, on=day)]


def _seen(request: HttpRequest, uid: str) -> Inspection:
    found = queries.inspection(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, "oversight.view", found.organisation, on=today())
    return found


def _inspected(request: HttpRequest, uid: str) -> Inspection:
    found = queries.inspection(uid)
    if found is None:
        raise Http404
    _require(request, found)
    return found


def _require(request: HttpRequest, found: Inspection) -> None:
    """The person may go on with the inspection."""
    act = queries.act_of(found.inspector, found.organisation)
    permissions.require(request.user, act, found.inspector, on=today())


def _fault(uid: str) -> Fault:
    found = queries.fault(uid)
    if found is None:
        raise Http404
    return found


def _trail(found: Inspection) -> Crumbs:
    unit = found.organisation
    return [*unit_crumbs(unit), ("检查", reverse("gk_oversight:inspections", args=[unit.code])),
            (found.title, reverse("gk_oversight:inspection", args=[found.uid]))]  # fmt: skip


def _shown(request: HttpRequest, found: Inspection) -> dict[str, Any]:
    """What the page of an inspection shows."""
    checklist = checklists()[found.checklist]
    known = {row.item: row for row in found.verdicts.all()}
    act = queries.act_of(found.inspector, found.organisation)
    faults = list(found.faults.all())
    return {
        "inspection": found,
        "checklist": checklist,
        "verdicts": [(item, known.get(item.id)) for item in checklist.items.values()],
        "rejected": [item for item in checklist.items.values()
                     if item.veto and (row := known.get(item.id)) and row.result == "unmet"],
        "faults": faults,
        "labels": {item.id: item.label for item in checklist.items.values()},
        "untold": sum(fault.notified_on is None for fault in faults),
        "may_go_on": found.closed_on is None and permissions.can(request.user, act, found.inspector, on=today()),
        "may": may(request, found.organisation) if found.closed_on is None else set(),
    }  # fmt: skip
