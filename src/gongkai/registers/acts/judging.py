"""Decisions are judged public or not, published, and reported to the credit sites (双公示)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.acts import Recorded
from gongkai.organisations import queries as organisations
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.privacy import find, kinds
from gongkai.registers import publicity
from gongkai.registers.acts.changes import line
from gongkai.registers.acts.checking import IDENTIFYING
from gongkai.registers.models import Change, Decision

_MOST_REASON = 300
#: Keys a statement: SQLite takes 32,766 values at once.
_BATCH = 5000
#: What a decision that strangers read may not say; an address may be that of the offence.
_REVEALING = IDENTIFYING | {"mobile"}
_NUMBERS = re.compile(r"(?:\d\W{0,2}){11}|护照|通行证|居留证|军官证")
_READ = ("document_name", "sub_kind", "content", "certificate", "offence", "facts", "grounds")
Bar = Callable[[Decision], str]


def judge(decisions: Sequence[Decision], is_public: bool, reason: str, *, by: Actor, on: date) -> int:
    """
    Judge whether decisions are public: licences are by law, penalties where they are of social impact.

    Args:
        decisions: Decisions of one unit.
        is_public: The judgement.
        reason: Why; of a licence that is kept from the public it names the exception.
        by: Who judges.
        on: The day.

    Returns:
        How many are judged otherwise now than before.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: the law itself says otherwise of one of them, one is on the site still, or no reason is given.

    Source: Licensing Law art. 40; Penalties Law art. 48.
    """
    reason = checked(reason, "判定")

    def bar(decision: Decision) -> str:
        law = publicity.by_law(decision)
        if is_public and law is not None and not law.is_public:
            return f"{law.reason}，不能判定为公开。"
        if not is_public and law is not None and law.is_public and not publicity.is_exception(reason):
            return f"{law.reason}；确属{'、'.join(publicity.exceptions())}的，请在理由中写明属于哪一种。"
        return "正在公开，请先撤回并写明理由。" if not is_public and is_shown(decision) else ""

    def differs(decision: Decision) -> bool:
        return decision.is_public is not is_public or decision.public_reason != reason

    verdict = "公开" if is_public else "不公开"
    with transaction.atomic():
        found = [decision for decision in locked(decisions, "registers.judge", bar, by=by, on=on) if differs(decision)]
        history = [line(decision, "是否公开", _judged(decision), verdict, reason, by=by, on=on) for decision in found]
        _write(found, history, is_public=is_public, public_reason=reason)
        ledger.record_all("registers.judge", (
            Recorded(decision, {"kind": decision.get_kind_display(), "verdict": verdict},
                     before={"is_public": decision.is_public, "reason": decision.public_reason},
                     after={"is_public": is_public, "reason": reason})
            for decision in found
        ), by=key(by), unit=unit_of(decisions), on=on)  # fmt: skip
    return len(found)


def publish(decisions: Sequence[Decision], *, by: Actor, on: date) -> int:
    """
    Publish decisions on the body's own pages; those that are there already are passed over.

    Returns:
        How many are published now that were not.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: one was not judged public, lacks a field that the rule asks for, tells a personal number, or was
            changed or annulled.

    Source: Regulation art. 20 items 5 and 6; Licensing Law art. 40; Penalties Law art. 48.
    """
    with transaction.atomic():
        every = locked(decisions, "registers.publish", lambda decision: "" if is_shown(decision) else _unfit(decision),
                       by=by, on=on)  # fmt: skip
        found = [decision for decision in every if not is_shown(decision)]
        now = f"{written(on)}公开"
        history = [line(decision, "公开", _stood(decision), now, "", by=by, on=on) for decision in found]
        # What was taken down by mistake may go up again; that it was down stands in its history.
        _write(found, history, published_on=on, withdrawn_on=None, withdrawn_for="")
        ledger.record_all("registers.publish", (
            Recorded(decision, {"kind": decision.get_kind_display()}, after={"published_on": on}) for decision in found
        ), by=key(by), unit=unit_of(decisions), on=on)  # fmt: skip
    return len(found)


def report_to_credit(decisions: Sequence[Decision], *, by: Actor, on: date) -> int:
    """
    Note that decisions were reported to the credit sites; those that are noted already are passed over.

    Returns:
        How many are noted now that were not.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: one is not under the double-publicity rule, or is not reported by it.
    """

    def bar(decision: Decision) -> str:
        if decision.kind not in publicity.clock().kinds:
            return "不是行政许可、行政处罚决定，不报送信用网站。"
        law = publicity.by_law(decision)
        return f"{law.reason}，也不报送。" if law is not None and not law.is_public else ""

    with transaction.atomic():
        every = locked(decisions, "registers.record", bar, by=by, on=on)
        found = [decision for decision in every if decision.reported_on is None]
        history = [line(decision, "报送信用网站", "", written(on), "", by=by, on=on) for decision in found]
        _write(found, history, reported_on=on)
        if found:
            unit = unit_of(decisions)
            ledger.record("registers.report_to_credit", unit, by=key(by), unit=unit, on=on,
                          after=sorted(decision.uid for decision in found), details={"count": len(found)})  # fmt: skip
    return len(found)


def renew_clocks(*, by: Program, on: date) -> int:
    """
    Count provisional days anew, after the State Council has announced a year's holidays.

    Returns:
        How many have another day now, or are certain now.
    """
    waiting = Decision.objects.filter(is_provisional=True)
    if not waiting.exists():  # looked at without a transaction: on SQLite that would keep writers waiting
        return 0
    calendar, clock = organisations.calendar(on), publicity.clock()
    changed = 0
    with transaction.atomic():
        for kind, decided_on in waiting.order_by().values_list("kind", "decided_on").distinct():
            due = calendar.due_on(decided_on, clock.working_days(kind))
            of_day = waiting.filter(kind=kind, decided_on=decided_on)
            of_day = of_day.exclude(due_on=due.on, is_provisional=due.provisional)
            changed += of_day.update(due_on=due.on, is_provisional=due.provisional)
        if changed:
            ledger.record("registers.renew_clocks", f"clocks:{on.isoformat()}", by=key(by), unit=None, on=on,
                          details={"count": changed})  # fmt: skip
    return changed


def is_shown(decision: Decision) -> bool:
    """Whether strangers read it."""
    return decision.published_on is not None and decision.withdrawn_on is None


def locked(decisions: Sequence[Decision], act: str, bar: Bar, *, by: Actor, on: date) -> list[Decision]:
    """
    Decisions of one unit as they are now, with others who change them kept waiting.

    Raises:
        NotAllowed: *by* may not do *act* at their unit.
        Refused: one is struck, or barred; the sentence names it and says how many there are.
    """
    unit = unit_of(decisions)
    require(by, act, unit, on=on)
    Organisation.objects.select_for_update().get(pk=unit.pk)
    fresh = Decision.objects.select_related("organisation").in_bulk([decision.pk for decision in decisions])
    found = [fresh[pk] for pk in sorted(fresh)]
    barred = [(decision, _struck(decision) or bar(decision)) for decision in found]
    if bad := [(decision, words) for decision, words in barred if words]:
        decision, words = bad[0]
        more = f"（共{len(bad)}件不能办理）" if len(bad) > 1 else ""
        raise Refused(f"{decision.document_number}：{words}{more}")
    return found


def unit_of(decisions: Sequence[Decision]) -> Organisation:
    """
    Whose they are.

    Raises:
        Refused: there are none, or they are of several units.
    """
    if not decisions:
        raise Refused("没有选择决定，请先勾选。")
    if len({decision.organisation_id for decision in decisions}) > 1:
        raise Refused("选择的决定不属于同一机关，请分开办理。")
    return decisions[0].organisation


def checked(reason: str, what: str) -> str:
    """
    A reason without blanks at its ends.

    Raises:
        Refused: there is none, or it is too long.
    """
    reason = reason.strip()
    if not reason or len(reason) > _MOST_REASON:
        raise Refused(f"请写明{what}的理由，不超过{_MOST_REASON}字。")
    return reason


def _write(decisions: Sequence[Decision], history: Sequence[Change], **values: Any) -> None:
    keys = [decision.pk for decision in decisions]
    for start in range(0, len(keys), _BATCH):
        Decision.objects.filter(pk__in=keys[start : start + _BATCH]).update(**values)
    Change.objects.bulk_create(history, batch_size=1000)


def _struck(decision: Decision) -> str:
    return "" if decision.struck_on is None else f"已于{written(decision.struck_on)}作废。"


def _unfit(decision: Decision) -> str:
    """Why a decision may not be published; "" if it may."""
    if decision.is_public is None:
        return "还没有判定是否公开，请先判定。"
    if not decision.is_public:
        return f"已判定不公开（{decision.public_reason}），不能公开。"
    if decision.changed_on is not None:
        return f"已于{written(decision.changed_on)}{decision.changed_how}，不能公开；变更后的决定请另行登记。"
    if lacking := publicity.missing(decision):
        labels = "、".join(str(Decision._meta.get_field(name).verbose_name) for name in lacking)
        return f"公示要求的{labels}还空着，请先补充。"
    return _revealing(decision)


def _revealing(decision: Decision) -> str:
    """That one of the texts that strangers would read tells a number of a person; "" if none does."""
    for name in _READ:
        text = getattr(decision, name)
        if not text or not _NUMBERS.search(text):
            continue
        if hits := [hit for hit in find(text) if hit.kind in _REVEALING and hit.confidence == "certain"]:
            field = Decision._meta.get_field(name).verbose_name
            return f"{field}里有{kinds()[hits[0].kind].label}，请先更正，删去个人信息（个人信息保护法第二十五条）。"
    return ""


def _judged(decision: Decision) -> str:
    return {None: "", True: "公开", False: "不公开"}[decision.is_public]


def _stood(decision: Decision) -> str:
    return f"{written(decision.withdrawn_on)}撤回" if decision.withdrawn_on else ""
