"""The kinds of figures: what happened, what is open, what was last read, what grew, and the ratio of two.

A declaration says which records are its entries, on which day each counts and how much. `entries` is the one
definition: totals add these rows up, and the list behind a total is these rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, F, Q, QuerySet, Value, When

from gongkai.figures.cells import Id, Text
from gongkai.figures.period import Period
from gongkai.figures.series import ends_of, latest

#: Under which names each entry has its day and its amount.
DAY, AMOUNT = "figure_day", "figure_amount"


@dataclass(frozen=True, slots=True)
class Listed:
    """
    How a record stands in the list behind a number.

    Args:
        record: Its key, `kind:uid`.
        title: What people call it.
        address: Where it is seen; "" if nowhere.
        related: What these look at besides the record itself, for one query.
    """

    record: Callable[[Any], str]
    title: Callable[[Any], str]
    address: Callable[[Any], str]
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """
    Records that each tell of several days: one counts if it lies wholly in the period, for it cannot be split.

    Args:
        since: The field of the first day of a record; its last one is that on which it counts.
        series: The field that says of what the record is; two records of one never cover the same day.
    """

    since: str
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(ABC):
    """
    What the kinds that count records share.

    Args:
        cell: A cell of the form in its three parts, or a figure of the text.
        records: Which records, for a period; a queryset that is not sliced, distinct or grouped. What a kind asks of
            days it adds itself.
        unit: The path to the unit that the record counts for.
        listed: How a record is shown.
        amount: The field that says how much, of whole numbers or decimals; a record where it is null is no entry.
            Without one each record counts 1.
        per: How many of the amount make one of the cell, a power of ten: 1,000,000 where whole 分 are kept and the
            form counts in 万元. Amounts are added up before they are divided, so that nothing is lost.
    """

    cell: Id
    records: Callable[[Period], QuerySet[Any]]
    unit: str
    listed: Listed
    amount: str | None = None
    per: int = 1

    @property
    @abstractmethod
    def days(self) -> tuple[str, ...]:
        """The fields that it takes for days."""

    @abstractmethod
    def entries(self, period: Period, units: Any = None) -> QuerySet[Any]:
        """The entries of a period, each with its day and amount; of *units* alone, or of any."""

    def in_cell(self, amount: int | Decimal) -> int | Decimal:
        """An amount in the unit of the cell: exact, for the point is only moved."""
        places = len(str(self.per)) - 1
        if not places:
            return amount
        sign, digits, exponent = Decimal(amount).as_tuple()
        found = Decimal((sign, digits, int(exponent) - places))
        return int(found) if found == found.to_integral_value() else found.normalize()

    def _rows(self, period: Period, units: Any) -> QuerySet[Any]:
        rows = self.records(period)
        if units is not None:
            rows = rows.filter(**{f"{self.unit}__in": units})
        return rows if self.amount is None else rows.filter(**{f"{self.amount}__isnull": False})

    def _how_much(self) -> Any:
        return Value(1) if self.amount is None else F(self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Counted):
    """
    What happened in the period.

    Args:
        on: The field of the day on which it happened.
        covered: Where a record tells of several days; days that none tells of leave the total incomplete.
    """

    on: str
    covered: Covered | None = None

    @property
    def days(self) -> tuple[str, ...]:
        """Its day, and the first one of several."""
        return (self.on,) if self.covered is None else (self.covered.since, self.on)

    def entries(self, period: Period, units: Any = None) -> QuerySet[Any]:
        """The records whose day, or all of whose days, lie in *period*."""
        rows = self._rows(period, units).filter(**{f"{self.on}__range": (period.since, period.until)})
        if self.covered is not None:
            rows = rows.filter(**{f"{self.covered.since}__gte": period.since})
        return rows.annotate(**{DAY: F(self.on), AMOUNT: self._how_much()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Counted):
    """
    What is open or in force at a day: from <= day < until, until null where it has no end.

    Args:
        held: The fields of the first day and of the day on which it is over.
        at: `end` asks at the last day of the period, `start` at the last day before it: what a year takes over is
            what the year before left, and what comes in on its first day is a flow of it and not carried in.
    """

    held: tuple[str, str]
    at: Literal["start", "end"]

    @property
    def days(self) -> tuple[str, ...]:
        """Its first day and the day on which it is over."""
        return self.held

    def entries(self, period: Period, units: Any = None) -> QuerySet[Any]:
        """The records that are held at that day; each stands in the list under its first day."""
        day = period.until if self.at == "end" else period.eve
        first, over = self.held
        still = Q(**{f"{over}__isnull": True}) | Q(**{f"{over}__gt": day})
        rows = self._rows(period, units).filter(still, **{f"{first}__lte": day})
        return rows.annotate(**{DAY: F(first), AMOUNT: self._how_much()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Counted):
    """
    What stood at the end of the period: of each series the last reading at or before it, added up.

    How old a reading may be is said by `records`, which knows the period.

    Args:
        on: The field of the day of reading.
        series: The field that says of what it was read.
    """

    on: str
    series: str

    @property
    def days(self) -> tuple[str, ...]:
        """Its day of reading."""
        return (self.on,)

    def entries(self, period: Period, units: Any = None) -> QuerySet[Any]:
        """The last reading of each series."""
        rows = self._rows(period, units).filter(**{f"{self.on}__lte": period.until})
        last = latest(rows, (self.series,), self.on)
        return last.annotate(**{DAY: F(self.on), AMOUNT: self._how_much()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Counted):
    """
    What something that only grows grew by in the period.

    Of each series two entries: the last reading in the period, and the last one before it with its sign turned. A
    series without one of them has none, for nothing is known of its growth.

    Args:
        on: The field of the day of reading.
        series: The field that says of what it was read.
    """

    on: str
    series: str

    @property
    def days(self) -> tuple[str, ...]:
        """Its day of reading."""
        return (self.on,)

    def entries(self, period: Period, units: Any = None) -> QuerySet[Any]:
        """Both ends of each series that has them."""
        rows = ends_of(self._rows(period, units), (self.series,), self.on, period)
        sign = Case(When(**{f"{self.on}__lt": period.since}, then=Value(-1)), default=Value(1))
        return rows.annotate(**{DAY: F(self.on), AMOUNT: self._how_much() * sign})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """
    One figure of the text by another, key by key; absent where a part is, or where there is nothing to divide by.

    Args:
        cell: Its own name, told apart as its two parts are.
        part: The name of the figure of the text above the line.
        whole: That of the one below it.
        places: Decimal places, rounded half up.
    """

    cell: Text
    part: str
    whole: str
    places: int = 1


Declaration = Counted | Ratio
