"""Normative documents are entered, and live through their steps."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from documented import added, day, entered, face
from registered_zone import DO, TODAY

from gongkai.errors import Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import document_publication, document_steps, document_turns, documents
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.acts.rows import TakenFile
from gongkai.registers.models import Document
from gongkai.registers.queries import documents as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(zone: Organisation) -> Document:
    return entered(zone)


def test_a_document_is_entered_with_what_a_list_knows_of_its_life_and_once(zone: Organisation) -> None:
    row = DocumentRow(
        "normative", "暂行办法", "某开发〔2019〕6号", issued_on=day("2019-03-01"), effective_on=day("2019-04-01"),
        until_on=day("2021-03-31"), repealed_on=day("2020-06-01"), repealed_for="某开发〔2020〕9号",
    )  # fmt: skip
    document = documents.enter(zone, row, **DO)
    assert (document.effective_on, document.repealed_on, document.lapsed_on, document.ended_on) == (
        day("2019-04-01"), day("2020-06-01"), None, day("2020-06-01"),
    )  # fmt: skip
    assert [step.kind for step in queries.steps_of(document)] == ["issued", "repealed"]
    assert documents.enter(zone, row, **DO) == document
    assert Document.objects.count() == 1
    assert Entry.objects.filter(act="registers.enter_document").count() == 1


@pytest.mark.parametrize("kind", ["zone", "township", "street", "district", "department"])
def test_rules_art_2_a_body_without_the_power_makes_no_regulations(db: None, kind: str) -> None:
    unit = units.enter(units.Description("body", "某机关", kind), **DO)
    with pytest.raises(Refused, match=r"没有规章制定权.*《规章制定程序条例》第二条"):
        documents.enter(unit, DocumentRow("regulations", "某规定"), **DO)
    documents.enter(unit, DocumentRow("normative", "某规定"), **DO)


def test_a_city_makes_regulations_in_force_thirty_days_after_their_publication(db: None) -> None:
    city = units.enter(units.Description("city", "某市人民政府", "city"), **DO)
    row = DocumentRow("regulations", "某规定", "第1号令", issued_on=day("2020-03-01"))
    document = documents.enter(city, row, **DO)
    assert document.effective_on == day("2020-03-31")
    document_publication.link_publication(document, face(city, "2020-03-05", kind="document"), **DO)
    document.refresh_from_db()
    assert (document.disclosed_on, document.effective_on) == (day("2020-03-05"), day("2020-04-04"))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": " "}, "标题不能空白"),
        ({"kind": "law"}, "种类没有“law”"),
        ({"issued": "2026-12-31"}, "还没有到"),
        ({"issued": None, "until_on": day("2020-01-01")}, "没有印发日期"),
        ({"repealed_on": day("2020-01-01")}, "请写明废止依据"),
        ({"until_on": day("2019-01-01")}, "截止日期2019年1月1日"),
        ({"until_on": day("2019-12-31"), "repealed_on": day("2020-01-01"), "repealed_for": "清理"}, "起失效"),
        ({"note": "身份证11010519491231002X"}, "不记个人证件号码"),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(zone: Organisation, more: dict[str, Any], words: str) -> None:
    issued = more.pop("issued", "2019-03-01")
    row = DocumentRow(**{"kind": "normative", "title": "办法", "issued_on": day(issued) if issued else None, **more})
    with pytest.raises(Refused, match=words):
        documents.enter(zone, row, **DO)
    assert not Document.objects.exists()


def test_a_list_goes_in_whole_or_not_at_all_and_the_same_file_once(zone: Organisation) -> None:
    rows = [DocumentRow("normative", f"办法{n}", f"某开发〔2019〕{n}号", issued_on=day("2019-03-01"), place=f"第{n}行")
            for n in range(1, 6)]  # fmt: skip
    file = TakenFile("documents", "目录.xlsx", "a" * 64, 5)
    bad = [*rows, DocumentRow("normative", "另一办法", "某开发〔2019〕2号", place="第7行")]
    with pytest.raises(Refused, match="第7行：与第2行是同一条，而标题不同"):
        documents.enter_many(zone, bad, file=file, **DO)
    assert not Document.objects.exists()
    assert documents.enter_many(zone, rows, file=file, **DO).new == 5
    assert documents.enter_many(zone, rows, file=file, **DO).was_known
    again = documents.verdicts(zone, [rows[0], DocumentRow(
        "normative", "办法2", "某开发〔2019〕2号", issued_on=day("2019-03-02"))], on=TODAY)  # fmt: skip
    assert [verdict.state for verdict in again] == ["same", "bad"]
    assert "印发日期是2019年3月1日" in again[1].words
    assert Entry.objects.filter(act="registers.enter_document").count() == 1


def test_verdicts_of_many_rows_take_as_many_queries_as_of_few(zone: Organisation) -> None:
    rows = [
        DocumentRow("normative", f"办法{n}", f"某开发〔2019〕{n}号", issued_on=day("2019-03-01")) for n in range(300)
    ]
    documents.enter_many(zone, rows[:150], **DO)
    counts = []
    for size in (3, 300):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            documents.verdicts(zone, rows[:size], on=TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_document_s_days_follow_from_its_steps_entered_in_any_order(zone: Organisation) -> None:
    document = entered(zone, issued=None)
    added(document, "issued", "2020-03-01", effective_on=day("2020-04-01"), until_on=day("2025-03-31"))
    added(document, "filed", "2020-03-10", body="某区人民政府")
    added(document, "legality_reviewed", "2020-02-01", body="司法局")
    added(document, "adopted", "2020-02-10", body="主任办公会议")
    added(document, "numbered", "2020-02-28", body="办公室", number="KFQGF-2020-01")
    document = queries.document(document.uid)  # type: ignore[assignment]
    assert (document.issued_on, document.effective_on, document.lapsed_on) == (
        day("2020-03-01"), day("2020-04-01"), day("2025-04-01"),
    )  # fmt: skip
    assert document.register_number == "KFQGF-2020-01"
    assert [step.kind for step in queries.steps_of(document)] == [
        "legality_reviewed", "adopted", "numbered", "issued", "filed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "on", "more", "words"),
    [
        ("repealed", "2019-02-01", {"note": "清理"}, "请先登记“印发”"),
        ("issued", "2019-05-01", {}, "2019年3月1日已有“印发”"),
        ("repealed", "2020-01-01", {}, "请写明废止依据"),
        ("consulted", "2019-01-01", {}, "请写明意见征集截止日"),
        ("filed", "2019-03-02", {"body": "区政府", "until_on": day("2020-01-01")}, "不记录“至（当日）”"),
        ("assessed", "2026-11-25", {"note": "好"}, "还没有到"),
        ("struck", "2019-03-02", {}, "没有“struck”这一种步骤"),
        ("legality_reviewed", "2019-02-01", {"body": "局" * 121}, "最多120字"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_what_to_do(
    document: Document, kind: str, on: str, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        added(document, kind, on, **more)
    assert document.steps.count() == 1


def test_a_step_that_would_make_a_later_one_impossible_names_that_one(document: Document) -> None:
    added(document, "amended", "2021-01-01", note="第三条")
    with pytest.raises(Refused, match=r"2021年1月1日的“修订”不成立.*请先作废后面的这一步"):
        added(document, "repealed", "2020-01-01", note="清理")
    issued = document.steps.get(kind="issued")
    with pytest.raises(Refused, match="2021年1月1日的“修订”不成立"):
        document_steps.strike_step(issued, "登记错误", **DO)


def test_comments_accepted_are_part_of_those_received(document: Document) -> None:
    added(document, "consulted", "2019-01-01", until_on=day("2019-02-01"))
    with pytest.raises(Refused, match="采纳意见3条多于收到意见2条"):
        added(document, "answered", "2019-02-10", comments=2, accepted=3)
    added(document, "answered", "2019-02-10", comments=0, accepted=0)


def test_a_struck_step_equals_its_never_having_been(document: Document) -> None:
    before = {name: getattr(document, name) for name in document_steps._DAYS}
    step = document_turns.repeal(document, decided_on=day("2022-01-01"), reason="清理决定", **DO)
    document.refresh_from_db()
    assert document.ended_on == day("2022-01-01")
    with pytest.raises(Refused, match="请写明作废的原因"):
        document_steps.strike_step(step, " ", **DO)
    document_steps.strike_step(step, "登记到了别的文件", **DO)
    document.refresh_from_db()
    assert {name: getattr(document, name) for name in document_steps._DAYS} == before
    with pytest.raises(Refused, match="已于2026年11月24日作废"):
        document_steps.strike_step(step, "再一次", **DO)
    assert Entry.objects.filter(act="registers.strike_document_step").count() == 1


def test_confirming_prolongs_the_validity_and_what_has_lapsed_cannot_be_confirmed(zone: Organisation) -> None:
    document = entered(zone, until_on=day("2021-02-28"))
    with pytest.raises(Refused, match="文件已于2021年3月1日起失效"):
        document_turns.confirm(document, confirmed_on=day("2021-03-01"), until_on=day("2023-02-28"), **DO)
    document_turns.confirm(document, confirmed_on=day("2021-02-28"), until_on=day("2023-02-28"), **DO)
    document.refresh_from_db()
    assert document.lapsed_on == day("2023-03-01")


def test_a_document_takes_the_place_of_another_which_ends_on_its_first_day(
    document: Document, zone: Organisation
) -> None:
    new = entered(
        zone, "网站管理办法（新）", "2022-05-01", effective_on=day("2022-06-01"), document_number="某〔2022〕3号"
    )
    document_turns.take_place_of(new, document, **DO)
    document.refresh_from_db()
    assert document.repealed_on == day("2022-06-01")
    assert queries.steps_of(document)[-1].note == "由《网站管理办法（新）》替代"
    with pytest.raises(Refused, match="已经登记了它替代的文件"):
        document_turns.take_place_of(new, document, **DO)
    with pytest.raises(Refused, match="由它替代的文件"):
        document_turns.take_place_of(document, new, **DO)
    draft = entered(zone, "草案", None)
    with pytest.raises(Refused, match="还没有印发"):
        document_turns.take_place_of(draft, document, **DO)
