"""One shard: the tables of a batch of files, read and checked here, written as Parquet there."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.errors import GongkaiError
from gongkai.report.corpus.schema import DECIMALS, DIGITS, TABLES, arrow, arrow_schema
from gongkai.report.finding import Examination
from gongkai.report.report import Report, Value, plain


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: its name below the folder, where it lies, and what is known of its content."""

    file: str
    path: str
    sha256: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that no worker survived, with the reason in words."""

    source: Source
    reason: str


@dataclass(slots=True)
class Rows:
    """Columns of the tables of a shard while it is filled; each table a list a column, in the order of the schema."""

    columns: dict[str, tuple[list[Any], ...]] = field(
        default_factory=lambda: {name: tuple([] for _ in fields) for name, fields in TABLES.items()}
    )

    def add(self, table: str, *values: Any) -> None:
        """Add a row to a table, its values in the order of the schema."""
        for column, value in zip(self.columns[table], values, strict=True):
            column.append(value)

    def count(self, table: str) -> int:
        """How many rows the table has so far."""
        return len(self.columns[table][0])


def read_into(rows: Rows, source: Source) -> None:
    """
    Read and check one file and add everything found to the rows; what cannot be read becomes a row of `unreadable`.

    A fault of the reader itself on a strange file is listed like any other reason: one file never ends a run.
    """
    from gongkai.report.checking import examine
    from gongkai.report.reading import read_all

    try:
        reports = read_all(Path(source.path))
        found = [(report, examine(report)) for report in reports]
    except GongkaiError as wrong:
        fail_into(rows, source, wrong.message)
    except MemoryError:
        fail_into(rows, source, "读取时内存不够，这个文件可能有害或过大，请检查后单独读取。")
    except OSError as wrong:
        fail_into(rows, source, f"打不开：{wrong.strerror or wrong}，请检查文件和权限。")
    except Exception as wrong:
        fail_into(rows, source, f"读取时程序出错（{type(wrong).__name__}：{wrong}），请把这个文件告诉开发者。")
    else:
        rows.add("files", source.file, source.sha256, source.size, source.modified, "read", None)
        for number, (report, examination) in enumerate(found, 1):
            _add_report(rows, source, f"{source.sha256[:16]}-{number}", report, examination)


def fail_into(rows: Rows, source: Source, reason: str) -> None:
    """List a file as unreadable."""
    rows.add("files", source.file, source.sha256, source.size, source.modified, "unreadable", None)
    rows.add("unreadable", source.file, source.sha256, reason)


def _add_report(rows: Rows, source: Source, number: str, report: Report, examination: Examination) -> None:
    agency, year = report.agency, report.year
    before = rows.count("cells")
    _add_cells(rows, number, report)
    doubts = sum(rows.columns["cells"][_DOUBT][before:])
    blanks = sum(value is None for value in report.cells.values())
    rows.add(
        "reports", number, source.file, source.sha256, agency, year, report.edition,
        " ".join(f"{table}={edition}" for table, edition in sorted(report.tables.items())), report.title,
        rows.count("cells") - before - doubts - blanks, blanks, doubts,
        examination.errors(), examination.warnings(), len(examination.undecided),
    )  # fmt: skip
    for finding in examination.findings:
        rows.add(
            "findings", number, agency, year, finding.rule, finding.severity,
            finding.message + finding.slip, list(finding.cells),
        )  # fmt: skip
    for section in report.sections:
        rows.add("sections", number, agency, year, section.key, section.number, section.heading, section.text)


_DOUBT = [field.name for field in TABLES["cells"]].index("doubt")
_VALUE = [field.name for field in TABLES["cells"]].index("value")
_LARGEST: int = 10 ** (DIGITS - DECIMALS) - 1


def _add_cells(rows: Rows, number: str, report: Report) -> None:
    ids, agencies, years, editions, cells, tables, lines, columns, values, marks, doubts, candidates = rows.columns[
        "cells"
    ]
    # One loop over lists and no call a cell: this runs 200 times a report (benchmarks/ingest.py).
    for cell, value in report.cells.items():
        table, row, column = _parts(cell)
        fits = value is None or _fits(value)
        ids.append(number)
        agencies.append(report.agency)
        years.append(report.year)
        editions.append(report.tables.get(table, report.edition))
        cells.append(cell)
        tables.append(table)
        lines.append(row)
        columns.append(column)
        values.append(value if fits else None)
        marks.append(report.marks.get(cell))
        doubts.append(not fits)
        candidates.append(None if fits or value is None else plain(value))
    for doubt in report.doubts:
        if doubt.cell in report.cells or doubt.cell.count("/") != 2:
            continue
        table, row, column = _parts(doubt.cell)
        could_be = "|".join("" if value is None else plain(value) for value in doubt.candidates)
        rows.add(
            "cells", number, report.agency, report.year, report.tables.get(table, report.edition),
            doubt.cell, table, row, column, None, None, True, could_be or None,
        )  # fmt: skip


@lru_cache(maxsize=1000)
def _parts(cell: str) -> tuple[str, str, str]:
    table, row, column = cell.split("/")
    return table, row, column


def _fits(value: int | Decimal) -> bool:
    if isinstance(value, int):
        return abs(value) <= _LARGEST
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS and abs(value) <= Decimal(_LARGEST)


def write_rows(rows: Rows, folder: Path) -> None:
    """Write the tables of a shard, each a Parquet file, into a folder that exists. Rows are in the order of reading."""
    pa = arrow()
    for table, columns in rows.columns.items():
        schema = arrow_schema(table)
        arrays = [
            _figures(values) if pa.types.is_decimal(field.type) else pa.array(values, field.type)
            for field, values in zip(schema, columns, strict=True)
        ]
        pa.parquet.write_table(
            pa.table(arrays, schema=schema), folder / f"{table}.parquet", compression="zstd", write_statistics=True
        )


def _figures(values: list[Value]) -> Any:
    """A column of exact decimals. Most are small integers, which Arrow casts far faster than it reads objects."""
    pa = arrow()
    kind = pa.decimal128(DIGITS, DECIMALS)
    small = [value if isinstance(value, int) and abs(value) < 2**53 else None for value in values]
    rest = [
        Decimal(value) if value is not None and plain_int is None else None
        for value, plain_int in zip(values, small, strict=True)
    ]
    # An 18-digit integer column can be brought to 6 decimals within 38 digits without loss.
    return pa.compute.coalesce(pa.array(small, pa.int64()).cast(kind), pa.array(rest, kind))
