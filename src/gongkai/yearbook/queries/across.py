"""One cell over all units of a superior and several years, and which of its values stand out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.report import edition_for, editions
from gongkai.report.form import Cell
from gongkai.yearbook.models import FrozenCell, PublishedCell, SubmissionCell
from gongkai.yearbook.queries.additions import plain_number
from gongkai.yearbook.queries.desk import Row, desk

#: A value stands out when it is further from the median than so many times the spread.
THRESHOLD = Decimal("3.5")
#: The median of absolute deviations times this is the standard deviation of values that scatter normally.
_SCALE = Decimal("1.4826")
#: The spread is never taken as less than this share of the median, nor as less than 1: among equal values a difference
#: of one is no news.
_LEAST_SHARE = Decimal("0.1")
_LEAST = Decimal(1)
#: So many values at least make a past, and so many a set of peers.
PAST, PEERS = 3, 5

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Value:
    """
    A unit's value of a year: None where its report has none, or there is no report.

    Args:
        value: The number.
        past: The median of its own earlier years, if the value stands out against them.
        peers: The median of the units of its kind in that year, if the value stands out among them.
    """

    value: Number | None
    past: Decimal | None = None
    peers: Decimal | None = None

    @property
    def stands_out(self) -> bool:
        """Whether it stands out in either way."""
        return self.past is not None or self.peers is not None


@dataclass(frozen=True, slots=True)
class Across:
    """A cell over units and years, the oldest first: a row a unit with a value a year, and the sum of each year."""

    superior: Organisation
    cell: str
    years: tuple[int, ...]
    rows: tuple[tuple[Row, tuple[Value, ...]], ...]
    sums: tuple[Number | None, ...]

    @property
    def outliers(self) -> int:
        """How many values stand out."""
        return sum(value.stands_out for _row, values in self.rows for value in values)


def across(superior: Organisation, cell: str, years: Sequence[int], *, on: date) -> Across:
    """
    A cell of the reports of all units of *superior*; the same queries for 10 units and for 1,000.

    A value is that of the newest submission to *superior*; where nothing was submitted that of what was published, else
    of what was frozen.

    Args:
        superior: Whose units.
        cell: The id of a cell of any edition; a year whose form lacks it has no values.
        years: The years; the units are those of the last of them.
        on: Today.

    Raises:
        KeyError: no edition has such a cell.
    """
    if cell not in all_cells():
        raise KeyError(cell)
    ordered = tuple(sorted(years))
    rows = desk(superior, ordered[-1], on=on).rows
    known = _values(superior, cell, ordered, [row.unit.pk for row in rows])
    peers = {year: _by_kind(rows, known, year) for year in ordered}
    lines = []
    for row in rows:
        own = [known.get((row.unit.pk, year)) for year in ordered]
        values = []
        for place, year in enumerate(ordered):
            past = [value for value in own[:place] if value is not None]
            values.append(_judged(own[place], past, peers[year].get(row.unit.kind)))
        lines.append((row, tuple(values)))
    sums = tuple(_sum(known.get((row.unit.pk, year)) for row in rows) for year in ordered)
    return Across(superior, cell, ordered, tuple(lines), sums)


def all_cells() -> Mapping[str, Cell]:
    """Every cell that any edition has, in the order of the newest form that has it."""
    found: dict[str, Cell] = {}
    for edition in reversed(editions().values()):
        for name, cell in edition.cells.items():
            found.setdefault(name, cell)
    return found


def years_until(year: int, count: int) -> tuple[int, ...]:
    """Up to *count* years up to *year* for which there is a form, the oldest first."""
    first = min(edition.from_year for edition in editions().values())
    return tuple(range(max(first, year - count + 1), year + 1)) or (year,)


@dataclass(frozen=True, slots=True)
class Spread:
    """What is usual among some values: their median, and how far from it a value still is nothing remarkable."""

    middle: Decimal
    reach: Decimal

    def leaves_out(self, value: Number) -> bool:
        """Whether *value* stands out."""
        return abs(Decimal(value) - self.middle) > self.reach


def spread_of(values: Sequence[Number], least: int) -> Spread | None:
    """
    What is usual among *values*; None where they are fewer than *least*, too few to say.

    The measure is the modified z-score of Iglewicz and Hoaglin: distance from the median over the median of absolute
    deviations, which a few wild values cannot bend as they would a mean.
    """
    if len(values) < least:
        return None
    exact = [Decimal(value) for value in values]
    middle = median(exact)
    deviation = median([abs(value - middle) for value in exact])
    return Spread(middle, THRESHOLD * max(deviation * _SCALE, abs(middle) * _LEAST_SHARE, _LEAST))


def _judged(value: Number | None, past: Sequence[Number], peers: Spread | None) -> Value:
    if value is None:
        return Value(None)
    own = spread_of(past, PAST)
    return Value(
        value,
        own.middle if own and own.leaves_out(value) else None,
        peers.middle if peers and peers.leaves_out(value) else None,
    )


def _values(
    superior: Organisation, cell: str, years: Sequence[int], units: Sequence[int]
) -> dict[tuple[int, int], Number | None]:
    """The values by unit and year; of each source the newest, and a better source over a lesser one."""
    sources: list[tuple[QuerySet[Any], str, Q]] = [
        (FrozenCell.objects, "frozen__report", Q(frozen__report__scope="body")),
        (PublishedCell.objects, "published", Q(published__scope="body")),
        (SubmissionCell.objects, "submission", Q(submission__scope="body", submission__superior=superior)),
    ]
    wanted = set(units)
    found: dict[tuple[int, int], Number | None] = {}
    for rows, owner, condition in sources:
        number = "frozen__number" if owner == "frozen__report" else f"{owner}__number"
        chosen = rows.filter(condition, **{"cell": cell, f"{owner}__year__in": years}).order_by(number)
        for unit, year, value in chosen.values_list(f"{owner}__organisation_id", f"{owner}__year", "value"):
            if unit in wanted and cell in edition_for(year).cells:
                found[unit, year] = None if value is None else plain_number(value)
    return found


def _by_kind(
    rows: Iterable[Row], known: Mapping[tuple[int, int], Number | None], year: int
) -> dict[str, Spread | None]:
    """What is usual among the units of each kind in a year, each unit among them: one more changes no median much."""
    found: dict[str, list[Number]] = {}
    for row in rows:
        value = known.get((row.unit.pk, year))
        if value is not None:
            found.setdefault(row.unit.kind, []).append(value)
    return {kind: spread_of(values, PEERS) for kind, values in found.items()}


def _sum(values: Iterable[Number | None]) -> Number | None:
    known = [value for value in values if value is not None]
    return sum(known, start=0) if known else None
