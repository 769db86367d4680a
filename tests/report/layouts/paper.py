"""A report as it stands on paper, before any format: paragraphs and ruled tables, each box with its spans.

The layout writer twists this (zeros left blank, heads cut, columns shifted) and then puts it into HTML or text.
`Paper.printed` always says what a careful person would read out of the paper, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from gongkai.report.form import Edition, Group, Row, Table, editions
from gongkai.report.report import Report, Value, plain

Kind = Literal["caption", "corner", "head", "label", "group", "number", "empty", "extra"]


@dataclass(slots=True)
class Box:
    """One ruled box: its words, its spans, what it is, and the id of its cell if it holds a figure of the form."""

    text: str
    kind: Kind
    colspan: int = 1
    rowspan: int = 1
    cell: str = ""


@dataclass(slots=True)
class Sheet:
    """One ruled table: which tables of the form it holds, and its rows, each the boxes that begin in it."""

    tables: list[str]
    rows: list[list[Box]]
    heads: int = 0

    def boxes(self, *kinds: Kind) -> Iterator[Box]:
        """Every box of the kinds named, row by row."""
        for row in self.rows:
            for box in row:
                if box.kind in kinds:
                    yield box


@dataclass(slots=True)
class Paragraph:
    """A line of prose, or a heading."""

    text: str
    heading: bool = False


@dataclass(slots=True)
class Paper:
    """A whole report on paper. `printed` is what stands in each cell: a number, or None for a blank."""

    report: Report
    title: str
    items: list[Paragraph | Sheet] = field(default_factory=list)
    printed: dict[str, Value] = field(default_factory=dict)

    @property
    def sheets(self) -> list[Sheet]:
        """The tables in order."""
        return [item for item in self.items if isinstance(item, Sheet)]

    def sheet_of(self, table: str) -> Sheet | None:
        """The first sheet that holds the table of that id."""
        return next((sheet for sheet in self.sheets if table in sheet.tables), None)

    def numbers(self, *tables: str) -> Iterator[Box]:
        """Every box with a figure of the form, in the tables named or in all."""
        for sheet in self.sheets:
            for box in sheet.boxes("number"):
                if not tables or box.cell.partition("/")[0] in tables:
                    yield box


def put(report: Report) -> Paper:
    """
    Put a report on paper the way the notice draws it.

    Cells missing from the report are left out of `printed` and drawn blank only if their whole table is there.
    """
    home = editions()[report.edition]
    paper = Paper(report, report.title or home.title.format(agency=report.agency, year=report.year))
    texts = {section.key: section for section in report.sections}
    for section in home.sections:
        written = texts.get(section.key)
        heading = written.heading if written else section.heading
        paper.items.append(Paragraph(section.number + "、" + heading, heading=True))
        if written:
            paper.items.extend(Paragraph(line) for line in written.text.split("\n") if line.strip())
        paper.items.extend(_sheets(report, section.key, paper.printed))
    return paper


def _sheets(report: Report, section: str, printed: dict[str, Value]) -> Iterator[Sheet]:
    home = editions()[report.edition]
    blocks = [table for table in home.tables if table.section == section]
    actual = [report.form_of(table.id).table(table.id) for table in blocks]
    if section == "proactive":
        width = 1 + max(len(table.columns) for table in actual)
        sheet = Sheet([table.id for table in actual], [])
        for table in actual:
            sheet.rows.extend(_block(report, table, width, printed))
        yield sheet
        return
    for table in actual:
        yield _across(report, table, printed) if table.across else _nested(report, table, printed)


def number_box(report: Report, cell: str, printed: dict[str, Value], colspan: int = 1) -> Box:
    """The box of one cell, with its figure or the mark that stands for none."""
    value = report.cells.get(cell)
    printed[cell] = value
    text = report.marks.get(cell, "") if value is None else plain(value)
    return Box(text, "number", colspan=colspan, cell=cell)


def _block(report: Report, table: Table, width: int, printed: dict[str, Value]) -> Iterator[list[Box]]:
    last = width - len(table.columns)
    yield [Box(table.caption, "caption", colspan=width)]
    spans = [1] * (len(table.columns) - 1) + [last]
    heads = [
        Box(column.label, "head", colspan=span, cell=f"{table.id}/*/{column.id}")
        for column, span in zip(table.columns, spans, strict=True)
    ]
    yield [Box(table.corner, "corner"), *heads]
    for row in table.rows:
        yield [
            Box(row.printed, "label", cell=f"{table.id}/{row.id}/*"),
            *(
                number_box(report, f"{table.id}/{row.id}/{column.id}", printed, span)
                for column, span in zip(table.columns, spans, strict=True)
            ),
        ]


def _nested(report: Report, table: Table, printed: dict[str, Value]) -> Sheet:
    depth = 1 + max(len(row.path) for row in table.rows)
    heads = head_rows([((*column.heads, column.label), f"{table.id}/*/{column.id}") for column in table.columns])
    corner = Box(table.corner, "corner", colspan=depth, rowspan=len(heads))
    rows = [[corner, *heads[0]], *heads[1:]]
    opened: set[int] = set()
    for row in table.rows:
        line: list[Box] = []
        for group in row.path:
            if id(group) not in opened and _first(table, group, row):
                opened.add(id(group))
                line.append(Box(group.printed, "group", rowspan=_height(table, group)))
        label = Box(row.printed, "label", colspan=depth - len(row.path), cell=f"{table.id}/{row.id}/*")
        line.append(label)
        line.extend(number_box(report, f"{table.id}/{row.id}/{column.id}", printed) for column in table.columns)
        rows.append(line)
    return Sheet([table.id], rows, heads=len(heads))


def _below(table: Table, group: Group) -> list[Row]:
    return [row for row in table.rows if any(head is group for head in row.path)]


def _height(table: Table, group: Group) -> int:
    return len(_below(table, group))


def _first(table: Table, group: Group, row: Row) -> bool:
    return _below(table, group)[0] is row


def _across(report: Report, table: Table, printed: dict[str, Value]) -> Sheet:
    pairs = [(row, column) for row in table.rows for column in table.columns]
    heads = head_rows(
        [
            ((*(group.printed for group in row.path), row.printed, column.label), f"{table.id}/{row.id}/{column.id}*")
            for row, column in pairs
        ]
    )
    line = [number_box(report, f"{table.id}/{row.id}/{column.id}", printed) for row, column in pairs]
    return Sheet([table.id], [*heads, line], heads=len(heads))


def head_rows(paths: list[tuple[tuple[str, ...], str]]) -> list[list[Box]]:
    """Rows of heads over columns: equal neighbours merge, the lowest head of each column reaches the bottom."""
    depth = max(len(path) for path, _ in paths)
    rows: list[list[Box]] = [[] for _ in range(depth)]
    for level in range(depth):
        before: tuple[str, ...] | None = None
        for path, cell in paths:
            if level >= len(path):
                before = None
                continue
            leaf = level == len(path) - 1
            if not leaf and before == path[: level + 1]:
                rows[level][-1].colspan += 1
                continue
            before = None if leaf else path[: level + 1]
            rows[level].append(
                Box(path[level], "head", rowspan=depth - level if leaf else 1, cell=cell if leaf else "")
            )
    return rows


def flat(sheet: Sheet, covered: str = "omit", spans: str = "omit") -> list[list[Box]]:
    """
    The rows as a page without spans shows them.

    Args:
        covered: `omit` drops boxes under a rowspan, `empty` prints an empty one, `repeat` the same words again.
        spans: `omit` prints a wide box once, `after` follows it with empty ones, `end` puts those at the row's end.
    """
    rows: list[list[Box]] = []
    under: dict[int, tuple[Box, int]] = {}
    for row in sheet.rows:
        line: list[Box] = []
        tail: list[Box] = []
        column = 0
        queue = list(row)
        while queue or column in under:
            if column in under:
                above, left = under.pop(column)
                if left > 1:
                    under[column] = (above, left - 1)
                if covered != "omit":
                    line.append(Box(above.text if covered == "repeat" else "", "empty"))
                column += 1
                continue
            box = queue.pop(0)
            line.append(box)
            extra = [Box("", "empty") for _ in range(box.colspan - 1)]
            if spans == "after":
                line.extend(extra)
            elif spans == "end":
                tail.extend(extra)
            if box.rowspan > 1:
                for at in range(column, column + box.colspan):
                    under[at] = (box, box.rowspan - 1)
            column += box.colspan
        rows.append(line + tail)
    return rows


def edition_of(paper: Paper, table: str) -> Edition:
    """The edition in which that table of the paper is drawn."""
    return paper.report.form_of(table)
