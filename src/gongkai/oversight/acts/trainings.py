"""Trainings are planned, held with who came, tested, documented, or cancelled (Regulation art. 48)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Actor, key, require
from gongkai.oversight.acts.checking import check_happened, check_unit, said
from gongkai.oversight.acts.files import SentFile, storing
from gongkai.oversight.models import Attendee, Material, Training

#: A signed sheet is a picture or a scan.
SHEETS = ("png", "jpeg", "pdf")


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """
    What a training is to be.

    Args:
        topic: Of what.
        planned_on: When.
        place: Where, or "".
        lecturer: Who teaches, or "".
        hours: How long, or None.
        audience: Who is to come, or "".
    """

    topic: str
    planned_on: date
    place: str = ""
    lecturer: str = ""
    hours: Decimal | None = None
    audience: str = ""


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """Who came: the name, the office or "", and the account if it is an officer with one."""

    name: str
    office: str = ""
    person: User | None = None


def plan_training(unit: Organisation, plan: TrainingPlan, *, by: Actor, on: date) -> Training:
    """
    Plan a training of *unit*; one that was held before is entered in the same way, then held.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: the unit is closed, or a field cannot be as it is.
    """
    require(by, "oversight.plan_training", unit, on=on)
    check_unit(unit)
    with transaction.atomic():
        return _planned(Training(organisation=unit), plan, None, by=by, on=on)


def correct_training(training: Training, plan: TrainingPlan, *, by: Actor, on: date) -> Training:
    """
    Change the plan of a training that is not held yet, or correct what is entered of one that is.

    Raises:
        NotAllowed, Refused: as `plan_training`; also where it is cancelled.
    """
    require(by, "oversight.plan_training", training.organisation, on=on)
    with transaction.atomic():
        training = _locked(training)
        if all(getattr(training, field.name) == getattr(plan, field.name) for field in fields(plan)):
            return training
        return _planned(training, plan, _state(training), by=by, on=on)


def hold_training(
    training: Training,
    attendees: Sequence[AttendeeRow],
    *,
    by: Actor,
    on: date,
    held_on: date,
    headcount: int | None = None,
    sheet: SentFile | None = None,
) -> Training:
    """
    A training was held: who came, by name or as many as signed the sheet. Said again, it is corrected.

    Args:
        training: Which.
        attendees: Who came, by name; none where only the sheet tells.
        by: Who records it.
        on: The day of the act.
        held_on: When it was held.
        headcount: How many signed; may be left out where the names are given.
        sheet: The scan of the signed sheet; None keeps the one that is there.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is cancelled, the day is still to come, nobody came, a name stands twice, the number is not that of
            the names, or there are neither names nor a sheet.
    """
    require(by, "oversight.hold_training", training.organisation, on=on)
    with storing(training.organisation, [sheet] if sheet else [], by=by, on=on, kinds=SHEETS) as kept:
        training = _locked(training)
        check_happened("举办日期", held_on, on=on)
        before = _state(training)
        training.sheet = kept[0] if kept else training.sheet
        training.headcount = _headcount(attendees, headcount, has_sheet=training.sheet is not None)
        training.held_on = held_on
        training.save(update_fields=["held_on", "headcount", "sheet"])
        _replace(training, attendees)
        details = {"since": written(held_on), "people": training.headcount}
        _record("oversight.hold_training", training, before, details, by=by, on=on)
    return training


def record_results(
    training: Training, marks: Mapping[str, Decimal | None], pass_mark: Decimal | None, *, by: Actor, on: date
) -> Training:
    """
    Record the results of a training's test.

    Args:
        training: Which, held, with the names of those who came.
        marks: The mark of each by the attendee's uid; None where somebody was not tested.
        pass_mark: From which mark on it is passed, or None.
        by: Who records them.
        on: The day of the act.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is not held, somebody did not come, or a mark is not from 0 to 100.
    """
    require(by, "oversight.record_results", training.organisation, on=on)
    with transaction.atomic():
        training = _locked(training)
        if training.held_on is None:
            raise Refused(f"培训“{training.topic}”还没有登记举办，不能登记测试成绩。")
        before = _state(training)
        rows = {row.uid: row for row in training.attendees.all()}
        if not set(marks) <= set(rows):
            raise Refused("名单已经变化，请重新打开页面再登记成绩。")
        for uid, mark in marks.items():
            if mark is not None and not 0 <= mark <= 100:
                raise Refused(f"{rows[uid].name}的成绩{mark}不对，应在0至100之间。")
            rows[uid].mark = mark
        Attendee.objects.bulk_update([rows[uid] for uid in marks], ["mark"])
        training.pass_mark = pass_mark
        validate(training, what="成绩不能登记")
        training.save(update_fields=["pass_mark"])
        tested = sum(row.mark is not None for row in rows.values())
        _record("oversight.record_results", training, before, {"people": tested}, by=by, on=on)
    return training


def add_material(training: Training, file: SentFile, *, by: Actor, on: date) -> Material:
    """
    Keep a file that was taught from.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is cancelled, or the file is of no kind that is taken.
    """
    require(by, "oversight.add_material", training.organisation, on=on)
    with storing(training.organisation, [file], by=by, on=on) as [kept]:
        training = _locked(training)
        material = Material.objects.create(training=training, file=kept)
        after = {"name": kept.name, "sha256": kept.sha256}
        ledger.record("oversight.add_material", training, by=key(by), unit=training.organisation, on=on,
                      after=after, details={"training": training.topic})  # fmt: skip
    return material


def cancel_training(training: Training, reason: str, *, by: Actor, on: date) -> Training:
    """
    A training is not held.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is held or cancelled, or no reason is given.
    """
    require(by, "oversight.cancel_training", training.organisation, on=on)
    with transaction.atomic():
        training = _locked(training)
        if training.held_on is not None:
            raise Refused(f"培训“{training.topic}”已于{written(training.held_on)}举办，不能取消。")
        before = _state(training)
        training.cancelled_on, training.cancelled_for = on, said(reason, "取消的原因", 200)
        training.save(update_fields=["cancelled_on", "cancelled_for"])
        _record("oversight.cancel_training", training, before, {"reason": training.cancelled_for}, by=by, on=on)
    return training


def _headcount(attendees: Sequence[AttendeeRow], given: int | None, *, has_sheet: bool) -> int:
    """How many came: those named, or the number that goes with the sheet."""
    named = [(row.name.strip(), row.office.strip()) for row in attendees]
    if not all(name for name, _office in named):
        raise Refused("名单里有空的姓名，请补上或去掉这一行。")
    for name, office in named:
        if named.count((name, office)) > 1:
            raise Refused(f"名单里“{name}”出现了两次；同名的人请写明科室。")
    if named and given is not None and given != len(named):
        raise Refused(f"参加人数{given}与名单上的{len(named)}人不一致，请核对。")
    if not named and not has_sheet:
        raise Refused("请填写参加人员名单，或上传签到表并写明人数。")
    count = len(named) or given
    if not count:
        raise Refused("请写明签到表上的人数；没有人参加的，请取消这次培训。")
    return count


def _replace(training: Training, attendees: Sequence[AttendeeRow]) -> None:
    """Let the list be *attendees*; who stays keeps the mark."""
    wanted = {(row.name.strip(), row.office.strip()): row for row in attendees}
    there = {(row.name, row.office): row for row in training.attendees.all()}
    gone = [row.pk for place, row in there.items() if place not in wanted]
    Attendee.objects.filter(pk__in=gone).delete()
    made = [
        Attendee(training=training, name=name, office=office, person=row.person)
        for (name, office), row in wanted.items()
        if (name, office) not in there
    ]
    for row in made:
        validate(row, what=f"“{row.name}”不能登记")
    Attendee.objects.bulk_create(made)


def _locked(training: Training) -> Training:
    """*training* as it is now, kept from others; one that is cancelled is done with."""
    rows = Training.objects.select_for_update(of=("self",)).select_related("organisation", "sheet")
    found = rows.get(pk=training.pk)
    if found.cancelled_on is not None:
        raise Refused(f"培训“{found.topic}”已于{written(found.cancelled_on)}取消，不能再改。")
    return found


def _planned(
    training: Training, plan: TrainingPlan, before: Mapping[str, Any] | None, *, by: Actor, on: date
) -> Training:
    for field in fields(plan):
        setattr(training, field.name, getattr(plan, field.name))
    if plan.hours is not None and plan.hours <= 0:
        raise Refused(f"学时{plan.hours}不对，应大于0。")
    validate(training, what=f"培训“{training.topic}”不能登记")
    training.save()
    _record("oversight.plan_training", training, before, {"planned": written(plan.planned_on)}, by=by, on=on)
    return training


def _state(training: Training) -> dict[str, Any]:
    """What of a training acts change, for the ledger's digests; the names of who came are in none of them."""
    kept = (*(field.name for field in fields(TrainingPlan)), "held_on", "headcount", "pass_mark", "cancelled_on",
            "cancelled_for")  # fmt: skip
    state = {name: getattr(training, name) for name in kept}
    for name in ("hours", "pass_mark"):
        state[name] = None if state[name] is None else f"{state[name]:.1f}"  # as typed, and as the database gives it
    return state | {"sheet": training.sheet.sha256 if training.sheet else None}


def _record(
    act: str, training: Training, before: Mapping[str, Any] | None, details: Mapping[str, str | int], *, by: Actor,
    on: date,
) -> None:  # fmt: skip
    ledger.record(
        act, training, by=key(by), unit=training.organisation, on=on, before=before, after=_state(training),
        details={"training": training.topic, **details},
    )  # fmt: skip
