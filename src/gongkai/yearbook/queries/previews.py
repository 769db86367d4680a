"""A report as it would be with what an officer is typing, so that what is wrong is said before it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from gongkai.report import Examination, examine
from gongkai.yearbook import narrative
from gongkai.yearbook.arithmetic import worked_out
from gongkai.yearbook.queries.compiling import Compiled, Number


def preview(
    compiled: Compiled, *, added: Mapping[str, Number], nil: Collection[str], texts: Mapping[str, str]
) -> Examination:
    """
    What the checker would say. Nothing is written.

    Args:
        compiled: The report as it stands.
        added: Amounts by cell, as adjustments would add them.
        nil: Registers that would be declared nil.
        texts: Texts by section, with references, as they would be written.
    """
    known = {cell: found.value for cell, found in compiled.cells.items() if found.value is not None}
    covered = {cell for register in compiled.edition.registers if register.id in nil for cell in register.cells}
    leaves = {cell: value for cell, value in known.items() if compiled.cells[cell].kind != "derived"}
    for cell in covered:
        if compiled.cells[cell].kind == "asked":
            leaves[cell] = 0
    for cell, amount in added.items():
        if cell in compiled.cells and compiled.cells[cell].kind != "derived":
            leaves[cell] = leaves.get(cell, 0) + amount
    cells = leaves | worked_out(compiled.edition.id, leaves, lambda parts: sum(parts, start=0))
    in_order = {cell: cells[cell] for cell in compiled.cells if cell in cells}
    sections = [
        replace(section, text=narrative.render(texts[section.key], compiled)) if section.key in texts else section
        for section in compiled.report.sections
    ]
    report = replace(compiled.report, cells=in_order, sections=sections)
    outcome = examine(report, compiled.before.report if compiled.before else None)
    asked = set(compiled.cells) - set(in_order)
    findings = tuple(one for one in outcome.findings if one.rule != "cell.missing" or not set(one.cells) <= asked)
    return Examination(findings, outcome.undecided)
