"""A report compiled from its records: every cell a sum of entries, nil under a nil return, or asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from gongkai import figures
from gongkai.figures import Period, Text, Total
from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.registers.models import NilReturn
from gongkai.report import Edition, Examination, Finding, Report, Section, examine
from gongkai.report.form import Register
from gongkai.yearbook.arithmetic import codes, edition_of, sums
from gongkai.yearbook.models import Adjustment, YearReport
from gongkai.yearbook.queries.additions import counted_adjustments, plain_number
from gongkai.yearbook.queries.leaves import CompiledCell, Kind, Leaves, Number, count, with_sums
from gongkai.yearbook.queries.rollup import Rollup, rollup
from gongkai.yearbook.queries.snapshots import snapshot
from gongkai.yearbook.queries.years import Earlier, counted_units, making_of, report_before

__all__ = ["Compiled", "CompiledCell", "Conflict", "Kind", "Number", "compile_report"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A nil return that says nothing of entries dated after it was made: it has to be looked at once more."""

    register: Register
    declared_on: date
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """
    A report compiled on a day.

    Args:
        unit: Whose report.
        year: On which year.
        edition: The form.
        scope: `body` or `level`.
        units: The units whose records it counts.
        making: The report in the making; None if it is not begun.
        cells: Every cell of the form, in its order.
        asked: The registers of which a cell is asked for: their records, or a nil return.
        conflicts: Nil returns that came before entries of their year.
        nil: The nil returns of the body itself, by register.
        adjustments: What was added by hand and counts.
        figures: The figures of the text, by id.
        figures_before: Those of the year before.
        before: Last year's report; None if there is none.
        report: The report as it stands; cells that are asked for are not in it.
        examination: What the checker says of it, but for the cells that are asked for.
        rollup: Of a level's report, what its units reported.
    """

    unit: Organisation
    year: int
    edition: Edition
    scope: str
    units: tuple[Organisation, ...]
    making: YearReport | None
    cells: Mapping[str, CompiledCell]
    asked: tuple[Register, ...]
    conflicts: tuple[Conflict, ...] = ()
    nil: Mapping[str, NilReturn] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    figures: Mapping[str, Total] = field(default_factory=dict)
    figures_before: Mapping[str, Total] = field(default_factory=dict)
    before: Earlier | None = None
    report: Report
    examination: Examination = field(default_factory=Examination)
    rollup: Rollup | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checker found, the gravest first."""
        return self.examination.findings


def compile_report(
    unit: Organisation, year: int, *, scope: str = "body", with_subordinates: bool = False, on: date
) -> Compiled:
    """
    Compile a report from the records, in one view of the database.

    Args:
        unit: Whose report.
        year: On which year.
        scope: `body` counts records, `level` adds the reports of the units below up.
        with_subordinates: Whether the units below are counted too, for they have no report of their own.
        on: The day on which it is asked: adjustments count from their approval.

    Raises:
        Refused: no edition of the form covers the year, or a record belongs to none of the cells of its figure.

    Source: Regulation arts. 49, 50.
    """
    edition = edition_of(year)
    with snapshot():
        units = counted_units(unit, year, with_subordinates=with_subordinates or scope == "level")
        base: dict[str, Any] = {
            "unit": unit, "year": year, "edition": edition, "scope": scope, "units": tuple(units),
            "making": making_of(unit, year, scope), "before": report_before(unit, year, scope),
            "figures_before": _text_before(units, year),
        }  # fmt: skip
        if scope == "level":
            return _written(_of_level(base, on))
        return _written(_of_body(base, count(units, year, edition, on=on)))


def _of_body(base: dict[str, Any], counted: Leaves) -> Compiled:
    """A body's own report, from records, adjustments and nil returns."""
    base |= {"figures": _of_the_text(counted.figures)}
    return replace(
        _put_together(base, counted.cells),
        nil=counted.nil.get(base["unit"].pk, {}),
        adjustments=counted.adjustments,
        conflicts=_conflicts(base, counted.nil),
    )


