"""What can be asked about assessments: whom a scheme is for, the table of scores, ranks, and the trend over years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from gongkai.organisations.models import Membership, Organisation
from gongkai.oversight.models import Scheme, SchemeItem, Score


@dataclass(frozen=True, slots=True)
class Ranked:
    """
    A unit in the ranking.

    Args:
        rank: From 1; equal totals have one rank. None while a score is missing.
        unit: Which.
        total: Its points together, exact.
        scores: Its scores in the order of the items; None where there is none.
        before: Its total of the last published year before, None if there is none.
    """

    rank: int | None
    unit: Organisation
    total: Decimal
    scores: list[Score | None]
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how many points it rose or fell since then."""
        return None if self.before is None or self.rank is None else self.total - self.before


@dataclass(frozen=True, slots=True)
class Trend:
    """A unit's totals by year, in the order of the years; None where it was not assessed."""

    unit: Organisation
    totals: list[Decimal | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a published assessment says of a unit: its total, its rank, and among how many."""

    scheme: Scheme
    total: Decimal
    rank: int
    count: int


def assessed(scheme: Scheme) -> QuerySet[Organisation]:
    """The units that a scheme is for: those directly below its superior at the end of the year."""
    members = Membership.objects.on(date(scheme.year, 12, 31)).filter(parent=scheme.organisation)
    return Organisation.objects.filter(pk__in=members.values("unit"))


def schemes_of(superior: Organisation) -> list[Scheme]:
    """The schemes of a superior, newest first."""
    return list(superior.schemes.order_by("-year"))


def scheme(uid: str) -> Scheme | None:
    """The scheme of that uid, or None."""
    return Scheme.objects.select_related("organisation").filter(uid=uid).first()


def item(scheme: Scheme, key: str) -> SchemeItem | None:
    """The item of a scheme by its key, or None."""
    return scheme.items.select_related("scheme__organisation").filter(key=key).first()


def ranking(scheme: Scheme) -> list[Ranked]:
    """Every unit that a scheme is for, the highest total first, those with a score missing last; five queries."""
    items = list(scheme.items.values_list("pk", flat=True))
    units = list(assessed(scheme).order_by("code"))
    by_unit: dict[int, dict[int, Score]] = defaultdict(dict)
    for score in Score.objects.filter(item__in=items):
        by_unit[score.unit_id][score.item_id] = score
    last = Scheme.objects.filter(organisation=scheme.organisation, year__lt=scheme.year, closed_on__isnull=False)
    before = _totals(last.order_by("-year")[:1])
    rows = []
    for unit in units:
        scores = [by_unit[unit.pk].get(pk) for pk in items]
        total = sum((score.points for score in scores if score is not None), Decimal(0))
        rows.append((unit, total, scores, next((found.get(unit.pk) for found in before.values()), None)))
    whole = sorted((total for _unit, total, scores, _before in rows if None not in scores), reverse=True)
    ranked = [
        Ranked(None if None in scores else whole.index(total) + 1, unit, total, scores, earlier)
        for unit, total, scores, earlier in rows
    ]
    return sorted(ranked, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code))


def results_of(unit: Organisation) -> list[Result]:
    """What the published assessments say of *unit*, newest first; three queries."""
    mine = Score.objects.filter(unit=unit, item__scheme__closed_on__isnull=False)
    schemes = Scheme.objects.filter(pk__in=mine.values("item__scheme")).select_related("organisation")
    by_scheme = _by_scheme(schemes)
    found = []
    for scheme in schemes.order_by("-year", "pk"):
        totals = by_scheme[scheme.pk]
        better = sum(total > totals[unit.pk] for total in totals.values())
        found.append(Result(scheme, totals[unit.pk], better + 1, len(totals)))
    return found


def trend(superior: Organisation) -> tuple[list[int], list[Trend]]:
    """The years whose assessments were published, oldest first, and each unit's totals in them; three queries."""
    by_year = _totals(Scheme.objects.filter(organisation=superior, closed_on__isnull=False))
    years = sorted(by_year)
    keys = {unit for totals in by_year.values() for unit in totals}
    units = Organisation.objects.filter(pk__in=keys).order_by("code")
    return years, [Trend(unit, [by_year[year].get(unit.pk) for year in years]) for unit in units]


def _totals(schemes: QuerySet[Scheme]) -> dict[int, dict[int, Decimal]]:
    """Totals by year and unit, of the schemes of one superior."""
    years = dict(schemes.values_list("pk", "year"))
    return {years[scheme]: totals for scheme, totals in _by_scheme(list(years)).items()}


def _by_scheme(schemes: Any) -> dict[int, dict[int, Decimal]]:
    """Totals by scheme and unit; added up here, for a database may add decimals as floats."""
    found: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = Score.objects.filter(item__scheme__in=schemes).values_list("item__scheme", "unit", "points")
    for scheme, unit, points in rows:
        found[scheme][unit] += points
    return found
