"""ODT (OpenDocument text, as LibreOffice saves it) straight from its XML: paragraphs and tables with merged cells."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.report.reading.archive import Archive
from gongkai.report.reading.blocks import Block, Grid, GridCell, Line

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

MOST_CELLS = 50_000
"""Table cells of one document; a report has some 400."""
MOST_REPEATS = 200
"""Times that a cell or row may be repeated, and columns that it may span."""
WIDEST_ROW = 1_000
"""Columns of one row, all spans together."""
MOST_CHARACTERS = 2_000_000
"""Characters of one document."""
DEEPEST_TABLE = 8
"""Tables within cells of tables."""

_PARAGRAPHS = (_TEXT + "p", _TEXT + "h")
_SKIPPED = {_TEXT + "tracked-changes", _TEXT + "note", _OFFICE + "annotation", _TEXT + "sequence-decls"}


def blocks(data: bytes, *, name: str) -> list[Block]:
    """
    Return the paragraphs and tables of an ODT file in order; a table within a cell follows the table around it.

    Raises:
        Unreadable: damaged, encrypted, unsafe or too large; says which.
    """
    body = Archive(data).xml("content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Unreadable("文件里没有正文，可能已损坏或加密。请用LibreOffice打开后另存为.docx再试。", file=name or None)
    reader = _Reader()
    reader.walk(body, 0)
    return reader.blocks


class _Reader:
    """A walk through the body that counts against the limits."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.cells = self.characters = self.tables = self.lines = 0

    def walk(self, parent: etree._Element, depth: int) -> None:
        for element in parent:
            if element.tag in _PARAGRAPHS:
                self.lines += 1
                text = self.text(element)
                if text.strip():
                    self.blocks.append(Line(text, None, self.lines, element.tag == _TEXT + "h"))
            elif element.tag == _TABLE + "table":
                self.table(element, depth)
            elif element.tag not in _SKIPPED:
                self.walk(element, depth)

    def text(self, paragraph: etree._Element) -> str:
        text = "".join(_texts(paragraph)).strip("\n")
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise Unreadable("文件里的文字超过200万字，不像年度报告。请只保留年度报告本身再试。")
        return text

    def table(self, element: etree._Element, depth: int) -> None:
        if depth >= DEEPEST_TABLE:
            raise Unreadable("文件里的表格一层套一层，套得过深，不像年度报告。请把表格拆开后另存再试。")
        self.tables += 1
        grid = Grid(number=self.tables)
        self.blocks.append(grid)
        nested: list[etree._Element] = []
        for row in _below(element, "table-row"):
            cells = [cell for part in _below(row, "table-cell") for cell in self.cell(part, nested)]
            if sum(cell.colspan for cell in cells) > WIDEST_ROW:
                raise Unreadable(f"文件里的表格超过{WIDEST_ROW}列，不像年度报告。请只保留年度报告本身再试。")
            for _ in range(_number(row, "number-rows-repeated")):
                grid.rows.append([GridCell(cell.text, cell.colspan, cell.rowspan) for cell in cells])
                self.count(len(cells))
        for inner in nested:
            self.table(inner, depth + 1)

    def cell(self, element: etree._Element, nested: list[etree._Element]) -> list[GridCell]:
        text = "\n".join(self.paragraphs(element, nested)).strip("\n")
        columns, rows = _number(element, "number-columns-spanned"), _number(element, "number-rows-spanned")
        repeated = _number(element, "number-columns-repeated")
        return [GridCell(text, columns, rows) for _ in range(repeated)]

    def paragraphs(self, parent: etree._Element, nested: list[etree._Element]) -> Iterator[str]:
        for element in parent:
            if element.tag in _PARAGRAPHS:
                yield self.text(element)
            elif element.tag == _TABLE + "table":
                nested.append(element)
            elif element.tag not in _SKIPPED:
                yield from self.paragraphs(element, nested)

    def count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise Unreadable(f"文件里的表格超过{MOST_CELLS}格，不像年度报告。请只保留年度报告本身再试。")


def _below(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield rows of a table (through groups of rows) or cells of a row; cells under a merged one are left out."""
    for element in parent:
        if element.tag == _TABLE + name:
            yield element
        elif element.tag in (_TABLE + "table-header-rows", _TABLE + "table-rows", _TABLE + "table-row-group"):
            yield from _below(element, name)


def _number(element: etree._Element, name: str) -> int:
    value = element.get(_TABLE + name, "1")
    return min(max(int(value), 1), MOST_REPEATS) if value.isdecimal() and len(value) < 10 else 1


def _texts(parent: etree._Element) -> Iterator[str]:
    """Yield the printed pieces of a paragraph; runs of spaces, tabs and line breaks are elements of their own."""
    yield parent.text or ""
    for element in parent:
        if element.tag == _TEXT + "s":
            count = element.get(_TEXT + "c", "1")
            yield " " * min(int(count) if count.isdecimal() and len(count) < 6 else 1, 200)
        elif element.tag == _TEXT + "tab":
            yield "\t"
        elif element.tag == _TEXT + "line-break":
            yield "\n"
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED and element.tag not in _PARAGRAPHS:
            yield from _texts(element)
        yield element.tail or ""
