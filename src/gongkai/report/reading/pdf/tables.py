"""Glyphs into the cells of ruled tables, and what is left over outside them."""

from __future__ import annotations

from bisect import bisect_right

from gongkai.report.reading.blocks import Grid, GridCell
from gongkai.report.reading.pdf.lattice import Lattice, lattices
from gongkai.report.reading.pdf.sheet import Box, Glyph, Sheet
from gongkai.report.reading.pdf.text import cell_text

TOGETHER = 0.3
"""Glyphs painted in one go with a smaller gap than this share of their size are one word and stand in one cell."""

SEAMLESS = 0.02
"""Glyphs painted one after the other without any gap are one word, too: cells have a padding."""


def ruled(sheet: Sheet) -> tuple[list[tuple[Box, Grid]], list[Box], list[Glyph]]:
    """Return the ruled tables of a page with their places, the frames around text, and the glyphs outside tables."""
    tables: list[Lattice] = []
    frames: list[Box] = []
    found = lattices(sheet)
    for lattice in found:
        if len(lattice.cells) == 1 or (len(lattice.xs) == 2 and _holds_another(lattice, found)):
            frames.append(_box(lattice))
        else:
            tables.append(lattice)
    homes: list[tuple[Lattice, list[list[Glyph]]]] = [(lattice, []) for lattice in tables[::-1]]
    if not homes:
        return [], frames, sheet.glyphs
    free: list[Glyph] = []
    for word in _words(sheet.glyphs):
        x, y = (word[0].x0 + word[-1].x1) / 2, word[0].cy
        home = next((words for lattice, words in homes if lattice.holds(x, y)), None)
        if home is None:
            free.extend(word)
        else:
            home.append(word)
    return [(_box(lattice), _grid(lattice, words)) for lattice, words in homes[::-1] if words], frames, free


def _holds_another(lattice: Lattice, others: list[Lattice]) -> bool:
    return any(
        other is not lattice and lattice.holds(other.xs[0], (other.ys[0] + other.ys[-1]) / 2) for other in others
    )


def _box(lattice: Lattice) -> Box:
    return lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1]


def _words(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Group glyphs that were painted in one go, one beside the other: a number that sticks out is not cut at a wall."""
    words: list[list[Glyph]] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and glyph.y == before.y and glyph.index == before.index + 1 and glyph.turn == 0:
            gap = abs(glyph.x0 - before.x1)
            if gap < (TOGETHER if glyph.run == before.run else SEAMLESS) * glyph.size:
                words[-1].append(glyph)
                before = glyph
                continue
        words.append([glyph])
        before = glyph
    return words


def _grid(lattice: Lattice, words: list[list[Glyph]]) -> Grid:
    raster = lattice.owners()
    inside: list[list[Glyph]] = [[] for _ in lattice.cells]
    for word in words:
        x = (word[0].x0 + word[-1].x1) / 2
        column = min(max(bisect_right(lattice.xs, x) - 1, 0), len(lattice.xs) - 2)
        row = min(max(bisect_right(lattice.ys, word[0].cy) - 1, 0), len(lattice.ys) - 2)
        inside[raster[row][column]].extend(word)
    grid = Grid(rows=[[] for _ in range(len(lattice.ys) - 1)])
    for cell, own in zip(lattice.cells, inside, strict=True):
        grid.rows[cell.row].append(GridCell(cell_text(own), cell.columns, cell.rows))
    return grid
