"""The totals of units in a period: one grouped query a declaration, however many units and records there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from gongkai.figures.cells import TEXT, By, Text, fields_of, form_cells, keys_in, parts_of
from gongkai.figures.declarations import registry
from gongkai.figures.errors import Unplaced
from gongkai.figures.kinds import AMOUNT, DAY, Counted, Counter, Covered, Declaration, Ratio
from gongkai.figures.period import Period
from gongkai.report.exact_json import exact


@dataclass(frozen=True, slots=True)
class Total:
    """
    A figure.

    Args:
        value: A whole number or an exact decimal.
        is_whole: False if there are days of the period of which nothing is known.
        entries: How many entries add up to it; two figures that come to the same are equal however many there are.
    """

    value: int | Decimal
    is_whole: bool = True
    entries: int = field(default=0, compare=False)

    def __add__(self, other: Total) -> Total:
        """Both together; whole if both are."""
        entries = self.entries + other.entries
        return Total(_plain(self.value + other.value), self.is_whole and other.is_whole, entries)


#: The figures of a unit by their ids. One that has no entry is not there, for that is not 0.
Figures = dict[str, Total]


def totals(units: Any, period: Period, *, among: Sequence[Declaration] | None = None) -> dict[int, Figures]:
    """
    What every figure of *units* comes to in *period*.

    Args:
        units: Units or their keys, or a queryset of them: for thousands, a queryset.
        period: When.
        among: Only these declarations; all that are registered if None.

    Returns:
        Figures by the unit's key. Units without any entry are not in it.

    Raises:
        Unplaced: a record that belongs to none of the cells of its figure.
    """
    declared = registry.declared if among is None else among
    found: dict[int, Figures] = {}
    for declaration in declared:
        if isinstance(declaration, Counted):
            for unit, name, total in _counted(declaration, units, period):
                figures = found.setdefault(unit, {})
                figures[name] = figures[name] + total if name in figures else total
    for figures in found.values():
        for declaration in declared:
            if isinstance(declaration, Ratio):
                figures.update(_divided(declaration, figures))
    return found


def together(found: Mapping[int, Figures], *, among: Sequence[Declaration] | None = None) -> Figures:
    """
    The figures of several units as those of one: what adds is added, and a ratio is made anew from its parts.

    Args:
        found: What `totals` gave.
        among: The same as there.
    """
    declared = registry.declared if among is None else among
    ratios = [declaration for declaration in declared if isinstance(declaration, Ratio)]
    added: Figures = {}
    for figures in found.values():
        for name, total in figures.items():
            if not any(keys_in(ratio.cell, name) is not None for ratio in ratios):
                added[name] = added[name] + total if name in added else total
    for ratio in ratios:
        added.update(_divided(ratio, added))
    return added


def _counted(declaration: Counted, units: Any, period: Period) -> list[tuple[int, str, Total]]:
    """Unit, id and total of each group of entries; one query."""
    fields = fields_of(declaration.cell)
    covered: Covered | None = getattr(declaration, "covered", None)
    # Where each record counts 1 they are counted and not added up: half the time (benchmarks/yearbook.py).
    is_count = declaration.amount is None and not isinstance(declaration, Counter)
    sums: dict[str, Any] = {"figure_rows": Count("*")} | ({} if is_count else {"figure_total": Sum(AMOUNT)})
    if covered is not None:
        length = ExpressionWrapper(F(DAY) - F(covered.since), output_field=DurationField())
        sums |= {
            "figure_length": Sum(length),
            "figure_series": Count(covered.series, distinct=True),
        }
    rows = declaration.entries(period, units).order_by()
    grouped = rows.values(declaration.unit, *(by.field for by in fields)).annotate(**sums)
    found = []
    for row in grouped:
        is_whole = covered is None or _is_covered(row, period)
        amount = row["figure_rows"] if is_count else _plain(row["figure_total"])
        total = Total(declaration.in_cell(amount), is_whole, row["figure_rows"])
        found += [(row[declaration.unit], name, total) for name in _names(declaration, row, units, period)]
    return found


def _is_covered(row: dict[str, Any], period: Period) -> bool:
    length: timedelta = row["figure_length"]
    return length.days + row["figure_rows"] == row["figure_series"] * period.days


def _names(declaration: Counted, row: dict[str, Any], units: Any, period: Period) -> list[str]:
    """The ids that a group belongs to: its own, and of the text the whole."""
    parts = []
    for part in parts_of(declaration.cell):
        if isinstance(part, By):
            key = row[part.field]
            if key is None or not str(key) or "/" in str(key) or (part.labels is not None and key not in part.labels):
                raise _unplaced(declaration, part, key, declaration.entries(period, units))
            parts.append(str(key))
        else:
            parts.append(part)
    if isinstance(declaration.cell, Text):
        return ["/".join(parts)] if declaration.cell.by is None else ["/".join(parts[:2]), "/".join(parts)]
    if tuple(parts) not in form_cells():
        by = fields_of(declaration.cell)[-1]
        raise _unplaced(declaration, by, row[by.field], declaration.entries(period, units))
    return ["/".join(parts)]


def _unplaced(declaration: Counted, by: By, key: Any, rows: Any) -> Unplaced:
    """What to say of records whose key no cell has, with one of them as an example."""
    wrong = rows.filter(**({f"{by.field}__isnull": True} if key is None else {by.field: key}))
    first = wrong.select_related(*declaration.listed.related).order_by(DAY, "pk")[0]
    what = declaration.cell.label if isinstance(declaration.cell, Text) else "/".join(map(str, _literals(declaration)))
    name = _field_words(wrong.model, by.field)
    said = "没有填写" if key in (None, "") else f"是“{key}”"
    return Unplaced(
        f"“{what}”有{wrong.count()}条记录的“{name}”{said}，归不到任何一栏，合计数无法确定。"
        f"请先更正，例如“{declaration.listed.title(first)}”（{declaration.listed.record(first)}）。"
    )


def _literals(declaration: Counted) -> list[str]:
    return [part for part in parts_of(declaration.cell) if isinstance(part, str)]


def _field_words(model: Any, path: str) -> str:
    """What people call the field at the end of a path; the path itself where the figure made the field up."""
    words = path
    for step in path.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            break
        words, model = str(field.verbose_name), field.related_model
        if model is None:
            break
    return words


def _divided(ratio: Ratio, figures: Figures) -> Figures:
    """The ratio of each key that both parts have."""
    found = {}
    start = f"{TEXT}/{ratio.part}"
    for name, part in figures.items():
        if name != start and not name.startswith(f"{start}/"):
            continue
        key = name.removeprefix(start)
        whole = figures.get(f"{TEXT}/{ratio.whole}{key}")
        if whole is None or not whole.value:
            continue
        value = (Decimal(part.value) / Decimal(whole.value)).quantize(Decimal(1).scaleb(-ratio.places), ROUND_HALF_UP)
        found[f"{TEXT}/{ratio.cell.name}{key}"] = Total(
            value, part.is_whole and whole.is_whole, part.entries + whole.entries
        )
    return found


def _plain(value: Any) -> int | Decimal:
    """A sum as a number: PostgreSQL adds whole numbers up to a decimal."""
    found = exact(value)
    if found is None:
        raise ValueError("a group of entries without an amount")
    return found
