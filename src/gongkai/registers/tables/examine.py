"""A file of a register gone through row by row: what it would do, and what is wrong with it; nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import checking
from gongkai.registers.acts.rows import Verdict
from gongkai.registers.tables.entering import Entering, entering
from gongkai.registers.tables.reading import Table

#: Rows that are compared with the register at once: so few that the register is asked for their keys alone.
CHUNK = 400
#: Bad rows that are kept to be shown and mended in the page; the file to correct has them all.
KEPT = 2_000
#: Rows shown of a file in which nothing is wrong.
SHOWN = 50


@dataclass(slots=True)
class Line:
    """
    A row of the file.

    Args:
        number: Its number as the spreadsheet counts.
        state: What it would do: new, same or bad.
        texts: Its cells, in the order of the headings.
        problems: What is wrong with which cell, by its place, as text since it is kept as JSON.
    """

    number: int
    state: str
    texts: list[str]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """
    What a file would do.

    Args:
        unit: The code of whose register it is.
        register: Of which.
        name: The file's name.
        headings: Its headings.
        unused: Those that nothing is read of.
        places: The places of the cells that are read.
        rows: How many rows it has.
        new: How many are new.
        same: How many are there already.
        bad: How many have something wrong.
        problems: How many cells are wrong.
        lines: The first bad ones; the first of all if none is.
    """

    unit: str
    register: str
    name: str
    headings: list[str]
    unused: list[str]
    places: list[int]
    rows: int = 0
    new: int = 0
    same: int = 0
    bad: int = 0
    problems: int = 0
    lines: list[Line] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write it where it can be shown again, page by page."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Outcome:
        """What `save` wrote."""
        raw = json.loads(path.read_text("utf-8"))
        return cls(**{**raw, "lines": [Line(**line) for line in raw["lines"]]})


def examine(table: Table, unit: Organisation, *, on: date) -> Outcome:
    """
    Go through *table* as an import into *unit*'s register on that day would.

    Raises:
        Unreadable: damaged, too many rows, or none.
    """
    outcome = Outcome(
        unit.code, table.register.id, table.source.name, list(table.headings), list(table.unused), sorted(table.columns)
    )
    good: list[Line] = []
    for line in lines(table, unit, on=on):
        outcome.rows += 1
        if line.state == "bad":
            outcome.bad += 1
            outcome.problems += len(line.problems)
            if len(outcome.lines) < KEPT:
                outcome.lines.append(line)
        else:
            outcome.new += line.state == "new"
            outcome.same += line.state == "same"
            if len(good) < SHOWN:
                good.append(line)
    if not outcome.rows:
        raise Unreadable("表头下面没有数据。", file=table.source.name)
    outcome.lines = outcome.lines or good
    return outcome


def lines(table: Table, unit: Organisation, *, on: date) -> Iterator[Line]:
    """Every row of *table* with what it would do; in memory are a few hundred at a time, and a number for each."""
    way = entering(table.register)
    known = way.book.known(unit, on)
    # Of every row its key and all that it says, as two numbers: what repeats one far above is found without keeping it.
    seen: dict[int, tuple[int, int]] = {}
    for chunk in _chunks(table.rows()):
        rows, found = [], []
        for number, texts in chunk:
            values, wrong = table.values(texts)
            line = Line(number, "bad", texts, {str(place): words for place, words in wrong.items()})
            found.append(line)
            if not wrong:
                rows.append((line, way.row_of(table.register, values, number)))
        checked = checking.looked_at(way.book, unit, [row for _line, row in rows], known)
        for (line, _row), (verdict, state) in zip(rows, checked, strict=True):
            _judge(table, line, verdict)
            if state is not None:
                _repeated(table, way, seen, line, state)
        yield from found


def _judge(table: Table, line: Line, verdict: Verdict) -> None:
    line.state = verdict.state
    for fault in verdict.faults:
        place = str(table.place_of(fault.field))
        line.problems[place] = line.problems.get(place, "") + fault.words


def _repeated(table: Table, way: Entering, seen: dict[int, tuple[int, int]], line: Line, state: dict[str, Any]) -> None:
    """Mark a row whose key stood further above in the file."""
    key = hash((way.book.key(state), way.book.span(state)))
    says = hash(tuple(state.values()))
    before = seen.setdefault(key, (says, line.number))
    if before == (says, line.number):
        return
    if before[0] == says:
        line.state = "same"
        return
    line.state = "bad"
    place = str(table.place_of(way.book.clash))
    line.problems[place] = f"与第{before[1]}行是同一条，而内容不同；请只留正确的一行。"


def _chunks(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Sequence[tuple[int, list[str]]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
