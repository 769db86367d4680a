"""The list behind a number: the very entries that add up to it, page by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gongkai.errors import Refused
from gongkai.figures.cells import TEXT, keys_in
from gongkai.figures.declarations import registry
from gongkai.figures.errors import UnknownFigure
from gongkai.figures.kinds import AMOUNT, DAY, Counted, Declaration, Ratio
from gongkai.figures.period import Period
from gongkai.report.exact_json import exact

#: Entries on a page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One entry.

    Args:
        record: The record's key, `kind:uid`.
        title: What people call it.
        on: Its day.
        amount: What it adds; below 0 where it takes away.
        address: Where the record is seen; "" if nowhere.
    """

    record: str
    title: str
    on: date
    amount: int | Decimal
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: its entries, and where the next one starts ("" at the end)."""

    entries: tuple[Entry, ...]
    following: str


def behind(
    cell: str,
    unit: Any,
    period: Period,
    *,
    after: str = "",
    size: int = PAGE,
    among: Sequence[Declaration] | None = None,
) -> Page:
    """
    The entries of a figure, declaration by declaration, the earliest first; one query a declaration at most.

    Args:
        cell: The figure's id.
        unit: The unit, its key, or a list of several.
        period: When.
        after: Where the page before said that the next one starts.
        size: How many.
        among: As for `totals`.

    Raises:
        UnknownFigure: nobody declares it, or *after* is no place in a list.
        Refused: a ratio, which is made of two figures and not of records.
    """
    wanted = _declared(cell, registry.declared if among is None else among)
    units = unit if isinstance(unit, list) else [unit]
    at, last = _place(after)
    found: list[Entry] = []
    for index in range(at, len(wanted)):
        declaration, keys = wanted[index]
        rows = _narrowed(declaration.entries(period, units), keys, cell)
        if last is not None and index == at:
            day, pk = last
            rows = rows.filter(Q(**{f"{DAY}__gt": day}) | Q(**{DAY: day, "pk__gt": pk}))
        # One more than fits says whether there is a next page.
        left = size - len(found)
        shown = list(rows.select_related(*declaration.listed.related).order_by(DAY, "pk")[: left + 1])
        found += [_entry(declaration, row) for row in shown[:left]]
        if len(shown) > left:
            return Page(tuple(found), _following(index, shown[left - 1] if left else None))
    return Page(tuple(found), "")


def _declared(cell: str, declared: Sequence[Declaration]) -> list[tuple[Counted, dict[str, str]]]:
    found = []
    for declaration in declared:
        keys = keys_in(declaration.cell, cell)
        if keys is None:
            continue
        if isinstance(declaration, Ratio):
            parts = "、".join(f"{TEXT}/{name}" for name in (declaration.part, declaration.whole))
            raise Refused(f"“{cell}”是两个数相除得到的，没有自己的记录；请看{parts}的记录。")
        found.append((declaration, keys))
    if not found:
        raise _unknown(cell)
    return found


def _narrowed(rows: Any, keys: dict[str, str], cell: str) -> Any:
    """Of *rows* those that have these keys; a key may be of a form that its field never holds (a year of letters)."""
    try:
        return rows.filter(**keys)
    except ValueError:
        raise _unknown(cell) from None


def _unknown(cell: str) -> UnknownFigure:
    return UnknownFigure(f"没有“{cell}”这个数。有哪些数，见gongkai figures列出的名称。")


def _entry(declaration: Counted, row: Any) -> Entry:
    amount = exact(getattr(row, AMOUNT))
    if amount is None:
        raise ValueError("an entry without an amount")
    listed = declaration.listed
    amount = declaration.in_cell(amount)
    return Entry(listed.record(row), listed.title(row), getattr(row, DAY), amount, listed.address(row))


def _following(index: int, row: Any) -> str:
    """Which declaration the next page starts in, and behind which of its rows: `1_2019-03-01_77`."""
    return f"{index}" if row is None else f"{index}_{getattr(row, DAY).isoformat()}_{row.pk}"


def _place(after: str) -> tuple[int, tuple[date, int] | None]:
    if not after:
        return 0, None
    index, *rest = after.split("_")
    try:
        if not rest:
            return _whole(index), None
        day, pk = rest
        return _whole(index), (date.fromisoformat(day), _whole(pk))
    except ValueError:
        raise UnknownFigure(f"“{after}”不是清单里的位置，请从第一页看起。") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise ValueError(text)
    return int(text)
