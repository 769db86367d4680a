"""The reports of many units as one: each sum with the units behind it, and the units that are missing in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, F, Sum

from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.yearbook.arithmetic import edition_of
from gongkai.yearbook.deadlines import reporting_kinds
from gongkai.yearbook.models import Frozen, FrozenCell, PublishedCell, PublishedReport, Submission, SubmissionCell
from gongkai.yearbook.queries.additions import plain_number

Number = int | Decimal
Origin = Literal["frozen", "published", "submission"]


@dataclass(frozen=True, slots=True)
class Source:
    """
    The report of a unit that is added up.

    Args:
        unit: Whose it is.
        origin: Frozen here, published here without having been frozen, or submitted from elsewhere.
        key: Its primary key among those of that origin.
        scope: `body`, or `level` where it stands for the units below too.
        number: Which version.
        on: The day on which it became that.
        covers: Whether the units below are counted in it.
    """

    unit: Organisation
    origin: Origin
    key: int
    scope: str
    number: int
    on: date
    covers: bool


@dataclass(frozen=True, slots=True)
class Rollup:
    """
    What units reported on a year, added up.

    Args:
        unit: The level's body; None for a set that was chosen.
        year: The year.
        cells: The sums, in the order of the form; a cell of which no report has a number is not there.
        gaps: How many of the reports have no number in a cell; cells that all have are not there.
        sources: The reports, by unit's key, in the order of the tree.
        missing: Units of a kind that makes a report, and for which none is there.
    """

    unit: Organisation | None
    year: int
    cells: Mapping[str, Number]
    gaps: Mapping[str, int]
    sources: Mapping[int, Source]
    missing: tuple[Organisation, ...]


def rollup(unit: Organisation | None, year: int, *, units: Iterable[Organisation] | None = None) -> Rollup:
    """
    Add up what a level's units reported on a year; the same few queries for 30 units and 3,000.

    The tree is that of the last day of the year: a unit merged by then is counted in the report of its successor. A
    unit that reports for those below it, or for its level, stands for all of them, so that nothing counts twice.

    Args:
        unit: The level's body, whose own report is counted too; its report for the level is not.
        year: The year.
        units: Add up these instead, whatever their place in the tree.

    Raises:
        Refused: no edition of the form covers the year.
    """
    edition = edition_of(year)
    if units is None:
        if unit is None:
            raise ValueError("neither a level nor units")
        last = date(year, 12, 31)
        nodes = bodies.tree(last, among=bodies.descendants(unit, on=last))
        sources, missing = _along_the_tree(unit, [(node.unit, node.parent_id) for node in nodes], year)
    else:
        sources, missing = _along_the_tree(unit, [(each, None) for each in units], year)
    found, numbers = _sums(sources.values())
    # Only reports that were not frozen here can lack a cell: nothing is frozen while a cell is asked for.
    whole = sum(source.origin == "frozen" for source in sources.values())
    cells = {
        cell: found.get(cell, 0) for cell in edition.cells if whole or numbers.get(cell)
    }  # fmt: skip
    gaps = {cell: len(sources) - whole - numbers.get(cell, 0) for cell in edition.cells}
    return Rollup(unit, year, cells, {cell: gap for cell, gap in gaps.items() if gap}, sources, missing)


def rollup_years(unit: Organisation, years: Iterable[int]) -> list[Rollup]:
    """The roll-ups of several years, each over the tree of its own year."""
    return [rollup(unit, year) for year in years]


def behind_sum(added: Rollup, cell: str) -> dict[int, Number]:
    """What each unit has in a cell of a roll-up, by unit's key in the order of the tree; at most three queries."""
    values: dict[tuple[Origin, int], Number] = {}
    for origin, (model, path) in _ROWS.items():
        keys = [source.key for source in added.sources.values() if source.origin == origin]
        if keys:
            rows = model.objects.filter(**{f"{path}__in": keys}, cell=cell, value__isnull=False)
            values |= {(origin, key): plain_number(value) for key, value in rows.values_list(path, "value")}
    return {
        unit: values[source.origin, source.key]
        for unit, source in added.sources.items()
        if (source.origin, source.key) in values
    }


