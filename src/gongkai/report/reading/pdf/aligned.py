"""Tables without ruling lines: rows of pieces that stand in the same columns.

What comes out is marked as having no known spans: the pieces are in their columns, but a blank cell and a merged one
look alike.
"""

from __future__ import annotations

from itertools import pairwise

from gongkai.report.reading.blocks import Grid, GridCell
from gongkai.report.reading.pdf.sheet import Box
from gongkai.report.reading.pdf.text import Segment, segments

GAP_OF_COLUMNS = 1.2
"""A gap of so many times the size of its glyphs may part two columns, if other rows have theirs at the same place."""
FEWEST_COLUMNS = 3
"""Rows with fewer pieces than this do not begin a table: dates and sources are printed side by side, too."""
FEWEST_ROWS = 2
"""A single row of pieces is no table."""
ROW_STEP = 4.0
"""Rows further apart than so many times their size do not belong together."""


def aligned(rows: list[list[Segment]]) -> tuple[list[tuple[Box, Grid]], list[list[Segment]]]:
    """Return the tables that alignment shows, with their places, and the rows that are none."""
    tables: list[tuple[Box, Grid]] = []
    rest: list[list[Segment]] = []
    pieces = [_pieces(row) for row in rows]
    for zone in _zones(pieces):
        cut = [pieces[k] for k in zone]
        columns = _columns(cut) if sum(len(row) >= FEWEST_COLUMNS for row in cut) >= FEWEST_ROWS else []
        if len(columns) >= FEWEST_COLUMNS:
            tables.append((_box(cut), _grid(cut, columns)))
        else:
            rest.extend(rows[k] for k in zone)
    return tables, rest


def _pieces(row: list[Segment]) -> list[Segment]:
    """Return a row cut at every gap that may part columns; a row without spaces has none."""
    if len(row) == 1 and row[0].text.count(" ") < FEWEST_COLUMNS - 1:
        return row
    return [piece for part in row for piece in segments(part.glyphs, GAP_OF_COLUMNS)]


def _zones(rows: list[list[Segment]]) -> list[list[int]]:
    """Cut rows, by number, into stretches of rows of many pieces with at most two others between."""
    wide = [k for k, row in enumerate(rows) if len(row) >= FEWEST_COLUMNS]
    inside: set[int] = set(wide)
    for a, b in pairwise(wide):
        if b - a <= 3 and all(_is_near(rows[k], rows[k + 1]) for k in range(a, b)):
            inside.update(range(a, b))
    zones: list[list[int]] = []
    for k, row in enumerate(rows):
        if k in inside and k - 1 in inside and _is_near(rows[k - 1], row):
            zones[-1].append(k)
        else:
            zones.append([k])
    return zones


def _is_near(above: list[Segment], row: list[Segment]) -> bool:
    return row[0].y - above[0].y <= ROW_STEP * row[0].size


def _columns(zone: list[list[Segment]]) -> list[tuple[float, float]]:
    """Return the extents of columns: pieces of rows with many pieces, joined where they overlap."""
    spans = sorted((s.x0, s.x1) for row in zone if len(row) >= FEWEST_COLUMNS for s in row)
    most = max(len(row) for row in zone)
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns if len(columns) >= most else []


def _grid(zone: list[list[Segment]], columns: list[tuple[float, float]]) -> Grid:
    grid = Grid(spans_known=False)
    for row in zone:
        cells = [GridCell("") for _ in columns]
        for segment in row:
            middle = (segment.x0 + segment.x1) / 2
            place = min(range(len(columns)), key=lambda k: abs((columns[k][0] + columns[k][1]) / 2 - middle))
            if segment.x0 < columns[0][1]:
                place = 0
            cells[place].text = f"{cells[place].text} {segment.text}".strip()
        grid.rows.append(cells)
    return grid


def _box(zone: list[list[Segment]]) -> Box:
    pieces = [segment for row in zone for segment in row]
    return (
        min(s.x0 for s in pieces),
        min(s.top for s in pieces),
        max(s.x1 for s in pieces),
        max(s.bottom for s in pieces),
    )
