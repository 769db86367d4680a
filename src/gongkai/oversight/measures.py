"""The values that computed items of an assessment take: registered figures, and what is registered here.

A package above this one hands its own over when the site starts (`provide`): the errors of published reports are the
yearbook's to count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from gongkai.figures import Period, registry, totals
from gongkai.organisations.models import Organisation
from gongkai.oversight.models import Fault, Problem
from gongkai.publications.models import Change, Publication

#: Values by the unit's key; a unit of which nothing is known is not in it.
Values = dict[int, Decimal]
Compute = Callable[[QuerySet[Organisation], int], Values]


@dataclass(frozen=True, slots=True)
class ScoredBy:
    """
    Where a value comes from.

    Args:
        id: What schemes call it.
        label: What people read.
        unit: What stands after the number.
        compute: The values of units in a year, with a constant number of queries.
    """

    id: str
    label: str
    unit: str
    compute: Compute


_provided: dict[str, ScoredBy] = {}


def provide(measure: ScoredBy) -> None:
    """
    Take over a measure of an app above; its AppConfig.ready() calls this.

    Raises:
        ValueError: there is one of that id.
    """
    if measure.id in _provided or measure.id in _OWN:
        raise ValueError(f"{measure.id} is provided twice")
    _provided[measure.id] = measure


def measures() -> dict[str, ScoredBy]:
    """Every measure by its id: our own, those of apps above, and each registered figure of the text."""
    return {**_OWN, **_provided, **_figures()}


def values(measure: str, units: QuerySet[Organisation], year: int) -> Values:
    """The values of *units* in a year; empty where nobody provides the measure."""
    found = measures().get(measure)
    return found.compute(units, year) if found is not None else {}


def _timely(units: QuerySet[Organisation], year: int) -> Values:
    """Of what had to be public by a day of the year, how many in a hundred were (Regulation art. 26)."""
    due = Publication.objects.filter(
        organisation__in=units, way="proactive", due_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    in_time = Q(published_on__isnull=False, published_on__lte=F("due_on"))
    rows = due.order_by().values("organisation").annotate(every=Count("pk"), good=Count("pk", filter=in_time))
    return {row["organisation"]: _hundredths(Decimal(row["good"] * 100) / row["every"]) for row in rows}


def _corrections(units: QuerySet[Organisation], year: int) -> Values:
    """How many publications were amended or withdrawn in the year, each once; 0 where some are public and none was."""
    days = (date(year, 1, 1), date(year, 12, 31))
    changed = Change.objects.filter(publication__organisation__in=units, turn__in=["amend", "withdraw"], on__range=days)
    counted = changed.order_by().values("publication__organisation").annotate(n=Count("publication", distinct=True))
    found = {row["publication__organisation"]: Decimal(row["n"]) for row in counted}
    published = Publication.objects.filter(organisation__in=units, published_on__lte=days[1])
    for unit in published.order_by().values_list("organisation", flat=True).distinct():
        found.setdefault(unit, Decimal(0))
    return found


def _problems_open(units: QuerySet[Organisation], year: int) -> Values:
    """Problems of last year's report that were not solved by the end of the year."""
    named = Problem.objects.filter(organisation__in=units, report_year=year - 1, struck_on__isnull=True)
    still = Q(solved_on__isnull=True) | Q(solved_on__gt=date(year, 12, 31))
    return _counted(units, named.filter(still), "organisation")


def _faults_late(units: QuerySet[Organisation], year: int) -> Values:
    """Faults that were to be mended in the year and were mended late or not at all."""
    due = Fault.objects.filter(inspection__organisation__in=units, due_on__range=(date(year, 1, 1), date(year, 12, 31)))
    late = Q(mended_on__isnull=True) | Q(mended_on__gt=F("due_on"))
    return _counted(units, due.filter(late), "inspection__organisation")


def _counted(units: QuerySet[Organisation], rows: QuerySet[Any], unit: str) -> Values:
    """How many of *rows* each of *units* has; 0 for those that have none."""
    found = {row[unit]: Decimal(row["n"]) for row in rows.order_by().values(unit).annotate(n=Count("pk"))}
    return {pk: found.get(pk, Decimal(0)) for pk in units.values_list("pk", flat=True)}


def _figures() -> dict[str, ScoredBy]:
    """Each registered figure of the text that is not told apart by anything."""
    cells = {one.cell.name: one.cell for one in registry.declared if getattr(one.cell, "name", None)}  # type: ignore[union-attr]
    return {f"text/{name}": ScoredBy(f"text/{name}", cell.label, cell.unit, _figure(f"text/{name}"))
            for name, cell in cells.items()}  # type: ignore[union-attr]  # fmt: skip


def _figure(name: str) -> Compute:
    def compute(units: QuerySet[Organisation], year: int) -> Values:
        wanted = [one for one in registry.declared if f"text/{getattr(one.cell, 'name', '')}" == name]
        found = totals(units, Period.of_year(year), among=wanted)
        return {
            unit: _hundredths(Decimal(figures[name].value)) for unit, figures in found.items() if name in figures
        }  # fmt: skip

    return compute


def _hundredths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


_OWN = {
    found.id: found
    for found in (
        ScoredBy("timely", "按期公开的百分比", "%", _timely),
        ScoredBy("corrections", "更正、撤下的公开信息", "件", _corrections),
        ScoredBy("problems_open", "上年报告的问题没有解决", "个", _problems_open),
        ScoredBy("faults_late", "检查发现逾期未改", "个", _faults_late),
    )
}
