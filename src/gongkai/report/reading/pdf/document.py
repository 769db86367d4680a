"""A whole PDF to blocks, in this process: pages, then what they share (margins, furniture, broken paragraphs)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Block, Grid, Line
from gongkai.report.reading.pdf import text as lines
from gongkai.report.reading.pdf.aligned import aligned
from gongkai.report.reading.pdf.furniture import without_furniture
from gongkai.report.reading.pdf.glyphs import MOST_GLYPHS
from gongkai.report.reading.pdf.glyphs import TOO_MANY as TOO_MANY_GLYPHS
from gongkai.report.reading.pdf.layout import Item, arranged
from gongkai.report.reading.pdf.page import read_sheet
from gongkai.report.reading.pdf.shapes import MOST_SHAPES
from gongkai.report.reading.pdf.shapes import TOO_MANY as TOO_MANY_SHAPES
from gongkai.report.reading.pdf.sheet import Box, Sheet
from gongkai.report.reading.pdf.tables import ruled
from gongkai.report.reading.pdf.text import Segment

MOST_PAGES = 300
"""Pages of one document; the longest report seen has 60."""
FEWEST_GLYPHS = 20
"""A document with fewer characters than this has no text layer worth the name."""
MOST_LOST = 0.3
"""If so large a share of the characters has no known meaning, the rest cannot be trusted either."""

SAME_WIDTH = 0.95
"""A page whose text is at least so wide, to the median page, shows its margins by itself."""

Margins = tuple[float, float]

_ONE_AT_A_TIME = threading.Lock()
"""pdfium keeps state of its own that two threads must not touch together."""

SCANNED = (
    "这是扫描件：PDF里只有图片，没有文字，读不出数字。请改用由Word、WPS或网页直接导出的PDF，"
    "或先用文字识别（OCR）软件处理并核对。"
)


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    rows: list[list[Segment]]
    tables: list[tuple[Box, Grid]]
    boxes: list[Box]


@dataclass(slots=True)
class _Paragraph:
    """A paragraph with what tells whether the next page goes on with it."""

    line: Line
    first: Segment
    last: Segment
    margins: Margins


def read_document(data: bytes) -> list[Block]:
    """Return the blocks of a PDF. Raises Unreadable where it is encrypted, damaged, scanned or too large."""
    with _ONE_AT_A_TIME:
        pages = _pages(data)
    has_lines = any(page.tables for page in pages)
    for page, rows in zip(pages, without_furniture([(page.rows, page.height) for page in pages]), strict=True):
        page.rows = rows
        if not has_lines:  # beside ruled tables, rows of numbers are prose
            page.tables, page.rows = aligned(rows)
            for _, grid in page.tables:
                grid.page = page.number
    return _blocks(pages)


def _pages(data: bytes) -> list[_Page]:
    document = _opened(data)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MOST_PAGES:
            raise Unreadable(f"PDF有{count}页，超过{MOST_PAGES}页，不像年度报告。请只保留年度报告本身再试。")
        if count < 1:
            raise Unreadable("PDF里一页也没有，或页目录已损坏。请重新导出该文件，或换一份完好的文件。")
        pages, sheets = [], []
        for index in range(count):
            sheet = read_sheet(document, index)
            sheets.append(sheet)
            pages.append(_page(sheet, index + 1))
            _within_limits(sheets)
    finally:
        pdfium.FPDF_CloseDocument(document)
    _with_text(sheets)
    return pages


def _opened(data: bytes) -> Any:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if document:
        return document
    if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        raise Unreadable("PDF已加密，要密码才能打开。请先用阅读器打开，另存为不加密的PDF再试。")
    raise Unreadable("PDF已损坏或不完整，打不开。请重新下载或重新导出该文件。")


def _within_limits(sheets: list[Sheet]) -> None:
    if sum(len(sheet.glyphs) for sheet in sheets) > MOST_GLYPHS:
        raise Unreadable(TOO_MANY_GLYPHS)
    if sum(sheet.shapes for sheet in sheets) > MOST_SHAPES:
        raise Unreadable(TOO_MANY_SHAPES)


def _with_text(sheets: list[Sheet]) -> None:
    """Refuse a document whose text is missing or has lost its meaning."""
    glyphs, lost = sum(len(sheet.glyphs) for sheet in sheets), sum(sheet.lost for sheet in sheets)
    if glyphs < FEWEST_GLYPHS:
        if any(sheet.images for sheet in sheets):
            raise Unreadable(SCANNED)
        raise Unreadable("PDF里没有可读的文字（可能全部转成了图形）。请从Word、WPS或网页重新导出PDF。")
    if lost > MOST_LOST * glyphs:
        raise Unreadable("PDF的字体没有带文字编码，读出来的是乱码。请从Word或WPS重新导出PDF，或改用Word文件。")


def _page(sheet: Sheet, number: int) -> _Page:
    tables, frames, free = ruled(sheet)
    for _, grid in tables:
        grid.page = number
    rows = [lines.segments(line) for line in lines.rows([g for g in free if g.turn == 0])]
    return _Page(number, sheet.width, sheet.height, rows, tables, [*frames, *sheet.boxes])


def _blocks(pages: list[_Page]) -> list[Block]:
    flows = [arranged(page.rows, page.tables, page.boxes, page.width) for page in pages]
    blocks: list[Block] = []
    open_ends: dict[int, _Paragraph] = {}  # by column: the last paragraph, if nothing came after it
    tables = 0
    for page, flow, margins in zip(pages, flows, _margins(flows), strict=True):
        counted, first_here = 0, True
        for column, run in _runs(flow):
            if isinstance(run, Grid):
                tables += 1
                run.number, run.page = tables, page.number
                blocks.append(run)
                open_ends.clear()
                continue
            found = _paragraphs(run, column, page.number, margins[column])
            if first_here and column in open_ends and _goes_on(open_ends[column], found[0]):
                before = open_ends[column]
                before.line.text = lines.glued(before.line.text, found[0].line.text)
                before.last, before.margins = found[0].last, found[0].margins
                found = found[1:] or [before]
                blocks += [p.line for p in found if p is not before]
            else:
                blocks += [p.line for p in found]
            open_ends[column] = found[-1]
            first_here = column != 0
        for block in blocks[::-1]:
            if block.page != page.number:
                break
            counted += isinstance(block, Line)
        for block in blocks[::-1]:
            if block.page != page.number:
                break
            if isinstance(block, Line):
                block.number, counted = counted, counted - 1
    return blocks


def _runs(flow: list[Item]) -> list[tuple[int, list[Segment] | Grid]]:
    """Group the lines of one column that follow each other; a grid stands alone."""
    runs: list[tuple[int, list[Segment] | Grid]] = []
    for column, piece in flow:
        if isinstance(piece, Grid):
            runs.append((column, piece))
        elif runs and runs[-1][0] == column and isinstance(runs[-1][1], list):
            runs[-1][1].append(piece)
        else:
            runs.append((column, [piece]))
    return runs


def _margins(flows: list[list[Item]]) -> list[dict[int, Margins]]:
    """
    Return for each page the left and right margin of each column.

    A page with full lines has its own (they differ between left and right pages); others have those of the median
    of such pages, for on a page of short indented lines no margin shows.
    """
    own: list[dict[int, Margins]] = []
    for flow in flows:
        by_column: dict[int, list[Segment]] = {}
        for column, piece in flow:
            if isinstance(piece, Segment):
                by_column.setdefault(column, []).append(piece)
        own.append({column: (_left(pieces), max(s.x1 for s in pieces)) for column, pieces in by_column.items()})
    usual: dict[int, tuple[float, Margins]] = {}
    for column in (0, 1, 2):
        known = [margins[column] for margins in own if column in margins]
        least = SAME_WIDTH * max((right - left for left, right in known), default=0.0)
        full = [margins for margins in known if margins[1] - margins[0] >= least]
        if full:
            usual[column] = least, (median(left for left, _ in full), median(right for _, right in full))
    return [
        {
            column: (left, right) if right - left >= usual[column][0] else usual[column][1]
            for column, (left, right) in margins.items()
        }
        for margins in own
    ]


def _left(pieces: list[Segment]) -> float:
    """Return the leftmost place at which several lines begin, for one line alone may hang out."""
    starts = sorted(piece.x0 for piece in pieces)
    shared = (a for a, b in pairwise(starts) if b - a <= 0.5 * pieces[0].size)
    return next(shared, starts[0])


def _paragraphs(run: list[Segment], column: int, page: int, margins: Margins) -> list[_Paragraph]:
    return [
        _Paragraph(Line(text, page, column=column), first, last, margins)
        for first, last, text in lines.paragraphs(run, margins)
    ]


def _goes_on(before: _Paragraph, after: _Paragraph) -> bool:
    size = before.last.size
    return (
        not (before.last.is_apart or after.first.is_apart)
        and before.last.x1 >= before.margins[1] - 2.1 * size
        and after.first.x0 <= after.margins[0] + 1.2 * size
        and abs(after.first.size - size) <= 0.15 * size
    )
