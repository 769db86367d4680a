"""What stands on one page of a PDF: glyphs, ruling lines and boxes, in points from the top left as it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

LINE_HEIGHT_CENTRE = 0.38
"""The middle of a Chinese glyph stands so much of its size above the baseline."""

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
Turning = Callable[[Box], Box]


@dataclass(slots=True)
class Glyph:
    """
    One character: extent along the line, baseline and size in points.

    `turn` is the direction of its line in quarter turns, `index` its place in the order of painting, and `run` is the
    same number for glyphs that one operator painted.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int = 0
    index: int = 0
    run: float = 0.0

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return self.y - LINE_HEIGHT_CENTRE * self.size


@dataclass(slots=True)
class Sheet:
    """One page. Rulings are (position, start, end): y, x0, x1 for horizontal ones and x, y0, y1 for vertical ones."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[tuple[float, float, float]] = field(default_factory=list)
    verticals: list[tuple[float, float, float]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    images: int = 0
    lost: int = 0
    shapes: int = 0


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does what *inner* and then *outer* does."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def at(matrix: Matrix | None, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point; None leaves it in its place."""
    if matrix is None:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
