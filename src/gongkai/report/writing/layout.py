"""A report laid out once for all writers: headings, paragraphs, and tables as boxes with spans.

`lay_out(report)` is the only place that knows what stands where on the printed form. A writer draws its boxes and
decides nothing: not the order, not a span, not what an empty cell looks like.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gongkai.report.form import Edition, Group, Row, Table, editions
from gongkai.report.report import Report, Section, Value, plain

#: Printed where a cell's value is not known (never read, or in doubt), so that it is not taken for a blank,
#: which is a statement of the body that reports.
UNKNOWN = "？"

Kind = Literal["caption", "corner", "head", "group", "label", "value"]


@dataclass(frozen=True, slots=True)
class Box:
    """
    One cell of a printed table.

    Args:
        kind: `caption` over a block, `corner` over the labels, `head` over columns, `group` beside rows, `label` of a
            row, or `value`.
        text: As printed. A value that is not known is printed as `UNKNOWN`, a null as its mark or not at all.
        row, column: Where it begins, from 0.
        key: Name of a head within the report, for `headers` of others; empty on values.
        headers: Keys of the heads that a value stands under, outermost first.
        cell: Id of the cell on a value.
        value: The value itself; None if it is null or not known.
    """

    kind: Kind
    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    key: str = ""
    headers: tuple[str, ...] = ()
    cell: str = ""
    value: Value = None

    @property
    def known(self) -> bool:
        """False on a value that was not read or is in doubt."""
        return not (self.kind == "value" and self.text == UNKNOWN)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One printed table: the blocks of table two stacked, table three, or table four.

    Args:
        section: Key of the section it stands in.
        name: 表二, after the number of that section.
        boxes: In the order of reading; each place of the grid is covered once.
        widths: Share of the width for each column; they sum to 1.
        head_rows: Rows on top to repeat on each page; 0 where blocks have heads of their own.
        tables: Ids of the tables of the form in it.
    """

    section: str
    name: str
    boxes: tuple[Box, ...]
    height: int
    widths: tuple[float, ...]
    head_rows: int
    tables: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return len(self.widths)

    def rows(self) -> list[list[Box]]:
        """The boxes by the row in which they begin."""
        rows: list[list[Box]] = [[] for _ in range(self.height)]
        for box in self.boxes:
            rows[box.row].append(box)
        return rows


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the printed report: its heading (empty if the report has none), paragraphs, then its table."""

    heading: str
    paragraphs: tuple[str, ...]
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole report as printed. `byline` says the body and the year where the title does not."""

    title: str
    byline: str
    parts: tuple[Part, ...]

    def sheets(self) -> Iterator[Sheet]:
        """The tables in order."""
        return (part.sheet for part in self.parts if part.sheet is not None)


def lay_out(report: Report) -> Layout:
    """Lay out *report* as the form prints it; a table none of whose cells is there is left out."""
    title = clean(report.title) or _title(report)
    missing = [] if report.agency in title else [f"发布机构：{clean(report.agency)}"]
    if report.year is not None and str(report.year) not in title:
        missing.append(f"报告年度：{report.year}年")
    return Layout(title, "　".join(missing), tuple(_parts(report)))


def _title(report: Report) -> str:
    """The form's title for a report that has none, of what is known."""
    pattern = editions()[report.edition].title
    if report.year is None:
        pattern = pattern.replace("{year}年", "")
    return pattern.format(agency=clean(report.agency), year=report.year)


def _parts(report: Report) -> Iterator[Part]:
    """The sections as they stand in the report, each table in its section, or in the form's place without one."""
    form = editions()[report.edition]
    order = [section.key for section in form.sections]
    sheets = {sheet.section: sheet for sheet in _sheets(report, form)}
    last = {section.key: number for number, section in enumerate(report.sections)}
    for number, section in enumerate(report.sections):
        if section.key in order:
            place = order.index(section.key)
            for key in [key for key in sheets if key not in last and order.index(key) < place]:
                yield Part("", (), sheets.pop(key))
        mine = sheets.pop(section.key, None) if last[section.key] == number else None
        yield Part(heading(section), _paragraphs(section.text), mine)
    for sheet in sheets.values():
        yield Part("", (), sheet)


