"""A report as Markdown: pipe tables that read well unrendered, group labels repeated before their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gongkai.report.report import Report
from gongkai.report.writing.layout import Box, Sheet, lay_out

# Marks that change the meaning of a line wherever they stand; a hash, a dash or 1. only where a line begins.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&$])")
_AT_START = re.compile(r"^([#+\-=:])|^(\d+)([.)])(?=\s|$)")


def markdown(report: Report) -> str:
    """The report as Markdown, a paragraph a line."""
    layout = lay_out(report)
    blocks = [f"# {_line(layout.title)}"]
    if layout.byline:
        blocks.append(_line(layout.byline))
    for part in layout.parts:
        if part.heading:
            blocks.append(f"## {_line(part.heading)}")
        blocks.extend(_line(paragraph) for paragraph in part.paragraphs)
        if part.sheet is not None:
            blocks.extend(_tables(part.sheet))
    return "\n\n".join(blocks) + "\n"


def _inline(text: str) -> str:
    return _ANYWHERE.sub(r"\\\1", text)


def _line(text: str) -> str:
    return _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", _inline(text))


def _tables(sheet: Sheet) -> Iterator[str]:
    rows = sheet.rows()
    if sheet.head_rows:
        yield _pipes(_heads(sheet), (_filled(sheet, row) for row in _body(sheet)))
        return
    starts = [number for number, row in enumerate(rows) if row[0].kind == "caption"]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        block = [[_inline(box.text) for box in row] for row in rows[start + 1 : end]]
        caption = [_inline(rows[start][0].text), *[""] * (len(block[0]) - 1)]
        yield _pipes([caption], block)


def _heads(sheet: Sheet) -> list[list[str]]:
    """One line of heads where the innermost are told apart by their labels, all lines where they are not."""
    grid: list[list[Box | None]] = [[None] * sheet.width for _ in range(sheet.head_rows)]
    for box in sheet.boxes:
        for row in range(box.row, min(box.row + box.rowspan, sheet.head_rows)):
            for column in range(box.column, box.column + box.colspan):
                grid[row][column] = box
    lines = [[_inline(box.text) if box else "" for box in row] for row in grid]
    inner = [box.text for box in grid[-1] if box is not None and box.kind == "head"]
    if len(set(inner)) < len(inner):
        return lines
    corner = sum(1 for box in grid[-1] if box is not None and box.kind == "corner")
    return [[*lines[-1][:1], *[""] * (corner - 1), *lines[-1][corner:]]]


def _body(sheet: Sheet) -> list[list[Box]]:
    """The rows below the heads, each with the groups that reach into it."""
    rows: list[list[Box]] = [[] for _ in range(sheet.height)]
    for box in sheet.boxes:
        for row in range(box.row, box.row + box.rowspan):
            rows[row].append(box)
    return [sorted(row, key=lambda box: box.column) for row in rows[sheet.head_rows :]]


def _filled(sheet: Sheet, row: Sequence[Box]) -> list[str]:
    """The texts of a row; a label over several columns stands in the last of them, next to its numbers."""
    texts = []
    for box in row:
        texts += [""] * (box.colspan - 1) + [_inline(box.text)]
    return texts


def _pipes(heads: Sequence[Sequence[str]], body: Iterable[Sequence[str]]) -> str:
    lines = [heads[0], ["---"] * len(heads[0]), *heads[1:], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
