"""The drawn objects of a page: ruling lines, boxes, and what tells where text in forms stands and what covers it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium

from gongkai.errors import Unreadable
from gongkai.report.reading.pdf import native
from gongkai.report.reading.pdf.sheet import Box, Matrix, at, times

MOST_SHAPES = 200_000
"""Drawn objects in one document; a page of tables has some hundreds."""
MOST_PIECES = 400
"""A path of more pieces is a drawing, a page of borders at most."""
DEEPEST_FORM = 12
"""Form XObjects within each other; browsers nest two or three."""
THIN = 3.0
"""A filled rectangle up to so many points thick is a ruling line."""
STROKE = 2.0
"""Straight pieces of a stroked outline shorter than this are the steps of a rounded corner."""
LOWEST_COVER = 4.0
"""A rectangle must be so many points high to hide text."""

TOO_MANY = "PDF里的图形过多，不像年度报告。请从Word或WPS重新导出只含报告的PDF。"

_IN_PAGE = (native.page_count, native.page_object)
_IN_FORM = (native.form_count, native.form_object)


@dataclass(slots=True)
class _Level:
    """Where the walk is: in the page, or in a form with its matrix."""

    parent: native.Handle
    count: Callable[..., int]
    get: Callable[..., native.Handle]
    matrix: Matrix | None = None
    depth: int = 0


@dataclass(slots=True)
class Cover:
    """A filled rectangle, when it was painted, and the open pdfium object, to be asked only if anything lies below."""

    box: Box
    order: int
    shape: native.Handle

    def is_opaque(self) -> bool:
        """Say whether nothing shows through."""
        colour = (ctypes.c_uint * 4)()
        start = ctypes.addressof(colour)
        native.object_fill(self.shape, start, start + 4, start + 8, start + 12)
        return colour[3] == 255 and not native.object_is_transparent(self.shape)


@dataclass(slots=True)
class Shapes:
    """
    What is drawn on one page, in the page's own coordinates (from the bottom left, unturned).

    `lines` are boxes too thin for anything but a ruling; `rectangles` all others. `forms` and `painted` give for each
    text object, by its address, the matrix of the form around it and the order of painting; `covers` are
    filled rectangles that were painted after some text.
    """

    lines: list[Box] = field(default_factory=list)
    rectangles: list[Box] = field(default_factory=list)
    forms: dict[int, Matrix] = field(default_factory=dict)
    painted: dict[int, int] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)
    images: int = 0
    count: int = 0


def read_shapes(page: native.Handle) -> Shapes:
    """Return what is drawn on an open pdfium page. Raises Unreadable for more objects than any report has."""
    reader = _Reader()
    reader.walk(_Level(page, *_IN_PAGE))
    if reader.found.covers or any(matrix is not None for _, matrix, _ in reader.texts):
        reader.note_texts()
    return reader.found


def _matrix(shape: native.Handle) -> Matrix:
    m = pdfium.FS_MATRIX()
    native.object_matrix(shape, ctypes.addressof(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _box(matrix: Matrix | None, left: float, bottom: float, right: float, top: float) -> Box:
    if matrix is None:
        return left, bottom, right, top
    (x0, y0), (x1, y1) = at(matrix, left, bottom), at(matrix, right, top)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class _Reader:
    """A walk over a page; keeps the ctypes buffers, for making them anew costs more than the calls."""

    def __init__(self) -> None:
        self.found = Shapes()
        self.texts: list[tuple[native.Handle, Matrix | None, int]] = []
        self.floats = native.Floats()
        self.order = 0
        self.modes = (ctypes.c_int * 2)()
        self.modes_at = ctypes.addressof(self.modes), ctypes.addressof(self.modes) + ctypes.sizeof(ctypes.c_int)

    def walk(self, level: _Level) -> None:
        """Take note of every object, through forms."""
        found, parent, matrix, get, kind_of = self.found, level.parent, level.matrix, level.get, native.object_type
        number = level.count(parent)
        found.count += number
        if found.count > MOST_SHAPES:
            raise Unreadable(TOO_MANY)
        for k in range(number):
            shape = get(parent, k)
            kind = kind_of(shape)
            if kind == native.TEXT:
                self.texts.append((shape, matrix, self.order))
            elif kind == native.PATH:
                self.path(shape, matrix)
            elif kind == native.IMAGE:
                found.images += 1
            elif kind == native.FORM and level.depth < DEEPEST_FORM:
                inner = _matrix(shape)
                placed = inner if matrix is None else times(inner, matrix)
                self.walk(_Level(shape, *_IN_FORM, placed, level.depth + 1))
            self.order += 1

    def note_texts(self) -> None:
        """Note of each text object the form around it and when it was painted."""
        for shape, matrix, order in self.texts:
            self.found.painted[shape] = order
            if matrix is not None:
                self.found.forms[shape] = matrix

    def path(self, shape: native.Handle, matrix: Matrix | None) -> None:
        """Sort one path into lines and rectangles; curves and slanted lines are nothing to us."""
        pieces = native.path_count(shape)
        if not 2 <= pieces <= MOST_PIECES or not native.object_bounds(shape, *self.floats.at):
            return
        left, bottom, right, top = self.floats.numbers
        bounds = _box(matrix, left, bottom, right, top)
        if min(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= THIN:
            self.found.lines.append(bounds)
            return
        native.path_mode(shape, *self.modes_at)
        fill, stroke = self.modes
        if fill and self.texts and bounds[3] - bounds[1] > LOWEST_COVER:
            self.found.covers.append(Cover(bounds, self.order, shape))
        if pieces <= 5 and fill and not stroke:
            self.found.rectangles.append(bounds)
            return
        own = _matrix(shape)
        self.subpaths(shape, pieces, own if matrix is None else times(own, matrix), stroked=bool(stroke))

    def subpaths(self, shape: native.Handle, pieces: int, matrix: Matrix, *, stroked: bool) -> None:
        """Sort the parts of a path of several."""
        points: list[tuple[float, float]] = []
        filled: list[Box] = []
        for k in range(pieces):
            piece = native.path_piece(shape, k)
            kind = native.piece_type(piece)
            if kind == native.CURVE and not stroked:
                return  # a rounded background
            native.piece_point(piece, *self.floats.at[:2])
            point = at(matrix, *self.floats.numbers[:2])
            if kind == native.MOVE:
                self.subpath(points, filled, stroked=stroked)
                points = [point]
            elif kind == native.LINE or points:
                points.append(point)
            if kind != native.CURVE and points and native.piece_closes(piece):
                points.append(points[0])
        self.subpath(points, filled, stroked=stroked)
        self.rings(filled)

    def subpath(self, points: list[tuple[float, float]], filled: list[Box], *, stroked: bool) -> None:
        """Add one part: the sides of a stroked one, the whole of a filled one (to *filled* if it is no line)."""
        if len(points) < 2:
            return
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if not stroked:
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                self.found.lines.append(box)
            else:
                filled.append(box)
            return
        for (x0, y0), (x1, y1) in pairwise(points):
            straight = abs(x0 - x1) <= 1 or abs(y0 - y1) <= 1
            if straight and max(abs(x0 - x1), abs(y0 - y1)) >= STROKE:
                self.found.lines.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        self.found.rectangles.append(box)

    def rings(self, filled: list[Box]) -> None:
        """Take a rectangle with a little smaller one inside for a frame: four ruling lines."""
        for outer, inner in pairwise(filled):
            if all(0 <= abs(a - b) <= THIN for a, b in zip(outer, inner, strict=True)):
                x0, y0, x1, y1 = outer
                self.found.lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        self.found.rectangles += filled
