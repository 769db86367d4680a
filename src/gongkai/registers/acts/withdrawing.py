"""Decisions that were changed or annulled are withdrawn from the site, with reasons (Penalties Law art. 48)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.acts import Recorded
from gongkai.organisations.acts.periods import written
from gongkai.organisations.permissions import Actor, key
from gongkai.registers.acts.changes import line
from gongkai.registers.acts.judging import checked, is_shown, locked, unit_of
from gongkai.registers.models import Change, Decision


def change_or_annul(decision: Decision, changed_on: date, how: str, *, by: Actor, on: date) -> Decision:
    """
    Note that a decision was changed, annulled, or found unlawful or void: it is withdrawn within three working days.

    Args:
        decision: Which.
        changed_on: The day on which that happened.
        how: What happened, and by whom.
        by: Who notes it.
        on: The day.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: it is noted already, or the day lies before the decision or after *on*.
    """
    how = checked(how, "变更、撤销")
    if changed_on > on:
        raise Refused(f"{written(changed_on)}还没有到，请到当日再登记。")

    def bar(found: Decision) -> str:
        if found.changed_on is not None:
            return f"已登记于{written(found.changed_on)}{found.changed_how}。"
        early = changed_on < found.decided_on
        return f"变更、撤销日期早于决定日期{written(found.decided_on)}，请核对。" if early else ""

    with transaction.atomic():
        [found] = locked([decision], "registers.record", bar, by=by, on=on)
        found.changed_on, found.changed_how = changed_on, how
        found.save(update_fields=["changed_on", "changed_how"])
        line(found, "变更、撤销", "", f"{written(changed_on)}{how}", "", by=by, on=on).save()
        ledger.record("registers.change_decision", found, by=key(by), unit=found.organisation, on=on,
                      after={"changed_on": changed_on, "how": how}, details={
                          "kind": found.get_kind_display(), "since": written(changed_on), "how": how,
                      })  # fmt: skip
    return found


def withdraw(decisions: Sequence[Decision], reason: str, *, by: Actor, on: date) -> int:
    """
    Take decisions off the site; the reason is public, and the records stay.

    Returns:
        How many were taken off.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: one is not on the site, or no reason is given.
    """
    reason = checked(reason, "撤回")

    def bar(found: Decision) -> str:
        return "" if is_shown(found) else "没有公开，不用撤回。"

    with transaction.atomic():
        found = locked(decisions, "registers.publish", bar, by=by, on=on)
        shown = [decision.published_on for decision in found if decision.published_on]
        for decision in found:
            decision.withdrawn_on, decision.withdrawn_for = on, reason
        Decision.objects.bulk_update(found, ["withdrawn_on", "withdrawn_for"], batch_size=1000)
        Change.objects.bulk_create([
            line(decision, "公开", f"{written(since)}公开", f"{written(on)}撤回", reason, by=by, on=on)
            for decision, since in zip(found, shown, strict=True)
        ], batch_size=1000)  # fmt: skip
        ledger.record_all("registers.withdraw", (
            Recorded(decision, {"kind": decision.get_kind_display(), "reason": reason},
                     before={"published_on": since}, after={"withdrawn_on": on})
            for decision, since in zip(found, shown, strict=True)
        ), by=key(by), unit=unit_of(decisions), on=on)  # fmt: skip
    return len(found)
