"""Small reports for the tests of checking: whole, consistent, every cell 0 unless given."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.report.finding import Examination, Finding
from gongkai.report.form import edition_for, editions
from gongkai.report.report import Doubt, Report, Section, Value


def a_report(
    year: int | None = 2023,
    cells: Mapping[str, Value] | None = None,
    *,
    edition: str | None = None,
    agency: str = "青溪县自然资源局",
    without: tuple[str, ...] = (),
    in_doubt: tuple[str, ...] = (),
    text: str = "",
    section: str = "overview",
) -> Report:
    """A report whose cells are 0 but for *cells*; *without* are absent, *in_doubt* are doubts, *text* is its prose."""
    form = editions()[edition] if edition else edition_for(year or 2023)
    values: dict[str, Value] = dict.fromkeys(form.cells, 0)
    assert set(cells or {}) <= set(form.cells), set(cells or {}) - set(form.cells)
    values.update(cells or {})
    for cell in (*without, *in_doubt):
        del values[cell]
    sections = [Section(s.number, s.key, s.heading, text if s.key == section else "") for s in form.sections]
    doubts = [Doubt(cell, "cells run together") for cell in in_doubt]
    return Report(edition=form.id, agency=agency, year=year, cells=values, sections=sections, doubts=doubts)


def applications(column: str = "person", **rows: Value) -> dict[str, Value]:
    """Cells of table three in *column* and, where they are numbers, in the total: `applications(received=3)`."""
    cells: dict[str, Value] = {}
    for row, value in rows.items():
        name = row.replace("__", ".")
        cells[f"applications/{name}/{column}"] = value
        cells[f"applications/{name}/total"] = value
    return cells


def of_rule(examination: Examination, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in examination.findings if finding.rule == rule]


def open_rules(examination: Examination) -> set[str]:
    """The ids of the rules that were left undecided."""
    return {undecided.rule for undecided in examination.undecided}
