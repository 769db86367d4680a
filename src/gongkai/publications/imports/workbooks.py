"""Workbooks of text, written row by row: what starts with = is no formula, and a code of digits is no number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gongkai.publications.imports.items import BODY, MORE

#: A cell of a spreadsheet holds 32,767 characters; a longer text goes on in the next column.
MOST_CHARACTERS = 32_000
_WIDEST = 60
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class TextBook:
    """
    A workbook of one sheet.

    Args:
        title: The sheet's title.
        headings: Its first row.
        hints: A remark at a heading.
    """

    def __init__(self, title: str, headings: Sequence[str], hints: Sequence[str] = ()) -> None:
        from openpyxl import Workbook
        from openpyxl.comments import Comment
        from openpyxl.styles import Font, PatternFill
        from openpyxl.utils import get_column_letter

        self._book = Workbook(write_only=True)
        self._page = self._book.create_sheet(title)
        self._page.freeze_panes = "A2"
        self._wrong = PatternFill("solid", fgColor="FFF4C7C3")
        for number, heading in enumerate(headings, 1):
            self._page.column_dimensions[get_column_letter(number)].width = min(_WIDEST, 10 + 2 * len(heading))
        first = [self._cell(heading) for heading in headings]
        for cell, hint in zip(first, [*hints, *[""] * len(headings)], strict=False):
            cell.font = Font(bold=True)
            if hint:
                cell.comment = Comment(hint, "公开")
        self._page.append(first)

    def write(self, texts: Iterable[str], *, wrong: frozenset[int] = frozenset()) -> None:
        """A row; the cells at the places *wrong*, from 0, are coloured."""
        cells = [self._cell(text) if text or place in wrong else None for place, text in enumerate(texts)]
        for place in wrong:
            cells[place].fill = self._wrong  # type: ignore[union-attr]
        self._page.append(cells)

    def save(self, path: Path) -> None:
        """Write it to a file; once."""
        self._book.save(path)

    def _cell(self, text: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._page, text)
        cell.data_type = "s"
        if text.startswith(_RISKY):
            cell.quotePrefix = True
        return cell


def body_headings(longest: int) -> tuple[str, ...]:
    """The headings that a text of so many characters needs."""
    return (BODY, *MORE[: max(0, -(-longest // MOST_CHARACTERS) - 1)])


def spread(text: str, headings: Sequence[str]) -> list[str]:
    """A text over the cells of *headings*, in order; what does not fit even so is left off."""
    return [text[place * MOST_CHARACTERS : (place + 1) * MOST_CHARACTERS] for place in range(len(headings))]
