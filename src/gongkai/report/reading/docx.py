"""DOCX straight from its XML: paragraphs, tables with merged cells, numbers that Word makes itself.

Insertions are taken as accepted and deletions as made; hidden text, notes and fields' instructions are left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.report.reading.archive import Archive
from gongkai.report.reading.blocks import Block, Grid, GridCell, Line
from gongkai.report.reading.numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

MOST_CELLS = 50_000
"""Table cells of one document; a report has some 400."""
MOST_COLUMNS = 200
"""Columns that a cell may span; the widest table of the form has 15."""
WIDEST_ROW = 1_000
"""Columns of one row, all spans together."""
MOST_CHARACTERS = 2_000_000
"""Characters of one document; a report of a whole province has some 60,000."""
DEEPEST_TABLE = 8
"""Tables within cells of tables; layouts of web pages pasted into Word nest three or four."""

_SKIPPED = {W + "del", W + "moveFrom", W + "rPr", W + "pPr", W + "instrText", W + "footnoteReference", _FALLBACK}
_TEXTS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}


def blocks(data: bytes, *, name: str) -> list[Block]:
    """
    Return the paragraphs and tables of a DOCX file in order; a table within a cell follows the table around it.

    Raises:
        Unreadable: damaged, unsafe or too large; says which.
    """
    archive = Archive(data)
    main = _main_part(archive)
    body = archive.xml(main)
    if body.tag.startswith("{" + _STRICT):
        body = _transitional(body)
    found = body.find(W + "body")
    if found is None:
        raise Unreadable("文件里没有Word正文，可能已损坏。请用Word或WPS打开后重新另存。", file=name or None)
    reader = _Reader(archive, posixpath.dirname(main))
    reader.walk(found, 0)
    return reader.blocks


def _main_part(archive: Archive) -> str:
    """Return the path of the main part: what the package's relations say, or where it usually lies."""
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels").iter(_RELATIONS + "Relationship"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in archive:
                return target
    if "word/document.xml" not in archive:
        raise Unreadable("文件里没有Word正文（缺少document.xml），可能已损坏。请用Word或WPS打开后重新另存。")
    return "word/document.xml"


def _transitional(root: etree._Element) -> etree._Element:
    """Return a document of the strict kind in the names of the usual kind."""
    for element in root.iter(etree.Element):
        element.tag = str(element.tag).replace("{" + _STRICT + "}", W)
        for key in [str(key) for key in element.attrib]:
            if key.startswith("{" + _STRICT + "}"):
                element.set(key.replace("{" + _STRICT + "}", W), str(element.attrib.pop(key)))
    return root


@dataclass(slots=True)
class _Slot:
    """A cell while its table is read: where it begins, and how far it reaches down."""

    cell: GridCell
    column: int
    nested: list[etree._Element] = field(default_factory=list)


