"""The cells of a body's own report: what entries, adjustments and nil returns say of each, and the sums over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from gongkai import figures
from gongkai.figures import Figures, Period
from gongkai.figures.kinds import Counted
from gongkai.organisations.models import Organisation
from gongkai.registers.models import NilReturn
from gongkai.registers.queries import nil_returns
from gongkai.report import Edition
from gongkai.report.form import Register
from gongkai.yearbook.arithmetic import codes, leaves, sums, worked_out
from gongkai.yearbook.models import Adjustment
from gongkai.yearbook.queries.additions import counted_adjustments, plain_number

Number = int | Decimal
#: `records` adds entries up, `nil` has none and a nil return, `derived` is a sum of other cells, `reports` adds up the
#: reports of units, `asked` is known of nobody and never taken for 0.
Kind = Literal["records", "nil", "derived", "reports", "asked"]


@dataclass(frozen=True, slots=True)
class CompiledCell:
    """
    A cell of the form as its records have it.

    Args:
        cell: Its id.
        value: Its number; None where something is asked for.
        kind: Where the number comes from.
        entries: How many entries add up to it, adjustments among them; of a sum, those of its parts.
        adjusted: What adjustments add to it.
    """

    cell: str
    value: Number | None
    kind: Kind
    entries: int = 0
    adjusted: Number = 0


@dataclass(frozen=True, slots=True)
class Leaves:
    """
    The cells of a report and what they were made of.

    Args:
        cells: Those that were asked for, and all of which they are sums.
        figures: What the records of the units come to.
        nil: Nil returns by unit's key and register.
        adjustments: Those that count.
        registers: The register of each cell.
    """

    cells: Mapping[str, CompiledCell]
    figures: Mapping[int, Figures]
    nil: Mapping[int, Mapping[str, NilReturn]]
    adjustments: tuple[Adjustment, ...]
    registers: Mapping[str, Register]


def count(
    units: Sequence[Organisation], year: int, edition: Edition, *, on: date, wanted: Iterable[str] | None = None
) -> Leaves:
    """
    Count the cells of the report of the first of *units*, for all of them.

    Args:
        units: Those whose records are counted, the body itself first.
        year: The year.
        edition: Its edition of the form.
        on: The day on which it is asked.
        wanted: Only these cells and what they add up; every cell, and every figure of the text, if None.
    """
    asked = list(edition.cells) if wanted is None else list(wanted)
    basic = list(dict.fromkeys(leaf for cell in asked for leaf in leaves(edition.id, cell)))
    among = None if wanted is None else _narrowed(edition, basic)
    found = figures.totals([unit.pk for unit in units], Period.of_year(year), among=among)
    nil = nil_returns.of(units, year)
    adjustments = counted_adjustments(units, year, "body", on=on)
    registers = {cell: register for register in edition.registers for cell in register.cells}
    known = _known(units, edition, basic, Leaves({}, found, nil, tuple(adjustments), registers))
    return Leaves(with_sums(edition, known), found, nil, tuple(adjustments), registers)


def with_sums(edition: Edition, known: Mapping[str, CompiledCell]) -> dict[str, CompiledCell]:
    """*known* with the sums over them, in the order of the form; a sum whose parts are not all known has no value."""
    numbers = {cell: found for cell, found in known.items() if found.value is not None}
    derived = worked_out(edition.id, numbers, _sum)
    cells = {}
    for cell in edition.cells:
        if cell in known:
            cells[cell] = known[cell]
        elif cell in derived:
            cells[cell] = replace(derived[cell], cell=cell)
        elif cell in sums(edition.id):
            cells[cell] = CompiledCell(cell, None, "derived")
    return cells


def declared_for(name: str) -> list[tuple[Counted, dict[str, str]]]:
    """The declarations that add to a figure, each with what its fields then hold."""
    found = []
    for declaration in figures.registry.declared:
        keys = figures.keys_in(declaration.cell, name)
        if keys is not None and isinstance(declaration, Counted):
            found.append((declaration, keys))
    return found


def _narrowed(edition: Edition, basic: Sequence[str]) -> list[Counted]:
    """The declarations that add to these cells, each once; for one cell alone they look at its own records only."""
    names = [name for cell in basic for name in codes(edition.id)[cell]]
    matching = [found for name in names for found in declared_for(name)]
    if len(names) == 1:
        return [_only(declaration, keys) for declaration, keys in matching]
    return list({id(declaration): declaration for declaration, _keys in matching}.values())


def _only(declaration: Counted, keys: dict[str, str]) -> Counted:
    records = declaration.records
    return replace(declaration, records=lambda period: records(period).filter(**keys))


def _known(
    units: Sequence[Organisation], edition: Edition, basic: Sequence[str], made_of: Leaves
) -> dict[str, CompiledCell]:
    """Cells that are no sums. One is known if each unit has entries in it or has declared that there are none."""
    added: dict[str, list[Adjustment]] = defaultdict(list)
    for adjustment in made_of.adjustments:
        added[adjustment.cell].append(adjustment)
    cells = {}
    for cell in basic:
        names = codes(edition.id)[cell]
        parts = {
            unit.pk: [total for name in names if (total := made_of.figures.get(unit.pk, {}).get(name)) is not None]
            for unit in units
        }
        adjusted = plain_number(sum((plain_number(each.amount) for each in added[cell]), start=0))
        total = plain_number(sum((part.value for group in parts.values() for part in group), start=adjusted))
        entries = sum(part.entries for group in parts.values() for part in group) + len(added[cell])
        speaking = {key for key, group in parts.items() if group} | {each.organisation_id for each in added[cell]}
        if _is_silent(units, made_of.registers[cell].id, speaking, made_of.nil):
            cells[cell] = CompiledCell(cell, None, "asked", entries, adjusted)
        else:
            cells[cell] = CompiledCell(cell, total, "records" if entries else "nil", entries, adjusted)
    return cells


def _is_silent(
    units: Sequence[Organisation], register: str, speaking: set[int], nil: Mapping[int, Mapping[str, NilReturn]]
) -> bool:
    """
    Whether any unit has neither entries nor a nil return.

    The body's own nil return speaks for its whole report, and a unit that was merged is spoken for by its successor.
    """
    head, *others = units
    if register in nil.get(head.pk, {}):
        return False
    asked = [head, *(unit for unit in others if unit.closed_on is None)]
    return any(unit.pk not in speaking and register not in nil.get(unit.pk, {}) for unit in asked)


def _sum(parts: list[CompiledCell]) -> CompiledCell:
    value = plain_number(sum((part.value for part in parts if part.value is not None), start=0))
    adjusted = plain_number(sum((part.adjusted for part in parts), start=0))
    return CompiledCell("", value, "derived", sum(part.entries for part in parts), adjusted)
