"""The cells of one sheet of a workbook: which are hidden, what they say, and emptying them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.privacy.files.container import Container

NAMESPACE = {
    "s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
S = f"{{{NAMESPACE['s']}}}"

MOST_CELLS = 20_000_000
"""Rows times columns of one sheet."""
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_LAST_COLUMN = 16_384


def column_number(letters: str) -> int:
    """Return the number of a column from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def whole(text: str | None, default: int) -> int:
    """Return the whole number in an attribute, or *default* where there is none or nonsense."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def column_name(number: int) -> str:
    """Return the letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shared_strings(container: Container, workbook: str) -> list[etree._Element]:
    """Return the shared strings of a workbook in their order."""
    for relationship in container.relationships(workbook):
        target = container.target(workbook, relationship)
        if relationship.get("Type", "").endswith("/sharedStrings") and target and target in container.parts:
            return list(container.xml(target).iter(f"{S}si"))
    return []


@dataclass(frozen=True, slots=True)
class Cells:
    """
    A sheet.

    Args:
        root: Its part.
        path: The part's path.
        name: Its name on the tab.
        entry: Its element in the workbook.
        strings: The shared strings.
    """

    root: etree._Element
    path: str
    name: str
    entry: etree._Element
    strings: list[etree._Element]

    def cells(self) -> Iterator[tuple[int, int, etree._Element]]:
        """Yield row, column and element of each cell; those without a reference follow the one before."""
        at_row = 0
        for row in self.root.iter(f"{S}row"):
            at_row = whole(row.get("r"), at_row + 1)
            column = 0
            for cell in row.iter(f"{S}c"):
                found = _REFERENCE.fullmatch(cell.get("r") or "")
                column = column_number(found[1]) if found else column + 1
                yield at_row, column, cell

    def text(self, cell: etree._Element) -> str:
        """Return what a cell says, as stored: no format is applied."""
        value = cell.find(f"{S}v")
        if cell.get("t") == "s":
            at = -1 if value is None else whole(value.text, -1)
            return _string(self.strings[at]) if 0 <= at < len(self.strings) else ""
        if cell.get("t") == "inlineStr":
            inline = cell.find(f"{S}is")
            return "" if inline is None else _string(inline)
        return "" if value is None else _plainly(str(value.text or ""))

    def strings_used(self) -> set[int]:
        """Return the numbers of the shared strings that cells name."""
        cells = (cell for cell in self.root.iter(f"{S}c") if cell.get("t") == "s")
        return {whole(value.text, -1) for cell in cells for value in cell.iter(f"{S}v")}

    def hidden_rows(self) -> list[int]:
        """Return the rows that are hidden, by a filter too, or have no height."""
        default = self.root.find(f"{S}sheetFormatPr")
        all_hidden = default is not None and default.get("zeroHeight") in ("1", "true")
        found, at = [], 0
        for row in self.root.iter(f"{S}row"):
            at = whole(row.get("r"), at + 1)
            height, hidden = row.get("ht"), row.get("hidden")
            is_flat = _is_zero(height) or (all_hidden and hidden is None and height is None)
            if hidden in ("1", "true") or is_flat:
                found.append(at)
        return found

    def hidden_columns(self) -> list[int]:
        """Return the columns that are hidden or have no width, as far as there are cells."""
        last = max((column for _, column, _ in self.cells()), default=0)
        found: list[int] = []
        for column in self.root.iter(f"{S}col"):
            if column.get("hidden") in ("1", "true") or _is_zero(column.get("width")):
                low, high = whole(column.get("min"), 1), min(whole(column.get("max"), 1), last, _LAST_COLUMN)
                found.extend(range(low, high + 1))
        return found

    def clear(self, rows: set[int], columns: set[int]) -> tuple[dict[int, str], dict[int, str]]:
        """Empty rows and columns; return what each said, those that said nothing left out."""
        said: tuple[dict[int, list[str]], dict[int, list[str]]] = ({}, {})
        for at_row, at_column, cell in self.cells():
            if at_row not in rows and at_column not in columns:
                continue
            text = self.text(cell)
            if text.strip():
                at, texts = (at_row, said[0]) if at_row in rows else (at_column, said[1])
                texts.setdefault(at, []).append(text)
            for child in list(cell):
                cell.remove(child)
            if "t" in cell.attrib:
                del cell.attrib["t"]
        return tuple({at: " ".join(texts) for at, texts in one.items()} for one in said)  # type: ignore[return-value]

    def write_numbers_plainly(self) -> None:
        """Write numbers in scientific notation with all their digits, so that they can be searched."""
        for value in self.root.iter(f"{S}v"):
            if value.text and "E" in value.text.upper():
                value.text = _plainly(value.text)

    def said(self) -> str:
        """Return all that the sheet says, in one line."""
        return " ".join(text for _, _, cell in self.cells() if (text := self.text(cell)).strip())

    def grid(self) -> tuple[list[list[str]], list[list[str]]]:
        """Return the rows as texts of cells, and their references; rows are as long as they have cells."""
        rows: dict[int, dict[int, str]] = {}
        for at_row, at_column, cell in self.cells():
            if text := self.text(cell):
                rows.setdefault(at_row, {})[at_column] = text
        columns = sorted({column for row in rows.values() for column in row})
        if len(rows) * len(columns) > MOST_CELLS:
            raise Unreadable(f"工作表“{self.name}”有{len(rows)}行{len(columns)}列，超过上限。请拆分后再试。")
        texts = [[row.get(column, "") for column in columns] for _, row in sorted(rows.items())]
        places = [[f"{column_name(column)}{at}" for column in columns] for at in sorted(rows)]
        return texts, places


def _string(element: etree._Element) -> str:
    return "".join(str(one.text or "") for one in element.iter(f"{S}t") if one.getparent().tag != f"{S}rPh")  # type: ignore[union-attr]


def _plainly(text: str) -> str:
    """Return a whole number in scientific notation with all its digits; anything else as it is."""
    if "E" not in text.upper():
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    whole = number.is_finite() and abs(number.adjusted()) < 30 and number == number.to_integral_value()
    return format(number.to_integral_value(), "f") if whole else text


def _is_zero(size: str | None) -> bool:
    try:
        return size is not None and float(size) == 0
    except ValueError:
        return False
