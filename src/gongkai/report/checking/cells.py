"""Rules on single cells: missing, blank, negative, a fraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from gongkai.report.checking.messages import say
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.checking.words import axis_words, number, row_words, table_words
from gongkai.report.form import Table


def _ids(table: Table) -> list[str]:
    return [f"{table.id}/{row.id}/{column.id}" for row in table.rows for column in table.columns]


def _where(subject: Subject, cells: Iterable[str]) -> str:
    """Cells of several tables, table by table."""
    groups: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        groups[cell.partition("/")[0]].append(cell)
    return "；".join(
        table_words(subject.layout.forms[table], table) + axis_words(subject.layout.table_of(group[0]), group)
        for table, group in groups.items()
    )


@rule("cell.missing", "error")
def missing(subject: Subject, outcome: Outcome) -> None:
    """Cells that were neither read nor are in doubt: one finding a table, one for a section without any table."""
    if subject.values is not None:
        return
    report, layout = subject.report, subject.layout
    doubtful = {doubt.cell for doubt in report.doubts}
    doubts = tuple(cell for cell in layout.order if cell in doubtful and cell not in report.cells)
    if doubts:
        message = say("cell.missing", "doubt", count=len(doubts), where=_where(subject, doubts))
        outcome.open("cell.missing", doubts, message)
    sections: dict[str, list[tuple[Table, list[str], bool]]] = defaultdict(list)
    for table in layout.tables:
        ids = _ids(table)
        absent = [cell for cell in ids if cell not in report.cells and cell not in doubtful]
        sections[table.section].append((table, absent, len(absent) == len(ids)))
    for section, tables in sections.items():
        if all(whole for _, _, whole in tables):
            cells = tuple(cell for _, absent, _ in tables for cell in absent)
            name = layout.edition.section(section)
            message = say("cell.missing", "section", table=f"表{name.number}", heading=name.heading, count=len(cells))
            outcome.found("cell.missing", "error", cells, (None, len(cells)), message)
            continue
        for table, absent, whole in tables:
            if absent:
                where = table_words(layout.forms[table.id], table.id)
                message = say("cell.missing", "table" if whole else "cells", where=where, count=len(absent),
                              lines=axis_words(table, absent))  # fmt: skip
                outcome.found("cell.missing", "error", tuple(absent), (None, len(absent)), message)


@rule("cell.blank", "error")
def blank(subject: Subject, outcome: Outcome) -> None:
    """A cell printed blank, `/` or `-`: an error in a total whose parts are not all blank, else a warning."""
    if subject.whole:
        return
    cells = subject.report.cells
    empty = [cell for cell in subject.layout.order if cell in cells and cells[cell] is None]
    if not empty:
        return
    totals = _blank_totals(subject)
    for row, sums in totals.items():
        words = subject.words(next(iter(sums)))
        where = words if len(sums) == 1 else table_words(subject.layout.forms[row[0]], row[0]) + row_words(
            subject.layout.forms[row[0]].table(row[0]).row(row[1]))  # fmt: skip
        mark = subject.report.marks.get(next(iter(sums)), "")
        message = say("cell.blank", "marked_total" if mark else "total", where=where, mark=mark,
                      sums="、".join(number(value) for value in sums.values()))  # fmt: skip
        first = next(iter(sums.values()))
        outcome.found("cell.blank", "error", tuple(sums), (None, first), message)
    graver = {cell for sums in totals.values() for cell in sums}
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in empty:
        if cell not in graver:
            groups[cell.partition("/")[0], subject.report.marks.get(cell, "")].append(cell)
    for (table, mark), group in groups.items():
        where = table_words(subject.layout.forms[table], table)
        message = say("cell.blank", "marked" if mark else "blank", where=where, mark=mark, count=len(group),
                      lines=axis_words(subject.layout.table_of(group[0]), group))  # fmt: skip
        outcome.found("cell.blank", "warning", tuple(group), (mark or None, None), message)


def _blank_totals(subject: Subject) -> dict[tuple[str, str], dict[str, int | Decimal]]:
    """Blank totals by table and row, each with the sum of those of its parts that hold a number."""
    cells = subject.report.cells
    found: dict[tuple[str, str], dict[str, int | Decimal]] = defaultdict(dict)
    for equation in subject.layout.within:
        if equation.rule.op != "=" or len(equation.left.ids) != 1:
            continue
        (total,) = equation.left.ids
        if total not in cells or cells[total] is not None:
            continue
        parts = [value for value in (cells.get(cell) for cell in equation.right.ids) if value is not None]
        if parts:
            table, row, _ = total.split("/")
            found[table, row].setdefault(total, sum(parts))
    return found


@rule("cell.negative", "error")
def negative(subject: Subject, outcome: Outcome) -> None:
    """A count or an amount below zero; only a change of items (本年增/减) may be."""
    for cell, value in subject.odd:
        if value < 0 and not subject.layout.columns[cell].signed:
            message = say("cell.negative", "broken", cell=subject.words(cell), value=number(value))
            outcome.found("cell.negative", "error", (cell,), (value, None), message)


@rule("cell.fraction", "error")
def fraction(subject: Subject, outcome: Outcome) -> None:
    """A count that is not a whole number; only amounts of money may have decimals."""
    for cell, value in subject.odd:
        column = subject.layout.columns[cell]
        if isinstance(value, Decimal) and not column.money and value != value.to_integral_value():
            message = say("cell.fraction", "broken", cell=subject.words(cell), value=number(value), unit=column.unit)
            outcome.found("cell.fraction", "error", (cell,), (value, None), message)
