"""A year beside the year before: both figures, the change and the rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongkai.figures.cells import TEXT, By, Text, form_cell, keys_in
from gongkai.figures.declarations import registry
from gongkai.figures.kinds import Declaration
from gongkai.figures.period import Period
from gongkai.figures.totals import Figures, Total, totals

_TENTH = Decimal("0.1")


def growth_rate(now: int | Decimal | None, before: int | Decimal | None) -> Decimal | None:
    """Change in per cent to one place, rounded half up; None where a figure is missing, or there was nothing before."""
    if now is None or not before:
        return None
    return (Decimal(now - before) * 100 / abs(Decimal(before))).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """
    A figure in a year and in the year before.

    Args:
        cell: Its id.
        label: What people call it.
        unit: What stands after the number.
        now: The year's; None if there is no entry.
        before: The year before's; likewise.
    """

    cell: str
    label: str
    unit: str
    now: Total | None
    before: Total | None

    @property
    def change(self) -> int | Decimal | None:
        """The difference; None where one is missing or leaves days out."""
        now, before = self._both()
        return None if now is None or before is None else now - before

    @property
    def rate(self) -> Decimal | None:
        """Change in per cent; None too where there was nothing the year before."""
        return growth_rate(*self._both())

    def _both(self) -> tuple[int | Decimal | None, int | Decimal | None]:
        if self.now is None or self.before is None or not (self.now.is_whole and self.before.is_whole):
            return None, None
        return self.now.value, self.before.value


def years_beside(unit: Any, year: int, *, among: Sequence[Declaration] | None = None) -> list[Line]:
    """
    Every figure of *unit* that has an entry in a year or in the year before; two queries a declaration.

    Args:
        unit: The unit, or its key.
        year: The year.
        among: As for `totals`.

    Returns:
        Lines in the order of the declarations, the whole of a figure before what it is told apart by.
    """
    declared = registry.declared if among is None else among
    now, before = (_of_one(totals([unit], Period.of_year(number), among=declared)) for number in (year, year - 1))
    lines: list[Line] = []
    waiting = set(now) | set(before)
    for declaration in declared:
        for name in sorted((name for name in waiting if _is_of(declaration, name)), key=_order(declaration)):
            waiting.discard(name)
            label, unit_words = words(name, year, among=declared)
            lines.append(Line(name, label, unit_words, now.get(name), before.get(name)))
    return lines


def words(name: str, year: int, *, among: Sequence[Declaration] | None = None) -> tuple[str, str]:
    """What people call the figure of that id in a year, and what stands after its number; the id where nobody says."""
    head, _, key = name.removeprefix(f"{TEXT}/").partition("/")
    for declaration in registry.declared if among is None else among:
        cell = declaration.cell
        if isinstance(cell, Text) and name.startswith(f"{TEXT}/") and cell.name == head:
            label = f"{cell.label}（{cell.by.label(key)}）" if cell.by is not None and key else cell.label
            return label, cell.unit
    found = form_cell(name, year)
    return (name, "") if found is None else (found.words, found.column.unit)


def _of_one(found: dict[int, Figures]) -> Figures:
    return next(iter(found.values()), {})


def _is_of(declaration: Declaration, name: str) -> bool:
    return keys_in(declaration.cell, name) is not None


def _order(declaration: Declaration) -> Any:
    """The whole first, then keys as their labels stand, then by the alphabet."""
    cell = declaration.cell
    by: By | None = cell.by if isinstance(cell, Text) else None
    places = {key: place for place, key in enumerate(by.labels or ())} if by is not None else {}

    def place(name: str) -> tuple[int, str]:
        key = name.split("/", 2)[2] if name.count("/") == 2 else ""
        return (-1 if not key else places.get(key, len(places)), name)

    return place
