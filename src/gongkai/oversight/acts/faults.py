"""Faults that inspections find: entered, told of in a notice, mended, looked at again (Regulation art. 47)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.organisations.acts.periods import written
from gongkai.organisations.permissions import Actor, require
from gongkai.oversight.acts.checking import check_happened, said
from gongkai.oversight.acts.files import PICTURES, SentFile, storing
from gongkai.oversight.acts.inspections import asked_inspection, record_inspection
from gongkai.oversight.checklists import checklists
from gongkai.oversight.models import Fault, FaultPicture, Inspection


@dataclass(frozen=True, slots=True)
class FaultRow:
    """Something wrong: of which item, in words, and at which place of the sample if it is about one."""

    item: str
    words: str
    position: int | None = None


def add_fault(
    inspection: Inspection, fault: FaultRow, *, by: Actor, on: date, pictures: Sequence[SentFile] = ()
) -> Fault:
    """
    Enter something that is wrong, with pictures of it.

    Raises:
        NotAllowed: *by* may not inspect for the inspector.
        Refused: it is closed, there is no such item or place of the sample, nothing is said, or a picture is none.
    """
    with storing(inspection.organisation, pictures, by=by, on=on, kinds=PICTURES) as kept:
        inspection = asked_inspection(inspection, by=by, on=on)
        if fault.item not in checklists()[inspection.checklist].items:
            raise Refused("检查表里没有这一项，请重新打开页面。")
        sampled = None
        if fault.position is not None:
            sampled = inspection.sample.filter(position=fault.position).first()
            if sampled is None:
                raise Refused(f"抽样里没有第{fault.position}件，请核对序号。")
        row = Fault(inspection=inspection, item=fault.item, sampled=sampled, words=said(fault.words, "问题", 500),
                    found_on=on)  # fmt: skip
        row.save()
        FaultPicture.objects.bulk_create(FaultPicture(fault=row, file=file) for file in kept)
        after = {"item": row.item, "words": row.words, "pictures": [file.sha256 for file in kept]}
        record_inspection("oversight.add_fault", inspection, after, {"fault": row.words}, by=by, on=on, subject=row)
    return row


def notify_faults(inspection: Inspection, due_on: date, *, by: Actor, on: date) -> list[Fault]:
    """
    Give notice to mend (整改通知): every fault that was not told of yet, by a day.

    Raises:
        NotAllowed: *by* may not inspect for the inspector.
        Refused: it is closed, nothing is left to tell of, or the day has passed.
    """
    with transaction.atomic():
        inspection = asked_inspection(inspection, by=by, on=on)
        if due_on < on:
            raise Refused(f"整改期限{written(due_on)}已经过去，请填写今天或以后的日期。")
        rows = list(inspection.faults.filter(notified_on__isnull=True))
        if not rows:
            raise Refused("没有还没通知的问题，不必再发通知。")
        for row in rows:
            row.notified_on, row.due_on = on, due_on
        Fault.objects.bulk_update(rows, ["notified_on", "due_on"])
        after = {"due_on": due_on, "faults": [row.uid for row in rows]}
        details = {"count": len(rows), "due": written(due_on)}
        record_inspection("oversight.notify_faults", inspection, after, details, by=by, on=on)
    return rows


def mend_fault(
    fault: Fault, mended: str, *, by: Actor, on: date, mended_on: date, evidence: SentFile | None = None
) -> Fault:
    """
    The unit says that a fault is mended, and how.

    Args:
        fault: Which.
        mended: How.
        by: Who says so, of the inspected unit.
        on: The day of the act.
        mended_on: When it was.
        evidence: What shows it, or None.

    Raises:
        NotAllowed: *by* may not at the inspected unit.
        Refused: no notice was given, it is mended already, or a day that will not do.
    """
    unit = fault.inspection.organisation
    require(by, "oversight.mend_fault", unit, on=on)
    with storing(unit, [evidence] if evidence else [], by=by, on=on) as kept:
        fault = _locked_fault(fault)
        if fault.notified_on is None:
            raise Refused("还没有发整改通知，不能登记整改情况。")
        if fault.mended_on is not None:
            raise Refused(f"已于{written(fault.mended_on)}登记整改，正在等待复查。")
        check_happened("整改日期", mended_on, on=on)
        if mended_on < fault.found_on:
            raise Refused(f"整改日期{written(mended_on)}早于发现日期{written(fault.found_on)}，请核对。")
        fault.mended_on, fault.mended = mended_on, said(mended, "整改情况", 500)
        fault.evidence = kept[0] if kept else None
        fault.save(update_fields=["mended_on", "mended", "evidence"])
        after = {"mended_on": mended_on, "mended": fault.mended, "evidence": kept[0].sha256 if kept else None}
        details = {"fault": fault.words, "since": written(mended_on)}
        record_inspection("oversight.mend_fault", fault.inspection, after, details, by=by, on=on, subject=fault)
    return fault


def pass_fault(fault: Fault, *, by: Actor, on: date) -> Fault:
    """
    The inspector has looked again, and it is in order.

    Raises:
        NotAllowed: *by* may not inspect for the inspector.
        Refused: it is not mended, or passed already.
    """
    with transaction.atomic():
        fault = _to_look_at(fault, by=by, on=on)
        fault.passed_on, fault.returned = on, ""
        fault.save(update_fields=["passed_on", "returned"])
        after = {"passed_on": on}
        record_inspection(
            "oversight.pass_fault", fault.inspection, after, {"fault": fault.words}, by=by, on=on, subject=fault
        )
    return fault


def return_fault(fault: Fault, reason: str, due_on: date, *, by: Actor, on: date) -> Fault:
    """
    The inspector has looked again, and it is not in order: it goes back with a new day.

    Raises:
        NotAllowed: *by* may not inspect for the inspector.
        Refused: it is not mended, or passed already; no reason is given, or the day has passed.
    """
    with transaction.atomic():
        fault = _to_look_at(fault, by=by, on=on)
        if due_on < on:
            raise Refused(f"整改期限{written(due_on)}已经过去，请填写今天或以后的日期。")
        before = {"mended_on": fault.mended_on, "mended": fault.mended, "due_on": fault.due_on}
        fault.returned = said(reason, "退回的理由", 300)
        fault.mended_on, fault.mended, fault.evidence, fault.due_on = None, "", None, due_on
        fault.save(update_fields=["returned", "mended_on", "mended", "evidence", "due_on"])
        details = {"fault": fault.words, "reason": fault.returned}
        record_inspection(
            "oversight.return_fault", fault.inspection, {"due_on": due_on}, details, by=by, on=on, subject=fault,
            before=before,
        )  # fmt: skip
    return fault


def _locked_fault(fault: Fault) -> Fault:
    rows = Fault.objects.select_for_update(of=("self",))
    return rows.select_related("inspection__organisation", "inspection__inspector").get(pk=fault.pk)


def _to_look_at(fault: Fault, *, by: Actor, on: date) -> Fault:
    asked_inspection(fault.inspection, by=by, on=on)
    fault = _locked_fault(fault)
    if fault.passed_on is not None:
        raise Refused(f"已于{written(fault.passed_on)}复查通过。")
    if fault.mended_on is None:
        raise Refused("还没有登记整改情况，不能复查。")
    return fault