def _of_level(base: dict[str, Any], on: date) -> Compiled:
    """A level's report, from the reports of its units and what was adjusted for the level itself."""
    added = rollup(base["unit"], base["year"])
    adjustments = counted_adjustments([base["unit"]], base["year"], "level", on=on)
    found = figures.totals([unit.pk for unit in base["units"]], Period.of_year(base["year"]), among=_texts())
    base |= {"figures": _of_the_text(found)}
    cells = {}
    for cell in base["edition"].cells:
        if cell in sums(base["edition"].id):
            continue
        own = [each for each in adjustments if each.cell == cell]
        adjusted = plain_number(sum((plain_number(each.amount) for each in own), start=0))
        reports = len(added.sources) - added.gaps.get(cell, 0)
        if reports or own:
            value = plain_number(added.cells.get(cell, 0) + adjusted)
            cells[cell] = CompiledCell(cell, value, "reports", reports + len(own), adjusted)
        else:
            cells[cell] = CompiledCell(cell, None, "asked")
    whole = with_sums(base["edition"], cells)
    return replace(_put_together(base, whole), adjustments=tuple(adjustments), rollup=added)


def _put_together(base: dict[str, Any], cells: Mapping[str, CompiledCell]) -> Compiled:
    """What is asked for, and the report with what is known of it."""
    asked = tuple(
        register
        for register in base["edition"].registers
        if any(cells[cell].kind == "asked" for cell in register.cells)
    )
    return Compiled(**base, cells=cells, asked=asked, report=_report(base, cells))


def _report(base: dict[str, Any], cells: Mapping[str, CompiledCell]) -> Report:
    unit, year, edition = base["unit"], base["year"], base["edition"]
    name = bodies.name_on(unit, date(year, 12, 31))
    return Report(
        edition=edition.id, agency=name, year=year, title=edition.title.format(agency=name, year=year),
        cells={cell: found.value for cell, found in cells.items() if found.value is not None},
        sections=[Section(form.number, form.key, form.heading, "") for form in edition.sections],
        scope=base["scope"], agency_code=unit.code,
    )  # fmt: skip


def _written(compiled: Compiled) -> Compiled:
    """With the text drafted or written, and checked."""
    from gongkai.yearbook import narrative  # which builds on what is compiled

    report = replace(compiled.report, sections=narrative.sections(compiled, compiled.making))
    outcome = examine(report, compiled.before.report if compiled.before else None)
    asked = {cell for cell, found in compiled.cells.items() if found.value is None}
    # That a cell is asked for is said where its records or its nil return are wanted.
    findings = tuple(one for one in outcome.findings if one.rule != "cell.missing" or not set(one.cells) <= asked)
    return replace(compiled, report=report, examination=Examination(findings, outcome.undecided))


def _texts() -> list[figures.Declaration]:
    return [each for each in figures.registry.declared if isinstance(each.cell, Text)]


def _of_the_text(found: Mapping[int, figures.Figures]) -> dict[str, Total]:
    """The figures of the text of all units as those of one."""
    texts = {
        unit: {name: total for name, total in of.items() if name.startswith(f"{figures.TEXT}/")}
        for unit, of in found.items()
    }
    return figures.together(texts)


def _text_before(units: Sequence[Organisation], year: int) -> dict[str, Total]:
    """What the text compares with; cells of the year before stand in its report."""
    return _of_the_text(figures.totals([unit.pk for unit in units], Period.of_year(year - 1), among=_texts()))


def _conflicts(base: dict[str, Any], nil: Mapping[int, Mapping[str, NilReturn]]) -> tuple[Conflict, ...]:
    """
    Registers with entries dated after their nil return was made.

    Returns made when the year is over cannot foresee less than the year, and take no query.
    """
    edition, year = base["edition"], base["year"]
    last = date(year, 12, 31)
    early = [(unit, each) for unit, of in nil.items() for each in of.values() if each.declared_on < last]
    found = []
    for unit, declared in early:
        register = next((each for each in edition.registers if each.id == declared.register), None)
        later = Period(max(declared.declared_on + timedelta(1), date(year, 1, 1)), last)
        if register is not None and (entries := _happened(edition, register, unit, later)):
            found.append(Conflict(register, declared.declared_on, entries))
    return tuple(found)


def _happened(edition: Edition, register: Register, unit: int, period: Period) -> int:
    """How many entries of a register are dated in a period."""
    names = {name for cell in register.cells for name in codes(edition.id)[cell]}
    flows = [
        each
        for each in figures.registry.declared
        if isinstance(each, figures.Flow) and any(figures.keys_in(each.cell, name) is not None for name in names)
    ]
    found = figures.totals([unit], period, among=flows).get(unit, {})
    return sum(total.entries for name, total in found.items() if name in names)
