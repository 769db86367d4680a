"""A body's years beside each other: key figures with change and rate, and requests received and answered as a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gongkai.figures import growth_rate
from gongkai.portal.queries.drawings import words_of_cell
from gongkai.report import Report
from gongkai.report.report import Value
from gongkai.report.writing import anchor
from gongkai.yearbook.models import PublishedReport

#: What is set beside the year before, where both forms have it.
_COMPARED = (
    "documents/normative/issued",
    "documents/normative/in_force",
    "licensing/licences/decisions",
    "enforcement/penalties/decisions",
    "enforcement/coercion/decisions",
    "fees/fees/amount",
    "applications/received/total",
    "applications/closed/total",
    "applications/carried_out/total",
    "remedies/reconsideration/total",
    "remedies/litigation.direct/total",
    "remedies/litigation.after_reconsideration/total",
)
_RECEIVED, _CLOSED = "applications/received/total", "applications/closed/total"
# Geometry of the columns, in units of the drawing: width of the whole, of a bar and between two; floor and tallest.
_WIDTH, _BAR, _BESIDE, _FLOOR, _TALLEST, _FIRST = 640, 36, 4, 190, 150, 30


@dataclass(frozen=True, slots=True)
class YearLine:
    """A figure of the report beside that of the year before."""

    words: str
    href: str
    now: int | Decimal
    before: int | Decimal
    change: int | Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class YearColumn:
    """Two bars of a year, received and closed, with their geometry."""

    year: int
    received: int | Decimal
    closed: int | Decimal
    left: int
    right: int
    middle: int
    received_top: int
    received_height: int
    closed_top: int
    closed_height: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The chart of several years; `words` says the same to those who do not see it."""

    words: str
    columns: tuple[YearColumn, ...]


def year_lines(report: Report, before: Report) -> tuple[YearLine, ...]:
    """Key figures of two years, without those that one of the reports lacks and those that are 0 in both."""
    lines = []
    for cell_id in _COMPARED:
        now, then = report.cells.get(cell_id), before.cells.get(cell_id)
        cell = report.form_of(cell_id.partition("/")[0]).cells.get(cell_id)
        if cell is not None and now is not None and then is not None and (now or then):
            rate = growth_rate(now, then)
            lines.append(YearLine(words_of_cell(cell), f"#{anchor(cell_id)}", now, then, now - then, rate))
    return tuple(lines)


def trend(published: Sequence[PublishedReport]) -> Trend | None:
    """Requests received and closed year by year, oldest first; None for a single year, or where all are 0."""
    found = []
    for one in sorted(published, key=lambda report: report.year):
        cells = _cells(one.sha256, one.text)
        received, closed = cells.get(_RECEIVED), cells.get(_CLOSED)
        if received is not None and closed is not None:
            found.append((one.year, received, closed))
    most = max((max(received, closed) for _, received, closed in found), default=0)
    if len(found) < 2 or most <= 0:
        return None
    step = (_WIDTH - _FIRST) // len(found)
    columns = tuple(
        _column(year, received, closed, most, _FIRST + number * step)
        for number, (year, received, closed) in enumerate(found)
    )
    words = "；".join(f"{year}年收到{received}件，办结{closed}件" for year, received, closed in found)
    return Trend(words, columns)


def _column(year: int, received: int | Decimal, closed: int | Decimal, most: int | Decimal, left: int) -> YearColumn:
    tall, short = (round(_TALLEST * float(value / most)) for value in (received, closed))  # lengths, not figures
    right = left + _BAR + _BESIDE
    return YearColumn(
        year, received, closed, left, right, left + _BAR + _BESIDE // 2, _FLOOR - tall, tall, _FLOOR - short, short
    )


@lru_cache(maxsize=128)
def _cells(digest: str, text: str) -> Mapping[str, Value]:
    """The cells of a published report, whose text never changes under its digest."""
    return Report.from_json(text).cells
