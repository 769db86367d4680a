"""Compare two reports: the cells that moved, the sentences that changed, and what the checks between years find.

`compare(a, b)` gives the facts; `as_text` and `as_html` (in `showing`) put them before people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from gongkai.report.comparison.difference import Piece, difference
from gongkai.report.finding import Finding
from gongkai.report.form import Row, Table, editions
from gongkai.report.report import Report, Section, Value

__all__ = ["Comparison", "Moved", "Rewritten", "compare"]

#: Rates are kept to a hundredth of a percent.
_RATE = Decimal("0.0001")

Side = Literal["given", "unread", "formless"]


@dataclass(frozen=True, slots=True)
class Moved:
    """
    A cell that differs.

    Args:
        cell: Its id. Where one form has a single row for what the other splits, the id of the single row.
        a, b: Both values; None where blank, or where the side says why there is none.
        sides: For a and b: `given` (a number or a blank), `unread` (the report lacks the cell), `formless` (its
            form has no such row or column).
        summed: Ids of the finer cells whose sum stands on the other side, if the form was split there.
    """

    cell: str
    a: Value
    b: Value
    sides: tuple[Side, Side] = ("given", "given")
    summed: tuple[str, ...] = ()

    @property
    def change(self) -> int | Decimal | None:
        """b less a; None where a side is no number."""
        return None if self.a is None or self.b is None else self.b - self.a

    @property
    def rate(self) -> Decimal | None:
        """The change as a share of a, to four places; None where a side is no number or a is 0."""
        if self.change is None or not self.a:
            return None
        return (Decimal(self.change) / abs(Decimal(self.a))).quantize(_RATE, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A section that differs: `key` of the edition, or the heading of a section of the report's own."""

    key: str
    heading: str
    pieces: tuple[Piece, ...]

    @property
    def diff(self) -> str:
        """The difference in one text: [-taken out-]{+put in+}."""
        marks = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
        return "".join(marks[piece.kind][0] + piece.text + marks[piece.kind][1] for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How report *b* differs from report *a*; `findings` are those that only both together show."""

    a: Report
    b: Report
    cells: tuple[Moved, ...]
    sections: tuple[Rewritten, ...]
    findings: tuple[Finding, ...]

    def to_data(self) -> dict[str, Any]:
        """
        The comparison as `gongkai report compare --json` prints it; numbers stay exact (see `report.dumps`).

        Beside what moved, `absent` lists the cells that are null here because a report does not have them at all.
        """
        return {
            "cells": [
                {"cell": m.cell, "a": m.a, "b": m.b, "change": m.change, "rate": m.rate} for m in self.cells
            ],
            "sections": [{"key": section.key, "diff": section.diff} for section in self.sections],
            "findings": [finding.to_data() for finding in self.findings],
            "absent": {
                name: [moved.cell for moved in self.cells if moved.sides[number] != "given"]
                for number, name in enumerate("ab")
            },
        }  # fmt: skip


def compare(a: Report, b: Report) -> Comparison:
    """Compare *b* with *a*: usually this year's report with last year's, of one body."""
    return Comparison(a, b, tuple(_cells(a, b)), tuple(_sections(a, b)), _findings(a, b))


# --- cells ---------------------------------------------------------------------------------------------


def _tables(report: Report) -> dict[str, Table]:
    names = [table.id for table in editions()[report.edition].tables]
    names += [name for name in report.tables if name not in names]
    return {name: report.form_of(name).table(name) for name in names}


def _cells(a: Report, b: Report) -> Iterator[Moved]:
    first, second = _tables(a), _tables(b)
    for name in [*first, *(name for name in second if name not in first)]:
        old, new = first.get(name), second.get(name)
        yield from _table(a, b, old, new)


def _ids(table: Table | None) -> dict[str, tuple[Row, str]]:
    if table is None:
        return {}
    return {f"{table.id}/{row.id}/{column.id}": (row, column.id) for row in table.rows for column in table.columns}


def _table(a: Report, b: Report, old: Table | None, new: Table | None) -> Iterator[Moved]:
    first, second = _ids(old), _ids(new)
    splits = {cell: _finer(first[cell], new) for cell in first if cell not in second}
    splits |= {cell: _finer(second[cell], old) for cell in second if cell not in first}
    whole = {part: cell for cell, parts in splits.items() for part in parts}
    done: set[str] = set()
    for place in [*first, *(cell for cell in second if cell not in first)]:
        cell = whole.get(place, place)
        if cell in done:
            continue
        done.add(cell)
        if splits.get(cell):
            moved = _split(a, b, cell, splits[cell], coarse_is_a=cell in first)
        else:
            sides = (_side(a, cell, first), _side(b, cell, second))
            moved = Moved(cell, a.cells.get(cell), b.cells.get(cell), sides)
        if moved.a != moved.b or (moved.sides[0] != moved.sides[1] and "given" in moved.sides):
            yield moved


def _side(report: Report, cell: str, form: dict[str, tuple[Row, str]]) -> Side:
    if cell in report.cells:
        return "given"
    return "unread" if cell in form else "formless"


def _finer(place: tuple[Row, str], other: Table | None) -> tuple[str, ...]:
    """The cells of the other form that together are the one at that place, by the outcomes that both rows count."""
    row, column = place
    if other is None or len(row.codes) < 2:
        return ()
    rows = [finer for finer in other.rows if finer.codes and set(finer.codes) <= set(row.codes)]
    if sorted(code for finer in rows for code in finer.codes) != sorted(row.codes):
        return ()
    return tuple(f"{other.id}/{finer.id}/{column}" for finer in rows)


def _split(a: Report, b: Report, cell: str, finer: tuple[str, ...], *, coarse_is_a: bool) -> Moved:
    coarse, split = (a, b) if coarse_is_a else (b, a)
    values = [split.cells.get(part) for part in finer]
    total: Value = None
    if all(value is not None for value in values):
        total = sum((value for value in values if value is not None), 0)
    whole = coarse.cells.get(cell)
    known: tuple[Side, Side] = (
        "given" if cell in coarse.cells else "unread",
        "given" if all(part in split.cells for part in finer) else "unread",
    )
    if coarse_is_a:
        return Moved(cell, whole, total, known, finer)
    return Moved(cell, total, whole, (known[1], known[0]), finer)


# --- sections ------------------------------------------------------------------------------------------


def _by_key(report: Report) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for section in report.sections:
        name = section.key or section.heading
        if name in sections:
            before = sections[name]
            sections[name] = Section(before.number, before.key, before.heading, f"{before.text}\n{section.text}")
        else:
            sections[name] = section
    return sections


def _sections(a: Report, b: Report) -> Iterator[Rewritten]:
    old, new = _by_key(a), _by_key(b)
    for name in [*old, *(name for name in new if name not in old)]:
        texts = [side[name].text if name in side else "" for side in (old, new)]
        if texts[0] != texts[1]:
            yield Rewritten(name, (new.get(name) or old[name]).heading, difference(*texts))


# --- findings ------------------------------------------------------------------------------------------


def _findings(a: Report, b: Report) -> tuple[Finding, ...]:
    """What the check of the later report finds only when it has the earlier: nothing unless they are a year apart."""
    if a.year is None or b.year is None or abs(a.year - b.year) != 1 or not _one_body(a, b):
        return ()
    from gongkai.report.checking import examine

    earlier, later = (a, b) if a.year < b.year else (b, a)
    alone = set(examine(later).findings)
    return tuple(finding for finding in examine(later, previous=earlier).findings if finding not in alone)


def _one_body(a: Report, b: Report) -> bool:
    """Bodies sign with their full name one year and a short one the next."""
    return a.agency in b.agency or b.agency in a.agency
