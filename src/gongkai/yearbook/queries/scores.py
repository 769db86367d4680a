"""What the yearbook tells an assessment of units."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from gongkai.organisations.models import Organisation
from gongkai.oversight.measures import ScoredBy, Values
from gongkai.yearbook.models import Submission


def provided() -> list[ScoredBy]:
    """Every measure of ours."""
    return [ScoredBy("report_errors", "年度报告差错", "处", report_errors)]


def report_errors(units: QuerySet[Organisation], year: int) -> Values:
    """
    How many errors the checker found in each unit's report on that year when it was first submitted; one query.

    What was mended after it was returned still counts: what is judged is what was sent. A unit that has not submitted
    is not in it.
    """
    sent = Submission.objects.filter(organisation__in=units, year=year, scope="body").order_by("-number")
    # The last one put in for a unit is its first.
    return {unit: Decimal(errors) for unit, errors in sent.values_list("organisation", "errors")}
