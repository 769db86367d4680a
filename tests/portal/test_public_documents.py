"""Normative documents and budgets as everybody reads them: the list, the open data, the tables beside the paper."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Program
from gongkai.publications.models import Publication
from gongkai.registers.acts import budgets, document_publication, document_turns, documents
from gongkai.registers.acts.budgets import BudgetRow
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.budget_tables import Line
from gongkai.registers.models import Document

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": Program("test"), "on": date(2026, 11, 24)}


@pytest.fixture
def zone(db: None) -> Organisation:
    return units.enter(units.Description("zone", "某区开发区管理委员会", "zone"), **DO)


def shown(
    unit: Organisation, title: str, issued: date = date(2019, 3, 1), *, live: bool = True, **more: Any
) -> Document:
    document = documents.enter(unit, DocumentRow("normative", title, issued_on=issued, **more), **DO)
    paper = Publication.objects.create(
        organisation=unit, kind="normative", title=title, made_on=issued, live=live,
        published_on=issued if live else None,
    )  # fmt: skip
    return document_publication.link_publication(document, paper, **DO)


def test_the_public_reads_what_is_published_with_its_state_and_nothing_else(client: Client, zone: Organisation) -> None:
    seen = shown(zone, "网站管理办法", document_number="某〔2019〕6号")
    shown(zone, "没有公开的办法", live=False)
    documents.enter(zone, DocumentRow("normative", "没有关联的办法", issued_on=date(2019, 1, 1)), **DO)
    shown(zone, "旧办法", date(2018, 1, 1), repealed_on=date(2019, 3, 1), repealed_for="清理")
    page = client.get("/documents/zone/").content.decode()
    assert f'href="/p/{seen.publication.uid}/"' in page  # type: ignore[union-attr]
    assert "没有公开的办法" not in page
    assert "没有关联的办法" not in page
    assert "（2019年3月1日起）" in page
    assert client.get("/documents/nobody/").status_code == 404
    assert "/documents/zone/" in client.get("/r/zone/").content.decode()
    english = client.get("/en/documents/zone/").content.decode()
    assert "In force" in english
    assert "1 March 2019" in english


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("state=in_force", {"网站管理办法"}),
        ("state=repealed", {"旧办法"}),
        ("year=2018", {"旧办法"}),
        ("text=网站", {"网站管理办法"}),
        ("text=〔2019〕6", {"网站管理办法"}),
        ("state=nonsense&year=abc", {"网站管理办法", "旧办法"}),
        ("text=没有的", set()),
    ],
)
def test_the_list_is_narrowed_by_state_year_and_words(
    client: Client, zone: Organisation, query: str, titles: set[str]
) -> None:
    shown(zone, "网站管理办法", document_number="某〔2019〕6号")
    shown(zone, "旧办法", date(2018, 1, 1), repealed_on=date(2019, 3, 1), repealed_for="清理")
    page = client.get(f"/documents/zone/?{query}").content.decode()
    assert {title for title in ("网站管理办法", "旧办法") if title in page} == titles


def test_the_list_is_paged_by_key_and_costs_the_same_however_long(client: Client, zone: Organisation) -> None:
    def asked(path: str) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        return page, len(queries)

    shown(zone, "办法0")
    _page, few = asked("/documents/zone/")
    for number in range(1, 56):
        shown(zone, f"办法{number}")
    page, many = asked("/documents/zone/")
    assert many == few
    following = page.split('rel="next" href="')[1].split('"')[0]
    rest, _queries = asked(f"/documents/zone/{following}")
    names = {f">办法{number}<" for number in range(56)}
    on_first, on_second = {name for name in names if name in page}, {name for name in names if name in rest}
    assert on_first | on_second == names
    assert not on_first & on_second
    assert len(on_first) == 50


def test_open_data_has_every_public_document_with_its_days(client: Client, zone: Organisation) -> None:
    old = shown(zone, "=旧办法", date(2018, 1, 1))
    new = shown(zone, "新办法", date(2019, 3, 1), document_number="某〔2019〕6号")
    document_turns.take_place_of(new, old, **DO)
    answer = client.get("/documents/zone.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    data = json.loads(b"".join(answer.streaming_content))
    assert (data["schema"], data["body"]["code"]) == (1, "zone")
    first, second = data["rows"]
    assert set(first) == set(data["fields"])
    assert (first["title"], first["state"], first["ended_on"]) == ("新办法", "in_force", None)
    assert first["replaces"] == second["address"]
    assert (second["state"], second["ended_on"], second["document_number"]) == ("repealed", "2019-03-01", None)
    text = b"".join(client.get("/documents/zone.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][2] == "标题"
    assert rows[2][2].endswith("=旧办法")
    assert not rows[2][2].startswith("=")  # nothing is taken for a formula
    assert rows[1][5] == "现行有效"


def test_a_budget_s_page_shows_its_tables_beside_the_year_before(client: Client, zone: Organisation) -> None:
    for year, amount in ((2018, 800_000_00), (2019, 1_605_964_00)):
        lines = [Line("function", "201", "一般公共服务支出", amount), Line("function", "", "合计", amount)]
        budgets.enter(zone, BudgetRow(year, "budget", lines=lines), **DO)
    budget = budgets.queries.of_year(zone, 2019, "budget")
    assert budget is not None
    paper = Publication.objects.create(organisation=zone, kind="budget", title="2019年部门预算", fiscal_year=2019,
                                       live=True, published_on=date(2019, 2, 1))  # fmt: skip
    assert "160.5964" not in client.get(f"/p/{paper.uid}/").content.decode()
    budgets.link_publication(budget, paper, **DO)
    page = client.get(f"/p/{paper.uid}/").content.decode()
    for words in ("支出（按功能分类）", "160.5964", "80", "+100.7%"):
        assert words in page, words
