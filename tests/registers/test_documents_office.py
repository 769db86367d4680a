"""The back office's pages of documents and budgets, through real requests."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from registered_zone import PROGRAM, TODAY, signed_in

from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.publications.models import Publication
from gongkai.registers.acts import budgets, document_publication, document_turns, documents
from gongkai.registers.acts.budgets import BudgetRow
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.budget_tables import Line
from gongkai.registers.models import Budget, Change, Document, DocumentStep
from gongkai.registers.urls_documents import urlpatterns

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}

#: Each address: what act it asks, and how it is reached at things of a unit.
ROUTES = {
    "documents": ("view", "unit/{unit}/documents/"),
    "documents_due": ("view", "unit/{unit}/documents/due/"),
    "enter_document": ("enter_document", "unit/{unit}/documents/enter/"),
    "document": ("view", "document/{document}/"),
    "document_of_table": ("view", "record/document/{document}/"),
    "correct_document": ("record", "document/{document}/correct/"),
    "strike_document": ("record", "document/{document}/strike/"),
    "replace_document": ("replace_document", "document/{document}/replace/"),
    "link_document": ("link_document", "document/{document}/link/"),
    "add_document_step": ("add_document_step", "document/{document}/step/filed/"),
    "strike_document_step": ("strike_document_step", "document-step/{step}/strike/"),
    "budgets": ("view", "unit/{unit}/budgets/"),
    "enter_budget": ("enter_budget", "unit/{unit}/budgets/enter/"),
    "budget": ("view", "budget/{budget}/"),
    "add_budget_table": ("enter_budget", "budget/{budget}/table/"),
    "link_budget": ("link_budget", "budget/{budget}/link/"),
    "strike_budget": ("strike_budget", "budget/{budget}/strike/"),
}


def things(unit: Organisation) -> dict[str, str]:
    """A document with a step and a budget of *unit*."""
    row = DocumentRow("normative", "网站管理办法", "某〔2019〕6号", issued_on=date(2019, 3, 1))
    document = documents.enter(unit, row, **DO)
    line = Line("function", "201", "一般公共服务支出", 1_000_000_00, 600_000_00, 400_000_00)
    budget = budgets.enter(unit, BudgetRow(2019, "budget", date(2019, 2, 1), "财政局", [line]), **DO)
    return {"unit": unit.code, "document": document.uid, "budget": budget.uid, "step": document.steps.get().uid}


@pytest.fixture
def registrar(officers: dict[str, User]) -> Client:
    return signed_in(officers["registrar"])


def test_every_route_is_in_the_table_of_this_test() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*ROUTES, "draft_document"}


@pytest.mark.parametrize("role", list(matrix().roles))
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], role: str
) -> None:
    own, foreign = things(zone), things(other_unit)
    browser = signed_in(officers[role])
    for name, (act, path) in ROUTES.items():
        allowed = role in matrix().acts[f"registers.{act}"].roles
        assert browser.get(f"/office/registers/{path.format(**own)}").status_code == (200 if allowed else 404), name
        assert browser.get(f"/office/registers/{path.format(**foreign)}").status_code == 404, name
        if act != "view":
            assert browser.post(f"/office/registers/{path.format(**foreign)}", {"reason": "x"}).status_code == 404, name
            posted = browser.post(f"/office/registers/{path.format(**own)}", {}).status_code
            assert posted == (422 if allowed else 404), name
    # The draft asks two permissions, which no single role has.
    assert browser.get(f"/office/registers/document/{own['document']}/draft/").status_code == 404
    for path in ("document/nobody/", "budget/nobody/", "document-step/nobody/strike/"):
        assert browser.get(f"/office/registers/{path}").status_code == 404


def test_a_document_is_entered_and_lives_through_the_forms(registrar: Client, zone: Organisation) -> None:
    fields = {"kind": "normative", "title": "网站管理办法", "issued_on": "2019-03-01", "until_on": "2024-02-29"}
    assert registrar.post("/office/registers/unit/zone/documents/enter/", fields).status_code == 302
    document = Document.objects.get()
    base = f"/office/registers/document/{document.uid}/"
    page = registrar.get(base).content.decode()
    for words in ("已失效", "至2024年2月29日", "有效期最后一天", "没有集体审议通过的记录", f"{base}step/filed/"):
        assert words in page, words
    assert f"{base}step/confirmed/" not in page  # it has lapsed
    late = registrar.post(f"{base}step/confirmed/", {"on": "2024-03-01", "until_on": "2026-03-01"})
    assert late.status_code == 409
    assert "文件已于2024年3月1日起失效" in late.content.decode()
    assert 'value="2026-03-01"' in late.content.decode()  # what was typed stays
    prolonged = {"on": "2024-02-01", "until_on": "2029-02-28", "number": "某〔2024〕1号"}
    assert registrar.post(f"{base}step/confirmed/", prolonged).status_code == 302
    page = registrar.get(base).content.decode()
    assert "现行有效" in page
    assert "某〔2024〕1号" in page
    step = DocumentStep.objects.get(kind="confirmed")
    struck = registrar.post(f"/office/registers/document-step/{step.uid}/strike/", {"reason": "登记错误"})
    assert struck["Location"] == base
    page = registrar.get(base).content.decode()
    assert "作废：登记错误" in page
    assert "已失效" in page


def test_a_correction_keeps_what_stood_there_and_a_struck_document_is_told(
    registrar: Client, zone: Organisation
) -> None:
    uid = things(zone)["document"]
    base = f"/office/registers/document/{uid}/"
    fields = {"title": "政府网站管理办法", "document_number": "某〔2019〕6号", "reason": "漏字"}
    assert registrar.post(f"{base}correct/", fields).status_code == 302
    assert Change.objects.get().before == "网站管理办法"
    assert "漏字" in registrar.get(base).content.decode()
    assert registrar.post(f"{base}strike/", {"reason": "重复登记"}).status_code == 302
    page = registrar.get(base).content.decode()
    assert "作废：重复登记" in page
    assert f"{base}step/" not in page
    assert uid not in registrar.get("/office/registers/unit/zone/documents/").content.decode()


def test_a_linked_document_cannot_be_struck_and_shows_its_paper(
    registrar: Client, zone: Organisation, other_unit: Organisation
) -> None:
    uid = things(zone)["document"]
    base = f"/office/registers/document/{uid}/"
    paper = Publication.objects.create(
        organisation=zone, kind="normative", title="网站管理办法", made_on=date(2019, 3, 1), live=True,
        published_on=date(2019, 3, 4),
    )  # fmt: skip
    foreign = Publication.objects.create(organisation=other_unit, kind="normative", title="网站管理办法")
    assert registrar.post(f"{base}link/", {"publication": foreign.uid}).status_code == 422
    assert registrar.post(f"{base}link/", {"publication": paper.uid}).status_code == 302
    assert "2019年3月4日公开" in registrar.get(base).content.decode()
    answer = registrar.post(f"{base}strike/", {"reason": "重复登记"})
    assert answer.status_code == 409
    assert "请先解除关联" in answer.content.decode()
    assert registrar.post(f"{base}link/", {"sure": "1"}).status_code == 302
    assert Document.objects.get(uid=uid).publication is None


def test_a_successor_is_entered_by_the_form(registrar: Client, zone: Organisation) -> None:
    old = things(zone)["document"]
    new = documents.enter(zone, DocumentRow("normative", "新办法", issued_on=date(2022, 5, 1)), **DO)
    base = f"/office/registers/document/{new.uid}/"
    assert registrar.post(f"{base}replace/", {"old": old}).status_code == 302
    page = registrar.get(f"/office/registers/document/{old}/").content.decode()
    assert "由《新办法》替代" in page
    assert base in page


def test_an_officer_of_both_roles_drafts_the_public_paper(zone: Organisation, officers: dict[str, User]) -> None:
    from gongkai.organisations import acts as units

    units.appoint(officers["registrar"], "editor", zone, by=PROGRAM, on=TODAY, from_on=date(2020, 1, 1))
    uid = things(zone)["document"]
    browser = signed_in(officers["registrar"])
    base = f"/office/registers/document/{uid}/"
    assert f"{base}draft/" in browser.get(base).content.decode()
    assert browser.post(f"{base}draft/", {"sure": "1"}).status_code == 302
    paper = Document.objects.get(uid=uid).publication
    assert paper is not None
    assert (paper.title, paper.document_number) == ("网站管理办法", "某〔2019〕6号")


def test_the_list_is_narrowed_and_costs_the_same_however_long(registrar: Client, zone: Organisation) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get("/office/registers/unit/zone/documents/").status_code == 200
        return len(queries)

    things(zone)
    few = asked()
    rows = [DocumentRow("normative", f"办法{n}", f"某〔2020〕{n}号", issued_on=date(2020, 3, 1)) for n in range(80)]
    documents.enter_many(zone, rows, **DO)
    assert asked() == few
    page = registrar.get("/office/registers/unit/zone/documents/?year=2019&state=in_force").content.decode()
    assert "网站管理办法" in page
    assert "办法79" not in page
    first = registrar.get("/office/registers/unit/zone/documents/?year=2020").content.decode()
    assert "更早的文件" in first


def test_what_is_due_for_review_is_listed(registrar: Client, zone: Organisation) -> None:
    uid = things(zone)["document"]
    page = registrar.get("/office/registers/unit/zone/documents/due/").content.decode()
    assert "2021年3月1日，已到期" in page
    document_turns.confirm(Document.objects.get(uid=uid), confirmed_on=date(2026, 11, 1), **DO)
    assert uid not in registrar.get("/office/registers/unit/zone/documents/due/").content.decode()


# --- budgets ----------------------------------------------------------------------------------------


def test_a_budget_is_entered_from_pasted_tables_and_checked(registrar: Client, zone: Organisation) -> None:
    fields = {
        "kind": "budget", "fiscal_year": "2019", "approved_on": "2019-02-01", "approved_by": "区财政局", "unit": "万元",
        "function": "201\t一般公共服务支出\t160.5964\t100.5964\t60\n\t合计\t161\t101\t60",
        "revenue": "", "economic": "", "three_public": "",
    }  # fmt: skip
    wrong = {**fields, "function": "201\t一般公共服务支出\t一百"}
    answer = registrar.post("/office/registers/unit/zone/budgets/enter/", wrong)
    assert answer.status_code == 409
    assert "第1行（一般公共服务支出）：“一百”不是金额" in answer.content.decode()
    assert "201\t一般公共服务支出\t一百" in answer.content.decode()
    assert registrar.post("/office/registers/unit/zone/budgets/enter/", fields).status_code == 302
    budget = Budget.objects.get()
    page = registrar.get(f"/office/registers/budget/{budget.uid}/").content.decode()
    for words in ("160.5964", "2019年2月21日", "还没有公开", "“合计”合计161万元，各类科目相加是160.5964万元"):
        assert words in page, words
    assert "逾期" in registrar.get("/office/registers/unit/zone/budgets/").content.decode()


def test_a_further_table_the_year_before_and_striking_by_the_forms(registrar: Client, zone: Organisation) -> None:
    uid = things(zone)["budget"]
    before = [Line("function", "201", "一般公共服务支出", 800_000_00)]
    budgets.enter(zone, BudgetRow(2018, "budget", lines=before), **DO)
    base = f"/office/registers/budget/{uid}/"
    table = {"table": "economic", "unit": "元", "cells": "301\t工资福利支出\t600000"}
    assert registrar.post(f"{base}table/", table).status_code == 302
    page = registrar.get(base).content.decode()
    assert "+25.0%" in page
    assert "工资福利支出" in page
    assert "各表数字相加相符" in page
    paper = Publication.objects.create(organisation=zone, kind="budget", title="2019年部门预算", fiscal_year=2019)
    assert registrar.post(f"{base}link/", {"publication": paper.uid}).status_code == 302
    assert registrar.post(f"{base}strike/", {"reason": "有误"}).status_code == 409
    assert registrar.post(f"{base}link/", {"sure": "1"}).status_code == 302
    assert registrar.post(f"{base}strike/", {"reason": "有误"}).status_code == 302
    assert "作废：有误" in registrar.get(base).content.decode()


def test_the_document_s_paper_is_linked_once_by_two_officers(zone: Organisation) -> None:
    document = Document.objects.get(uid=things(zone)["document"])
    paper = Publication.objects.create(organisation=zone, kind="normative", title="网站管理办法")
    document_publication.link_publication(document, paper, **DO)
    assert document_publication.link_publication(document, paper, **DO).publication == paper
