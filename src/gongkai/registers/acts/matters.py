"""Matters of the list of powers are entered (Regulation art. 20 items 5 and 6)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor
from gongkai.registers.acts import checking, entering
from gongkai.registers.acts.books import Book, Known, State, Values, as_given, days_in_order, life, plain_values
from gongkai.registers.acts.rows import Entered, Fault, MatterRow, TakenFile, Verdict
from gongkai.registers.models import Decision, Matter

_FIELDS = (
    "kind", "code", "name", "sub_kind", "grounds", "conditions", "procedure", "address", "opened_on", "closed_on",
)  # fmt: skip


def enter_many(
    unit: Organisation, rows: Sequence[MatterRow], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """Enter matters of *unit*; as `entering.enter`."""
    return entering.enter(BOOK, unit, rows, by=by, on=on, file=file)


def verdicts(unit: Organisation, rows: Sequence[MatterRow], *, on: date) -> list[Verdict]:
    """What each row would do; two queries."""
    return checking.verdicts(BOOK, unit, rows, on=on)


def _key(state: State) -> Hashable:
    """Its code; of a matter without one its kind and name. What was taken off the list may come back later."""
    return state["code"] or (state["kind"], state["name"])


def _faults(values: Values, known: Known) -> Iterator[Fault]:
    yield from days_in_order(values, "opened_on", "closed_on", "移出清单日期早于列入清单日期，请核对。")
    if values["opened_on"] > known.on:
        yield Fault("opened_on", "列入清单日期还没有到，请到当日再登记。")


def _bars_striking(matter: Matter) -> str:
    count = Decision.objects.filter(matter=matter, struck_on__isnull=True).count()
    said = f"该事项下还有{count}件决定，请先更正或作废这些决定；不再实施的事项请登记移出清单日期。"
    return said if count else ""


def _with_decisions(rows: Any) -> Any:
    return rows.filter(Exists(Decision.objects.filter(matter=OuterRef("pk"), struck_on__isnull=True)))


BOOK = Book(
    id="matters", model=Matter, fields=_FIELDS,
    texts=("code", "name", "sub_kind", "grounds", "conditions", "procedure"),
    key=_key, clash="name", span=life, faults=_faults, state=as_given,
    values=lambda matter: plain_values(matter, _FIELDS), bars_striking=_bars_striking,
    barred=_with_decisions,
)  # fmt: skip
