"""Trainings: planned, held with who came, tested; and what a report counts of them (Regulation art. 48)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from overseen_zone import DO, PDF, TODAY, a_training

from gongkai.errors import NotAllowed, Refused
from gongkai.figures import Period, behind, registry, totals
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.oversight import acts, queries
from gongkai.oversight.acts import AttendeeRow, SentFile, TrainingPlan
from gongkai.oversight.models import Attendee, KeptFile, Training

pytestmark = pytest.mark.django_db
HELD = date(2019, 5, 16)
NAMES = [AttendeeRow("张三", "办公室"), AttendeeRow("李四", "财政科"), AttendeeRow("张三", "规划科")]


def test_art_48_trainings_held_and_people_trained_are_figures_of_the_year(zone: Organisation) -> None:
    acts.hold_training(a_training(zone, "甲"), NAMES, **DO, held_on=HELD)
    acts.hold_training(a_training(zone, "乙"), [], **DO, held_on=date(2019, 12, 31), headcount=40, sheet=PDF)
    acts.hold_training(a_training(zone, "丙"), NAMES, **DO, held_on=date(2020, 1, 1))
    a_training(zone, "没有办")
    figures = totals([zone], Period.of_year(2019))[zone.pk]
    assert figures["text/training.sessions"].value == 2
    assert figures["text/training.attendances"].value == 43
    listed = behind("text/training.attendances", zone, Period.of_year(2019))
    assert [(entry.title, entry.amount) for entry in listed.entries] == [("甲", 3), ("乙", 40)]
    assert zone.pk not in totals([zone], Period.of_year(2018), among=_of_training())


def _of_training() -> list[object]:
    return [one for one in registry.declared if getattr(one.cell, "name", "").startswith("training.")]


def test_who_came_is_counted_by_the_names_or_by_the_signed_sheet(zone: Organisation) -> None:
    training = a_training(zone)
    for attendees, headcount, sheet, words in (
        ([], None, None, "名单，或上传签到表"),
        ([], 30, None, "名单，或上传签到表"),
        ([], None, PDF, "签到表上的人数"),
        (NAMES, 4, None, "与名单上的3人不一致"),
        ([*NAMES, NAMES[0]], None, None, "“张三”出现了两次"),
        ([AttendeeRow(" ")], None, None, "空的姓名"),
        (NAMES, None, SentFile("表.xlsx", b"not a sheet"), "无法检查"),
    ):
        with pytest.raises(Refused, match=words):
            acts.hold_training(training, attendees, **DO, held_on=HELD, headcount=headcount, sheet=sheet)
    with pytest.raises(Refused, match="还没有到"):
        acts.hold_training(training, NAMES, **DO, held_on=date(2026, 11, 26))
    assert not KeptFile.objects.exists()
    assert Training.objects.get().held_on is None
    assert acts.hold_training(training, NAMES, **DO, held_on=HELD, headcount=3).headcount == 3


def test_a_corrected_list_keeps_the_marks_of_those_who_stay(zone: Organisation) -> None:
    training = acts.hold_training(a_training(zone), NAMES, **DO, held_on=HELD)
    rows = {(row.name, row.office): row for row in training.attendees.all()}
    marks = {rows["李四", "财政科"].uid: Decimal("92.5"), rows["张三", "办公室"].uid: None}
    acts.record_results(training, marks, Decimal(60), **DO)
    acts.hold_training(training, [NAMES[1], AttendeeRow("王五")], **DO, held_on=HELD)
    found = queries.training(training.uid)
    assert found is not None
    assert {row.name: row.mark for row in found.attendees.all()} == {"李四": Decimal("92.5"), "王五": None}
    assert (found.headcount, found.pass_mark) == (2, Decimal(60))


def test_marks_are_from_0_to_100_of_those_who_came(zone: Organisation) -> None:
    training = a_training(zone)
    with pytest.raises(Refused, match="还没有登记举办"):
        acts.record_results(training, {}, None, **DO)
    acts.hold_training(training, NAMES[:1], **DO, held_on=HELD)
    uid = Attendee.objects.get().uid
    with pytest.raises(Refused, match="应在0至100之间"):
        acts.record_results(training, {uid: Decimal("100.5")}, None, **DO)
    with pytest.raises(Refused, match="名单已经变化"):
        acts.record_results(training, {"nobody": Decimal(1)}, None, **DO)
    assert Attendee.objects.get().mark is None


def test_a_training_is_held_or_cancelled(zone: Organisation) -> None:
    held, dropped = a_training(zone, "甲"), a_training(zone, "乙")
    acts.hold_training(held, NAMES, **DO, held_on=HELD)
    with pytest.raises(Refused, match="不能取消"):
        acts.cancel_training(held, "没有人", **DO)
    with pytest.raises(Refused, match="请填写取消的原因"):
        acts.cancel_training(dropped, "", **DO)
    acts.cancel_training(dropped, "疫情", **DO)
    for again in (
        lambda: acts.hold_training(dropped, NAMES, **DO, held_on=HELD),
        lambda: acts.add_material(dropped, PDF, **DO),
        lambda: acts.correct_training(dropped, TrainingPlan("丙", HELD), **DO),
    ):
        with pytest.raises(Refused, match="已于2026年11月25日取消"):
            again()
    assert not KeptFile.objects.exists()


def test_every_act_is_one_line_of_the_ledger_without_the_names_of_who_came(zone: Organisation) -> None:
    training = a_training(zone)
    acts.correct_training(training, TrainingPlan("条例解读", date(2019, 5, 15)), **DO)
    acts.correct_training(training, TrainingPlan("条例解读", HELD, hours=Decimal("3.5")), **DO)
    acts.hold_training(training, NAMES, **DO, held_on=HELD)
    acts.record_results(training, {}, Decimal(60), **DO)
    acts.add_material(training, PDF, **DO)
    rows = Entry.objects.filter(act__startswith="oversight.").order_by("pk")
    assert [row.act.partition(".")[2] for row in rows] == [
        "plan_training", "plan_training", "hold_training", "record_results", "add_material",
    ]  # fmt: skip
    assert not any("张三" in row.details for row in rows)
    with pytest.raises(Refused, match="应大于0"):
        acts.plan_training(zone, TrainingPlan("甲", TODAY, hours=Decimal(0)), **DO)


def test_who_may_not_is_not_allowed(zone: Organisation, officers: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        acts.plan_training(zone, TrainingPlan("甲", TODAY), by=officers["overseer"], on=TODAY)
