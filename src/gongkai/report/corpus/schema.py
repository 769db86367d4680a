"""The tables of a store: their columns, types and meaning. Views of these names are what SQL sees.

Every table is long: a row a cell, a row a finding. `report` is the report's id, `file` the path below the folder
that was read, with slashes. Figures are exact decimals in the unit of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from gongkai.errors import MissingExtra

#: Digits before and behind the point that a figure keeps; one that does not fit is a doubt, never rounded.
DIGITS, DECIMALS = 38, 6


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type in SQL, and what it means."""

    name: str
    type: str
    meaning: str


FIGURE = f"DECIMAL({DIGITS},{DECIMALS})"

TABLES: dict[str, tuple[Field, ...]] = {
    "reports": (
        Field(
            "report",
            "VARCHAR",
            "id of the report: the first 16 digits of the content's SHA-256, and its number within the file",
        ),
        Field("file", "VARCHAR", "path below the folder"),
        Field("sha256", "VARCHAR", "SHA-256 of the content"),
        Field("agency", "VARCHAR", "agency, as the report names it"),
        Field("year", "SMALLINT", "year reported on, NULL where the file does not say"),
        Field("edition", "VARCHAR", "edition of the form: 2019 or 2021"),
        Field("tables", "VARCHAR", "tables in another edition: applications=2019"),
        Field("title", "VARCHAR", "title"),
        Field("numbers", "SMALLINT", "cells read as numbers"),
        Field("blanks", "SMALLINT", "cells printed blank, / or -"),
        Field("doubts", "SMALLINT", "cells in doubt"),
        Field("errors", "SMALLINT", "errors found in the report alone"),
        Field("warnings", "SMALLINT", "warnings found in the report alone"),
        Field("undecided", "SMALLINT", "rules that could not be decided for want of a cell"),
    ),
    "cells": (
        Field("report", "VARCHAR", "id of the report"),
        Field("agency", "VARCHAR", "agency, as the report names it"),
        Field("year", "SMALLINT", "year reported on"),
        Field("edition", "VARCHAR", "edition of this table"),
        Field("cell", "VARCHAR", "id of the cell: table_id/row_id/column_id"),
        Field("table_id", "VARCHAR", "table of the form"),
        Field("row_id", "VARCHAR", "row"),
        Field("column_id", "VARCHAR", "column"),
        Field("value", FIGURE, "the figure, in the unit of the form; NULL for blanks and doubts"),
        Field("mark", "VARCHAR", "what is printed where there is no figure, such as /"),
        Field("doubt", "BOOLEAN", "true if the reader is not sure; value is NULL then"),
        Field("candidates", "VARCHAR", "what a doubtful figure may be, divided by vertical bars"),
    ),
    "findings": (
        Field("report", "VARCHAR", "id of the report"),
        Field("agency", "VARCHAR", "agency, as the report names it"),
        Field("year", "SMALLINT", "year reported on"),
        Field("rule", "VARCHAR", "id of the rule"),
        Field("severity", "VARCHAR", "error, warning or hint"),
        Field("message", "VARCHAR", "the finding in words"),
        Field("cells", "VARCHAR[]", "cells concerned"),
    ),
    "sections": (
        Field("report", "VARCHAR", "id of the report"),
        Field("agency", "VARCHAR", "agency, as the report names it"),
        Field("year", "SMALLINT", "year reported on"),
        Field("key", "VARCHAR", "overview, proactive, applications, remedies, problems or other"),
        Field("number", "VARCHAR", "number of the heading"),
        Field("heading", "VARCHAR", "heading"),
        Field("text", "VARCHAR", "text, a paragraph a line"),
    ),
    "unreadable": (
        Field("file", "VARCHAR", "path below the folder"),
        Field("sha256", "VARCHAR", "SHA-256 of the content"),
        Field("reason", "VARCHAR", "why it cannot be read, and what to do"),
    ),
    "files": (
        Field("file", "VARCHAR", "path below the folder"),
        Field("sha256", "VARCHAR", "SHA-256 of the content"),
        Field("size", "BIGINT", "bytes"),
        Field("modified", "BIGINT", "time of change, nanoseconds since 1970"),
        Field("status", "VARCHAR", "read, unreadable, or duplicate of another file"),
        Field("same_as", "VARCHAR", "of a duplicate: the file that was read"),
    ),
}

_ARROW = {
    "VARCHAR": "string", "SMALLINT": "int16", "BIGINT": "int64", "BOOLEAN": "bool_",
}  # fmt: skip


def need_arrow() -> None:
    """
    Make sure that pyarrow is there without loading it, which takes 40 MB.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        there = find_spec("pyarrow") is not None
    except ValueError:  # what stands in sys.modules under that name was not loaded from anywhere
        there = False
    if not there:
        raise MissingExtra("批量读取报告", "corpus")


def arrow() -> Any:
    """
    The module pyarrow, with its Parquet reader loaded.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra("批量读取报告", "corpus") from None
    return pyarrow


@cache
def arrow_schema(table: str) -> Any:
    """The Arrow schema of a table of the store."""
    pa = arrow()
    types = {name: getattr(pa, maker)() for name, maker in _ARROW.items()}
    types[FIGURE] = pa.decimal128(DIGITS, DECIMALS)
    types["VARCHAR[]"] = pa.list_(pa.string())
    return pa.schema([(field.name, types[field.type]) for field in TABLES[table]])


def page() -> str:
    """The schema as a page of the documentation."""
    lines = [
        "# Tables of a store\n",
        "`gongkai corpus ingest` makes a store: a folder in which every `shard-` folder holds the Parquet tables of a",
        "batch of files.",
        "`gongkai corpus query` knows these tables by name; other programs read `STORE/shard-*/TABLE.parquet`.",
        "When a file was changed and read again, its older rows stay there; the tables by name leave them out.",
        "This page is made by `python -m gongkai.report.corpus.schema`.",
    ]
    for name, fields in TABLES.items():
        lines += [f"\n## {name}\n", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{field.name}` | {field.type} | {field.meaning} |" for field in fields]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page())