#: Where the cells of a report stand as rows, by where the report comes from.
_ROWS: dict[Origin, tuple[Any, str]] = {
    "frozen": (FrozenCell, "frozen"),
    "published": (PublishedCell, "published"),
    "submission": (SubmissionCell, "submission"),
}


def _along_the_tree(
    top: Organisation | None, nodes: Sequence[tuple[Organisation, int | None]], year: int
) -> tuple[dict[int, Source], tuple[Organisation, ...]]:
    """The report that stands for each unit, superiors first, and the units for which none does."""
    reports = _reports([unit for unit, _parent in nodes], year)
    sources: dict[int, Source] = {}
    covered: set[int] = set()
    missing = []
    for unit, parent in nodes:
        if parent in covered:
            covered.add(unit.pk)
            continue
        is_top = top is not None and unit.pk == top.pk
        found = reports.get((unit.pk, "body")) if is_top else None
        if not is_top:
            found = reports.get((unit.pk, "level")) or reports.get((unit.pk, "body"))
        if found is None:
            if unit.kind in reporting_kinds():
                missing.append(unit)
            continue
        sources[unit.pk] = found
        if found.covers:
            covered.add(unit.pk)
    return sources, tuple(missing)


def _reports(units: Sequence[Organisation], year: int) -> dict[tuple[int, str], Source]:
    """The newest report of each unit and scope: frozen here, else published here, else submitted; three queries."""
    by_key = {unit.pk: unit for unit in units}
    keys = list(by_key)
    found: dict[tuple[int, str], Source] = {}

    def take(origin: Origin, rows: Iterable[tuple[int, int, str, int, date, bool]]) -> None:
        for key, unit, scope, number, on, with_subordinates in rows:
            known = found.get((unit, scope))
            if known is None or (known.origin == origin and known.number < number):
                covers = scope == "level" or with_subordinates
                found[unit, scope] = Source(by_key[unit], origin, key, scope, number, on, covers)

    frozen = Frozen.objects.filter(report__organisation__in=keys, report__year=year)
    take("frozen", frozen.values_list(
        "pk", "report__organisation", "report__scope", "number", "frozen_on", "report__with_subordinates"
    ))  # fmt: skip
    published = PublishedReport.objects.filter(organisation__in=keys, year=year, frozen__isnull=True)
    take("published", ((*row, False) for row in published.values_list(
        "pk", "organisation", "scope", "number", "published_on"
    )))  # fmt: skip
    submitted = Submission.objects.filter(organisation__in=keys, year=year).exclude(state="returned")
    take("submission", ((*row, False) for row in submitted.values_list(
        "pk", "organisation", "scope", "number", "submitted_on"
    )))  # fmt: skip
    return found


def _sums(sources: Iterable[Source]) -> tuple[dict[str, Number], dict[str, int]]:
    """What the cells come to, and how many of the reports that were not frozen here have a number in each."""
    keys: dict[Origin, list[int]] = {"frozen": [], "published": [], "submission": []}
    for source in sources:
        keys[source.origin].append(source.key)
    added: dict[str, Number] = {}
    numbers: dict[str, int] = {}
    for origin, (model, path) in _ROWS.items():
        if not keys[origin]:
            continue
        rows = model.objects.filter(**{f"{path}__in": keys[origin]}).order_by()
        # Most cells are 0 and need not be read to be added (the partial indexes; benchmarks/yearbook.py).
        for cell, total in rows.exclude(value=0).filter(value__isnull=False).values_list("cell").annotate(Sum("value")):
            added[cell] = plain_number(added.get(cell, 0) + plain_number(total))
        if origin != "frozen":
            for cell, count in rows.filter(value__isnull=False).values_list("cell").annotate(count=Count(F("pk"))):
                numbers[cell] = numbers.get(cell, 0) + count
    return added, numbers
