"""What there is of a body's report on a year: the one in the making, its versions, and that of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet

from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.report import Report
from gongkai.yearbook.models import Frozen, PublishedReport, Submission, YearReport


@dataclass(frozen=True, slots=True)
class Earlier:
    """
    The report of the year before, and where it was found.

    Args:
        report: The report.
        origin: As it was frozen here, as it was published, or as the superior accepted it.
        on: The day of that.
    """

    report: Report
    origin: Literal["frozen", "published", "submission"]
    on: date


def making_of(unit: Organisation, year: int, scope: str = "body") -> YearReport | None:
    """The report in the making, frozen or published ones too; None if it is not begun."""
    return YearReport.objects.filter(organisation=unit, year=year, scope=scope).select_related("organisation").first()


def frozen_versions(making: YearReport) -> QuerySet[Frozen]:
    """What was frozen of a report, the newest first."""
    return Frozen.objects.filter(report=making).order_by("-number")


def newest_frozen(unit: Organisation, year: int, scope: str = "body") -> Frozen | None:
    """The report as it was frozen last; None if it never was."""
    of = Frozen.objects.filter(report__organisation=unit, report__year=year, report__scope=scope)
    return of.select_related("report__organisation").order_by("-number").first()


def report_before(unit: Organisation, year: int, scope: str = "body") -> Earlier | None:
    """The report on the year before *year*, with which carry-overs and earlier figures are compared; None if none."""
    before = year - 1
    frozen = newest_frozen(unit, before, scope)
    if frozen is not None:
        return Earlier(Report.from_json(frozen.text), "frozen", frozen.frozen_on)
    published = PublishedReport.objects.filter(organisation=unit, year=before, scope=scope).order_by("-number").first()
    if published is not None:
        return Earlier(Report.from_json(published.text), "published", published.published_on)
    accepted = Submission.objects.filter(organisation=unit, year=before, scope=scope, state="accepted")
    taken = accepted.order_by("-number", "-pk").first()
    if taken is not None:
        return Earlier(Report.from_json(taken.text), "submission", taken.answered_on or taken.submitted_on)
    return None


def counted_units(unit: Organisation, year: int, *, with_subordinates: bool) -> list[Organisation]:
    """
    The units whose records a report counts: the body, those below it in the tree of that year if it reports for them
    too, and those merged into any of them, for nobody else answers for their year (Regulation art. 4).
    """
    found = {unit.pk: unit}
    if with_subordinates:
        found |= {below.pk: below for below in bodies.below_in_year(unit, year)}
    merged = bodies.merged_by(found.values(), on=date(year, 12, 31))
    return [*found.values(), *(each for each in merged if each.pk not in found)]
