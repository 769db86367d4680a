"""What is added to the cells of a report that no record can know: approved adjustments and opening entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.report.exact_json import exact
from gongkai.yearbook.models import Adjustment


def adjustments_of(unit: Organisation, year: int, scope: str = "body") -> QuerySet[Adjustment]:
    """Every adjustment of a report, approved or not, struck ones too: the newest first."""
    return Adjustment.objects.filter(organisation=unit, year=year, scope=scope).order_by("-pk")


def counted_adjustments(units: Iterable[Organisation], year: int, scope: str, *, on: date) -> list[Adjustment]:
    """Those that count on that day: approved by then, and by then not struck; one query."""
    approved = Adjustment.objects.filter(
        Q(struck_on__isnull=True) | Q(struck_on__gt=on),
        organisation__in=[unit.pk for unit in units], year=year, scope=scope, approved_on__lte=on,
    )  # fmt: skip
    return list(approved.order_by("cell", "pk"))


def plain_number(value: int | Decimal) -> int | Decimal:
    """A number of the database as a report has it: whole ones whole, and no zeros at the end of the others."""
    number = exact(value)
    if number is None:
        raise ValueError("a number that is none")
    return number.normalize() if isinstance(number, Decimal) else number
