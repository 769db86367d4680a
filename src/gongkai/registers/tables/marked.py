"""The file to correct, with its wrong cells coloured and a column of remarks; and the empty form to fill in."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from gongkai.organisations.models import Organisation
from gongkai.publications.imports.rows import FORMULA, REMARKS
from gongkai.publications.imports.workbooks import TextBook
from gongkai.registers.tables.examine import Line, lines
from gongkai.registers.tables.reading import Table
from gongkai.registers.tables.register import Column, Register

#: A workbook of more rows takes minutes to write; of those a CSV is given.
MOST_IN_A_WORKBOOK = 20_000
_LISTED_ROWS = 2_000


def marked_workbook(table: Table, unit: Organisation, to: Path, *, on: date) -> None:
    """Write every row of *table* again, what is wrong coloured, and all that is wrong with a row in its last cell."""
    headings = [*_headings(table), REMARKS]
    book = TextBook(table.register.label, headings)
    for line in lines(table, unit, on=on):
        wrong = frozenset(int(place) for place in line.problems)
        book.write([*_texts(line), _remarks(table, line)], wrong=wrong)
    book.save(to)


def marked_csv(table: Table, unit: Organisation, to: Path, *, on: date) -> None:
    """The same as a CSV, in which nothing can be coloured."""
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*_headings(table), REMARKS])
        for line in lines(table, unit, on=on):
            writer.writerow([*map(harmless, _texts(line)), _remarks(table, line)])


def template_workbook(register: Register, to: Path) -> None:
    """
    Write the empty form: headings with remarks, lists to choose from, and a sheet that says what each column means.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = register.label[:31]
    sheet.freeze_panes = "A2"
    for number, column in enumerate(register.columns, 1):
        cell = sheet.cell(1, number, column.heading)
        cell.font = Font(bold=True)
        if said := hint(column):
            cell.comment = Comment(said, "公开")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = min(40, 10 + 2 * len(column.heading))
        if column.kind in {"text", "reference"}:
            sheet.column_dimensions[letter].number_format = "@"
        if column.options:
            listed = ",".join(label for _id, label in column.options)
            rule = DataValidation(
                "list", formula1=f'"{listed}"', allow_blank=not column.required, showErrorMessage=True
            )
            rule.error, rule.errorTitle = "请从列表里选。", column.label
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_LISTED_ROWS}")
    notes = book.create_sheet("填写说明")
    notes.append(["表头", "必填", "说明", "也认得的表头"])
    for column in register.columns:
        also = "、".join((*column.headings, *column.in_wan))
        notes.append([column.heading, "必填" if column.required else "", column.help or hint(column), also])
    for letter, width in zip("ABCD", (28, 8, 60, 60), strict=True):
        notes.column_dimensions[letter].width = width
    book.save(to)


def hint(column: Column) -> str:
    """What to write in a column, in a sentence or two."""
    said = ["必填。"] if column.required else []
    if column.help:
        said.append(column.help + "。")
    if column.kind == "day":
        said.append("写成2019-12-31。")
    if column.kind == "money":
        said.append("单位以表头为准，可改成（万元）。")
    if column.options and not column.help:
        said.append(f"可以写：{'、'.join(label for _id, label in column.options)}。")
    return "".join(said)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, when it opens a CSV."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal() and text[0] == "-"


def _headings(table: Table) -> list[str]:
    return [heading if heading != REMARKS else "" for heading in table.headings]


def _texts(line: Line) -> list[str]:
    return [text.removeprefix(FORMULA[0]) for text in line.texts]


def _remarks(table: Table, line: Line) -> str:
    return "；".join(f"{table.headings[int(place)]}：{words}" for place, words in line.problems.items())
