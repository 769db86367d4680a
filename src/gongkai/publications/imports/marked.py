"""The file to correct, with its wrong cells coloured and a column of remarks; and the empty form to fill in."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from gongkai.publications.imports.examine import Outcome
from gongkai.publications.imports.items import BODY, COLUMNS, MORE
from gongkai.publications.imports.rows import FORMULA, REMARKS
from gongkai.publications.imports.sheets import Sheet
from gongkai.publications.imports.workbooks import TextBook, body_headings, spread

_TITLE = "内容"


def template_workbook(path: Path) -> None:
    """Write the empty form, with hints at its headings."""
    hints = [("必填。" if column.required else "") + column.hint for column in COLUMNS]
    TextBook(_TITLE, [*(column.heading for column in COLUMNS), BODY], hints).save(path)


def marked_workbook(sheet: Sheet, outcome: Outcome, path: Path) -> None:
    """Write every row of *sheet* again, what is wrong coloured, and all that is wrong with a row in its last cell."""
    headings = [heading for heading in sheet.headings if heading and heading not in (BODY, *MORE)]
    long = body_headings(_longest(sheet))
    book = TextBook(_TITLE, [*headings, *long, REMARKS])
    found = {row: list(group) for row, group in groupby(outcome.problems, lambda problem: problem.row)}
    for number, texts in sheet.rows():
        problems = found.get(number, [])
        remarks = "；".join(f"{problem.heading}：{problem.sentence}" for problem in problems)
        cells = [texts.get(heading, "").removeprefix(FORMULA[0]) for heading in headings]
        wrong = frozenset(headings.index(problem.heading) for problem in problems if problem.heading in headings)
        book.write([*cells, *spread(_body(texts), long), remarks], wrong=wrong)
    book.save(path)


def _longest(sheet: Sheet) -> int:
    return max((len(_body(texts)) for _number, texts in sheet.rows()), default=0)


def _body(texts: dict[str, str]) -> str:
    return "".join(texts.get(heading, "").removeprefix(FORMULA[0]) for heading in (BODY, *MORE))
