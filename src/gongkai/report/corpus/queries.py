"""Ask a store with SQL: one SELECT over the views of `schema.TABLES`, and nothing outside the store."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.errors import Refused, Unreadable
from gongkai.report.corpus.schema import TABLES
from gongkai.report.corpus.store import open_store
from gongkai.report.report import dumps


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a question got, and the names of their columns. Figures are `int` or `Decimal`."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def to_json(self) -> str:
        """A JSON list with an object a row."""
        return dumps([dict(zip(self.names, map(_jsonable, row), strict=True)) for row in self.rows], indent=2)

    def to_csv(self) -> str:
        """CSV text with a head."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows([[_text(value) for value in row] for row in self.rows])
        return out.getvalue()

    def to_table(self, most: int = 200) -> str:
        """Aligned columns for a terminal, at most *most* rows; Chinese characters count as two columns."""
        body = [[_text(value).replace("\n", " ") for value in row] for row in self.rows[:most]]
        widths = [
            max([width(name), *(width(row[at]) for row in body)]) for at, name in enumerate(self.names)
        ]  # fmt: skip
        numeric = [
            bool(body) and all(isinstance(row[at], int | Decimal | None) for row in self.rows[:most])
            for at in range(len(widths))
        ]
        lines = [_line(self.names, widths, numeric), "  ".join("─" * width_ for width_ in widths)]
        lines += [_line(row, widths, numeric) for row in body]
        if len(self.rows) > most:
            lines.append(f"（共{len(self.rows)}行，只显示前{most}行；要全部请用--csv或--json）")
        return "\n".join(line.rstrip() for line in lines)


def query(store: str | Path, sql: str) -> Answer:
    """
    Answer one SELECT over the views reports, cells, findings, sections, unreadable and files.

    Raises:
        Unreadable: there is no store, or the SQL is wrong (the message says where).
        Refused: the SQL is more or other than one SELECT, or reaches outside the store.
        MissingExtra: DuckDB is not installed.
    """
    connection = open_store(store).connect()
    try:
        return ask(connection, sql)
    finally:
        connection.close()


def ask(connection: Any, sql: str) -> Answer:
    """Answer one SELECT over a connection made by `Store.connect`; raises as `query` does."""
    import duckdb

    try:
        statements = connection.extract_statements(sql)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise Refused("这里只能查询：请写一条SELECT语句；要导出请用gongkai corpus export。")
        cursor = connection.execute(sql)
        names = tuple(column[0] for column in cursor.description)
        return Answer(names, [tuple(_figure(value) for value in row) for row in cursor.fetchall()])
    except duckdb.PermissionException:
        raise Refused(f"查询只能用库里的表：{'、'.join(TABLES)}，不能读写别的文件。") from None
    except duckdb.Error as wrong:
        raise Unreadable(f"SQL有误：{str(wrong).strip()}\n可用的表：{'、'.join(TABLES)}。") from None


def _figure(value: Any) -> Any:
    """Decimals of the store without the zeros that only its six places add."""
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        return int(value)
    return value.normalize()


def _jsonable(value: Any) -> Any:
    """JSON knows no floats here: an average is given as the exact decimal that its digits show."""
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _line(texts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = []
    for text, wide, right in zip(texts, widths, numeric, strict=True):
        gap = " " * (wide - width(text))
        parts.append(gap + text if right else text + gap)
    return "  ".join(parts)
