"""A report as plain data, and its JSON form `gongkai-report/1`.

Values are `int` or `Decimal` in the unit of the form, or `None` where the cell is printed blank, `/` or `-`.
A cell that was not read is absent. A value that the reader cannot be sure of is a `Doubt`, never a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.errors import Unreadable
from gongkai.report.exact_json import Value, dumps, exact, loads, plain
from gongkai.report.form import Edition, editions

__all__ = [
    "FORMAT", "Doubt", "Place", "Report", "Section", "Unplaced", "Value", "dumps", "loads", "plain",
]  # fmt: skip

FORMAT = "gongkai-report/1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its source: {page, line}, {table, row, column} or {sheet, ref}; all from 1."""

    page: int | None = None
    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str | None = None
    ref: str | None = None
    text: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The place as a JSON object with only the keys that are known."""
        return {key: getattr(self, key) for key in Place.__slots__ if getattr(self, key) is not None}

    def __str__(self) -> str:
        words = []
        if self.page is not None:
            words.append(f"第{self.page}页")
        if self.sheet is not None:
            words.append(f"工作表“{self.sheet}”")
        if self.ref is not None:
            words.append(self.ref)
        if self.table is not None:
            words.append(f"第{self.table}张表")
        if self.row is not None:
            words.append(f"第{self.row}行")
        if self.column is not None:
            words.append(f"第{self.column}列")
        if self.line is not None:
            words.append(f"第{self.line}行文字")
        return "".join(words)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value the reader is not sure of: the cell, why, what it could be, and the text as found."""

    cell: str
    why: str
    candidates: tuple[Value, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report. `text` is a paragraph a line; `key` is one of the edition's, or empty."""

    number: str
    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A row found in a table that the form does not have."""

    label: str
    values: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(slots=True, kw_only=True)
class Report:
    """
    One body's annual report on one year, as plain data.

    `tables` names the edition of a table whose form differs from `edition`; `marks` what is printed where a
    value is None and not blank (`/`, `-`); `places` where each cell was found, when asked for; `extra` keeps
    keys of the JSON form that this version does not know.
    """

    edition: str
    agency: str = ""
    year: int | None = None
    title: str = ""
    cells: dict[str, Value] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    scope: str | None = None
    agency_code: str | None = None
    region: str | None = None
    source: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def form_of(self, table_id: str) -> Edition:
        """The edition whose form the table of that id has in this report."""
        return editions()[self.tables.get(table_id, self.edition)]

    def expected(self) -> Iterator[str]:
        """The ids of all cells that this report should have, in the order of the form."""
        home = editions()[self.edition]
        for table in home.tables:
            form = self.form_of(table.id)
            actual = form.table(table.id)
            for row in actual.rows:
                for column in actual.columns:
                    yield f"{table.id}/{row.id}/{column.id}"

    def section(self, key: str) -> Section | None:
        """The first section of that key, or None."""
        return next((section for section in self.sections if section.key == key), None)

    # --- JSON ----------------------------------------------------------------------------------------

    def to_data(self) -> dict[str, Any]:
        """The report as JSON-ready data; numbers stay `int` or `Decimal` (see `dumps`)."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "edition": self.edition,
            "agency": self.agency,
            "year": self.year,
            "title": self.title,
            "cells": dict(self.cells),
            "sections": [
                {"number": s.number, "key": s.key, "heading": s.heading, "text": s.text} for s in self.sections
            ],
            "doubts": [
                {"cell": d.cell, "why": d.why, "candidates": list(d.candidates), "text": d.text} for d in self.doubts
            ],
        }
        if self.marks:
            data["marks"] = dict(self.marks)
        if self.tables:
            data["tables"] = dict(self.tables)
        if self.unplaced:
            data["unplaced"] = [
                {"label": u.label, "values": list(u.values), "place": u.place.to_json() if u.place else None}
                for u in self.unplaced
            ]
        for key in ("scope", "agency_code", "region"):
            if getattr(self, key) is not None:
                data[key] = getattr(self, key)
        if self.source:
            data["source"] = dict(self.source)
        if self.places:
            data["places"] = {cell: place.to_json() for cell, place in self.places.items()}
        data.update(self.extra)
        return data

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report as text in the format `gongkai-report/1`."""
        return dumps(self.to_data(), indent=indent)

    @classmethod
    def from_data(cls, data: Any, *, file: str | None = None) -> Report:
        """
        Build a report from parsed JSON, checking every value.

        Raises:
            Unreadable: not an object, another major format, an unknown edition or cell, a value that is no number.
        """
        return _Parser(file).report(data)

    @classmethod
    def from_json(cls, text: str | bytes, *, file: str | None = None) -> Report:
        """
        Read a report from text in the format `gongkai-report/1`.

        Raises:
            Unreadable: the text is not JSON or not such a report.
        """
        return cls.from_data(loads(text, file=file), file=file)


class _Parser:
    """Checks parsed JSON field by field and names the field that is wrong."""

    def __init__(self, file: str | None) -> None:
        self.file = file

    def bad(self, message: str, place: str | None = None) -> Unreadable:
        return Unreadable(message, file=self.file, place=place)

    def report(self, data: Any) -> Report:
        if not isinstance(data, dict):
            raise self.bad("JSON的最外层应是一份报告（对象）。")
        form = data.get("format")
        if not isinstance(form, str) or not form.startswith("gongkai-report/"):
            raise self.bad(f"不是年度报告的JSON：format应为“{FORMAT}”。", "format")
        if form.partition("/")[2].partition(".")[0] != "1":
            raise self.bad(f"这份JSON的格式是“{form}”，本程序只认识“{FORMAT}”，请升级本程序。", "format")
        edition = data.get("edition")
        if not isinstance(edition, str) or edition not in editions():
            raise self.bad(f"不认识的报告版本“{edition}”，应为{'、'.join(editions())}之一。", "edition")
        year = data.get("year")
        if year is not None and (isinstance(year, bool) or not isinstance(year, int) or not 1949 <= year <= 2999):
            raise self.bad(f"报告年度“{year}”不是年份。", "year")
        report = Report(
            edition=edition, agency=self.text(data, "agency"), year=year, title=self.text(data, "title"),
            extra={key: value for key, value in data.items() if key not in _KNOWN},
        )  # fmt: skip
        report.tables = self.tables(data.get("tables"))
        report.cells = {cell: self.value(cell, value) for cell, value in self.object(data, "cells").items()}
        known = {cell for form_ in editions().values() for cell in form_.cells}
        for cell in report.cells:
            if cell not in known:
                raise self.bad("没有这个单元格，请对照单元格编号表。", f"cells.{cell}")
        report.marks = {cell: str(mark)[:20] for cell, mark in self.object(data, "marks").items()}
        report.sections = [
            Section(*(self.text(item, key) for key in ("number", "key", "heading", "text")))
            for item in self.list(data, "sections")
        ]
        report.doubts = [
            Doubt(
                self.text(item, "cell"), self.text(item, "why"),
                tuple(self.value(self.text(item, "cell"), v) for v in self.list(item, "candidates", kind=object)),
                self.text(item, "text"),
            )
            for item in self.list(data, "doubts")
        ]  # fmt: skip
        report.unplaced = [
            Unplaced(
                self.text(item, "label"), tuple(str(v) for v in self.list(item, "values", kind=object)),
                self.place(item.get("place")),
            )
            for item in self.list(data, "unplaced")
        ]  # fmt: skip
        for key in ("scope", "agency_code", "region"):
            if data.get(key) is not None:
                setattr(report, key, self.text(data, key))
        report.source = self.object(data, "source")
        for cell, place in self.object(data, "places").items():
            found = self.place(place)
            if found is not None:
                report.places[cell] = found
        return report

    def tables(self, data: Any) -> dict[str, str]:
        if data is None:
            return {}
        if not isinstance(data, dict) or not all(name in editions() for name in data.values()):
            raise self.bad("tables应写明哪张表是哪个版本。", "tables")
        for table, name in data.items():
            if all(entry.id != table for entry in editions()[name].tables):
                raise self.bad(f"{name}版没有表“{table}”。", "tables")
        return dict(data)

    def value(self, cell: str, value: Any) -> Value:
        try:
            return exact(value)
        except ValueError:
            raise self.bad(f"“{str(value)[:40]}”不是数字；空白请写null。", f"cells.{cell}") from None

    def text(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key, "")
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.bad(f"“{key}”应是文字。", key)
        return value

    def object(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.bad(f"“{key}”应是对象。", key)
        return value

    def list(self, data: dict[str, Any], key: str, *, kind: type = dict) -> list[Any]:
        value = data.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise self.bad(f"“{key}”应是列表。", key)
        return value

    def place(self, data: Any) -> Place | None:
        if not isinstance(data, dict):
            return None
        return Place(**{key: data[key] for key in Place.__slots__ if isinstance(data.get(key), int | str)})


_KNOWN = frozenset({
    "format", "edition", "agency", "year", "title", "cells", "sections", "doubts", "marks", "tables", "unplaced",
    "scope", "agency_code", "region", "source", "places",
})  # fmt: skip
