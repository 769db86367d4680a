"""The rows of a register given out: CSV and JSON while they are read, a workbook when it is whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gongkai.publications.imports.workbooks import TextBook
from gongkai.registers import publicity
from gongkai.registers.tables.cells import written
from gongkai.registers.tables.marked import harmless
from gongkai.registers.tables.register import Column, Register

#: More rows take a workbook minutes to write; they are given as a CSV.
MOST_IN_A_WORKBOOK = 50_000
#: Lines that are sent together.
_TOGETHER = 500


def texts_of(columns: Iterable[Column], row: Any) -> list[str]:
    """The cells of a row, for those who keep it: what they say reads back the same."""
    return [written(column, getattr(row, column.field, None)) for column in columns]


def shown(column: Column, row: Any) -> str:
    """A cell of a row for strangers: a natural person's name is masked in it, wherever it stands."""
    if column.masked:
        return publicity.shown_name(row)
    text = written(column, getattr(row, column.field, None))
    return publicity.shown_text(row, text) if text and hasattr(row, "party_kind") else text


def public_texts(columns: Iterable[Column], row: Any) -> list[str]:
    """The cells of a row, for strangers."""
    return [shown(column, row) for column in columns]


def csv_of(
    columns: Sequence[Column], rows: Iterable[Any], cells: Callable[[Iterable[Column], Any], list[str]]
) -> Iterator[bytes]:
    """A CSV with the mark that spreadsheets know UTF-8 by; nothing in it is taken for a formula."""
    yield "\ufeff".encode()
    lines: list[list[str]] = [[column.heading for column in columns]]
    for row in rows:
        lines.append([harmless(text) for text in cells(columns, row)])
        if len(lines) >= _TOGETHER:
            yield _csv(lines)
            lines = []
    yield _csv(lines)


def json_of(register: Register, head: dict[str, Any], rows: Iterable[Any]) -> Iterator[bytes]:
    """
    The public rows as one JSON object: *head*, the columns with their meaning, and a list of rows by field.

    Days are written as 2019-12-31, money as a number of 分, what is blank as null.
    """
    columns = register.public_columns
    said = [{"field": "id", "label": "标识", "kind": "text"}]
    said += [{"field": column.field, "label": column.label, "kind": _kind(column)} for column in columns]
    start = json.dumps({**head, "columns": said}, ensure_ascii=False)
    yield start[:-1].encode() + b', "rows": ['
    lines: list[str] = []
    is_first = True
    for row in rows:
        lines.append(json.dumps({"id": row.uid, **fields_of(columns, row)}, ensure_ascii=False))
        if len(lines) >= _TOGETHER:
            yield (("\n" if is_first else ",\n") + ",\n".join(lines)).encode()
            lines, is_first = [], False
    if lines:
        yield (("\n" if is_first else ",\n") + ",\n".join(lines)).encode()
    yield b"\n]}\n"


def fields_of(columns: Iterable[Column], row: Any) -> dict[str, Any]:
    """A public row by field, as the open data has it."""
    return {column.field: _plain(column, row) for column in columns}


def workbook_of(register: Register, rows: Iterable[Any], to: Path) -> None:
    """Write a workbook, which an import takes again."""
    book = TextBook(register.label, [column.heading for column in register.columns])
    for row in rows:
        book.write(texts_of(register.columns, row))
    book.save(to)


def _plain(column: Column, row: Any) -> Any:
    if column.kind in ("money", "yes_no"):
        return getattr(row, column.field)
    return shown(column, row) or None


def _kind(column: Column) -> str:
    return {"money": "fen", "day": "day", "yes_no": "boolean"}.get(column.kind, "text")


def _csv(lines: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()
