"""Which figure is meant: a cell of the form by its id, or a named figure of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gongkai.report import edition_for, editions
from gongkai.report.form import Cell

#: What the id of a figure of the text begins with; no table of a form is called so.
TEXT = "text"


@dataclass(frozen=True, slots=True)
class By:
    """
    A part of an id that stands in a field of the record.

    Args:
        field: The field, by its path from the record.
        labels: Every key there is with what people call it; None where any will do and is its own label (years).
    """

    field: str
    labels: Mapping[str, str] | None = None

    def label(self, key: str) -> str:
        """What people call *key*."""
        return key if self.labels is None else self.labels[key]


@dataclass(frozen=True, slots=True)
class Text:
    """
    A figure of the text, `text/<name>`, and told apart by a field `text/<name>/<key>`.

    Args:
        name: Its name, in two parts: `website.items`.
        label: What people call it.
        unit: What stands after the number.
        source: Who asks for it.
        by: What it is told apart by; the figure without a key is then the sum over all keys.
    """

    name: str
    label: str
    unit: str
    source: str
    by: By | None = None


Parts = tuple[str | By, ...]
Id = tuple[str | By, str | By, str | By] | Text


def parts_of(cell: Id) -> Parts:
    """The parts of the ids that *cell* stands for."""
    if isinstance(cell, Text):
        return (TEXT, cell.name) if cell.by is None else (TEXT, cell.name, cell.by)
    return cell


def fields_of(cell: Id) -> tuple[By, ...]:
    """The parts of *cell* that stand in fields."""
    return tuple(part for part in parts_of(cell) if isinstance(part, By))


def keys_in(cell: Id, name: str) -> dict[str, str] | None:
    """
    What the fields of *cell* hold in the records of the figure called *name*, by field.

    Empty for the whole of a figure of the text; None if *name* is none of the figures that *cell* stands for.
    """
    given = tuple(name.split("/"))
    if isinstance(cell, Text) and given == (TEXT, cell.name):
        return {}
    wanted = parts_of(cell)
    if len(given) != len(wanted):
        return None
    found = {}
    for part, key in zip(wanted, given, strict=True):
        if isinstance(part, By):
            if not key or (part.labels is not None and key not in part.labels):
                return None
            found[part.field] = key
        elif part != key:
            return None
    return found


@cache
def form_cells() -> frozenset[tuple[str, ...]]:
    """The ids of the cells of every edition in parts, and those whose row is a code that an edition folds into one."""
    found = set()
    for edition in editions().values():
        for cell in edition.cells.values():
            found |= {(cell.table, row, cell.column.id) for row in (cell.row.id, *cell.row.codes)}
    return frozenset(found)


def stands_for_any_cell(cell: tuple[str | By, ...]) -> bool:
    """Whether any edition has a cell that these parts can be the id of."""
    return any(
        len(known) == len(cell)
        and all(isinstance(part, By) or part == key for part, key in zip(cell, known, strict=True))
        for known in form_cells()
    )


def form_cell(name: str, year: int) -> Cell | None:
    """The cell of that id in the edition of a year, else in the first one that has it; None if none has."""
    try:
        tried = [edition_for(year), *editions().values()]
    except KeyError:
        tried = list(editions().values())
    return next((edition.cells[name] for edition in tried if name in edition.cells), None)
