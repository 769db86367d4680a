"""One page of a PDF, read and turned as a reader would look at it."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.errors import Unreadable
from gongkai.report.reading.pdf import native
from gongkai.report.reading.pdf.glyphs import UNKNOWN, read_glyphs, without_covered
from gongkai.report.reading.pdf.shapes import Shapes, read_shapes
from gongkai.report.reading.pdf.sheet import Box, Sheet, Turning

MOST_TURNED = 0.6
"""Where so large a share of the glyphs lies on its side, the page is turned until they stand."""


def read_sheet(document: Any, index: int) -> Sheet:
    """
    Return what stands on page *index* (from 0) of an open pdfium document.

    Raises:
        Unreadable: the page is damaged, or holds more than any report's.
    """
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise Unreadable(f"PDF的第{index + 1}页已损坏，打不开。请用阅读器重新导出该文件，或换一份完好的文件。")
    try:
        text = pdfium.FPDFText_LoadPage(page)
        try:
            return _upright(page, text, read_shapes(native.handle(page)))
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


def _upright(page: Any, text: Any, shapes: Shapes) -> Sheet:
    """Return the page with all places from the top left, turned by its own rotation and by that of its text."""
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, frame)
    turns = pdfium.FPDFPage_GetRotation(page)
    turned = _turning(frame, turns)
    text = native.handle(text)
    glyphs = read_glyphs(text, shapes, turned, turns) if text else []
    lying = Counter(map(attrgetter("turn"), glyphs)).most_common(1)
    if lying and lying[0][0] and lying[0][1] >= MOST_TURNED * len(glyphs):
        turns = (turns + lying[0][0]) % 4
        turned = _turning(frame, turns)
        glyphs = read_glyphs(text, shapes, turned, turns)
    if shapes.covers:
        glyphs = without_covered(glyphs, text, shapes, turned)
    wide, high = frame.right - frame.left, frame.top - frame.bottom
    sheet = Sheet(high, wide) if turns % 2 else Sheet(wide, high)
    sheet.glyphs = [g for g in glyphs if g.x1 > 0 and g.x0 < sheet.width and 0 < g.y < sheet.height + g.size]
    for line in shapes.lines:
        _add_line(sheet, turned(line))
    sheet.boxes = [turned(box) for box in shapes.rectangles]
    sheet.images, sheet.shapes = shapes.images, shapes.count
    texts = Counter(map(attrgetter("text"), glyphs))
    sheet.lost = sum(count for text, count in texts.items() if text == UNKNOWN or "\ue000" <= text < "\uf900")
    return sheet


def _turning(frame: Any, turns: int) -> Turning:
    """Return the function that takes a box of the page to its place on the turned page."""
    left, bottom, right, top = frame.left, frame.bottom, frame.right, frame.top
    return {
        0: lambda box: (box[0] - left, top - box[3], box[2] - left, top - box[1]),
        1: lambda box: (box[1] - bottom, box[0] - left, box[3] - bottom, box[2] - left),
        2: lambda box: (right - box[2], box[1] - bottom, right - box[0], box[3] - bottom),
        3: lambda box: (top - box[3], right - box[2], top - box[1], right - box[0]),
    }[turns]


def _add_line(sheet: Sheet, line: Box) -> None:
    """Add a ruling line, cut at the edges of the page."""
    x0, x1 = max(line[0], 0.0), min(line[2], sheet.width)
    y0, y1 = max(line[1], 0.0), min(line[3], sheet.height)
    if x0 > x1 or y0 > y1:
        return
    if x1 - x0 >= y1 - y0:
        sheet.horizontals.append(((y0 + y1) / 2, x0, x1))
    else:
        sheet.verticals.append(((x0 + x1) / 2, y0, y1))