def heading(section: Section) -> str:
    """The heading as printed: 一、总体情况."""
    return clean(f"{section.number}、{section.heading}" if section.number and section.heading else section.heading)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in (clean(line) for line in text.splitlines()) if line)


def clean(text: str) -> str:
    """Without what no document can hold: control characters and halves of surrogate pairs."""
    text = text.replace("\t", " ")
    return "".join(mark for mark in text if unicodedata.category(mark) not in ("Cc", "Cs")).strip()


def _tables(report: Report, form: Edition) -> list[Table]:
    """The tables of which the report has anything, each in its own form: a report may mix editions."""
    here = {cell.partition("/")[0] for cell in (*report.cells, *(doubt.cell for doubt in report.doubts))}
    names = [table.id for table in form.tables]
    names += [name for name in report.tables if name not in names]
    return [report.form_of(name).table(name) for name in names if name in here]


def _sheets(report: Report, form: Edition) -> Iterator[Sheet]:
    tables = _tables(report, form)
    for section in form.sections:
        mine = [table for table in tables if table.section == section.key]
        if mine:
            yield _sheet(report, section.key, f"表{section.number}", mine)


def _sheet(report: Report, section: str, name: str, tables: Sequence[Table]) -> Sheet:
    if tables[0].across:
        boxes, height, head_rows = _across(report, tables[0])
    elif len(tables) == 1 and tables[0].corner and _depth(tables[0].tree) > 1:
        boxes, height, head_rows = _nested(report, tables[0])
    else:
        boxes, height, head_rows = _stacked(report, tables)
    width = max(box.column + box.colspan for box in boxes)
    boxes.sort(key=lambda box: (box.row, box.column))
    return Sheet(
        section, name, tuple(boxes), height, _widths(boxes, width), head_rows, tuple(table.id for table in tables)
    )


def _value(report: Report, cell: str, *, at: tuple[int, int], span: int = 1, heads: tuple[str, ...]) -> Box:
    if cell not in report.cells:
        return Box("value", UNKNOWN, *at, 1, span, "", heads, cell)
    value = report.cells[cell]
    text = clean(report.marks.get(cell, "")) if value is None else plain(value)
    return Box("value", text, *at, 1, span, "", heads, cell, value)


# --- table two: blocks one under the other ---------------------------------------------------------------


def _stacked(report: Report, tables: Sequence[Table]) -> tuple[list[Box], int, int]:
    width = 1 + max(len(table.columns) for table in tables)
    boxes: list[Box] = []
    at = 0
    for table in tables:
        top = f"{table.id}.caption"
        boxes.append(Box("caption", table.caption, at, 0, 1, width, top))
        boxes.append(Box("corner", table.corner, at + 1, 0, 1, 1, f"{table.id}.corner"))
        spans = _spans(len(table.columns), width - 1)
        for (column_at, span), column in zip(spans, table.columns, strict=True):
            boxes.append(Box("head", column.label, at + 1, column_at, 1, span, f"{table.id}.{column.id}", (top,)))
        for number, row in enumerate(table.rows, at + 2):
            label = f"{table.id}.row.{row.id}"
            boxes.append(Box("label", row.printed, number, 0, 1, 1, label, (top,)))
            for (column_at, span), column in zip(spans, table.columns, strict=True):
                heads = (top, f"{table.id}.{column.id}", label)
                cell = f"{table.id}/{row.id}/{column.id}"
                boxes.append(_value(report, cell, at=(number, column_at), span=span, heads=heads))
        at += 2 + len(table.rows)
    return boxes, at, 0


def _spans(count: int, width: int) -> list[tuple[int, int]]:
    """Begin and span of each of *count* columns over *width*; the last takes what is left, as the form does."""
    return [(1 + number, 1 if number < count - 1 else width - count + 1) for number in range(count)]


# --- table three: groups beside the rows -----------------------------------------------------------------


