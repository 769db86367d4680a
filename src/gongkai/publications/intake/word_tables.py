"""Tables of a DOCX: merged cells, laid out in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from gongkai.publications.files.grids import Merge
from gongkai.publications.intake.page_tables import MOST_COLUMNS, MOST_ROWS, looks_like_head
from gongkai.publications.intake.pieces import Table
from gongkai.publications.intake.word_styles import W, is_on, value

_THROUGH = (W + "sdt", W + "sdtContent", W + "ins", W + "customXml")


class Reader(Protocol):
    """Who reads the words of a cell, and remembers what must be told."""

    def cell_words(self, cell: etree._Element) -> str:
        """The words of a cell."""

    def tell(self, what: str) -> None:
        """Remember to tell something."""


def table_of(reader: Reader, element: etree._Element) -> Table | None:
    """The table; None if no cell of it has words."""
    if next(element.iterdescendants(W + "tbl"), None) is not None:
        reader.tell("nested")
    rows: list[list[tuple[int, int, str, bool]]] = []  # column, width, words, whether it goes on from above
    has_head = False
    for number, line in enumerate(_rows(element)):
        if number >= MOST_ROWS:
            break
        properties = line.find(W + "trPr")
        has_head = has_head or (number == 0 and properties is not None and is_on(properties.find(W + "tblHeader")))
        rows.append(list(_cells(reader, line, _number(properties, "gridBefore", 0))))
    width = max((column + span for row in rows for column, span, _, _ in row), default=0)
    texts = [[""] * width for _ in rows]
    open_cells: dict[int, tuple[int, int]] = {}  # by first column: the row where a merged cell began, its width
    reach: dict[tuple[int, int], list[int]] = {}  # by place: rows and columns
    for number, row in enumerate(rows):
        going_on: dict[int, tuple[int, int]] = {}
        for column, span, words, continues in row:
            start = open_cells.get(column)
            if continues and start is not None and start[1] == span:
                reach[start[0], column][0] += 1
                going_on[column] = start
                continue
            texts[number][column] = words
            reach[number, column] = [1, span]
            going_on[column] = (number, span)
        open_cells = going_on
    if not any(text for line in texts for text in line):
        return None
    merges = tuple(Merge(r, c, down, across) for (r, c), (down, across) in reach.items() if down > 1 or across > 1)
    return Table(tuple(map(tuple, texts)), merges, has_head or looks_like_head(texts))


def _cells(reader: Reader, row: etree._Element, column: int) -> Iterator[tuple[int, int, str, bool]]:
    for cell in _below(row, W + "tc"):
        properties = cell.find(W + "tcPr")
        span = min(_number(properties, "gridSpan", 1), MOST_COLUMNS - column)
        if span < 1:
            return
        merge = properties.find(W + "vMerge") if properties is not None else None
        continues = merge is not None and merge.get(W + "val", "continue") != "restart"
        yield column, span, reader.cell_words(cell), continues
        column += span


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, inserted ones too, without those that are deleted or hidden."""
    for row in _below(table, W + "tr"):
        properties = row.find(W + "trPr")
        if properties is None or (properties.find(W + "del") is None and not is_on(properties.find(W + "hidden"))):
            yield row


def _below(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _THROUGH:
            yield from _below(element, tag)


def _number(properties: etree._Element | None, name: str, default: int) -> int:
    said = value(properties, name) or ""
    return min(max(int(said), default), MOST_COLUMNS) if said.isdecimal() and len(said) < 6 else default