class _Reader:
    """A walk through the body that keeps the counters of numbering and the limits."""

    def __init__(self, archive: Archive, folder: str) -> None:
        self.blocks: list[Block] = []
        self.cells = self.characters = self.tables = self.lines = 0
        self.numbering = Numbering(_part(archive, folder, "numbering.xml"), _part(archive, folder, "styles.xml"))

    def walk(self, parent: etree._Element, depth: int) -> None:
        """Add the paragraphs and tables below *parent*, through content controls, insertions and the like."""
        for element in parent:
            if element.tag == W + "p":
                self.paragraph(element)
                for box in _boxes(element):
                    self.walk(box, depth + 1)
            elif element.tag == W + "tbl":
                self.table(element, depth)
            elif element.tag not in _SKIPPED and element.tag != W + "sectPr":
                self.walk(element, depth)

    def paragraph(self, element: etree._Element) -> None:
        text = self.text(element)
        self.lines += 1
        if text.strip():
            self.blocks.append(Line(text, None, self.lines, self.numbering.is_heading(element)))

    def text(self, paragraph: etree._Element) -> str:
        """Return a paragraph's text with the number that Word would print before it."""
        text = "".join(_texts(paragraph)).strip("\n")
        number = self.numbering.label(paragraph) if text.strip() else ""
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise Unreadable("文件里的文字超过200万字，不像年度报告。请只保留年度报告本身再试。")
        return number + text

    def table(self, element: etree._Element, depth: int) -> None:
        """Add a table, then the tables within its cells."""
        if depth >= DEEPEST_TABLE:
            raise Unreadable("文件里的表格一层套一层，套得过深，不像年度报告。请把表格拆开后另存再试。")
        self.tables += 1
        grid = Grid(number=self.tables)
        self.blocks.append(grid)
        nested: list[etree._Element] = []
        open_cells: dict[int, GridCell] = {}  # by first column: the cell that a vMerge below would continue
        for row in _rows(element):
            cells, open_cells = self.row(row, open_cells, nested)
            grid.rows.append(cells)
        for inner in nested:
            self.table(inner, depth + 1)

    def row(
        self, row: etree._Element, above: dict[int, GridCell], nested: list[etree._Element]
    ) -> tuple[list[GridCell], dict[int, GridCell]]:
        """Return the cells that begin in a row, and all cells that reach it, by their first column."""
        cells: list[GridCell] = []
        reached: dict[int, GridCell] = {}
        properties = row.find(W + "trPr")
        column = _number(properties, "gridBefore", 0)
        if column:
            cells.append(GridCell("", colspan=column))
        for element in _cells(row):
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise Unreadable(f"文件里的表格超过{MOST_CELLS}格，不像年度报告。请只保留年度报告本身再试。")
            tcpr = element.find(W + "tcPr")
            width = _number(tcpr, "gridSpan", 1)
            merge = tcpr.find(W + "vMerge") if tcpr is not None else None
            goes_on = merge is not None and merge.get(W + "val", "continue") != "restart"
            if goes_on and column in above and above[column].colspan == width:
                reached[column] = above[column]
                reached[column].rowspan += 1
            else:
                cell = GridCell(self.cell_text(element, nested), colspan=width)
                cells.append(cell)
                if merge is not None:
                    reached[column] = cell
            column += width
            if column > WIDEST_ROW:
                raise Unreadable(f"文件里的表格超过{WIDEST_ROW}列，不像年度报告。请只保留年度报告本身再试。")
        return cells, reached

    def cell_text(self, cell: etree._Element, nested: list[etree._Element]) -> str:
        """Return the paragraphs of a cell, a line each; tables within it are put aside."""
        lines: list[str] = []

        def gather(parent: etree._Element) -> None:
            for element in parent:
                if element.tag == W + "p":
                    lines.append(self.text(element))
                    for box in _boxes(element):
                        gather(box)
                elif element.tag == W + "tbl":
                    nested.append(element)
                elif element.tag not in _SKIPPED and element.tag != W + "tcPr":
                    gather(element)

        gather(cell)
        return "\n".join(lines).strip("\n")


def _part(archive: Archive, folder: str, name: str) -> etree._Element | None:
    path = posixpath.join(folder, name)
    return archive.xml(path) if path in archive else None


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, those in content controls and inserted ones too, without deleted ones."""
    for element in table:
        if element.tag == W + "tr":
            properties = element.find(W + "trPr")
            hidden = properties is not None and _is_on(properties.find(W + "hidden"))
            if properties is None or (properties.find(W + "del") is None and not hidden):
                yield element
        elif element.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _rows(element)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if element.tag == W + "tc":
            yield element
        elif element.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _cells(element)


def _number(properties: etree._Element | None, name: str, default: int) -> int:
    """Return a small whole number among properties; what is no such number counts as *default*."""
    found = properties.find(W + name) if properties is not None else None
    value = found.get(W + "val", "") if found is not None else ""
    if not value.isdecimal() or len(value) > 9:
        return default
    return min(max(int(value), default), MOST_COLUMNS)


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(W + "val", "true") not in ("false", "0", "off")


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    """Return the contents of text boxes anchored in a paragraph, without the copies kept for old programs."""
    return [
        box for box in paragraph.iter(W + "txbxContent")
        if not any(above.tag == _FALLBACK for above in box.iterancestors())
        and next((above for above in box.iterancestors() if above.tag == W + "p"), None) is paragraph
    ]  # fmt: skip


def _texts(parent: etree._Element) -> Iterator[str]:
    """Yield the printed pieces of a paragraph: runs, links, insertions, simple fields; hidden runs are left out."""
    for element in parent:
        tag = element.tag
        if tag == W + "t":
            yield element.text or ""
        elif tag in _TEXTS:
            yield "" if element.get(W + "type") in ("page", "column") else _TEXTS[tag]
        elif tag == W + "sym":
            yield "□"
        elif tag == W + "r":
            properties = element.find(W + "rPr")
            if properties is None or not (_is_on(properties.find(W + "vanish"))):
                yield from _texts(element)
        elif tag not in _SKIPPED and tag != W + "txbxContent":
            yield from _texts(element)
