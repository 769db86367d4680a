"""The characters of a page with their places, as pdfium finds them, two of its faults mended.

It gives glyphs that it normalised (Kangxi radicals) inside a form XObject their place in the form instead of on the
page, and it gives glyphs set vertically a box of the font's size times its scale. Hidden text over a scan (render
mode 3) is read like any other; text under something opaque is not, for nobody sees it.

There are thousands of glyphs on a page: the loop here is long and repeats itself for the sake of
`benchmarks/pdf_reading.py`.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from math import hypot
from operator import attrgetter

import pypdfium2.raw as pdfium

from gongkai.errors import Unreadable
from gongkai.report.reading.pdf import native
from gongkai.report.reading.pdf.shapes import Shapes
from gongkai.report.reading.pdf.sheet import LINE_HEIGHT_CENTRE, Box, Glyph, Turning, at

MOST_GLYPHS = 2_000_000
"""Characters in one document; a report of a whole province has some 60,000."""
TOO_MANY = "PDF里的文字超过200万字，不像年度报告。请只保留年度报告本身再试。"
UNKNOWN = "\ufffd"
"""What stands for a glyph that the font gives no meaning: never part of a number."""
SEAMLESS = 0.02
"""A glyph that begins where the one before ends, at the same height, has the same baseline and size."""

_BY_HEIGHT, _BY_INDEX = attrgetter("y"), attrgetter("index")
_BLANK = frozenset({0xA0, 0x3000, 0xFEFF})
_BROKEN_HYPHEN = 2
"""What pdfium gives for a hyphen at the end of a line, that is, also for the minus of a number in a narrow cell."""
_NO_MEANING = frozenset({0, 0xFFFE, 0xFFFF})


def read_glyphs(text: native.Handle, shapes: Shapes, turned: Turning, turns: int) -> list[Glyph]:
    """
    Return the characters that somebody can see, in the order of painting, in places of the turned page.

    Args:
        text: An open pdfium text page.
        shapes: What is drawn on the page.
        turned: The function that takes a box of the page to the turned page.
        turns: By how many quarters *turned* turns the page, clockwise.
    """
    count = native.text_count(text)
    if count > MOST_GLYPHS:
        raise Unreadable(TOO_MANY)
    found: list[Glyph] = []
    where = _Places(text, shapes)
    box_of, loose, loose_at = native.glyph_loose_box, where.loose, where.loose_at
    right_of, down_from, *_ = turned((0.0, 0.0, 0.0, 0.0))
    edge = foot = head = high = 0
    for i, code in enumerate(native.codes(text, count)):
        if not 0x4E00 <= code <= 0x9FFF and not 32 < code < 127:
            if 0xD800 <= code < 0xDC00:  # the first half of a rare character
                high = code
                continue
            code, high = _meaning(code, high, text, i), 0  # noqa: PLW2901
            if code == 0:
                continue
        box_of(text, i, loose_at)
        left, bottom, right, top = loose.left, loose.bottom, loose.right, loose.top
        if bottom != foot or top != head or not -0.1 < left - edge < SEAMLESS * where.size:
            where.look_up(i)
        edge, foot, head = right, bottom, top
        size, turn, x, y = where.size, where.turn, where.x, where.y
        if size < 1:
            continue
        if turn or top - bottom > 2.5 * size or right - left > 2.5 * size or not bottom - size < y < top + size:
            (left, bottom, right, top), y = where.mended(i, (left, bottom, right, top))
        if not turn and not turns:  # as nearly always; the same as below, without the calls
            found.append(Glyph(chr(code), left + right_of, right + right_of, down_from - y, size, 0, i, x))
            continue
        x0, y0, x1, y1 = turned((left, bottom, right, top))
        turn = (turn - turns) % 4
        line = (y0 + y1) / 2 + LINE_HEIGHT_CENTRE * size if turn else turned((x, y, x, y))[1]
        found.append(Glyph(chr(code), x0, x1, line, size, turn, i, x))
    return found


def _meaning(code: int, high: int, text: native.Handle, i: int) -> int:
    """Return the character for what pdfium gave; 0 for blanks and for what it made up itself."""
    if 0xDC00 <= code < 0xE000:
        return 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else ord(UNKNOWN)
    if code == _BROKEN_HYPHEN:
        return 0x2D
    if code in _NO_MEANING:
        return 0 if native.glyph_is_made_up(text, i) == 1 else ord(UNKNOWN)
    return 0 if code <= 32 or code in _BLANK else code


class _Places:
    """Asks pdfium for places, into buffers made once; `x`, `y` are where the last operator asked for began to paint."""

    def __init__(self, text: native.Handle, shapes: Shapes) -> None:
        self.text, self.shapes = text, shapes
        self.matrix, self.loose, self.doubles = pdfium.FS_MATRIX(), pdfium.FS_RECTF(), native.Doubles()
        self.matrix_at, self.loose_at = ctypes.addressof(self.matrix), ctypes.addressof(self.loose)
        self.x = self.y = self.size = 0.0
        self.turn = 0

    def look_up(self, i: int) -> None:
        """Find baseline, size and direction of a glyph; its size is 0 if it has no place."""
        m = self.matrix
        if not native.glyph_matrix(self.text, i, self.matrix_at):
            self.size = 0.0
        elif self.x != m.e or self.y != m.f or not self.size:  # another operator than before: perhaps another size
            self.x, self.y = m.e, m.f
            self.size = native.glyph_size(self.text, i) * (hypot(m.c, m.d) or hypot(m.a, m.b))
            if abs(m.a) >= abs(m.b):
                self.turn = 0 if m.a >= 0 else 2
            else:
                self.turn = 1 if m.b > 0 else 3

    def mended(self, i: int, box: Box) -> tuple[Box, float]:
        """Return place and baseline of a glyph whose box does not go with its size or its line."""
        size = self.size
        is_large = box[3] - box[1] > 2.5 * size or box[2] - box[0] > 2.5 * size
        if self.shapes.forms and self.turn == 0 and (is_large or not box[1] - size < self.y < box[3] + size):
            moved = self.out_of_form(i)
            if moved is not None:
                return moved, self.y
        if not is_large:
            return box, self.y
        native.glyph_box(self.text, i, *self.doubles.at)
        left, right, bottom, top = self.doubles.numbers
        x, y, half = (left + right) / 2, (bottom + top) / 2, size / 2
        return (x - half, y - half, x + half, y + half), y - LINE_HEIGHT_CENTRE * size

    def out_of_form(self, i: int) -> Box | None:
        """Return the place on the page of a glyph that was given its place in a form, if its baseline lies there."""
        matrix = self.shapes.forms.get(native.glyph_object(self.text, i))
        native.glyph_origin(self.text, i, *self.doubles.at[:2])
        left, low = at(matrix, *self.doubles.numbers[:2])
        if matrix is None or abs(low - self.y) > 0.5 * self.size:
            return None
        return left, low - 0.12 * self.size, left + self.size, low + 0.88 * self.size


def without_covered(glyphs: list[Glyph], text: native.Handle, shapes: Shapes, turned: Turning) -> list[Glyph]:
    """
    Return the glyphs without those over which something opaque was painted later.

    Of the glyphs under a rectangle the one painted first is asked for when that was, and the others only if it was
    painted before the rectangle: the background of a table's cell mostly has nothing under it.
    """
    order = sorted(glyphs, key=_BY_HEIGHT)
    heights = [glyph.y for glyph in order]
    hidden: set[int] = set()
    for cover in shapes.covers:
        x0, y0, x1, y1 = turned(cover.box)
        under = [
            glyph
            for glyph in order[bisect_left(heights, y0) : bisect_right(heights, y1)]
            if x0 < (glyph.x0 + glyph.x1) / 2 < x1 and glyph.y - 0.8 * glyph.size > y0
        ]
        if under and _is_painted_before(min(under, key=_BY_INDEX), text, shapes, cover.order) and cover.is_opaque():
            hidden |= {glyph.index for glyph in under if _is_painted_before(glyph, text, shapes, cover.order)}
    return [glyph for glyph in glyphs if glyph.index not in hidden] if hidden else glyphs


def _is_painted_before(glyph: Glyph, text: native.Handle, shapes: Shapes, order: int) -> bool:
    painted = shapes.painted.get(native.glyph_object(text, glyph.index))
    return painted is not None and painted < order
