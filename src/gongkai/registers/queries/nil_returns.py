"""Which nil returns stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from gongkai.organisations.models import Organisation
from gongkai.registers.models import NilReturn


def of(units: Any, year: int) -> dict[int, dict[str, NilReturn]]:
    """
    The nil returns of *units* that stand for *year*, by the unit's key and the register; one query.

    Args:
        units: Units or their keys, or a queryset of them. Units without any are not in the answer.
        year: The year.
    """
    rows = NilReturn.objects.filter(organisation__in=units, year=year, taken_back_on__isnull=True).order_by("pk")
    found: dict[int, dict[str, NilReturn]] = {}
    for nil in rows.select_related("organisation"):
        found.setdefault(nil.organisation_id, {})[nil.register] = nil
    return found


def history(unit: Organisation, years: Iterable[int]) -> QuerySet[NilReturn]:
    """Every return of *unit* for *years*, those taken back too, the newest first."""
    return NilReturn.objects.filter(organisation=unit, year__in=list(years)).order_by("-pk")


def nil_return(uid: str) -> NilReturn | None:
    """The return of that key with its unit; None if there is none."""
    return NilReturn.objects.filter(uid=uid).select_related("organisation").first()
