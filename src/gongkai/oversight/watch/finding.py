"""What the duty watch finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.organisations.models import Organisation
from gongkai.oversight.watch.indicators import Indicator


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that is not as its indicator asks, or will not be within this week.

    Args:
        indicator: Which.
        unit: The key of the unit that answers for it.
        subject: What it is about, in words.
        address: Where it is seen.
        since: Since when: the last sign of life, or the day from which the time runs.
        due_on: The last day on which it is still in order.
        owner: Who answers for it; "" where only the unit is known.
        words: What more there is to say, or "".
        group: The key of the site, so that findings of one site can be added up; 0 for none.
    """

    indicator: Indicator
    unit: int
    subject: str
    address: str
    since: date
    due_on: date
    owner: str = ""
    words: str = ""
    group: int = 0

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on < today


@dataclass(frozen=True, slots=True)
class Rejection:
    """A ground for which the national inspection rejects a site or account at once: label, count, from how many."""

    label: str
    count: int
    veto_at: int


@dataclass(frozen=True, slots=True)
class UnitWatch:
    """A unit with its findings: those that are late, those that fall due this week, and grounds for rejection."""

    unit: Organisation
    late: list[Finding]
    soon: list[Finding]
    rejections: list[Rejection]
