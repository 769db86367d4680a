"""Cells, rows and numbers in an officer's words, all taken from the form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from gongkai.report.form import Cell, Column, Edition, Row, Table, editions
from gongkai.report.report import Value, plain

_EXPLANATION = re.compile(r"[（(][^（）()]{4,}[）)]")
_LONGEST = 18

#: More names than this are not read by anybody; the rest are counted.
MOST_NAMED = 6


def number(value: Value | str) -> str:
    """A value as a person writes it; a blank is called so."""
    if value is None:
        return "空白"
    if isinstance(value, Decimal):
        text = plain(value)
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def apart(one: int | Decimal, other: int | Decimal) -> int | Decimal:
    """How far two figures lie apart."""
    gap: int | Decimal = one - other
    return -gap if gap < 0 else gap


def short(label: str) -> str:
    """A label without its long explanation in brackets, and no longer than a line of a finding bears."""
    label = _EXPLANATION.sub("", label)
    head = label.partition("、")[0] if len(label) > _LONGEST else label
    return head if len(head) <= _LONGEST else head[:_LONGEST] + "…"


def table_words(edition: Edition, table_id: str) -> str:
    """The table's common name: 表二 for every block of section 二 with its caption, 表三, 表四."""
    table = edition.table(table_id)
    name = f"表{edition.section(table.section).number}"
    return f"{name}{table.caption}" if table.caption else name


def row_words(row: Row) -> str:
    """`“一、本年新收政府信息公开申请数量”行`; a row with a bare number is named after its group."""
    if row.path and row.number[:1].isdigit():
        return f"“{row.path[-1].number}{row.number}{short(row.label)}”行"
    if row.path and not row.number:
        return f"“{row.path[-1].label}（{short(row.label)}）”行"
    return f"“{row.number}{short(row.label)}”行"


def column_words(column: Column) -> str:
    """`“自然人”列`; the column of others is told apart from the rows of that name."""
    return f"“{column.label}”列"


def line_words(table: Table, each: str, along: str) -> str:
    """The row or the column over which an equation runs."""
    return row_words(table.row(along)) if each == "row" else column_words(table.column(along))


@lru_cache(maxsize=1)
def _all_cells() -> dict[str, tuple[Edition, Cell]]:
    return {cell_id: (edition, cell) for edition in editions().values() for cell_id, cell in edition.cells.items()}


def cell_words(cell_id: str, edition: Edition | None = None) -> str:
    """
    `表三“（七）总计”行“自然人”列`.

    Args:
        cell_id: Id of a cell of any edition.
        edition: The form that the cell's table has in the report; without it the newest that has the cell.
    """
    if edition is not None and cell_id in edition.cells:
        found, cell = edition, edition.cells[cell_id]
    else:
        found, cell = _all_cells()[cell_id]
    return f"{table_words(found, cell.table)}{row_words(cell.row)}{column_words(cell.column)}"


def listed(names: Iterable[str], measure: str = "处", *, every: int | None = None) -> str:
    """
    Names joined by 、 without repeats; beyond `MOST_NAMED` the first and the last are named and all are counted.

    Args:
        names: The names in order.
        measure: The word for counting them.
        every: How many there can be; if all of them are named, the list says so instead.
    """
    unique = list(dict.fromkeys(names))
    if every is not None and len(unique) == every > 1:
        return f"全部{every}{measure}"
    if len(unique) <= MOST_NAMED:
        return "、".join(unique)
    return f"{unique[0]}、{unique[1]}……{unique[-1]}，共{len(unique)}{measure}"


def axis_words(table: Table, cells: Iterable[str]) -> str:
    """Cells of one table by their rows, or by their columns where these are fewer names and not simply all."""
    pairs = [cell.split("/")[1:] for cell in cells]
    rows = dict.fromkeys(row for row, _ in pairs)
    columns = dict.fromkeys(column for _, column in pairs)
    if len(columns) < min(len(rows), len(table.columns)) or (len(rows) == len(table.rows) > 1 < len(columns)):
        return listed((column_words(table.column(column)) for column in columns), "列", every=len(table.columns))
    return listed((row_words(table.row(row)) for row in rows), "行", every=len(table.rows))
