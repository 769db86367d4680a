"""When reports are due: by the Regulation, or earlier where the superior says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.organisations.models import Organisation
from gongkai.yearbook import deadlines
from gongkai.yearbook.models import Deadline


@dataclass(frozen=True, slots=True)
class Due:
    """
    The day for a report on a year.

    Args:
        on: The last day.
        statutory_on: The last day by the Regulation, which is never before it.
        source: The article, or the superior's notice.
    """

    on: date
    statutory_on: date
    source: str

    @property
    def is_earlier(self) -> bool:
        """Whether the superior set it before the day of the Regulation."""
        return self.on < self.statutory_on

    def days_left(self, today: date) -> int:
        """Days that remain after *today*; 0 on the last day, below it when it is over."""
        return (self.on - today).days


def due(superior: Organisation | None, year: int, scope: str = "body") -> Due:
    """The day for the reports that the units of *superior* owe it on *year*; that of the Regulation where none is."""
    statutory = deadlines.statutory_due_on(year, scope)
    row = None
    if superior is not None:
        row = Deadline.objects.filter(organisation=superior, year=year, scope=scope).first()
    if row is None or row.due_on > statutory:
        return Due(statutory, statutory, deadlines.terms()[scope].source)
    return Due(row.due_on, statutory, row.notice or "主管部门设定")
