"""Readings as a line that pages draw; the table beside it says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.channels.kinds import Measure
from gongkai.channels.models import Account, Website
from gongkai.channels.queries.measures import of_channel

# Geometry of the drawing, in its own units; the left edge has room for the figures of the axis.
_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 200, 70, 16
#: As many points as there are units of width: more would be drawn on one another.
_MOST = 560


@dataclass(frozen=True, slots=True)
class Point:
    """A reading in the drawing."""

    x: float
    y: float
    on: date
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A line of readings; `words` says the same to those who do not see it."""

    points: tuple[Point, ...]
    path: str
    words: str
    highest: int
    is_marked: bool

    @property
    def first(self) -> Point:
        """The earliest."""
        return self.points[0]

    @property
    def last(self) -> Point:
        """The latest."""
        return self.points[-1]


def chart(channel: Account | Website, measure: Measure) -> Chart | None:
    """The readings of a measure as a line from 0 up, the last ones if there are many; None with less than two."""
    rows = of_channel(channel).filter(measure=measure.id).order_by("-until_on")[:_MOST]
    found = [(row.until_on, row.value) for row in rows][::-1]
    if len(found) < 2:
        return None
    start, days = found[0][0], max((found[-1][0] - found[0][0]).days, 1)
    highest = max(value for _day, value in found)
    points = tuple(
        Point(
            round(_LEFT + (_WIDTH - _LEFT) * (day - start).days / days, 1),
            round(_TOP + _HEIGHT * (1 - value / max(highest, 1)), 1),
            day, value,
        ) for day, value in found
    )  # fmt: skip
    words = (
        f"{measure.label}：{_written(found[0][0])}为{found[0][1]:,}，{_written(found[-1][0])}为{found[-1][1]:,}，"
        f"其间最高{highest:,}{measure.unit}"
    )
    path = " ".join(f"{'L' if number else 'M'}{point.x} {point.y}" for number, point in enumerate(points))
    return Chart(points, path, words, highest, len(points) <= 40)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
