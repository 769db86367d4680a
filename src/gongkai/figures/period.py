"""From a day until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """From a day until a day, both included."""

    since: date
    until: date

    def __post_init__(self) -> None:
        """
        Refuse a period that ends before it begins.

        Raises:
            ValueError: it does.
        """
        if self.since > self.until:
            raise ValueError(f"a period from {self.since} until {self.until}")

    @classmethod
    def of_year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def eve(self) -> date:
        """The day before it."""
        return self.since - timedelta(days=1)
