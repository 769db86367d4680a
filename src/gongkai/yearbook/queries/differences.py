"""What became of a frozen report's numbers: records that changed since, and what one version says unlike another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.report import Comparison, Report, compare
from gongkai.yearbook.models import Frozen, FrozenCell
from gongkai.yearbook.queries.additions import plain_number
from gongkai.yearbook.queries.compiling import Compiled, compile_report
from gongkai.yearbook.queries.years import frozen_versions

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell, or a figure of the text, that the records give otherwise now; None is no entry, or asked for."""

    cell: str
    frozen: Number | None
    now: Number | None


def differences(frozen: Frozen, *, on: date) -> tuple[Difference, ...]:
    """How the records of a day differ from a frozen report, which stays as it is; in the order of the form."""
    making = frozen.report
    compiled = compile_report(
        making.organisation, making.year, scope=making.scope, with_subordinates=making.with_subordinates, on=on
    )
    return differences_to(frozen, compiled)


def differences_to(frozen: Frozen, compiled: Compiled) -> tuple[Difference, ...]:
    """How what was compiled differs from a frozen report; one query."""
    rows = FrozenCell.objects.filter(frozen=frozen).order_by("pk").values_list("cell", "value")
    then = {cell: None if value is None else plain_number(value) for cell, value in rows}
    now = {cell: found.value for cell, found in compiled.cells.items()}
    now |= {name: total.value for name, total in compiled.figures.items()}
    cells = [*then, *(cell for cell in now if cell not in then)]
    return tuple(Difference(cell, then.get(cell), now.get(cell)) for cell in cells if then.get(cell) != now.get(cell))


def changes_of(frozen: Frozen) -> Comparison | None:
    """What an amendment changes against the version before it, in cells and sections; None of the first version."""
    before = frozen_versions(frozen.report).filter(number__lt=frozen.number).first()
    return None if before is None else compare(Report.from_json(before.text), Report.from_json(frozen.text))
