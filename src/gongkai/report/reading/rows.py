"""What is found in tables before it is fitted to an edition: rows with their printed values, heads seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.report.reading.numbers import Entry
from gongkai.report.report import Place


@dataclass(slots=True)
class Found:
    """
    A row of numbers as printed.

    Args:
        table: Table of the form, or empty for a row that no label places yet.
        row: Row of the form; empty for an orphan; `*` for the single line of a table printed across.
        entries: The printed values in order, blanks included where the format shows them.
        label: The words before the values, as printed.
        pieces: Where dividers were lost: runs of digits to be split, in order; a `None` stands for a
            divider that is certain, so that no number crosses it.
        counted: True if the number of entries can be trusted (each is a cell of its own).
        glued: True if the first value follows its label without a divider.
        merged: True if two of the entries stand together without even a space, so that more may.
        tail: True if the last digit may be the numbering of the label that follows (`122其他法律`).
        floats: True if the values fill a line of their own, which may be printed above or below their label.
        grid, line, at: Where it stands (number of the table, of the row or line in it, cell of the first entry).
    """

    table: str
    row: str
    entries: list[Entry]
    label: str = ""
    pieces: list[str | None] | None = None
    counted: bool = True
    glued: bool = False
    merged: bool = False
    tail: bool = False
    floats: bool = False
    grid: int = 0
    line: int = 0
    at: int = 0
    page: int | None = None
    sheet: str | None = None
    refs: Sequence[str] = ()

    def place(self, index: int) -> Place:
        """Where the entry of that index stands."""
        text = self.entries[index].text if index < len(self.entries) else None
        if self.refs and index < len(self.refs):
            return Place(sheet=self.sheet, ref=self.refs[index], text=text)
        if self.grid:
            return Place(page=self.page, table=self.grid, row=self.line, column=self.at + index + 1, text=text)
        return Place(page=self.page, line=self.line, text=text)


@dataclass(slots=True)
class Harvest:
    """Everything found in the tables of one source, in order."""

    rows: list[Found] = field(default_factory=list)
    #: (edition, table, column) of every head seen, a head that two editions share counted for both.
    heads: list[tuple[str, str, str]] = field(default_factory=list)
    #: Unit printed in the head of a money column: (table, column) -> 元 | 万元.
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Labels of rows that no value followed: the source leaves blank cells out.
    bare: int = 0
