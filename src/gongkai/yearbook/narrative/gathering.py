"""What a text of a compiled report can speak of, gathered from the records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from gongkai.figures import Declaration, Level, Stock, Text, registry
from gongkai.organisations import queries as bodies
from gongkai.report import editions
from gongkai.yearbook.narrative.knowledge import Known, Value, Vocabulary, Word
from gongkai.yearbook.narrative.providers import providers

if TYPE_CHECKING:
    from gongkai.yearbook.queries.compiling import Compiled


def known(source: Compiled | Known) -> Known:
    """
    What is known of a compiled report's year.

    Args:
        source: The compiled report; what was gathered already is returned as it is, so that a page gathers once.
    """
    if isinstance(source, Known):
        return source
    cells: dict[str, Value] = {name: cell.value for name, cell in source.cells.items() if cell.value is not None}
    whole = {name: total.value for name, total in source.figures.items() if total.is_whole}
    return Known(
        year=source.year,
        edition=source.edition.id,
        facts=_facts(source),
        vocabulary=vocabulary(),
        numbers=cells | whole,
        before=_before(source),
        partial=frozenset(name for name, total in source.figures.items() if not total.is_whole),
        records=providers.records(source.units, source.year),
    )


def vocabulary() -> Vocabulary:
    """Every name that a text of this installation may use."""
    figures: dict[str, Word] = {}
    for declaration in registry.declared:
        cell = declaration.cell
        if isinstance(cell, Text):
            labels = cell.by.labels if cell.by is not None else None
            is_open = cell.by is not None and cell.by.labels is None
            figures.setdefault(
                f"text/{cell.name}", Word(cell.label, cell.unit, _at_end(declaration), labels, open_keys=is_open)
            )
    return Vocabulary(_cells(), figures, providers.labels())


def _at_end(declaration: Declaration) -> bool:
    return isinstance(declaration, Level) or (isinstance(declaration, Stock) and declaration.at == "end")


@cache
def _cells() -> Mapping[str, Word]:
    found: dict[str, Word] = {}
    for edition in editions().values():
        for name, cell in edition.cells.items():
            known_in = (*found[name].editions, edition.id) if name in found else (edition.id,)
            found[name] = Word(cell.words, cell.column.unit, editions=known_in)
    return found


def _facts(source: Compiled) -> dict[str, str]:
    """The supervisor is not there where a body has none."""
    last = date(source.year, 12, 31)
    facts = {
        "年度": str(source.year), "上年度": str(source.year - 1), "下年度": str(source.year + 1),
        "机关": source.report.agency,
    }  # fmt: skip
    supervisor = bodies.supervisor_on(source.unit, last)
    return facts if supervisor is None else facts | {"主管部门": bodies.name_on(supervisor, last)}


def _before(source: Compiled) -> dict[str, Value]:
    """Figures of the year before, and the cells of its report."""
    found: dict[str, Value] = {
        name: total.value for name, total in source.figures_before.items() if total.is_whole
    }  # fmt: skip
    if source.before is not None:
        found |= {name: value for name, value in source.before.report.cells.items() if value is not None}
    return found
