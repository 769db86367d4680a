"""The file to correct, with its cells marked and a column of remarks; and the empty form to fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.organisations.imports.plan import SHEETS, Column, Plan
from gongkai.organisations.imports.tables import REMARKS

_WIDEST = 40


def marked_workbook(plan: Plan) -> bytes:
    """*plan* as XLSX, each wrong cell coloured and with its problem as a comment, all of a row's in the last column."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = Workbook()
    del book[book.active.title]
    wrong = PatternFill("solid", fgColor="FFF4C7C3")
    for sheet, headings in plan.headings.items():
        page = _page(book, sheet, [*headings, REMARKS])
        for row, line in enumerate((line for line in plan.lines if line.sheet == sheet), 2):
            for column, heading in enumerate(headings, 1):
                cell = _write(page, row, column, line.texts.get(heading, ""))
                if problem := line.problems.get(heading):
                    cell.fill = wrong
                    cell.comment = Comment(problem, "公开")
            remarks = "；".join(f"{heading}：{problem}" for heading, problem in line.problems.items())
            _write(page, row, len(headings) + 1, remarks)
    return _bytes(book)


def template_workbook(sheets: Mapping[str, Sequence[Column]] = SHEETS) -> bytes:
    """The empty form, a sheet each of units and of people unless others are given, with hints at the headings."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    del book[book.active.title]
    for sheet, columns in sheets.items():
        page = _page(book, sheet, [column.heading for column in columns])
        for number, column in enumerate(columns, 1):
            hint = ("必填。" if column.required else "") + column.hint
            if hint:
                page.cell(1, number).comment = Comment(hint, "公开")
    return _bytes(book)


def _page(book: Any, title: str, headings: list[str]) -> Any:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(title)
    for number, heading in enumerate(headings, 1):
        _write(page, 1, number, heading).font = Font(bold=True)
        page.column_dimensions[get_column_letter(number)].width = min(_WIDEST, 8 + 2 * len(heading))
    page.freeze_panes = "A2"
    return page


def _write(page: Any, row: int, column: int, text: str) -> Any:
    """A cell of text and nothing else: what starts with = is no formula, and a code of digits is no number."""
    cell = page.cell(row, column)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text[0] in "=+-@"
    return cell


def _bytes(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
