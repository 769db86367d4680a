"""A file of content gone through row by row: what it would bring, and everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from gongkai.errors import Unreadable
from gongkai.organisations.models import Organisation
from gongkai.publications.imports.items import Item, Problem, Reader
from gongkai.publications.imports.rows import FORMULA
from gongkai.publications.imports.sheets import Sheet
from gongkai.publications.queries import imported as queries

#: Rows that are compared with the records at once.
CHUNK = 500
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What a file would do.

    Args:
        rows: How many rows it has.
        new: How many of them are new.
        known: How many are there already, and stay as they are.
        problems: Everything that is wrong, in the file's order.
        missing: How many new entries lack which fact that their kind should have: no problem, but worth knowing.
        numbers: The index numbers that the rows bring along.
    """

    rows: int
    new: int
    known: int
    problems: tuple[Problem, ...]
    missing: dict[str, int]
    numbers: frozenset[str]

    @property
    def bad_rows(self) -> int:
        """How many rows have something wrong."""
        return len({problem.row for problem in self.problems})


def examine(sheet: Sheet, unit: Organisation, *, on: date) -> Outcome:
    """
    Go through *sheet* as an import by *unit* on that day would, and change nothing.

    Raises:
        Unreadable: damaged, too many rows, or none.
    """
    reader = Reader(queries.columns_by_code(), unit.pk, on)
    rows = new = known = 0
    missing: Counter[str] = Counter()
    for chunk in _chunks(sheet.rows()):
        rows += len(chunk)
        items = [item for number, texts in chunk if (item := _item(reader, number, texts)) is not None]
        present = queries.present(unit, items)
        for item in items:
            if item.key in present.known:
                known += 1
            elif owner := present.taken.get(item.index_number):
                reader.problems.append(Problem(item.row, "索引号", f"索引号“{item.index_number}”已由《{owner}》使用。"))
            else:
                new += 1
                missing.update(item.missing())
    if not rows:
        raise Unreadable("文件里没有内容：第一行应为表头，其下每行一条。", file=sheet.name)
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.row))
    return Outcome(rows, new, known, problems, dict(missing), reader.numbers)


def new_items(sheet: Sheet, unit: Organisation, *, on: date) -> Iterator[list[Item]]:
    """The entries of *sheet* that are not there yet, some hundreds at a time; of a file without problems."""
    reader = Reader(queries.columns_by_code(), unit.pk, on)
    for chunk in _chunks(sheet.rows()):
        items = [item for number, texts in chunk if (item := _item(reader, number, texts)) is not None]
        known = queries.present(unit, items).known
        yield [item for item in items if item.key not in known]


def _item(reader: Reader, number: int, texts: dict[str, str]) -> Item | None:
    formulas = [heading for heading, text in texts.items() if text.startswith(FORMULA)]
    for heading in formulas:
        sentence = "这一格是公式，请改为文字（复制后选择性粘贴为“值”）。"
        reader.problems.append(Problem(number, heading, sentence))
    return None if formulas else reader.item(number, texts)


def _chunks(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
