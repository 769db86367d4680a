"""The order in which a page is read: bands of two columns among text of the full width.

Two columns are taken for such only where something vouches for them: two boxes, two ruled tables, or at least some
rows of prose beside each other; a table without lines has columns too, and must not be read down one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from gongkai.report.reading.blocks import Grid
from gongkai.report.reading.pdf.sheet import Box
from gongkai.report.reading.pdf.text import Segment

PROSE_ROWS = 4
"""So many rows with a long piece of text on each side are two columns of prose."""
PROSE_WIDTH = 0.28
"""A piece of text is long from this share of the page's width on."""
ROW_GAP = "  "
"""What divides pieces of one row that stand apart: two spaces, as in a text file."""

Item = tuple[int, Segment | Grid]
"""A piece of the page with its column: 0 for the full width, 1 left, 2 right."""


@dataclass(slots=True)
class _Band:
    """A stretch of the page, from top to bottom, in two columns that part at `gutter`."""

    gutter: float
    top: float
    bottom: float
    left: float
    right: float


def arranged(rows: list[list[Segment]], tables: list[tuple[Box, Grid]], boxes: list[Box], width: float) -> list[Item]:
    """Return the text and tables of a page in the order of reading."""
    bands = _bands(rows, tables, boxes, width)
    placed: list[tuple[float, int, float, Segment | Grid]] = []  # sorted by: band's top, column, own top
    for row in rows:
        for column, segment in _sides(row, bands, width):
            top = _band_top(bands, segment.y - 0.4 * segment.size) if column else segment.top
            placed.append((top, column, segment.top, segment))
    for box, grid in tables:
        column = _side(bands, box[0], box[2], (box[1] + box[3]) / 2)
        grid.column = column
        top = _band_top(bands, (box[1] + box[3]) / 2) if column else box[1]
        placed.append((top, column, box[1], grid))
    placed.sort(key=lambda item: item[:3])
    return [(column, piece) for _, column, _, piece in placed]


def _sides(row: list[Segment], bands: list[_Band], width: float) -> list[tuple[int, Segment]]:
    y = row[0].y - 0.4 * row[0].size
    sides = [(_side(bands, segment.x0, segment.x1, y), segment) for segment in row]
    if len(row) == 2 and not any(column for column, _ in sides) and _heads(row, bands):
        return [(1, row[0]), (2, row[1])]
    parts: list[tuple[int, Segment]] = []
    for column in (0, 1, 2):
        own = [segment for side, segment in sides if side == column]
        if own:
            parts.append((column, side_by_side(own)))
    return parts


def _heads(row: list[Segment], bands: list[_Band]) -> bool:
    """Say whether a row of two pieces heads the two columns of a band: each begins where its column begins."""
    for band in bands:
        left, right = row[0].x0 - band.left, row[1].x0 - band.right
        if row[0].x1 < band.gutter < row[1].x0 and abs(left) < 20 and abs(right) < 20 and row[0].y < band.bottom:
            return True
    return False


def side_by_side(segments: list[Segment]) -> Segment:
    """Return pieces of one row as one, with two spaces between them."""
    if len(segments) == 1:
        return segments[0]
    return Segment(
        [glyph for segment in segments for glyph in segment.glyphs],
        ROW_GAP.join(segment.text for segment in segments),
        segments[0].x0,
        segments[-1].x1,
        segments[0].y,
        median(segment.size for segment in segments),
        is_apart=True,
    )


def _side(bands: list[_Band], x0: float, x1: float, y: float) -> int:
    for band in bands:
        if band.top - 1 <= y <= band.bottom + 1:
            if x1 <= band.gutter:
                return 1
            return 2 if x0 >= band.gutter else 0
    return 0


def _band_top(bands: list[_Band], y: float) -> float:
    return next((band.top for band in bands if band.top - 1 <= y <= band.bottom + 1), y)


def _bands(rows: list[list[Segment]], tables: list[tuple[Box, Grid]], boxes: list[Box], width: float) -> list[_Band]:
    found = _beside([box for box, _ in tables], width)
    grids = [box for box, _ in tables]
    cards = [box for box in boxes if not any(_within(box, grid) for grid in grids)]
    found += _beside(cards, width)
    found += _prose(rows, width)
    bands: list[_Band] = []
    for band in sorted(found, key=lambda b: (b.top, -b.bottom)):
        if bands and band.top <= bands[-1].bottom:
            bands[-1].bottom = max(bands[-1].bottom, band.bottom)
            bands[-1].gutter = bands[-1].gutter if bands[-1].left <= band.gutter else band.gutter
        else:
            bands.append(band)
    return bands


def _within(box: Box, other: Box) -> bool:
    return box[0] >= other[0] - 4 and box[2] <= other[2] + 4 and box[1] >= other[1] - 4 and box[3] <= other[3] + 4


def _beside(boxes: list[Box], width: float) -> list[_Band]:
    """Return bands for boxes of like width and height that stand side by side and fill the page together."""
    large = sorted({tuple(round(v, 1) for v in box) for box in boxes if 0.3 * width < box[2] - box[0] < 0.6 * width})
    bands = []
    for left in large:
        for right in large:
            if right[0] < left[2] - 2 or min(left[3], right[3]) - max(left[1], right[1]) < 20:
                continue
            like = abs((left[2] - left[0]) - (right[2] - right[0])) < 0.05 * width and abs(left[1] - right[1]) < 25
            if like:
                gutter = (left[2] + right[0]) / 2
                bands.append(_Band(gutter, min(left[1], right[1]), max(left[3], right[3]), left[0], right[0]))
    return bands


def _prose(rows: list[list[Segment]], width: float) -> list[_Band]:
    """Return bands of prose in two columns that nothing but the gap between them shows."""
    bands: list[_Band] = []
    run: list[list[Segment]] = []
    for row in [*rows, []]:
        long = len(row) == 2 and all(segment.x1 - segment.x0 > PROSE_WIDTH * width for segment in row)
        if long and (not run or (row[0].x1 < run[0][1].x0 and row[1].x0 > run[0][0].x1)):
            run.append(row)
            continue
        if len(run) >= PROSE_ROWS:
            left_end, right_start = max(r[0].x1 for r in run), min(r[1].x0 for r in run)
            tail = row[0].bottom if len(row) == 1 and row[0].x1 < right_start else run[-1][0].bottom
            bands.append(
                _Band((left_end + right_start) / 2, run[0][0].top, tail, min(r[0].x0 for r in run), right_start)
            )
        run = []
    return bands
