"""Glyphs to text: which stand on one line, where a space is meant, which lines are one paragraph.

Nothing here relies on the order in which a PDF paints its glyphs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from gongkai.report.reading.pdf.sheet import Glyph

SAME_LINE = 0.45
"""Baselines nearer than this share of the size are one line."""
TWICE = 0.3
"""The same glyph again within this share of its size is a bold face made by printing twice."""
GAP_OF_LETTERS = 0.22
"""Between letters or digits, a gap of this share of the size is a space."""
GAP_OF_CHINESE = 0.9
"""Between Chinese characters, which justification pulls apart, only a gap so wide is a space."""
GAP_OF_SEGMENTS = 2.2
"""A gap so wide parts two pieces of text that merely stand beside each other."""

_BY_LINE = attrgetter("y", "x0")
_BY_PLACE = attrgetter("x0", "index")


@dataclass(slots=True)
class Segment:
    """A run of glyphs on one line, without wide gaps; or several of them that merely stand apart in one row."""

    glyphs: list[Glyph]
    text: str
    x0: float
    x1: float
    y: float
    size: float
    is_apart: bool = False

    @property
    def top(self) -> float:
        return self.y - 0.88 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.12 * self.size


def rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs line by line from the top, each line from the left, without those printed twice."""
    lines: list[list[Glyph]] = []
    line: list[Glyph] = []
    mean, limit = float("-inf"), 0.0
    for glyph in sorted(glyphs, key=_BY_LINE):
        step = glyph.y - mean
        if step == 0 or step <= SAME_LINE * min(glyph.size, limit):
            line.append(glyph)
            mean += step / len(line)  # the line's mean, so that it cannot creep down the page
        else:
            line = [glyph]
            lines.append(line)
            mean, limit = glyph.y, 1.6 * glyph.size
    return [_once(line) for line in lines]


def _once(line: list[Glyph]) -> list[Glyph]:
    line.sort(key=_BY_PLACE)
    kept: list[Glyph] = []
    place = float("-inf")
    for glyph in line:
        if glyph.x0 - place < TWICE * glyph.size and any(_is_twin(glyph, other) for other in kept[-3:]):
            continue
        kept.append(glyph)
        place = glyph.x0
    return kept


def _is_twin(glyph: Glyph, other: Glyph) -> bool:
    near = TWICE * min(glyph.size, glyph.x1 - glyph.x0 or 1)
    return other.text == glyph.text and abs(other.x0 - glyph.x0) < near


def joined(line: list[Glyph]) -> str:
    """Return a line's text, with a space where the gap between two glyphs means one."""
    before = line[0]
    parts = [before.text]
    for glyph in line[1:]:
        gap = (glyph.x0 - before.x1) / min(glyph.size, before.size)
        if gap > GAP_OF_LETTERS and (gap > GAP_OF_CHINESE or (glyph.text.isascii() and before.text.isascii())):
            parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    return "".join(parts)


def segments(line: list[Glyph], gap: float = GAP_OF_SEGMENTS) -> list[Segment]:
    """Cut a line where a gap is wider than *gap* times the size of its glyphs."""
    run = [line[0]]
    runs = [run]
    reach = line[0].x1
    for glyph in line[1:]:
        step = glyph.x0 - reach
        if step > 0 and step > gap * max(glyph.size, run[-1].size):
            run = []
            runs.append(run)
        run.append(glyph)
        reach = max(reach, glyph.x1)
    return [segment(run) for run in runs]


def segment(run: list[Glyph]) -> Segment:
    """Return a run of glyphs of one line as a segment; the glyph in the middle stands for its height and size."""
    middle = run[len(run) // 2]
    return Segment(run, joined(run), run[0].x0, max(run[-1].x1, middle.x1), middle.y, middle.size)


def cell_text(glyphs: list[Glyph]) -> str:
    """Return the text of one cell, a line a line; a label set vertically comes as one line."""
    if len(glyphs) < 2:  # as half of a form's cells are: a digit
        return "".join(glyph.text for glyph in glyphs)
    if any(glyph.turn for glyph in glyphs) and (turn := Counter(g.turn for g in glyphs).most_common(1)[0][0]):
        glyphs = [_turned(g, turn) for g in glyphs if g.turn == turn]
    texts = [joined(line) for line in rows(glyphs)]
    single = sum(len(text) == 1 for text in texts)
    if single > 2 and len(texts) - single <= 1:
        return "".join(texts)
    return "\n".join(texts)


def _turned(glyph: Glyph, turn: int) -> Glyph:
    """Return a glyph of a line that runs up (1), upside down (2) or down (3), as if it ran to the right."""
    x, y = {1: (-glyph.cy, glyph.cx), 2: (-glyph.cx, -glyph.cy), 3: (glyph.cy, -glyph.cx)}[turn]
    half = glyph.size / 4 if glyph.text.isascii() else glyph.size / 2
    return Glyph(glyph.text, x - half, x + half, y + 0.38 * glyph.size, glyph.size, 0, glyph.index)


def paragraphs(lines: list[Segment], margins: tuple[float, float]) -> list[tuple[Segment, Segment, str]]:
    """Join the lines of a column of text that are one paragraph; return first line, last line and text of each.

    A line goes on in the next one where it reaches the right margin, the next begins at the left margin (the first
    line of a paragraph is indented), and neither size nor spacing changes.
    """
    left, right = margins
    pitch = _pitch(lines)
    found: list[tuple[Segment, Segment, str]] = []
    for line in lines:
        before = found[-1][1] if found else None
        goes_on = (
            before is not None
            and not (before.is_apart or line.is_apart)
            and before.x1 >= right - 2.1 * before.size
            and line.x0 <= left + 1.2 * line.size
            and abs(line.size - before.size) <= 0.15 * before.size
            and line.y - before.y <= 1.35 * pitch
        )
        if goes_on:
            found[-1] = (found[-1][0], line, glued(found[-1][2], line.text))
        else:
            found.append((line, line, line.text))
    return found


def glued(first: str, second: str) -> str:
    """Join two lines of one paragraph: with a space only between words of letters."""
    between = (
        " " if first[-1:].isascii() and first[-1:].isalpha() and second[:1].isascii() and second[:1].isalpha() else ""
    )
    return first + between + second


def _pitch(lines: list[Segment]) -> float:
    steps = [b.y - a.y for a, b in pairwise(lines) if b.y > a.y]
    return median(steps) if steps else 3 * lines[0].size
