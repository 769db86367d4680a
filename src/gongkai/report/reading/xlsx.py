"""XLSX straight from its XML: the visible cells of the visible sheets, with merged ranges as spans.

Numbers are kept as stored (a date stays the number that it is), a formula is its stored result. Rows of one text
over the width of the sheet that stand outside tables come as lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.errors import Unreadable
from gongkai.report.reading.archive import Archive
from gongkai.report.reading.blocks import Block, Grid, GridCell, Line
from gongkai.report.reading.workbook import MOST_CELLS, Sheet, Workbook

LONGEST_HEAD = 50
"""A text over the whole width that is longer is prose, no head of a table."""

MOST_LAID_OUT = 200_000
"""Cells of one stretch, blank ones too."""

_HEADING = re.compile(r"\s*[一二三四五六七八九十]+、")


def blocks(data: bytes, *, name: str) -> list[Block]:
    """
    Return a grid for each stretch of table rows, and a line for each row of prose, sheet by sheet.

    Raises:
        Unreadable: damaged, unsafe or too large; says which.
    """
    book = Workbook(Archive(data))
    found: list[Block] = []
    tables = 0
    for title, path in book.sheets():
        for block in _Layout(book.sheet(path), title).blocks():
            if isinstance(block, Grid):
                tables += 1
                block.number = tables
            found.append(block)
    if not found:
        raise Unreadable(
            "工作簿里没有可见的内容（工作表是空的，或都已隐藏）。请取消隐藏并保存后再试。", file=name or None
        )
    return found


@dataclass(slots=True)
class _Layout:
    """One sheet: which cells lie under merged ranges, and (rows, columns) of each range by its first cell."""

    sheet: Sheet
    title: str
    covered: set[tuple[int, int]] = field(default_factory=set)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    columns: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out the merged ranges: hidden rows and columns do not count, below the content they are cut."""
        sheet = self.sheet
        lowest = max(sheet.texts, default=0)
        for top, left, bottom, right in sheet.merges:
            rows = [row for row in range(top, min(bottom, lowest) + 1) if row not in sheet.hidden_rows]
            columns = [column for column in range(left, right + 1) if column not in sheet.hidden_columns]
            if not rows or not columns or len(self.covered) > 4 * MOST_CELLS:
                continue
            text = sheet.texts.get(top, {}).get(left)
            if (rows[0], columns[0]) != (
                top,
                left,
            ) and text:  # its first column is hidden, yet the range shows its text
                sheet.texts.setdefault(rows[0], {})[columns[0]] = text
            self.spans[rows[0], columns[0]] = (len(rows), len(columns))
            self.covered.update((row, column) for row in rows for column in columns)
            self.covered.discard((rows[0], columns[0]))
        used = (
            {c for texts in sheet.texts.values() for c in texts}
            | {c for _, c in self.spans}
            | {c for _, c in self.covered}
        )
        self.columns = sorted(used - sheet.hidden_columns)

    def blocks(self) -> list[Block]:
        """Cut the sheet into stretches of table rows and single rows of prose."""
        found: list[Block] = []
        stretch: list[int] = []
        for row in sorted(set(self.sheet.texts) | {row for row, _ in self.covered}):
            texts = self.texts(row)
            is_prose = len(texts) == 1 and self.is_prose(row, *next(iter(texts.items())), outside=not stretch)
            if stretch and (is_prose or not self.follows(stretch[-1], row)):
                found.append(self.grid(stretch))
                stretch = []
            if is_prose:
                found.append(Line(next(iter(texts.values())), None, row, sheet=self.title))
            elif texts or any((row, column) in self.covered for column in self.columns):
                stretch.append(row)
        return [*found, self.grid(stretch)] if stretch else found

    def texts(self, row: int) -> dict[int, str]:
        """Return the visible texts of a row by column."""
        texts = self.sheet.texts.get(row, {})
        return {c: text for c, text in texts.items() if c in self.columns and (row, c) not in self.covered}

    def follows(self, before: int, row: int) -> bool:
        """Say whether only hidden rows lie between two."""
        return all(between in self.sheet.hidden_rows for between in range(before + 1, row))

    def is_prose(self, row: int, column: int, text: str, *, outside: bool) -> bool:
        """
        Say whether a row of a single text is prose or a heading rather than a row of a table.

        Within a table, or right above one, a short text over the whole width is a head of the table
        (第二十条第（一）项). Outside tables the rest is prose.
        """
        height, width = self.spans.get((row, column), (1, 1))
        if height > 1 or any(
            (row, other) in self.covered for other in self.columns if not column < other < column + width
        ):
            return False
        says_so = bool(_HEADING.match(text)) or len(text) > LONGEST_HEAD or "。" in text
        if not outside:
            return says_so and column == self.columns[0] and width >= max(len(self.columns), 2)
        heads_table = len(self.texts(row + 1)) > 1 and row > min(self.sheet.texts)
        return says_so or not heads_table

    def grid(self, rows: list[int]) -> Grid:
        """Return a stretch of rows as a table, without the columns at its sides in which it has nothing."""
        used: set[int] = set()
        for row in rows:
            used.update(self.texts(row), (column for column in self.columns if (row, column) in self.covered))
        columns = [column for column in self.columns if min(used) <= column <= max(used)]
        if len(rows) * len(columns) > MOST_LAID_OUT:
            raise Unreadable(
                "工作表的内容散布得太开，不像年度报告。请只保留年度报告再试。", place=f"工作表“{self.title}”"
            )
        grid = Grid(sheet=self.title)
        for row in rows:
            texts = self.texts(row)
            cells = []
            for column in columns:
                if (row, column) not in self.covered:
                    height, width = self.spans.get((row, column), (1, 1))
                    cells.append(GridCell(texts.get(column, ""), width, height, f"{_letters(column)}{row}"))
            grid.rows.append(cells)
        return grid


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
