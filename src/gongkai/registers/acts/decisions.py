"""Decisions are entered with the fields of the double-publicity rule (双公示)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from gongkai.law import Calendar, DueDate
from gongkai.organisations import queries as organisations
from gongkai.organisations.credit import fault
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.registers import display, publicity
from gongkai.registers.acts import checking, entering
from gongkai.registers.acts.books import (
    FOREVER,
    Book,
    Known,
    State,
    Values,
    by_names,
    days_in_order,
    plain_values,
)
from gongkai.registers.acts.rows import DecisionRow, Entered, Fault, TakenFile, Verdict
from gongkai.registers.models import Decision, Matter

_OWN = (
    "kind", "document_name", "document_number", "party_kind", "party_name", "party_code", "representative",
    "decided_on", "sub_kind", "content", "certificate", "valid_from", "valid_until", "offence", "facts", "grounds",
    "fine", "confiscated", "is_summary", "display_class",
)  # fmt: skip
_FIELDS = (*_OWN, "matter")
_OF_PENALTIES = ("offence", "fine", "confiscated", "is_summary", "display_class")
#: Long periods of validity are written as the end of 2099.
_LONGEST = date(2099, 12, 31)


def enter_many(
    unit: Organisation, rows: Sequence[DecisionRow], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """
    Enter decisions of *unit*; as `entering.enter`.

    Each gets the day by which it is to be published (of licences and penalties seven working days after it was made),
    and what the law itself says of whether it is public; the others are to be judged.
    """
    return entering.enter(BOOK, unit, rows, by=by, on=on, file=file)


def verdicts(unit: Organisation, rows: Sequence[DecisionRow], *, on: date) -> list[Verdict]:
    """What each row would do; five queries."""
    return checking.verdicts(BOOK, unit, rows, on=on)


def _begins(state: State) -> State:
    """What the law itself says of whether a decision is public; the others wait to be judged."""
    law = publicity.by_law(SimpleNamespace(**state))
    return {"is_public": law.is_public, "public_reason": law.reason} if law else {}


def _follows(state: State, known: Known) -> State:
    """The day by which it is to be published, and until when the credit sites show it."""
    found: State = {"display_until": None}
    if known.calendar is not None:
        due = _due(known.calendar, state["decided_on"], publicity.clock().working_days(state["kind"]))
        found |= {"due_on": due.on, "is_provisional": due.provisional}
    rule = display.rule_on(state["decided_on"])
    shown = rule.named(state["display_class"]) if rule else None
    return found | {"display_until": display.until(shown, state["decided_on"])} if shown else found


@lru_cache(maxsize=2048)
def _due(calendar: Calendar, decided_on: date, working_days: int) -> DueDate:
    """Decisions of one day share one clock: of half a million there are few hundred days."""
    return calendar.due_on(decided_on, working_days)


def _class(values: Values) -> str:
    """The class that the rule of the day gives a penalty; the credit sites do not show those of natural persons."""
    rule = display.rule_on(values["decided_on"])
    if rule is None or values["kind"] != "penalties" or values["party_kind"] == "person":
        return ""
    return rule.class_of(values["sub_kind"], values["offence"], values["is_summary"]).id


def _known(unit: Organisation, on: date) -> Known:
    matters = Matter.objects.filter(organisation=unit, struck_on__isnull=True).order_by("pk")
    return Known(unit, on, by_names(matters, "uid", "code", "name"), organisations.calendar(on))


def _faults(values: Values, known: Known) -> Iterator[Fault]:
    if values["decided_on"] > known.on:
        yield Fault("decided_on", "决定日期还没有到，请核对。")
    yield from days_in_order(values, "valid_from", "valid_until", "有效期至早于有效期自，请核对。")
    if values["valid_until"] is not None and values["valid_until"] > _LONGEST:
        yield Fault("valid_until", "有效期至不能晚于2099年12月31日；长期有效的填2099年12月31日。")
    yield from _party_faults(values)
    yield from _penalty_faults(values)
    yield from _matter_faults(values, known)


def _party_faults(values: Values) -> Iterator[Fault]:
    if not values["party_code"]:
        return
    if values["party_kind"] == "person":
        yield Fault("party_code", "相对人是自然人，不登记代码和证件号码，请留空（个人信息保护法第二十八条）。")
    elif words := fault(values["party_code"]):
        yield Fault("party_code", words)


def _penalty_faults(values: Values) -> Iterator[Fault]:
    for name in ("fine", "confiscated"):
        if (values[name] or 0) < 0:
            yield Fault(name, "金额不能小于0。")
    if values["kind"] != "penalties":
        for name in _OF_PENALTIES:
            if values[name] not in (None, "", False):
                label = checking.plain_label(str(Decision._meta.get_field(name).verbose_name))
                yield Fault(name, f"{label}只有行政处罚才填，这是其他决定，请留空或改正类别。")
    elif values["display_class"]:
        rule = display.rule_on(values["decided_on"])
        if rule is None or rule.named(values["display_class"]) is None:
            known = "、".join(found.label for found in rule.classes) if rule else ""
            said = f"按决定日期，信用网站公示类别只有：{known}。" if known else "该日期的处罚还没有公示类别，请留空。"
            yield Fault("display_class", said)


def _matter_faults(values: Values, known: Known) -> Iterator[Fault]:
    if not values["matter"]:
        return
    found = _matters(values, known)
    if not found:
        said = f"权责清单里没有“{values['matter'][:40]}”这一同类事项，请先登记事项，或改成清单里的编码或名称。"
        yield Fault("matter", said)
    elif len(found) > 1:
        yield Fault("matter", f"权责清单里有{len(found)}个“{values['matter'][:40]}”，请写事项编码。")


def _matters(values: Values, known: Known) -> list[Matter]:
    """The matters that a decision may be under: of its kind; of several those on the list when it was made."""
    found = [matter for matter in known.named.get(values["matter"], []) if matter.kind == values["kind"]]
    if len(found) < 2:
        return found
    day = values["decided_on"]
    return [matter for matter in found if matter.opened_on <= day < (matter.closed_on or FOREVER)]


def _state(values: Values, known: Known) -> State:
    matter = _matters(values, known)[0] if values["matter"] else None
    own = {name: values[name] for name in _OWN}
    own["display_class"] = values["display_class"] or _class(values)
    return {**own, "matter_id": matter.pk if matter else None}


def _values(decision: Decision) -> Values:
    found = {**plain_values(decision, _OWN), "matter": decision.matter.uid if decision.matter else ""}
    # A class that only follows is left out, so that it follows what is corrected.
    return {**found, "display_class": "" if decision.display_class == _class(found) else decision.display_class}


def _keeps(decision: Decision, state: State) -> str:
    """What strangers read stays complete: a published decision is not corrected into one that may not be."""
    if decision.published_on is None or decision.withdrawn_on is not None:
        return ""
    if lacking := publicity.missing(SimpleNamespace(**state)):
        labels = "、".join(str(Decision._meta.get_field(name).verbose_name) for name in lacking)
        return f"这件决定已经公开，{labels}不能空白；不应公开的，请先撤回。"
    law = publicity.by_law(SimpleNamespace(**state))
    return f"{law.reason}；这件决定已经公开，请先撤回。" if law and not law.is_public else ""


def _bars_striking(decision: Decision) -> str:
    shown = decision.published_on is not None and decision.withdrawn_on is None
    return "这件决定正在公开，请先撤回并写明理由，再作废。" if shown else ""


def _shown(rows: Any) -> Any:
    return rows.filter(published_on__isnull=False, withdrawn_on__isnull=True)


BOOK = Book(
    id="decisions", model=Decision, fields=_FIELDS,
    texts=("document_name", "document_number", "party_name", "representative", "sub_kind", "content", "certificate",
           "offence", "facts", "grounds", "matter"),
    key=lambda state: (state["document_number"], state["party_name"]), clash="document_number", known=_known,
    faults=_faults, state=_state, values=_values, follows=_follows, begins=_begins, narrow="document_number",
    keeps=_keeps, bars_striking=_bars_striking, barred=_shown,
)  # fmt: skip
