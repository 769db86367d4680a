"""What every format is turned into before anything is understood: lines of text and grids of cells, in order.

An extractor knows its format and nothing of the form; the readers of tables and sections know the form and
nothing of formats.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class GridCell:
    """One cell as printed. `text` keeps its line breaks; spans are 1 when unknown; `ref` is a sheet's B4."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    ref: str = ""


@dataclass(slots=True)
class Grid:
    """
    A table: its rows from the top, each row the cells that begin in it (a spanned cell stands once).

    `spans_known` is true where the format states spans (HTML, DOCX, XLSX, ruled PDF), so that the number of
    cells in a row can be trusted; false where dividers alone were seen (pipes, aligned text).
    `number` counts the tables of the source from 1. `column` is 0, or the place (1, 2) from the left of a stream on a
    page that is set in two columns; blocks of both columns and of the full width (0) together make up the page.
    """

    rows: list[list[GridCell]] = field(default_factory=list)
    number: int = 0
    page: int | None = None
    sheet: str | None = None
    spans_known: bool = True
    column: int = 0
    #: The cells as text alone, from a format where spans and references are not needed (instead of `rows`).
    plain: list[list[str]] = field(default_factory=list)

    def texts(self) -> list[list[str]]:
        """The text of every cell, row by row."""
        return self.plain or [[cell.text for cell in row] for row in self.rows]

    def refs(self, row: int) -> list[str]:
        """The references (B4) of the cells of a row, counted from 0; empty where the format has none."""
        return [cell.ref for cell in self.rows[row]] if self.sheet is not None else []


@dataclass(slots=True)
class Line:
    """A line or paragraph of text outside tables. `number` counts from 1 within its page, or in the file."""

    text: str
    page: int | None = None
    number: int | None = None
    heading: bool = False
    column: int = 0
    sheet: str | None = None


Block = Line | Grid
