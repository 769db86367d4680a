"""What can be known of a report's tables before it is read: its cells in order, its equations, ready to be added up.

A layout follows from the form alone (the edition and the form of each table), so it is made once for each
combination seen and says nothing about any report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from gongkai.report.form import Column, Edition, Rule, Table, Term, editions
from gongkai.report.report import Report, Value

Getter = Callable[[Mapping[str, Value]], tuple[Value, ...]]
Stretch = Callable[[tuple[Value, ...]], Any]


def stretch(places: tuple[int, ...]) -> Stretch:
    """What takes the values at *places* out of all the values of a report; a row or a column is one slice of them."""
    step = places[1] - places[0] if len(places) > 1 else 1
    line = slice(places[0], places[-1] + 1, step)
    return itemgetter(line) if step and tuple(range(line.start, line.stop, step)) == places else itemgetter(*places)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation: its terms and, in the same order, the ids of their cells."""

    terms: tuple[Term, ...]
    ids: tuple[str, ...]
    plain: bool

    @classmethod
    def of(cls, rule: Rule, along: str, terms: tuple[Term, ...]) -> Side:
        """That side of *rule* in row or column *along*."""
        ids = tuple(rule.cell(along, term) for term in terms)
        return cls(terms, ids, all(term.sign == 1 and not term.previous for term in terms))


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation in one row or column, as the report at hand has it."""

    rule: Rule
    along: str
    table: Table
    edition: Edition
    left: Side
    right: Side

    @property
    def ids(self) -> tuple[str, ...]:
        """The cells of this year that the equation ties together."""
        return tuple(
            cell
            for side in (self.left, self.right)
            for cell, term in zip(side.ids, side.terms, strict=True)
            if not term.previous
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """
    The tables of one kind of report: forms, cells in order and equations inside it and between years.

    `take` gives all values of a report in order. `fast` are those of `within` that are plain sums on both sides, with
    what takes the two sides out of those values; `slow` the rest.
    """

    edition: Edition
    forms: Mapping[str, Edition]
    tables: tuple[Table, ...]
    order: Mapping[str, int]
    columns: Mapping[str, Column]
    take: Getter
    within: tuple[Equation, ...]
    between: tuple[Equation, ...]
    fast: tuple[tuple[Stretch, Stretch, Equation], ...]
    slow: tuple[Equation, ...]

    def table_of(self, cell_id: str) -> Table:
        """The table of a cell of this layout."""
        table = cell_id.partition("/")[0]
        return self.forms[table].table(table)


def layout_of(report: Report) -> Layout:
    """The layout of *report*; also for mixed forms, where a table has the rows of another edition."""
    return _layout(report.edition, tuple(sorted(report.tables.items())))


@lru_cache(maxsize=64)
def _layout(edition_id: str, own: tuple[tuple[str, str], ...]) -> Layout:
    edition = editions()[edition_id]
    named = dict(own)
    forms = {table.id: editions()[named.get(table.id, edition_id)] for table in edition.tables}
    tables = tuple(form.table(name) for name, form in forms.items())
    columns = {f"{table.id}/{row.id}/{column.id}": column for table in tables for row in table.rows
               for column in table.columns}  # fmt: skip
    equations = [
        Equation(rule, line.id, table, forms[table.id], Side.of(rule, line.id, rule.left),
                 Side.of(rule, line.id, rule.right))
        for table in tables
        for rule in forms[table.id].rules
        if rule.table == table.id
        for line in (table.rows if rule.each == "row" else table.columns)
    ]  # fmt: skip
    within = tuple(equation for equation in equations if not equation.rule.between_years)
    sums = [eq for eq in within if eq.rule.op == "=" and eq.left.plain and eq.right.plain]
    order = {cell: place for place, cell in enumerate(columns)}

    def taker(side: Side) -> Stretch:
        return stretch(tuple(order[cell] for cell in side.ids))

    return Layout(
        edition, forms, tables, order, columns, itemgetter(*columns),
        within, tuple(equation for equation in equations if equation.rule.between_years),
        tuple((taker(equation.left), taker(equation.right), equation) for equation in sums),
        tuple(equation for equation in within if equation not in sums),
    )  # fmt: skip
