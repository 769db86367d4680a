"""Rows are corrected with a reason and struck, never deleted; what stood there before is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from registered_zone import (
    DO,
    TODAY,
    a_fee,
    a_licence,
    a_matter,
    a_penalty,
    a_project,
    an_income,
    appointed,
    catalogued,
    collected,
    decided,
    listed,
)

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import changes, judging, matters, procurement
from gongkai.registers.acts.rows import TakenFile
from gongkai.registers.models import Change, Matter, Procurement
from gongkai.registers.queries import records

pytestmark = pytest.mark.django_db


def one_of_each(zone: Organisation) -> list[tuple[Any, dict[str, Any], tuple[str, str, str]]]:
    """A record of each register, a correction, and the line that it leaves."""
    procurement.enter_many(zone, [a_project()], **DO)
    return [
        (listed(zone, a_matter()), {"name": "新名称"}, ("事项名称", "事项X1", "新名称")),
        (decided(zone, a_penalty())[0], {"fine": 123_456}, ("罚款金额（元）", "500.00", "1,234.56")),
        (catalogued(zone, a_fee()), {"closed_on": date(2026, 1, 1)}, ("取消日期", "", "2026年1月1日")),
        (collected(zone, an_income("F1", "2025-01-01", "2025-01-31", 100)), {"amount": -100},
         ("金额（元）", "1.00", "-1.00")),
        (Procurement.objects.select_related("organisation").get(), {"is_central": False}, ("政府集中采购", "是", "否")),
    ]  # fmt: skip


def test_a_correction_keeps_what_stood_there_who_did_it_and_why(zone: Organisation) -> None:
    registrar = appointed("registrar", zone)
    for record, values, told in one_of_each(zone):
        entries = Entry.objects.filter(act="registers.correct").count()
        now = changes.changed(record, values, "原登记有误", by=registrar, on=TODAY)
        [line] = records.history(now)
        assert (line.field, line.before, line.after) == told
        assert (line.reason, line.on, line.by) == ("原登记有误", TODAY, "registrarzone")
        assert Entry.objects.filter(act="registers.correct").count() == entries + 1


def test_the_registrar_alone_corrects_and_strikes(zone: Organisation) -> None:
    for role in ("administrator", "approver", "reporter"):
        person = appointed(role, zone)
        for record, values, _told in one_of_each(zone) if role == "administrator" else []:
            with pytest.raises(NotAllowed):
                changes.changed(record, values, "原登记有误", by=person, on=TODAY)
            with pytest.raises(NotAllowed):
                changes.strike(record, "误登", by=person, on=TODAY)


def test_where_nothing_differs_nothing_is_written(zone: Organisation) -> None:
    matter = listed(zone, a_matter())
    changes.changed(matter, {"name": " 事项X1 "}, "看一看", **DO)
    assert not Change.objects.exists()
    with pytest.raises(Refused, match="原因"):
        changes.changed(matter, {"name": "新"}, "", **DO)


def test_a_correction_is_held_to_what_a_new_row_is_held_to(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty())
    for values, words in (
        ({"party_code": "1"}, "应为18位"),
        ({"decided_on": date(2026, 11, 25)}, "还没有到"),
        ({"facts": "身份证号110101199003078515"}, "不记个人证件号码"),
        ({"matter": "没有的"}, "权责清单里没有"),
    ):
        with pytest.raises(Refused, match=words):
            changes.changed(made, values, "更正", **DO)
    with pytest.raises(ValueError, match="no fields"):
        changes.changed(made, {"published_on": TODAY}, "更正", **DO)


def test_a_correction_does_not_take_the_key_of_another_row(zone: Organisation) -> None:
    _first, second = decided(zone, a_penalty("一"), a_penalty("二"))
    with pytest.raises(Refused, match="已有另一条同样的行政决定"):
        changes.changed(second, {"document_number": "一"}, "更正", **DO)
    old, new = (
        listed(zone, a_matter("A", closed_on=date(2020, 1, 1))),
        listed(zone, a_matter("A", opened_on=date(2021, 1, 1))),
    )
    with pytest.raises(Refused, match="已有另一条"):
        changes.changed(old, {"closed_on": None}, "更正", **DO)
    changes.changed(new, {"opened_on": date(2020, 1, 1)}, "更正", **DO)


def test_the_second_of_two_editors_is_told(zone: Organisation) -> None:
    matter = listed(zone, a_matter())
    seen = changes.edition(matter)
    changes.changed(matter, {"name": "甲改"}, "更正", **DO, seen=seen)
    with pytest.raises(Refused, match="已有人更正过，没有保存"):
        changes.changed(matter, {"name": "乙改"}, "更正", **DO, seen=seen)
    assert Matter.objects.get().name == "甲改"


def test_a_published_decision_stays_complete(zone: Organisation) -> None:
    [made] = decided(zone, a_licence())
    judging.publish([made], **DO)
    with pytest.raises(Refused, match="已经公开，决定内容不能空白"):
        changes.changed(made, {"content": ""}, "更正", **DO)
    with pytest.raises(Refused, match="正在公开，请先撤回"):
        changes.strike(made, "误登", **DO)


def test_the_judgement_stays_when_something_else_is_corrected(zone: Organisation) -> None:
    [made] = decided(zone, a_licence())
    judging.judge([made], False, "含商业秘密", **DO)
    now = changes.changed(made, {"content": "另一内容"}, "更正", **DO)
    assert (now.is_public, now.public_reason) == (False, "含商业秘密")


def test_struck_a_row_stays_counts_no_more_and_leaves_its_key_free(zone: Organisation) -> None:
    for record, values, _told in reversed(one_of_each(zone)):
        changes.strike(record, "误登", **DO)
        assert type(record).objects.get(pk=record.pk).struck_for == "误登"
        for act in (lambda found: changes.strike(found, "再作废", **DO),
                    lambda found, values=values: changes.changed(found, values, "更正", **DO)):  # fmt: skip
            with pytest.raises(Refused, match="已于2026年11月24日作废：误登"):
                act(record)
    assert decided(zone, a_penalty())
    assert listed(zone, a_matter())


def test_what_others_stand_on_is_not_struck(zone: Organisation) -> None:
    matter = listed(zone, a_matter("L1"))
    decided(zone, a_licence(matter="L1"))
    with pytest.raises(Refused, match="事项下还有1件决定"):
        changes.strike(matter, "误登", **DO)
    item = catalogued(zone, a_fee("F1"))
    income = collected(zone, an_income("F1", "2025-01-01", "2025-01-31", 1))
    with pytest.raises(Refused, match="项目下还有1笔收入"):
        changes.strike(item, "误登", **DO)
    changes.strike(income, "误登", **DO)
    changes.strike(item, "误登", **DO)


def test_a_whole_file_is_struck_and_may_be_taken_in_again(zone: Organisation) -> None:
    file = TakenFile("matters", "事项.xlsx", "b" * 64, 3)
    rows = [a_matter(str(number)) for number in range(3)]
    taken = matters.enter_many(zone, rows, **DO, file=file).taken
    assert taken is not None
    changes.strike(Matter.objects.select_related("organisation").get(code="0"), "单独作废", **DO)
    assert changes.strike_import(taken, "导错了文件", **DO) == 2
    assert set(Matter.objects.values_list("struck_for", flat=True)) == {"单独作废", "导错了文件"}
    with pytest.raises(Refused, match="已于2026年11月24日作废：导错了文件"):
        changes.strike_import(taken, "再作废", **DO)
    assert matters.enter_many(zone, rows, **DO, file=file).new == 3


def test_a_file_with_a_row_that_others_stand_on_is_struck_not_at_all(zone: Organisation) -> None:
    file = TakenFile("matters", "事项.xlsx", "c" * 64, 2)
    taken = matters.enter_many(zone, [a_matter("L1"), a_matter("L2")], **DO, file=file).taken
    assert taken is not None
    decided(zone, a_licence(matter="L2"))
    with pytest.raises(Refused, match="“事项L2”不能作废：该事项下还有1件决定"):
        changes.strike_import(taken, "导错", **DO)
    assert not Matter.objects.filter(struck_on__isnull=False).exists()


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_the_history_is_never_changed(zone: Organisation, statement: str) -> None:
    changes.changed(listed(zone, a_matter()), {"name": "新"}, "更正", **DO)
    rows = Change.objects.all()
    with pytest.raises(DatabaseError, match="只增不改"), transaction.atomic():
        rows.update(before="别的") if statement == "update" else rows.delete()
