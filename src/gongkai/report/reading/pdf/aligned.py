"""Tables without ruling lines: rows of numbers that stand under each other, with the labels to their left.

What comes out is marked as having no known spans. Lines of a label above and below its numbers go to the nearest row
of numbers; where that is the wrong one, the label does not make sense and the reader of tables doubts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.report.reading.blocks import Grid, GridCell
from gongkai.report.reading.pdf.sheet import Box, Glyph
from gongkai.report.reading.pdf.text import Segment, segment

GAP_OF_COLUMNS = 1.2
"""A gap of so many times the size of its glyphs parts two columns."""
GAP_OF_RUNS = 0.25
"""So does a smaller one where another operator went on painting."""
FEWEST_NUMBERS = 2
"""Numbers in a row that make it a row of a table."""
FEWEST_ROWS = 2
"""Such rows that make a table."""
ROW_STEP = 6.0
"""Rows of numbers further apart than so many times their size are of two tables."""

LABEL_STEP = 1.6
"""A line of a label stands at most so many times its size above or below its numbers: a label of three lines."""

_NUMBER = re.compile(r"[+\-−－]?[\d０-９][\d０-９,，.．]*(?:%|％|万元|元)?|[/／—\-]")


@dataclass(slots=True)
class _Row:
    """A row of numbers with the pieces of labels that were found for it."""

    y: float
    numbers: list[Segment]
    labels: list[Segment] = field(default_factory=list)


def aligned(rows: list[list[Segment]]) -> tuple[list[tuple[Box, Grid]], list[list[Segment]]]:
    """Return the tables that alignment shows, with their places, and the rows that are none."""
    pieces = [[piece for part in row for piece in _pieces(part.glyphs)] for row in rows]
    tables: list[tuple[Box, Grid]] = []
    taken: set[int] = set()
    for zone in _zones(pieces):
        columns = _columns([pieces[k] for k in zone])
        if columns:
            whole = _with_edges(zone, pieces, columns[0][0])
            cut = [pieces[k] for k in whole]
            tables.append((_box(cut), _grid(cut, columns)))
            taken.update(whole)
    return tables, [row for k, row in enumerate(rows) if k not in taken]


def _pieces(glyphs: list[Glyph]) -> list[Segment]:
    """Cut a row wherever another column may begin."""
    runs = [[glyphs[0]]]
    for before, glyph in pairwise(glyphs):
        gap = (glyph.x0 - before.x1) / glyph.size
        if gap > GAP_OF_COLUMNS or (gap > GAP_OF_RUNS and glyph.run != before.run):
            runs.append([])
        runs[-1].append(glyph)
    return [segment(run) for run in runs]


def _numbers(row: list[Segment]) -> list[Segment]:
    """Return the numbers at the right end of a row, if something else or nothing stands to their left."""
    first = len(row)
    while first and _NUMBER.fullmatch(row[first - 1].text):
        first -= 1
    return row[first:]


def _zones(rows: list[list[Segment]]) -> list[list[int]]:
    """Return stretches of rows, by number, from the first to the last row of numbers that are near each other."""
    anchors = [k for k, row in enumerate(rows) if len(_numbers(row)) >= FEWEST_NUMBERS]
    zones: list[list[int]] = []
    for k in anchors:
        above = zones[-1][-1] if zones else None
        if above is not None and rows[k][0].y - rows[above][0].y <= ROW_STEP * rows[k][0].size:
            zones[-1] += range(above + 1, k + 1)
        else:
            zones.append([k])
    return [zone for zone in zones if sum(k in anchors for k in zone) >= FEWEST_ROWS]


def _with_edges(zone: list[int], rows: list[list[Segment]], first_column: float) -> list[int]:
    """Add the lines right above and below a stretch that can only be lines of labels: they end before the numbers."""
    first, last = zone[0], zone[-1]
    size = rows[first][-1].size

    def belongs(k: int, to: int) -> bool:
        near = abs(rows[k][0].y - rows[to][0].y) <= LABEL_STEP * size
        return near and not _numbers(rows[k]) and rows[k][-1].x1 <= first_column

    while first > 0 and belongs(first - 1, zone[0]):
        first -= 1
    while last + 1 < len(rows) and belongs(last + 1, zone[-1]):
        last += 1
    return [*range(first, zone[0]), *zone, *range(zone[-1] + 1, last + 1)]


def _columns(zone: list[list[Segment]]) -> list[tuple[float, float]]:
    """Return the extents of the columns of numbers; none if two numbers of one row would fall into the same."""
    rows = [numbers for row in zone if len(numbers := _numbers(row)) >= FEWEST_NUMBERS]
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((piece.x0, piece.x1) for row in rows for piece in row):
        if columns and x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    for row in rows:
        if len({_place(columns, piece) for piece in row}) < len(row):
            return []
    return columns


def _place(columns: list[tuple[float, float]], piece: Segment) -> int:
    middle = (piece.x0 + piece.x1) / 2
    return min(range(len(columns)), key=lambda k: abs((columns[k][0] + columns[k][1]) / 2 - middle))


def _grid(zone: list[list[Segment]], columns: list[tuple[float, float]]) -> Grid:
    rows = [_Row(row[0].y, numbers) for row in zone if len(numbers := _numbers(row)) >= FEWEST_NUMBERS]
    for row in zone:
        nearest = min(rows, key=lambda one: abs(one.y - row[0].y))
        numbers = nearest.numbers if nearest.y == row[0].y else []
        nearest.labels += [piece for piece in row if piece not in numbers]
    starts = _label_columns(rows)
    grid = Grid(spans_known=False)
    for one in rows:
        texts = [""] * (len(starts) + len(columns))  # a blank number is a fact, a blank label none
        for piece in one.labels:
            at = max((k for k, start in enumerate(starts) if start <= piece.x0 + piece.size), default=0)
            texts[at] = f"{texts[at]}\n{piece.text}".strip("\n")
        for piece in one.numbers:
            texts[len(starts) + _place(columns, piece)] = piece.text
        grid.rows.append([GridCell(text) for k, text in enumerate(texts) if text or k >= len(starts)])
    return grid


def _label_columns(rows: list[_Row]) -> list[float]:
    """Return where the columns of labels begin: those of the group (（五）不予处理) and those of its rows."""
    starts: list[float] = []
    for x in sorted(piece.x0 for row in rows for piece in row.labels):
        if not starts or x > starts[-1] + 30:
            starts.append(x)
    return starts or [0.0]


def _box(zone: list[list[Segment]]) -> Box:
    pieces = [piece for row in zone for piece in row]
    return (
        min(piece.x0 for piece in pieces),
        min(piece.top for piece in pieces),
        max(piece.x1 for piece in pieces),
        max(piece.bottom for piece in pieces),
    )
