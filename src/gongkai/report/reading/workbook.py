"""A workbook's XML: the texts of the visible cells of each visible sheet, its merged ranges, and what is hidden."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.report.reading.archive import Archive

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

MOST_ROWS = 5_000
"""Rows with content on one sheet; a report has some 90."""
MOST_CELLS = 50_000
"""Cells with content in all sheets."""
MOST_COLUMNS = 200
"""Columns with content; what stands further right is no part of a form."""
MOST_MERGES = 20_000
"""Merged ranges on one sheet."""
MOST_SHEETS = 100
"""Sheets of one file."""
MOST_CHARACTERS = 2_000_000
"""Characters in all cells."""

_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(slots=True)
class Sheet:
    """What was found on one sheet: texts by row and column from 1, merged ranges, hidden columns and rows."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


class Workbook:
    """A workbook: its shared texts and the way to its sheets."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.cells = self.characters = 0
        self.main = "xl/workbook.xml"
        if self.main not in archive:
            raise Unreadable("文件里没有工作簿（缺少workbook.xml），可能已损坏。请用Excel或WPS打开后重新另存。")
        path = "xl/sharedStrings.xml"
        self.shared = [_text(item) for item in _each(archive, path, "si")] if path in archive else []

    def sheets(self) -> list[tuple[str, str]]:
        """Return (title, path) of the visible sheets in order."""
        targets = {}
        relations = "xl/_rels/workbook.xml.rels"
        if relations in self.archive:
            for relation in self.archive.xml(relations).iter(_RELATIONS + "Relationship"):
                target = relation.get("Target") or ""
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
                targets[relation.get("Id")] = path
        found = []
        for element in self.archive.xml(self.main).iter(S + "sheet", _STRICT + "sheet"):
            where = targets.get(element.get(_R + "id") or element.get(_STRICT_R + "id"))
            if element.get("state", "visible") == "visible" and where is not None and where in self.archive:
                found.append((element.get("name") or "", where))
        if len(found) > MOST_SHEETS:
            raise Unreadable(f"工作簿有{len(found)}张工作表，不像年度报告。请只保留年度报告所在的工作表再试。")
        return found

    def sheet(self, path: str) -> Sheet:
        """Return what stands on one sheet."""
        sheet = Sheet()
        for element in _each(self.archive, path, "col", "mergeCell", "row"):
            kind = etree.QName(element).localname
            if kind == "col" and element.get("hidden") in ("1", "true"):
                first, last = _whole(element.get("min")), _whole(element.get("max"))
                sheet.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
            elif kind == "mergeCell":
                if len(sheet.merges) >= MOST_MERGES:
                    raise Unreadable("工作表的合并单元格过多，不像年度报告。请只保留年度报告再试。")
                _add_merge(sheet, element.get("ref") or "")
            elif kind == "row":
                self._row(sheet, element)
        return sheet

    def _row(self, sheet: Sheet, element: etree._Element) -> None:
        number = _whole(element.get("r")) or max(sheet.texts, default=0) + 1
        if element.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(number)
            return
        texts: dict[int, str] = {}
        column = 0
        for cell in element:
            column = _column(cell.get("r")) or column + 1
            if column > MOST_COLUMNS:
                continue
            text = self._value(cell)
            if text.strip():
                texts[column] = text
                self.cells += 1
                self.characters += len(text)
        if texts:
            sheet.texts[number] = texts
        if len(sheet.texts) > MOST_ROWS or self.cells > MOST_CELLS:
            raise Unreadable(
                f"工作表超过{MOST_ROWS}行（或{MOST_CELLS}格），是数据表，不是年度报告。请只保留年度报告再试。"
            )
        if self.characters > MOST_CHARACTERS:
            raise Unreadable("工作簿里的文字超过200万字，不像年度报告。请只保留年度报告再试。")

    def _value(self, cell: etree._Element) -> str:
        """Return a cell's text: a number plainly, a truth value as Excel prints it, an error as its code."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_text(part) for part in cell if etree.QName(part).localname == "is")
        stored = next((part.text or "" for part in cell if etree.QName(part).localname == "v"), "")
        if kind == "s":
            return self.shared[int(stored)] if stored.isdecimal() and int(stored) < len(self.shared) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(stored, stored)
        return plain_number(stored) if kind == "n" else stored


def _each(archive: Archive, path: str, *names: str) -> Iterator[etree._Element]:
    return archive.rows(path, [space + name for name in names for space in (S, _STRICT)])


def _text(item: etree._Element) -> str:
    """Return a string item's text: its runs, without the phonetic reading."""
    parts = [
        element.text or ""
        for element in item.iter()
        if etree.QName(element).localname == "t"
        and not any(etree.QName(above).localname == "rPh" for above in element.iterancestors())
    ]
    return "".join(parts).replace("_x000D_", "").replace("\r", "")


def plain_number(stored: str) -> str:
    """Return a stored number without exponent or empty decimals: 12.0 is 12, 1.23E+2 is 123.

    Excel stores the binary fraction nearest to what was typed with up to 17 digits (0.10000000000000001); like Excel,
    this prints 15.
    """
    text = stored.strip()
    if re.fullmatch(r"-?\d{1,15}", text):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return text
    if len(number.as_tuple().digits) > 15:
        number = round(number, 14 - number.adjusted())
    whole = number.to_integral_value()
    return f"{whole:f}" if number == whole else f"{number.normalize():f}"


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _column(ref: str | None) -> int:
    """Return the number of a cell's column: AB12 is 28, and 0 where the reference is missing or wrong."""
    found = _REF.fullmatch(ref or "")
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - 64
    return number


def _add_merge(sheet: Sheet, ref: str) -> None:
    first, _, last = ref.partition(":")
    top, bottom = _REF.fullmatch(first), _REF.fullmatch(last)
    if top and bottom:
        sheet.merges.append((int(top[2]), _column(first), int(bottom[2]), min(_column(last), MOST_COLUMNS)))
