"""Inspections by check-list: a sample that anybody can draw again, faults until they are mended and seen again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from overseen_zone import DO, PDF, TODAY, appointed

from gongkai.channels import acts as channels
from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.oversight import acts, queries
from gongkai.oversight.acts import FaultRow, InspectionPlan, SentFile
from gongkai.oversight.acts.inspections import draw
from gongkai.oversight.checklists import _read, checklists
from gongkai.oversight.models import Fault, Inspection, KeptFile, Sampled, Verdict
from gongkai.publications.models import Publication

YEAR = (date(2026, 1, 1), date(2026, 10, 31))
PNG = SentFile("截图.png", b"\x89PNG\r\n\x1a\n0")


def plan(size: int = 5, seed: str = "2026", checklist: str = "site") -> InspectionPlan:
    return InspectionPlan(checklist, "第四季度检查", *YEAR, size, seed)


def published(unit: Organisation, count: int, on: date = date(2026, 5, 1)) -> None:
    Publication.objects.bulk_create(
        Publication(organisation=unit, kind="article", title=f"信息{number}", live=True, published_on=on)
        for number in range(count)
    )


@pytest.fixture
def inspection(zone: Organisation, district: Organisation) -> Inspection:
    published(zone, 8)
    return acts.open_inspection(zone, plan(), inspector=district, **DO)


def judged(inspection: Inspection, **results: str) -> None:
    items = checklists()[inspection.checklist].items
    acts.judge_items(inspection, {item: (results.get(item, "met"), "") for item in items}, **DO)


@given(
    st.lists(st.text("0a1b", max_size=6), unique=True, max_size=20), st.text("0a", max_size=6), st.integers(0, 25),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_a_seed_draws_the_same_sample_whatever_the_order(uids: list[str], seed: str, size: int, chance: Any) -> None:
    shuffled = list(uids)
    chance.shuffle(shuffled)
    drawn = draw(uids, seed, size)
    assert draw(shuffled, seed, size) == drawn
    assert len(drawn) == len(set(drawn)) == min(size, len(uids))
    assert set(drawn) <= set(uids)
    assert drawn == draw(uids, seed, len(uids))[:size]


def test_the_draw_is_the_order_of_sha256_which_any_tool_can_compute() -> None:
    """`printf 2027:a | sha256sum` begins with b883, b with 9619, c with 5946, d with bdd2."""
    assert draw(["a", "b", "c", "d"], "2027", 4) == ["c", "b", "a", "d"]


@pytest.mark.django_db
def test_the_sample_is_drawn_from_what_was_public_in_those_days_and_can_be_drawn_again(
    zone: Organisation, other_unit: Organisation
) -> None:
    published(zone, 30)
    published(zone, 5, date(2025, 12, 31))
    published(other_unit, 5)
    Publication.objects.create(organisation=zone, kind="article", title="草稿")
    made = acts.open_inspection(zone, plan(10), inspector=zone, **DO)
    assert (made.population, made.seed) == (30, "2026")
    drawn = [row.publication.uid for row in made.sample.order_by("position") if row.publication]
    population = queries.population(zone, checklists()["site"], *YEAR).values_list("uid", flat=True)
    assert drawn == draw(list(population), "2026", 10)
    chance = acts.open_inspection(zone, plan(10, seed=""), inspector=zone, **DO)
    again = [row.publication.uid for row in chance.sample.order_by("position") if row.publication]
    assert len(chance.seed) == 16
    assert again == draw(list(population), chance.seed, 10)
    assert acts.open_inspection(zone, plan(200), inspector=zone, **DO).sample.count() == 30


@pytest.mark.django_db
def test_accounts_are_inspected_by_their_articles(zone: Organisation) -> None:
    account = channels.enter_account(zone, channels.AccountDescription("wechat", "wx", "号", date(2026, 1, 1)), **DO)
    row = channels.IssueRow("1", date(2026, 3, 1), (channels.ArticleRow("甲"), channels.ArticleRow("乙")))
    channels.record_issue(account, row, **DO)
    made = acts.open_inspection(zone, plan(checklist="account"), inspector=zone, **DO)
    assert sorted(str(row) for row in made.sample.all()) == ["乙", "甲"]


@pytest.mark.django_db
def test_art_47_a_fault_is_told_of_mended_returned_mended_again_and_passed(
    inspection: Inspection, zone: Organisation
) -> None:
    fault = acts.add_fault(inspection, FaultRow("wording", "“帐号”应为“账号”", 2), **DO, pictures=[PNG, PNG])
    assert fault.pictures.count() == 2
    with pytest.raises(Refused, match="还没有发整改通知"):
        acts.mend_fault(fault, "改了", **DO, mended_on=TODAY)
    acts.notify_faults(inspection, date(2026, 12, 5), **DO)
    with pytest.raises(Refused, match="不必再发通知"):
        acts.notify_faults(inspection, date(2026, 12, 5), **DO)
    with pytest.raises(Refused, match="还没有登记整改情况"):
        acts.pass_fault(fault, **DO)
    acts.mend_fault(fault, "改了", **DO, mended_on=TODAY, evidence=PDF)
    returned = acts.return_fault(fault, "还有一处", date(2026, 12, 8), **DO)
    assert (returned.mended_on, returned.due_on, returned.returned) == (None, date(2026, 12, 8), "还有一处")
    acts.mend_fault(fault, "都改了", **DO, mended_on=TODAY)
    with pytest.raises(Refused, match="正在等待复查"):
        acts.mend_fault(fault, "又改了", **DO, mended_on=TODAY)
    judged(inspection, wording="unmet")
    with pytest.raises(Refused, match="还有1个问题没有复查通过"):
        acts.close_inspection(inspection, "合格", **DO)
    acts.pass_fault(fault, **DO)
    acts.close_inspection(inspection, "合格", **DO)
    for again in (
        lambda: acts.add_fault(inspection, FaultRow("wording", "又有"), **DO),
        lambda: judged(inspection),
        lambda: acts.pass_fault(fault, **DO),
        lambda: acts.close_inspection(inspection, "合格", **DO),
    ):
        with pytest.raises(Refused, match="已于2026年11月25日"):
            again()
    rows = Entry.objects.filter(act__startswith="oversight.", unit=f"organisation:{zone.uid}").order_by("pk")
    assert [row.act.partition(".")[2] for row in rows] == [
        "open_inspection", "add_fault", "notify_faults", "mend_fault", "return_fault", "mend_fault", "judge_items",
        "pass_fault", "close_inspection",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_inspection_is_closed_only_when_every_item_has_its_verdict(inspection: Inspection) -> None:
    items = list(checklists()["site"].items)
    acts.judge_items(inspection, {items[0]: ("met", "")}, **DO)
    with pytest.raises(Refused, match=f"还有{len(items) - 1}项没有登记结果"):
        acts.close_inspection(inspection, "合格", **DO)
    with pytest.raises(Refused, match="不适用的，请说明理由"):
        acts.judge_items(inspection, {items[1]: ("inapplicable", " ")}, **DO)
    with pytest.raises(Refused, match="检查表里没有这一项"):
        acts.judge_items(inspection, {"nothing": ("met", "")}, **DO)
    with pytest.raises(Refused, match="不能登记"):
        acts.judge_items(inspection, {items[1]: ("perhaps", "")}, **DO)
    assert Verdict.objects.count() == 1
    judged(inspection)
    entries = Entry.objects.filter(act="oversight.judge_items").count()
    judged(inspection)
    assert Entry.objects.filter(act="oversight.judge_items").count() == entries
    with pytest.raises(Refused, match="请填写结论"):
        acts.close_inspection(inspection, " ", **DO)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"checklist": "moon"}, "没有“moon”这份检查表"),
        ({"from_on": date(2026, 11, 1)}, "晚于截止日期"),
        ({"until_on": date(2026, 11, 26)}, "还没有到"),
        ({"size": 201}, "抽样数量201不对"),
        ({"title": " "}, "请填写名称"),
    ],
)
def test_what_cannot_be_inspected_is_refused_in_words(zone: Organisation, change: dict[str, Any], words: str) -> None:
    from dataclasses import replace

    with pytest.raises(Refused, match=words):
        acts.open_inspection(zone, replace(plan(), **change), inspector=zone, **DO)
    assert not Inspection.objects.exists()


@pytest.mark.django_db
def test_only_what_lies_in_the_sample_and_the_list_is_faulted_and_only_with_pictures(inspection: Inspection) -> None:
    for fault, pictures, words in (
        (FaultRow("nothing", "错"), [], "检查表里没有这一项"),
        (FaultRow("wording", "错", 6), [], "没有第6件"),
        (FaultRow("wording", " "), [], "请填写问题"),
        (FaultRow("wording", "错"), [PDF], "这里只收PNG、JPG文件"),
    ):
        with pytest.raises(Refused, match=words):
            acts.add_fault(inspection, fault, **DO, pictures=pictures)
    assert not Fault.objects.exists()
    assert not KeptFile.objects.exists()
    acts.add_fault(inspection, FaultRow("wording", "错"), **DO)
    with pytest.raises(Refused, match="已经过去"):
        acts.notify_faults(inspection, date(2026, 11, 24), **DO)


@pytest.mark.django_db
def test_a_superior_inspects_below_it_a_unit_itself_and_nobody_else(
    district: Organisation, zone: Organisation, other_unit: Organisation
) -> None:
    overseer, registrar = appointed("overseer", district), appointed("registrar", zone)
    made = acts.open_inspection(zone, plan(), inspector=district, by=overseer, on=TODAY)
    own = acts.open_inspection(zone, plan(), inspector=zone, by=registrar, on=TODAY)
    with pytest.raises(NotAllowed):
        acts.open_inspection(zone, plan(), inspector=district, by=registrar, on=TODAY)
    with pytest.raises(NotAllowed):
        acts.judge_items(made, {"wording": ("met", "")}, by=registrar, on=TODAY)
    acts.judge_items(own, {"wording": ("met", "")}, by=registrar, on=TODAY)
    with pytest.raises(NotAllowed):
        acts.open_inspection(zone, plan(), inspector=zone, by=appointed("overseer", zone), on=TODAY)
    with pytest.raises(Refused, match="不是他区人民政府的上级机关"):
        acts.open_inspection(other_unit, plan(), inspector=district, by=overseer, on=TODAY)
    fault = acts.add_fault(made, FaultRow("wording", "错"), by=overseer, on=TODAY)
    acts.notify_faults(made, TODAY, by=overseer, on=TODAY)
    with pytest.raises(NotAllowed):
        acts.mend_fault(fault, "改了", by=overseer, on=TODAY, mended_on=TODAY)
    acts.mend_fault(fault, "改了", by=registrar, on=TODAY, mended_on=TODAY)
    with pytest.raises(NotAllowed):
        acts.pass_fault(fault, by=registrar, on=TODAY)


@pytest.mark.django_db
def test_the_database_holds_the_order_of_a_fault_s_days(inspection: Inspection) -> None:
    fault = acts.add_fault(inspection, FaultRow("wording", "错"), **DO)
    for changes in (
        {"notified_on": TODAY}, {"mended_on": TODAY, "mended": "改了"}, {"passed_on": TODAY},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Fault.objects.filter(pk=fault.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sampled.objects.create(inspection=inspection, position=99)


def test_each_check_list_names_its_source_and_its_items_once() -> None:
    assert set(checklists()) == {"site", "account", "platform"}
    for entry in checklists().values():
        assert "〔" in entry.source or "条例" in entry.source
        assert any(item.veto for item in entry.items.values())
        assert all(item.look for item in entry.items.values())
    item = {"id": "a", "label": "甲", "look": "看", "veto": True}
    good: dict[str, Any] = {"id": "x", "label": "乙", "draws": "article", "source": "条例"}
    for wrong in ({"item": [item, item]}, {"item": [item], "draws": "moon"}, {"item": [item], "id": "y"}):
        with pytest.raises(ValueError, match=r"x\.toml"):
            _read({**good, **wrong}, "x.toml")
