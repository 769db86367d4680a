"""A store as CSV or XLSX, for spreadsheets and other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.errors import Refused
from gongkai.report.corpus.schema import TABLES
from gongkai.report.corpus.store import open_store
from gongkai.report.form import editions

#: Rows of a worksheet, by the format.
MOST_ROWS = 1_048_575

#: The sheets of a workbook: title, and the SQL of its rows; the first holds a report a row, a cell a column.
_SHEETS = {
    "报告": "SELECT * FROM reports ORDER BY agency, year, report",
    "问题": "SELECT * FROM findings ORDER BY agency, year, report, severity, rule",
    "读不了的文件": "SELECT * FROM unreadable ORDER BY file",
    "重复的文件": "SELECT file, same_as, sha256 FROM files WHERE status = 'duplicate' ORDER BY file",
}


def export(store: str | Path, to: str | Path, *, table: str = "cells") -> None:
    """
    Write a store to a file that spreadsheets open.

    Args:
        store: The store.
        to: `.csv` writes one table of the store, a row a line, in UTF-8 with a mark; `.xlsx` writes a workbook with
            a report a row and a cell a column, the findings, the files that could not be read, and the duplicates.
        table: For CSV, which table (see `schema.TABLES`).

    Raises:
        Refused: another suffix, an unknown table, or more rows than a worksheet holds.
        Unreadable: there is no store.
        MissingExtra: DuckDB is not installed.
    """
    target = Path(to)
    suffix = target.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise Refused(f"只能导出为.csv或.xlsx，不能导出为“{target.suffix or target.name}”。")
    if table not in TABLES:
        raise Refused(f"没有表“{table}”，可用的有{'、'.join(TABLES)}。")
    connection = open_store(store).connect()
    try:
        temporary = target.with_name(target.name + ".new")
        if suffix == ".csv":
            _write_csv(connection, f"SELECT * FROM {table} ORDER BY ALL", temporary)  # noqa: S608 (one of TABLES)
        else:
            _write_workbook(connection, temporary)
        temporary.replace(target)
    finally:
        connection.close()


def _rows(connection: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.cursor().execute(sql)
    yield tuple(column[0] for column in cursor.description)
    while batch := cursor.fetchmany(10_000):
        yield from batch


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is marked as text; an agency may be called anything."""
    value = _plain(value)
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _write_csv(connection: Any, sql: str, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for row in _rows(connection, sql):
            writer.writerow([f"{v:f}" if isinstance(v := _harmless(value), Decimal) else v for value in row])


def _write_workbook(connection: Any, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, sql in _SHEETS.items():
        sheet = book.create_sheet(title)
        rows = _wide(connection) if title == "报告" else _rows(connection, sql)
        for number, row in enumerate(rows):
            if number > MOST_ROWS:
                raise Refused(f"“{title}”超过{MOST_ROWS}行，工作表放不下，请导出为.csv。")
            sheet.append([_harmless(value) for value in row])
    book.save(path)


def _wide(connection: Any) -> Iterator[tuple[Any, ...]]:
    """A report a row: what `reports` says of it, then a column for every cell of any edition."""
    ids = list(dict.fromkeys(cell for edition in editions().values() for cell in edition.cells))
    columns = {cell: at for at, cell in enumerate(ids)}
    heads = _rows(connection, _SHEETS["报告"])
    yield (*next(heads), *ids)
    cells = _rows(connection, "SELECT report, agency, year, cell, value FROM cells ORDER BY agency, year, report")
    next(cells)
    held = next(cells, None)
    for head in heads:
        values: list[Any] = [None] * len(ids)
        while held and held[0] == head[0]:
            values[columns[held[3]]] = held[4]
            held = next(cells, None)
        yield (*head, *values)
