"""Procurement projects are entered (Regulation art. 20 item 9)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date

from gongkai.organisations.credit import fault
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.registers.acts import checking, entering
from gongkai.registers.acts.books import Book, Known, State, Values, as_given, days_in_order, plain_values
from gongkai.registers.acts.rows import Entered, Fault, ProcurementRow, TakenFile, Verdict
from gongkai.registers.models import Procurement

_FIELDS = (
    "code", "name", "catalogue_item", "is_central", "method", "budget", "amount", "supplier", "supplier_code",
    "awarded_on", "contracted_on", "result_published_on", "contract_published_on", "address",
)  # fmt: skip
_DAYS = {
    "awarded_on": "成交日期",
    "contracted_on": "合同签订日期",
    "result_published_on": "结果公告日期",
    "contract_published_on": "合同公告日期",
}


def enter_many(
    unit: Organisation, rows: Sequence[ProcurementRow], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """Enter projects of *unit*; as `entering.enter`."""
    return entering.enter(BOOK, unit, rows, by=by, on=on, file=file)


def verdicts(unit: Organisation, rows: Sequence[ProcurementRow], *, on: date) -> list[Verdict]:
    """What each row would do; one query."""
    return checking.verdicts(BOOK, unit, rows, on=on)


def _key(state: State) -> Hashable:
    """Its number; of a project without one its name and days: the same thing is bought again next year."""
    return state["code"] or (state["name"], state["awarded_on"], state["contracted_on"])


def _faults(values: Values, known: Known) -> Iterator[Fault]:
    for name, label in _DAYS.items():
        if values[name] is not None and values[name] > known.on:
            yield Fault(name, f"{label}还没有到，请到当日再登记。")
    yield from days_in_order(values, "awarded_on", "contracted_on", "合同签订日期早于成交日期，请核对。")
    yield from days_in_order(values, "awarded_on", "result_published_on", "结果公告日期早于成交日期，请核对。")
    yield from days_in_order(values, "contracted_on", "contract_published_on", "合同公告日期早于合同签订日期，请核对。")
    for name, label in (("budget", "预算金额"), ("amount", "合同金额")):
        if (values[name] or 0) < 0:
            yield Fault(name, f"{label}不能小于0。")
    if values["contracted_on"] is not None and values["amount"] is None:
        yield Fault("amount", "合同已经签订，请填合同金额。")
    if values["contract_published_on"] is not None and values["contracted_on"] is None:
        yield Fault("contracted_on", "合同已经公告，请填合同签订日期。")
    if values["result_published_on"] is not None and values["awarded_on"] is None:
        yield Fault("awarded_on", "结果已经公告，请填成交日期。")
    if values["supplier_code"] and (words := fault(values["supplier_code"])):
        yield Fault("supplier_code", words)


BOOK = Book(
    id="procurement", model=Procurement, fields=_FIELDS, texts=("code", "name", "catalogue_item", "supplier"),
    key=_key, clash="name", faults=_faults, state=as_given, values=lambda row: plain_values(row, _FIELDS),
)  # fmt: skip
