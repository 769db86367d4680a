"""Units side by side: how many problems are open, what is late, how many trainings were held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.oversight import watch
from gongkai.oversight.models import Measure, Problem, Training


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit: open problems, late measures, late findings of the duty watch, trainings held this year."""

    unit: Organisation
    problems: int
    measures: int
    findings: int
    trainings: int


def overview(units: QuerySet[Organisation], today: date) -> list[UnitRow]:
    """Every one of *units* by code; a constant number of queries."""
    problems = dict(
        _by_unit(Problem.objects.filter(struck_on__isnull=True, solved_on__isnull=True), units, "organisation")
    )
    undone = Measure.objects.filter(
        done_on__isnull=True, struck_on__isnull=True, due_on__lt=today, problem__struck_on__isnull=True
    )
    measures = dict(_by_unit(undone, units, "problem__organisation"))
    held = Training.objects.filter(held_on__range=(date(today.year, 1, 1), today))
    trainings = dict(_by_unit(held, units, "organisation"))
    findings = watch.counts(units, today)
    counted = (problems, measures, findings, trainings)
    return [UnitRow(unit, *(found.get(unit.pk, 0) for found in counted)) for unit in units.order_by("code")]


def _by_unit(rows: QuerySet[Problem] | QuerySet[Measure] | QuerySet[Training], units: QuerySet[Organisation],
             unit: str) -> list[tuple[int, int]]:  # fmt: skip
    counted = rows.filter(**{f"{unit}__in": units}).order_by().values(unit).annotate(number=Count("pk"))
    return [(row[unit], row["number"]) for row in counted]
