"""Every entry behind a compiled report, one after the other: what is kept when it is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai import figures
from gongkai.figures import By, Period, Text
from gongkai.figures.cells import parts_of
from gongkai.figures.kinds import AMOUNT, DAY, Counted
from gongkai.yearbook.arithmetic import codes
from gongkai.yearbook.entries import Line
from gongkai.yearbook.queries.additions import plain_number
from gongkai.yearbook.queries.compiling import Compiled
from gongkai.yearbook.queries.rollup import behind_sum

#: Rows that are fetched at once.
_CHUNK = 2000


def lines_behind(compiled: Compiled) -> Iterator[Line]:
    """
    Every entry of a report: of its cells (adjustments, nil returns, records, or the reports of units) and of its text.

    An entry of a figure that is told apart by something stands under its finest id, once.
    """
    form = {name: cell for cell, names in codes(compiled.edition.id).items() for name in names}
    if compiled.scope == "level":
        yield from _reported(compiled)
        form = {}
    for adjustment in compiled.adjustments:
        amount = plain_number(adjustment.amount)
        yield Line(adjustment.cell, f"adjustment:{adjustment.uid}", adjustment.on, amount)
    for register in compiled.edition.registers:
        nil = compiled.nil.get(register.id)
        if nil is not None:
            for cell in register.cells:
                if compiled.cells[cell].kind == "nil":
                    yield Line(cell, f"nilreturn:{nil.uid}", nil.declared_on, 0)
    for declaration in figures.registry.declared:
        if isinstance(declaration, Counted) and (isinstance(declaration.cell, Text) or form):
            yield from _counted(declaration, compiled, form)


def _counted(declaration: Counted, compiled: Compiled, form: dict[str, str]) -> Iterator[Line]:
    units = [unit.pk for unit in compiled.units]
    rows = declaration.entries(Period.of_year(compiled.year), units)
    rows = rows.select_related(*declaration.listed.related).order_by(DAY, "pk")
    for row in rows.iterator(chunk_size=_CHUNK):
        parts = parts_of(declaration.cell)
        name = "/".join(part if isinstance(part, str) else str(_value(row, part)) for part in parts)
        cell = name if isinstance(declaration.cell, Text) else form.get(name)
        # A cell of another edition of the form has no place in this report.
        if cell is not None:
            yield Line(
                cell,
                declaration.listed.record(row),
                getattr(row, DAY),
                plain_number(declaration.in_cell(getattr(row, AMOUNT))),
            )


def _value(row: Any, by: By) -> Any:
    for step in by.field.split("__"):
        row = getattr(row, step)
    return row


def _reported(compiled: Compiled) -> Iterator[Line]:
    """The reports of the units, cell by cell."""
    if compiled.rollup is None:
        return
    for cell, found in compiled.cells.items():
        if found.kind == "reports":
            for unit, value in behind_sum(compiled.rollup, cell).items():
                source = compiled.rollup.sources[unit]
                yield Line(cell, f"report:{source.unit.uid}/{compiled.year}", source.on, value)
