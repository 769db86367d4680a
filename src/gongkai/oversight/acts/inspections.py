"""Inspections are opened with a sample, judged item by item, and closed when every fault is mended and seen again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations import queries as units
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.oversight.acts.checking import check_happened, check_unit, said
from gongkai.oversight.checklists import Checklist, checklists
from gongkai.oversight.models import Fault, Inspection, Sampled, Verdict
from gongkai.oversight.queries.inspections import act_of, population

#: Of how many publications a sample is at most.
MOST_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class InspectionPlan:
    """
    What is inspected.

    Args:
        checklist: By which check-list: an id.
        title: What the inspection is called.
        from_on: The sample is drawn from what was published from this day on,
        until_on: until this one.
        size: Of how many the sample is; of all, if there are fewer.
        seed: What the draw begins from; "" lets chance choose one, which is recorded.
    """

    checklist: str
    title: str
    from_on: date
    until_on: date
    size: int
    seed: str = ""


def open_inspection(
    unit: Organisation, plan: InspectionPlan, *, inspector: Organisation, by: Actor, on: date
) -> Inspection:
    """
    Inspect *unit*: the sample is drawn and recorded with its seed, so that anybody can draw it again.

    Args:
        unit: Which.
        plan: By what, and how many.
        inspector: The unit itself, or a superior of it.
        by: Who inspects.
        on: The day.

    Raises:
        NotAllowed: *by* may not inspect for *inspector*.
        Refused: it is no superior, there is no such check-list, or days or size that will not do.

    Source: Regulation arts. 46, 47; 国办秘函〔2019〕19号.
    """
    if inspector != unit and inspector not in units.ancestors(unit, on=on):
        raise Refused(f"{inspector.name}不是{unit.name}的上级机关，不能检查它。")
    require(by, act_of(inspector, unit), inspector, on=on)
    check_unit(unit)
    checklist = _checklist(plan.checklist)
    check_happened("抽查信息的截止日期", plan.until_on, on=on)
    if plan.from_on > plan.until_on:
        raise Refused(f"起始日期{written(plan.from_on)}晚于截止日期{written(plan.until_on)}，请核对。")
    if not 0 <= plan.size <= MOST_SAMPLED:
        raise Refused(f"抽样数量{plan.size}不对，应在0至{MOST_SAMPLED}之间。")
    with transaction.atomic():
        every = dict(population(unit, checklist, plan.from_on, plan.until_on).values_list("uid", "pk"))
        seed = plan.seed.strip() or secrets.token_hex(8)
        inspection = Inspection(
            organisation=unit, inspector=inspector, checklist=checklist.id, title=said(plan.title, "名称", 120),
            from_on=plan.from_on, until_on=plan.until_on, seed=seed, population=len(every), opened_on=on,
        )  # fmt: skip
        validate(inspection, what="检查不能登记")
        inspection.save()
        field = f"{checklist.draws}_id"
        drawn = draw(every, seed, plan.size)
        Sampled.objects.bulk_create(
            Sampled(inspection=inspection, position=position, **{field: every[uid]})
            for position, uid in enumerate(drawn, 1)
        )
        after = {"checklist": checklist.id, "from_on": plan.from_on, "until_on": plan.until_on, "seed": seed,
                 "population": len(every), "drawn": drawn}  # fmt: skip
        details = {"inspector": inspector.name, "size": len(drawn)}
        record_inspection("oversight.open_inspection", inspection, after, details, by=by, on=on)
    return inspection


def draw(uids: Sequence[str] | Mapping[str, Any], seed: str, size: int) -> list[str]:
    """
    The sample that *seed* draws from *uids*: those whose SHA-256 of `seed:uid` is smallest.

    It depends on nothing else, neither on their order nor on a version of any library.
    """
    return sorted(uids, key=lambda uid: hashlib.sha256(f"{seed}:{uid}".encode()).hexdigest())[:size]


def judge_items(inspection: Inspection, verdicts: Mapping[str, tuple[str, str]], *, by: Actor, on: date) -> Inspection:
    """
    Say of items of the check-list whether they are met; said again, the new verdict stands.

    Args:
        inspection: Which.
        verdicts: By the item's id: the result and the words.
        by: Who judges.
        on: The day.

    Raises:
        NotAllowed: *by* may not inspect for the inspector.
        Refused: it is closed, there is no such item, or one does not apply and nobody says why.
    """
    with transaction.atomic():
        inspection = asked_inspection(inspection, by=by, on=on)
        known = checklists()[inspection.checklist].items
        before = _verdicts(inspection)
        for item, (result, words) in verdicts.items():
            if item not in known:
                raise Refused("检查表里没有这一项，请重新打开页面。")
            if result == "inapplicable" and not words.strip():
                raise Refused(f"“{known[item].label}”不适用的，请说明理由。")
            row = Verdict(inspection=inspection, item=item, result=result, words=words.strip())
            validate(row, what=f"“{known[item].label}”不能登记")
            values = {"result": result, "words": row.words}
            Verdict.objects.update_or_create(inspection=inspection, item=item, defaults=values)
        after = _verdicts(inspection)
        if after != before:
            record_inspection(
                "oversight.judge_items", inspection, after, {"count": len(after)}, by=by, on=on, before=before
            )
    return inspection


def close_inspection(inspection: Inspection, conclusion: str, *, by: Actor, on: date) -> Inspection:
    """
    Close an inspection, with a conclusion.

    Raises:
        NotAllowed: *by* may not inspect for the inspector.
        Refused: it is closed, an item has no verdict, a fault was not seen again, or nothing is concluded.
    """
    with transaction.atomic():
        inspection = asked_inspection(inspection, by=by, on=on)
        left = len(checklists()[inspection.checklist].items) - inspection.verdicts.count()
        if left:
            raise Refused(f"检查表还有{left}项没有登记结果。")
        if unseen := inspection.faults.filter(passed_on__isnull=True).count():
            raise Refused(f"还有{unseen}个问题没有复查通过，不能办结。")
        inspection.closed_on, inspection.conclusion = on, said(conclusion, "结论", 500)
        inspection.save(update_fields=["closed_on", "conclusion"])
        after = {"closed_on": on, "conclusion": inspection.conclusion}
        record_inspection("oversight.close_inspection", inspection, after, {}, by=by, on=on)
    return inspection


def _checklist(name: str) -> Checklist:
    try:
        return checklists()[name]
    except KeyError:
        raise Refused(f"没有“{name}”这份检查表。") from None


def asked_inspection(inspection: Inspection, *, by: Actor, on: date) -> Inspection:
    """
    *inspection* as it is now, kept from others until the transaction ends.

    Raises:
        NotAllowed: *by* may not inspect for its inspector.
        Refused: it is closed.
    """
    require(by, act_of(inspection.inspector, inspection.organisation), inspection.inspector, on=on)
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("organisation", "inspector")
    found = rows.get(pk=inspection.pk)
    if found.closed_on is not None:
        raise Refused(f"检查“{found.title}”已于{written(found.closed_on)}办结，不能再改。")
    return found


def _verdicts(inspection: Inspection) -> dict[str, list[str]]:
    return {row.item: [row.result, row.words] for row in inspection.verdicts.order_by("item")}


def record_inspection(
    act: str,
    inspection: Inspection,
    after: Mapping[str, Any],
    details: Mapping[str, str | int],
    *,
    by: Actor,
    on: date,
    subject: Fault | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Write an act on *inspection*, or on a fault of it, into the ledger."""
    ledger.record(
        act, subject or inspection, by=key(by), unit=inspection.organisation, on=on, before=before, after=after,
        details={"inspection": inspection.title, **details},
    )  # fmt: skip
