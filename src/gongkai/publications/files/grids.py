"""A table as a page shows it: cells with spans, and which of them are heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: A merged cell of so many columns at the top is a title or a group of heads; heads of more rows are body.
MOST_HEAD_ROWS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell.

    Args:
        text: What stands in it; line breaks are kept.
        colspan: Columns that it covers.
        rowspan: Rows that it covers.
        scope: What it is the head of: "col", "colgroup", "row", or "" for a cell of the body.
        is_number: Whether it holds an amount, which is set to the right.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    scope: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """
    One table.

    Args:
        rows: The cells that begin in each row; what a merged cell covers is left out.
        head: How many rows at the top are heads.
        caption: What the table is about, or "".
        notice: What of the source is not shown, or "".
    """

    rows: tuple[tuple[Cell, ...], ...]
    head: int = 0
    caption: str = ""
    notice: str = ""

    @property
    def head_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows of heads."""
        return self.rows[: self.head]

    @property
    def body_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """All other rows."""
        return self.rows[self.head :]

    @classmethod
    def typed(cls, value: Mapping[str, Any]) -> Grid:
        """The table of a block as it was typed (the value that Wagtail's table block keeps)."""
        texts = [["" if text is None else str(text) for text in row] for row in value.get("data") or []]
        merges = [
            Merge(int(merge["row"]), int(merge["col"]), int(merge["rowspan"]), int(merge["colspan"]))
            for merge in value.get("mergeCells") or []
        ]
        choice = value.get("table_header_choice") or ""
        return cls.laid_out(
            texts, merges, has_head_row=choice in ("row", "both"), has_head_column=choice in ("column", "both"),
            caption=value.get("table_caption") or "",
        )  # fmt: skip

    @classmethod
    def laid_out(
        cls, texts: Sequence[Sequence[str]], merges: Iterable[Merge] = (), *, has_head_row: bool,
        has_head_column: bool = False, caption: str = "", notice: str = "",
    ) -> Grid:  # fmt: skip
        """
        The table of *texts*, every row of which stands in full, with its merged cells laid over them.

        The rows of heads are the first one and those into which a head of the first row reaches down.
        """
        spans = {(m.row, m.column): m for m in merges if m.rowspan > 0 and m.colspan > 0}
        covered = {place for merge in spans.values() for place in merge.covered()}
        head = _head_rows(spans, texts) if has_head_row else 0
        rows = []
        for row, line in enumerate(texts):
            cells = []
            for column, text in enumerate(line):
                if (row, column) in covered:
                    continue
                span = spans.get((row, column), Merge(row, column, 1, 1))
                colspan, rowspan = min(span.colspan, len(line) - column), min(span.rowspan, len(texts) - row)
                scope = _scope(row < head, has_head_column and column == 0, colspan)
                number = not scope and _is_number(text)
                cells.append(Cell(text.strip(), colspan, rowspan, scope, number))
            rows.append(tuple(cells))
        return cls(tuple(rows), head, caption, notice)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell: where it begins, counted from 0, and how far it reaches."""

    row: int
    column: int
    rowspan: int
    colspan: int

    def covered(self) -> Iterable[tuple[int, int]]:
        """Every place below it but its first."""
        for row in range(self.row, self.row + self.rowspan):
            for column in range(self.column, self.column + self.colspan):
                if (row, column) != (self.row, self.column):
                    yield row, column


def _head_rows(spans: Mapping[tuple[int, int], Merge], texts: Sequence[Sequence[str]]) -> int:
    reach = [span.rowspan for (row, _column), span in spans.items() if row == 0]
    return min(max(reach, default=1), MOST_HEAD_ROWS, len(texts))


def _scope(in_head: bool, in_head_column: bool, colspan: int) -> str:
    if in_head:
        return "colgroup" if colspan > 1 else "col"
    return "row" if in_head_column else ""


def _is_number(text: str) -> bool:
    bare = text.strip().replace(",", "").removesuffix("%").lstrip("-+−¥￥")
    return bool(bare) and bare.replace(".", "", 1).isdigit()