def _nested(report: Report, table: Table) -> tuple[list[Box], int, int]:
    depth = _depth(table.tree)
    chains = [(*column.heads, column.label) for column in table.columns]
    heads, tops, head_rows = _heads(table, chains, depth)
    boxes = [Box("corner", table.corner, 0, 0, head_rows, depth, f"{table.id}.corner"), *heads]

    def lay(node: Row | Group, at: int, level: int, above: tuple[str, ...]) -> int:
        """Lay one row or group from line *at*; the line after it."""
        if isinstance(node, Group):
            key = f"{table.id}.group.{at}.{level}"
            boxes.append(Box("group", node.printed, at, level, sum(1 for _ in node.rows()), 1, key, above))
            for child in node.children:
                at = lay(child, at, level + 1, (*above, key))
            return at
        key = f"{table.id}.row.{node.id}"
        boxes.append(Box("label", node.printed, at, level, 1, depth - level, key, above))
        for number, column in enumerate(table.columns):
            cell = f"{table.id}/{node.id}/{column.id}"
            boxes.append(_value(report, cell, at=(at, depth + number), heads=(*tops[number], *above, key)))
        return at + 1

    line = head_rows
    for node in table.tree:
        line = lay(node, line, 0, ())
    return boxes, line, head_rows


def _depth(tree: Iterable[Row | Group]) -> int:
    return max(1 + (_depth(node.children) if isinstance(node, Group) else 0) for node in tree)


def _heads(table: Table, chains: Sequence[tuple[str, ...]], left: int) -> tuple[list[Box], list[tuple[str, ...]], int]:
    """
    Heads over columns from their chains of labels, outermost first; equal beginnings side by side become one box.

    Returns:
        The boxes; for each column the keys of its heads; how many rows they take.
    """
    levels = max(len(chain) for chain in chains)
    boxes: list[Box] = []
    tops: list[list[str]] = [[] for _ in chains]
    for level in range(levels):
        first = 0
        while first < len(chains):
            chain = chains[first]
            end = first + 1
            leaf = len(chain) == level + 1
            while not leaf and end < len(chains) and chains[end][: level + 1] == chain[: level + 1]:
                end += 1
            if len(chain) > level:
                key = f"{table.id}.head.{level}.{first}"
                rows = levels - level if leaf else 1
                boxes.append(Box("head", chain[level], level, left + first, rows, end - first, key, tuple(tops[first])))
                for column in range(first, end):
                    tops[column].append(key)
            first = end
    return boxes, [tuple(keys) for keys in tops], levels


# --- table four: one line of numbers ---------------------------------------------------------------------


def _across(report: Report, table: Table) -> tuple[list[Box], int, int]:
    chains, cells = [], []
    for row in table.rows:
        for column in table.columns:
            chains.append((*(group.printed for group in row.path), row.printed, column.label))
            cells.append(f"{table.id}/{row.id}/{column.id}")
    boxes, tops, head_rows = _heads(table, chains, 0)
    for number, cell in enumerate(cells):
        boxes.append(_value(report, cell, at=(head_rows, number), heads=tops[number]))
    return boxes, head_rows + 1, head_rows


# --- widths ------------------------------------------------------------------------------------------------


def _widths(boxes: Sequence[Box], width: int) -> tuple[float, ...]:
    """Shares by what the columns hold: room for labels, more where numbers are long."""
    need = [4.0] * width
    for box in boxes:
        if box.colspan == 1 and box.kind == "value":
            need[box.column] = max(need[box.column], 0.62 * len(box.text) + 2)
        elif box.kind == "group":
            need[box.column] = max(need[box.column], 5.2)
        elif box.kind == "label" and box.colspan == 1:
            need[box.column] = max(need[box.column], min(len(box.text), 18))
    return tuple(part / sum(need) for part in need)


def odd_cells(report: Report) -> list[str]:
    """Ids of cells that the forms of this report do not have, so that no writer leaves one out unsaid."""
    form = editions()[report.edition]
    known = {
        f"{table.id}/{row.id}/{column.id}"
        for table in _tables(report, form) for row in table.rows for column in table.columns
    }  # fmt: skip
    return [cell for cell in report.cells if cell not in known]
