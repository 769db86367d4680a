"""Reports in the making as the back office lists them: one of them, those of a year, and a unit's years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.yearbook.models import Adjustment, PublishedReport, YearReport
from gongkai.yearbook.queries.deadlines import Due, due

#: Of a year that is over for longer than this only what came of it is of interest, and not when it was due.
_DUE_YEARS = 2


@dataclass(frozen=True, slots=True)
class YearLine:
    """
    A year of a unit.

    Args:
        year: The year reported.
        scope: `body` or `level`.
        making: The report in the making; None if it is not begun.
        published: The version that the public reads; None if there is none.
        due: When it is due; None for a year long past.
        days_left: Days that remain until then, below 0 when it is over.
    """

    year: int
    scope: str
    making: YearReport | None
    published: PublishedReport | None
    due: Due | None
    days_left: int

    @property
    def is_late(self) -> bool:
        """Whether the day is over and nothing was published."""
        return self.published is None and self.days_left < 0


def making_by_uid(uid: str) -> YearReport | None:
    """The report in the making of that uid with its unit, or None."""
    return YearReport.objects.select_related("organisation").filter(uid=uid).first()


def adjustment_by_uid(uid: str) -> Adjustment | None:
    """The adjustment of that uid with its unit, or None."""
    return Adjustment.objects.select_related("organisation").filter(uid=uid).first()


def begun_in(year: int) -> dict[int, YearReport]:
    """The bodies' own reports on a year that are begun, by the unit's key; one query."""
    return {row.organisation_id: row for row in YearReport.objects.filter(year=year, scope="body")}


def making_uids(units: Iterable[str], year: int) -> dict[str, str]:
    """The uids of the bodies' own reports on a year, by the uids of the bodies; one query."""
    rows = YearReport.objects.filter(organisation__uid__in=list(units), year=year, scope="body")
    return dict(rows.values_list("organisation__uid", "uid"))


def year_lines(unit: Organisation, day: date) -> list[YearLine]:
    """The years of a unit that are begun or published, and the one that is due on that day, the newest first."""
    begun = {(row.year, row.scope): row for row in YearReport.objects.filter(organisation=unit)}
    published: dict[tuple[int, str], PublishedReport] = {}
    for report in unit.reports.defer("text").order_by("number"):
        published[report.year, report.scope] = report  # the newest version comes last and stands
    superior = bodies.supervisor_on(unit, day)
    years = sorted({*begun, *published, (day.year - 1, "body")}, key=lambda key: (-key[0], key[1]))
    lines = []
    for year, scope in years:
        known = due(superior, year, scope) if year >= day.year - _DUE_YEARS else None
        left = known.days_left(day) if known else 0
        lines.append(YearLine(year, scope, begun.get((year, scope)), published.get((year, scope)), known, left))
    return lines
