"""The days that the Regulation sets for annual reports, and who makes one: from deadlines.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from gongkai.organisations.kinds import kinds


@dataclass(frozen=True, slots=True)
class Term:
    """When a report of one scope is due: the day of the year after, what it is called, and by which article."""

    scope: str
    label: str
    month: int
    day: int
    source: str

    def due_on(self, year: int) -> date:
        """The last day for the report on *year*."""
        return date(year + 1, self.month, self.day)


@cache
def terms() -> dict[str, Term]:
    """The terms by scope."""
    return {scope: Term(scope, **entry) for scope, entry in _raw()["scope"].items()}


@cache
def reporting_kinds() -> frozenset[str]:
    """
    The kinds of bodies that make an annual report of their own.

    Raises:
        ValueError: an entry names a kind that there is not.
    """
    found = {entry["kind"] for entry in _raw()["reporting"]}
    if unknown := found - set(kinds()):
        raise ValueError(f"deadlines.toml: no kind of body: {', '.join(sorted(unknown))}")
    return frozenset(found)


def statutory_due_on(year: int, scope: str) -> date:
    """
    The last day by the Regulation for the report on *year*.

    Source: Regulation art. 49; natural days, for the article names a date and no number of days.
    """
    return terms()[scope].due_on(year)


def _raw() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads(Path(__file__).with_name("deadlines.toml").read_text("utf-8"))  # type: ignore[return-value]
