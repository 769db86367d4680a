"""The tables of a budget are proposed from the spreadsheets that are attached to its public paper."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from openpyxl import Workbook
from registered_zone import DO, signed_in

from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import drafts, files
from gongkai.registers import budget_tables
from gongkai.registers.acts import budgets
from gongkai.registers.acts.budgets import BudgetRow
from gongkai.registers.models import Budget
from gongkai.registers.queries import budgets as queries

pytestmark = pytest.mark.django_db


def workbook() -> bytes:
    """A table as departments publish it: a title over all columns, the unit, two rows of headings, merged cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "支出表"
    for row in (
        ["2019年部门支出预算表"], ["", "", "", "", "单位：万元"], ["科目", "", "合计", "其中", ""],
        ["科目编码", "科目名称", "", "基本支出", "项目支出"], ["201", "一般公共服务支出", 160.5964, 100.5964, 60],
        ["20103", "政府办公厅（室）及相关机构事务", 160.5964, 100.5964, 60], ["", "合计", 160.5964, 100.5964, 60],
    ):  # fmt: skip
        sheet.append(row)
    for merged in ("A1:E1", "A3:B3", "C3:C4", "D3:E3"):
        sheet.merge_cells(merged)
    for row in sheet.iter_rows(min_row=5, min_col=3):
        for cell in row:
            cell.number_format = "#,##0.0000"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def budget(zone: Organisation) -> Budget:
    """A budget without tables whose paper is a draft with the spreadsheet."""
    paper = drafts.draft(zone, "budget", {"title": "2019年部门预算", "fiscal_year": 2019}, **DO)
    stored = files.store(ContentFile(workbook(), name="预算表.xlsx"), unit=zone, **DO)
    files.attach(paper, stored, "预算表", "table", **DO)
    budget = budgets.enter(zone, BudgetRow(2019, "budget"), **DO)
    budgets.link_publication(budget, paper, **DO)
    return Budget.objects.get(pk=budget.pk)


def test_an_attached_table_is_read_with_its_unit_its_two_rows_of_headings_and_its_merged_cells(budget: Budget) -> None:
    [sheet] = queries.sheets_of(budget)
    looked = budget_tables.look(queries.cells_of(sheet, 0), "function", unit="元")
    assert (looked.unit, looked.wrong) == ("万元", [])
    assert [(line.code, line.name, line.total, line.basic, line.project) for line in looked.lines] == [
        ("201", "一般公共服务支出", 160_596_400, 100_596_400, 60_000_000),
        ("20103", "政府办公厅（室）及相关机构事务", 160_596_400, 100_596_400, 60_000_000),
        ("", "合计", 160_596_400, 100_596_400, 60_000_000),
    ]
    assert queries.cells_of(sheet, 1) == []


def test_the_page_offers_the_sheet_and_the_form_is_filled_with_it(budget: Budget, officers: dict[str, User]) -> None:
    browser: Client = signed_in(officers["registrar"])
    base = f"/office/registers/budget/{budget.uid}/"
    [sheet] = queries.sheets_of(budget)
    asked = f"table=function&amp;file={sheet.file.uid}&amp;sheet=0"
    assert f'href="{base}table/?{asked}"' in browser.get(base).content.decode()
    form = browser.get(f"{base}table/?{asked.replace('&amp;', '&')}").context["form"]
    posted = {"table": "function", "unit": "元", "cells": form["cells"].value()}
    assert browser.post(f"{base}table/", posted).status_code == 302
    page = browser.get(base).content.decode()
    assert "160.5964" in page
    assert "各表数字相加相符" in page
    assert "table=function" not in page  # it is there now
    foreign = browser.get(f"{base}table/?table=economic&file=nobody&sheet=0").context["form"]
    assert foreign["cells"].value() == ""
