"""Ruling lines to tables: which lines belong together, where their rows and columns are, which cells are merged.

Borders come in pieces, doubled, a little crooked, and open at page breaks or at the sides; so positions are snapped,
pieces joined, and an edge that lines only point at is drawn in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.report.reading.pdf.sheet import Sheet

SNAP = 4.5
"""Lines nearer than this are one line (double borders, a frame close around a table); the lowest rows have 6 points."""
REACH = 2.5
"""Lines whose ends are nearer than this touch."""
OVERHANG = 7.0
"""Lines that stick out further than this point at an edge that was not drawn."""
COVER = 0.6
"""So much of a cell's side must be drawn to be a wall."""
COVER_AT_OPEN_EDGE = 0.25
"""So much where the row runs into an edge that was not drawn: frames reach further down the page than cells."""
MOST_LINES = 4_000
"""More joined lines than this on one page are a drawing or a map, not tables."""

Span = tuple[float, float]


@dataclass(slots=True)
class Cell:
    """A (merged) cell by its first row and column and the numbers of them that it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class Lattice:
    """A ruled table: edges of its columns and rows, and its cells from the top, row by row."""

    xs: list[float]
    ys: list[float]
    cells: list[Cell] = field(default_factory=list)

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies in the table."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def owners(self) -> list[list[int]]:
        """Return for each row and column of the raster the number of the cell that covers it."""
        raster = [[-1] * (len(self.xs) - 1) for _ in range(len(self.ys) - 1)]
        for number, cell in enumerate(self.cells):
            for row in range(cell.row, cell.row + cell.rows):
                raster[row][cell.column : cell.column + cell.columns] = [number] * cell.columns
        return raster


@dataclass(slots=True)
class _Rule:
    """A joined line: its position across, its extent along."""

    at: float
    start: float
    end: float


def lattices(sheet: Sheet) -> list[Lattice]:
    """Return the ruled tables of a page, the outer before the inner; frames of a single cell are among them."""
    rows = _joined(sheet.horizontals)
    columns = _joined(sheet.verticals)
    if len(rows) + len(columns) > MOST_LINES:
        return []
    found = []
    for across, down in _touching(rows, columns):
        lattice = _lattice(across, down)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: -lattice.area)


def _joined(pieces: list[tuple[float, float, float]]) -> list[_Rule]:
    """Join pieces on (nearly) one line that touch or overlap."""
    by_position: list[tuple[float, list[Span]]] = []
    for at, start, end in sorted(pieces):
        if by_position and at - by_position[-1][0] <= 0.75:
            by_position[-1][1].append((start, end))
        else:
            by_position.append((at, [(start, end)]))
    rules = []
    for at, spans in by_position:
        spans.sort()
        start, end = spans[0]
        for s, e in spans[1:]:
            if s <= end + 1.5:
                end = max(end, e)
            else:
                rules.append(_Rule(at, start, end))
                start, end = s, e
        rules.append(_Rule(at, start, end))
    return [rule for rule in rules if rule.end - rule.start > 2]


def _touching(rows: list[_Rule], columns: list[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Group lines that cross or touch, directly or through others."""
    parent = list(range(len(rows) + len(columns)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    order = sorted(range(len(columns)), key=lambda k: columns[k].at)
    places = [columns[k].at for k in order]
    for i, row in enumerate(rows):
        for at in range(bisect_right(places, row.start - REACH), bisect_right(places, row.end + REACH)):
            k = order[at]
            if columns[k].start - REACH <= row.at <= columns[k].end + REACH:
                parent[root(i)] = root(len(rows) + k)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(rows):
        groups[root(i)][0].append(row)
    for k, column in enumerate(columns):
        groups[root(len(rows) + k)][1].append(column)
    return [group for group in groups.values() if group[0] and group[1]]


def _snapped(positions: list[float]) -> list[float]:
    """Return one position for each cluster of near ones."""
    clusters: list[list[float]] = []
    for at in sorted(positions):
        if clusters and at - clusters[-1][0] <= SNAP:
            clusters[-1].append(at)
        else:
            clusters.append([at])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _edges(rules: list[_Rule], others: list[_Rule]) -> tuple[list[float], list[bool]]:
    """Return the positions of *rules*, with those edges added that the ends of *others* point at; true where added."""
    edges = _snapped([rule.at for rule in rules])
    first, last = min(rule.start for rule in others), max(rule.end for rule in others)
    added = [False] * len(edges)
    if edges[0] - first > OVERHANG:
        edges.insert(0, first)
        added.insert(0, True)
    if last - edges[-1] > OVERHANG:
        edges.append(last)
        added.append(True)
    return edges, added


def _walls(rules: list[_Rule], edges: list[float], steps: list[float], open_steps: list[bool]) -> list[list[bool]]:
    """Return for each edge and each step along it whether a wall is drawn there; the outer edges always are walls.

    *open_steps* says of each of *steps* whether it is an edge that was added.
    """
    walls = [[False] * (len(steps) - 1) for _ in edges]
    drawn: list[list[list[Span]]] = [[[] for _ in range(len(steps) - 1)] for _ in edges]
    borders = [(a + b) / 2 for a, b in pairwise(edges)]
    for rule in rules:
        edge = bisect_right(borders, rule.at)
        first = max(0, bisect_right(steps, rule.start) - 1)
        for step in range(first, len(steps) - 1):
            if steps[step] >= rule.end:
                break
            drawn[edge][step].append((max(rule.start, steps[step]), min(rule.end, steps[step + 1])))
    for k in range(len(edges)):
        for step in range(len(steps) - 1):
            share = COVER_AT_OPEN_EDGE if open_steps[step] or open_steps[step + 1] else COVER
            walls[k][step] = _covered(drawn[k][step]) >= share * (steps[step + 1] - steps[step])
    for k in (0, -1):
        walls[k] = [True] * (len(steps) - 1)
    return walls


def _covered(spans: list[Span]) -> float:
    if len(spans) < 2:
        return max((end - start for start, end in spans), default=0.0)
    total, reached = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _lattice(rows: list[_Rule], columns: list[_Rule]) -> Lattice | None:
    xs, added_x = _edges(columns, rows)
    ys, added_y = _edges(rows, columns)
    if len(xs) < 2 or len(ys) < 2:
        return None
    side = _walls(columns, xs, ys, added_y)
    below = _walls(rows, ys, xs, added_x)
    lattice = Lattice(xs, ys)
    taken = [[False] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if not taken[row][column]:
                cell = _merged(row, column, side, below, taken)
                for r in range(cell.row, cell.row + cell.rows):
                    taken[r][column : column + cell.columns] = [True] * cell.columns
                lattice.cells.append(cell)
    return lattice


def _merged(row: int, column: int, side: list[list[bool]], below: list[list[bool]], taken: list[list[bool]]) -> Cell:
    """Grow a cell right while no wall is drawn, then down while its whole width is open and its ends are closed."""
    last = column
    while not side[last + 1][row] and last + 1 < len(taken[0]) and not taken[row][last + 1]:
        last += 1
    bottom = row
    while bottom + 1 < len(taken):
        width = range(column, last + 1)
        if any(below[bottom + 1][k] for k in width) or any(taken[bottom + 1][k] for k in width):
            break
        if any(side[k + 1][bottom + 1] for k in range(column, last)):
            break
        if not (side[column][bottom + 1] and side[last + 1][bottom + 1]):
            break
        bottom += 1
    return Cell(row, column, bottom - row + 1, last - column + 1)
