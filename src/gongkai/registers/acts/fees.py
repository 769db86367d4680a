"""Items of the catalogue of fees, and the money collected under them (Regulation art. 20 item 8)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.registers.acts import checking, entering
from gongkai.registers.acts.books import (
    FOREVER,
    Book,
    Known,
    State,
    Values,
    as_given,
    by_names,
    days_in_order,
    life,
    plain_values,
)
from gongkai.registers.acts.rows import Entered, Fault, FeeIncomeRow, FeeItemRow, TakenFile, Verdict
from gongkai.registers.models import FeeIncome, FeeItem

_ITEM = ("code", "name", "grounds", "rate", "payer", "level", "opened_on", "closed_on")
_INCOME = ("item", "from_on", "until_on", "amount", "origin")


def enter_items(
    unit: Organisation, rows: Sequence[FeeItemRow], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """Enter items of the catalogue of *unit*; as `entering.enter`."""
    return entering.enter(ITEMS, unit, rows, by=by, on=on, file=file)


def item_verdicts(unit: Organisation, rows: Sequence[FeeItemRow], *, on: date) -> list[Verdict]:
    """What each item would do; two queries."""
    return checking.verdicts(ITEMS, unit, rows, on=on)


def enter_incomes(
    unit: Organisation, rows: Sequence[FeeIncomeRow], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """Enter money that *unit* collected; as `entering.enter`."""
    return entering.enter(INCOMES, unit, rows, by=by, on=on, file=file)


def income_verdicts(unit: Organisation, rows: Sequence[FeeIncomeRow], *, on: date) -> list[Verdict]:
    """What each sum would do; three queries."""
    return checking.verdicts(INCOMES, unit, rows, on=on)


def _item_key(state: State) -> Hashable:
    return state["code"] or state["name"]


def _item_faults(values: Values, known: Known) -> Iterator[Fault]:
    yield from days_in_order(values, "opened_on", "closed_on", "取消日期早于设立日期，请核对。")
    if values["opened_on"] > known.on:
        yield Fault("opened_on", "设立日期还没有到，请到当日再登记。")


def _bars_striking(item: FeeItem) -> str:
    count = item.incomes.filter(struck_on__isnull=True).count()
    return f"该项目下还有{count}笔收入，请先作废这些收入；不再收取的项目请登记取消日期。" if count else ""


def _with_incomes(rows: Any) -> Any:
    return rows.filter(Exists(FeeIncome.objects.filter(item=OuterRef("pk"), struck_on__isnull=True)))


def _known_items(unit: Organisation, on: date) -> Known:
    items = FeeItem.objects.filter(organisation=unit, struck_on__isnull=True).order_by("pk")
    return Known(unit, on, by_names(items, "uid", "code", "name"))


def _income_faults(values: Values, known: Known) -> Iterator[Fault]:
    items = _items(values, known)
    if not items:
        yield Fault("item", f"收费目录里没有“{values['item'][:40]}”，请先登记该收费项目，或改成目录里的编码或名称。")
    elif len(items) > 1:
        yield Fault("item", f"收费目录里有{len(items)}个“{values['item'][:40]}”，请写项目编码。")
    yield from days_in_order(values, "from_on", "until_on", "止日早于起日，请核对。")
    if values["from_on"].year != values["until_on"].year:
        said = "一笔收入的起止日期应在同一年度内，否则不能分清是哪一年的；请按年度分成两笔。"
        yield Fault("until_on", said)
    if values["until_on"] > known.on:
        yield Fault("until_on", "止日还没有到，请到期后再登记。")


def _items(values: Values, known: Known) -> list[FeeItem]:
    """The items that a sum may be of: of several of one name those that were collected in its days."""
    found = known.named.get(values["item"], [])
    if len(found) < 2:
        return found
    first, last = values["from_on"], values["until_on"]
    return [item for item in found if item.opened_on <= last and first < (item.closed_on or FOREVER)]


def _income_state(values: Values, known: Known) -> State:
    return {**{name: values[name] for name in _INCOME[1:]}, "item_id": _items(values, known)[0].pk}


def _income_values(income: FeeIncome) -> Values:
    return {**plain_values(income, _INCOME), "item": income.item.uid}


def _income_span(state: State) -> tuple[date, date]:
    return state["from_on"], state["until_on"] + timedelta(days=1)


ITEMS = Book(
    id="fee_items", model=FeeItem, fields=_ITEM, texts=("code", "name", "grounds", "rate", "payer"),
    key=_item_key, clash="name", span=life, faults=_item_faults, state=as_given,
    values=lambda item: plain_values(item, _ITEM), bars_striking=_bars_striking,
    barred=_with_incomes,
)  # fmt: skip
INCOMES = Book(
    id="fee_incomes", model=FeeIncome, fields=_INCOME, texts=("item", "origin"), key=lambda state: state["item_id"],
    clash="from_on", span=_income_span, known=_known_items, faults=_income_faults, state=_income_state,
    values=_income_values, narrow="item_id",
)  # fmt: skip
