"""The totals of a report as a spreadsheet sees them: which cells each adds, whether it does, and the formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.report.form import Rule
from gongkai.report.report import Report

_REF = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Total:
    """A cell that the form says is the sum of others, with the number printed and the sum of its parts."""

    cell: str
    parts: tuple[str, ...]
    value: int | Decimal
    sum: int | Decimal

    @property
    def holds(self) -> bool:
        """True if the printed number is the sum."""
        return self.value == self.sum


def totals(report: Report, table_id: str) -> Iterator[Total]:
    """
    The totals of a table by the equations of its form.

    One with a blank or unread part is left out: blank is not 0, so nothing can be said of it.
    """
    form = report.form_of(table_id)
    table = form.table(table_id)
    for rule in form.rules:
        if rule.table != table_id or not _is_sum(rule):
            continue
        for along in [row.id for row in table.rows] if rule.each == "row" else [column.id for column in table.columns]:
            cell = rule.cell(along, rule.left[0])
            parts = tuple(rule.cell(along, term) for term in rule.right)
            value = report.cells.get(cell)
            numbers = [number for number in map(report.cells.get, parts) if number is not None]
            if value is not None and len(numbers) == len(parts):
                yield Total(cell, parts, value, sum(numbers, 0))


def _is_sum(rule: Rule) -> bool:
    plus = all(term.sign == 1 and not term.previous for term in rule.left + rule.right)
    return rule.op == "=" and len(rule.left) == 1 and plus


def sum_of(refs: Iterable[str]) -> str:
    """The formula over cells in their order, ranges where they touch: D6, D7, D9 give SUM(D6:D7,D9)."""
    return f"SUM({','.join(_ranges([_place(ref) for ref in refs]))})"


def _place(ref: str) -> tuple[int, int]:
    """Column and row of a reference, both from 1."""
    found = _REF.fullmatch(ref)
    if found is None:
        raise ValueError(ref)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])


def _ranges(places: list[tuple[int, int]]) -> Iterator[str]:
    start = last = places[0]
    for place in [*places[1:], (0, 0)]:
        down = place == (last[0], last[1] + 1) and start[0] == last[0]
        right = place == (last[0] + 1, last[1]) and start[1] == last[1]
        if not (down or right):
            yield _ref(start) if start == last else f"{_ref(start)}:{_ref(last)}"
            start = place
        last = place


def _ref(place: tuple[int, int]) -> str:
    column, letters = place[0], ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{place[1]}"
