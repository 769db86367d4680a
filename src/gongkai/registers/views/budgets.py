"""Budgets and final accounts in the back office: entered with their tables, checked, compared with the year before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.errors import Refused
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.registers import budget_tables, kinds
from gongkai.registers.acts import budgets
from gongkai.registers.acts.budgets import BudgetRow
from gongkai.registers.budget_tables import Line
from gongkai.registers.document_forms import BudgetForm, BudgetTableForm, LinkForm, ReasonForm
from gongkai.registers.models import Budget
from gongkai.registers.queries import budgets as queries
from gongkai.registers.views.answers import Crumbs, asked_unit, may_at, page, today, unit_crumbs
from gongkai.registers.views.document_pages import Said, answered

_methods = require_http_methods(["GET", "HEAD", "POST"])
#: What could not be read of a table is told up to so many lines.
_TOLD = 10


@require_safe
@hidden_from_others
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The budgets and accounts of a unit, and which are late."""
    unit = asked_unit(request, code, "registers.view")
    late = {row.pk for row in queries.late([unit], today())}
    context = {
        "unit": unit,
        "rows": [(row, row.pk in late) for row in queries.budgets_of(unit)],
        "may": may_at(request, unit),
    }
    return page(request, "budgets", "预算、决算", context, trail=unit_crumbs(unit))


@require_safe
@hidden_from_others
def budget(request: HttpRequest, uid: str) -> HttpResponse:
    """A budget: its tables beside those of the year before, and the sums that do not fit."""
    found = _asked(request, uid, "registers.view")
    tables = queries.tables_of(found)
    may = may_at(request, found.organisation) if found.struck_on is None else set()
    context = {
        "budget": found,
        "unit": found.organisation,
        "tables": tables,
        "findings": queries.findings(found),
        "lacking": [kind for kind in kinds.budget_tables().values() if kind.id not in {table.id for table in tables}],
        "sheets": [(sheet, list(enumerate(queries.captions_of(sheet)))) for sheet in queries.sheets_of(found)],
        "is_late": queries.late([found.organisation], today()).filter(pk=found.pk).exists(),
        "may": may,
    }
    return page(request, "budget", str(found), context, trail=_list_crumbs(found.organisation))


@_methods
@hidden_from_others
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """A budget of a unit, with the tables that were pasted."""
    unit = asked_unit(request, code, "registers.enter_budget")

    def act(values: dict[str, Any]) -> None:
        lines = [
            line
            for table in kinds.budget_tables()
            for line in _lines(budget_tables.pasted(values[table]), table, values["unit"])
        ]
        row = BudgetRow(values["fiscal_year"], values["kind"], values["approved_on"], values["approved_by"], lines)
        budgets.enter(unit, row, by=request.user, on=today())

    form = BudgetForm(request.POST or None, initial={"fiscal_year": today().year})
    return answered(request, form, act, Said("登记预算、决算", "已登记。"), trail=_list_crumbs(unit))


@_methods
@hidden_from_others
def add_table(request: HttpRequest, uid: str) -> HttpResponse:
    """A further table of a budget: pasted, or proposed from a spreadsheet that is attached to its publication."""
    found = _asked(request, uid, "registers.enter_budget")

    def act(values: dict[str, Any]) -> None:
        lines = _lines(budget_tables.pasted(values["cells"]), values["table"], values["unit"])
        budgets.add_lines(found, lines, by=request.user, on=today())

    initial = {"table": request.GET.get("table", "function"), "cells": _proposed(found, request.GET)}
    form = BudgetTableForm(request.POST or None, initial=initial)
    note = "请核对读到的各列。金额单位以表内写明的为准，没有写明的按下面选择的单位。"
    said = Said("登记表格", "表格已登记。", note=note)
    return answered(request, form, act, said, trail=_crumbs(found))


@_methods
@hidden_from_others
def link(request: HttpRequest, uid: str) -> HttpResponse:
    """Which publication is the budget's public face; or that the one it has is none."""
    found = _asked(request, uid, "registers.link_budget")
    if found.publication is not None:
        return _unlink(request, found, found.publication.title)

    def act(values: dict[str, Any]) -> None:
        budgets.link_publication(found, values["publication"], by=request.user, on=today())

    form = LinkForm(request.POST or None, candidates=queries.candidates_to_link(found))
    said = Said("关联公开信息", "已关联。", note="关联以后，公开页面显示这里登记的表格和与上年的对比。")
    return answered(request, form, act, said, trail=_crumbs(found))


@_methods
@hidden_from_others
def strike(request: HttpRequest, uid: str) -> HttpResponse:
    """A budget that was entered wrong."""
    found = _asked(request, uid, "registers.strike_budget")

    def act(values: dict[str, Any]) -> None:
        budgets.strike(found, values["reason"], by=request.user, on=today())

    said = Said("作废", "已作废，记录仍保留。", "作废以后可以重新登记同一年度的预算、决算。作废不能恢复。")
    return answered(request, ReasonForm(request.POST or None), act, said, trail=_crumbs(found))


def _lines(rows: list[list[str]], table: str, unit: str) -> list[Line]:
    """
    The lines of a table.

    Raises:
        Refused: some of it cannot be read; names the lines.
    """
    looked = budget_tables.look(rows, table, unit=unit)
    if looked.wrong:
        more = f"……共{len(looked.wrong)}处" if len(looked.wrong) > _TOLD else ""
        label = kinds.budget_tables()[table].label
        raise Refused(f"“{label}”表有读不出的内容，没有登记。{'；'.join(looked.wrong[:_TOLD])}{more}")
    return looked.lines


def _proposed(found: Budget, asked: Any) -> str:
    """What a spreadsheet of the publication would say, as cells to check and correct; "" if none was asked for."""
    number = asked.get("sheet", "")
    sheet = next((row for row in queries.sheets_of(found) if row.file.uid == asked.get("file")), None)
    if sheet is None or not number.isdecimal():
        return ""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in queries.cells_of(sheet, int(number)))


def _unlink(request: HttpRequest, found: Budget, title: str) -> HttpResponse:
    def act(values: dict[str, Any]) -> None:
        budgets.unlink_publication(found, by=request.user, on=today())

    said = Said("解除与公开信息的关联", "已解除关联。", note=f"解除后，《{title}》的页面不再显示这里的表格。")
    return answered(request, forms.Form(request.POST or None), act, said, trail=_crumbs(found))


def _asked(request: HttpRequest, uid: str, act: str) -> Budget:
    found = queries.budget(uid)
    if found is None:
        raise Http404
    permissions.require(request.user, act, found.organisation, on=today())
    return found


def _list_crumbs(unit: Organisation) -> Crumbs:
    return [*unit_crumbs(unit), ("预算、决算", reverse("gk_registers:budgets", args=[unit.code]))]


def _crumbs(found: Budget) -> Crumbs:
    return [*_list_crumbs(found.organisation), (str(found), reverse("gk_registers:budget", args=[found.uid]))]
