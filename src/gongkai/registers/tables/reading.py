"""A file or a pasted table of a register: its headings understood, its rows read one after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.organisations.imports import Wrong
from gongkai.publications.imports.rows import FORMULA, REMARKS, Source, one_line, open_source, without_controls
from gongkai.registers.tables.cells import value_of
from gongkai.registers.tables.register import Column, Register, folded

#: More is sent as several files.
MOST_ROWS = 500_000
#: Characters that may be pasted: some thousand rows. More comes as a file.
MOST_PASTED = 600_000
# A title and a line of units may stand above the headings.
_ROWS_ABOVE = 10
_WIDTH = 120
_JOINT = " "


@dataclass(frozen=True, slots=True)
class Table:
    """
    A file that was looked at: its headings are those of the register. Its rows can be read again and again.

    Args:
        register: Of which register it is.
        source: The file.
        page: The sheet of a workbook.
        first: The number of the row with the headings.
        headings: The headings as they stand there.
        columns: Of each place that is taken in: its column, and the unit of money in 分.
        unused: The headings that nothing is read of.
    """

    register: Register
    source: Source
    page: str
    first: int
    headings: tuple[str, ...]
    columns: Mapping[int, tuple[Column, int | None]]
    unused: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """
        Each row below the headings that is not empty: its number as the spreadsheet counts, and its texts.

        Raises:
            Unreadable: the file is damaged beyond its headings, or has too many rows.
        """
        count = 0
        width = len(self.headings)
        for number, cells in self.source.rows(self.page, _WIDTH):
            if number <= self.first or not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(f"文件超过{MOST_ROWS}行，请分成几个文件。", file=self.source.name)
            texts = [self._clean(place, text) for place, text in enumerate(cells[:width])]
            yield number, texts + [""] * (width - len(texts))

    def values(self, texts: Sequence[str]) -> tuple[dict[str, Any], dict[int, str]]:
        """What the cells of a row say, by field; and what is wrong with which, by its place."""
        found: dict[str, Any] = {}
        wrong: dict[int, str] = {}
        for place, (column, per) in self.columns.items():
            text = texts[place]
            if text.startswith((FORMULA, "=")):
                wrong[place] = "这一格是公式，请改为文字（复制后选择性粘贴为“值”）。"
                continue
            try:
                value = value_of(column, text, per)
            except Wrong as sentence:
                wrong[place] = str(sentence)
                continue
            found[column.field] = _together(column, found[column.field], value) if column.field in found else value
        return found, wrong

    def place_of(self, field: str) -> int:
        """Where the cells of *field* stand; that of the key if the file does not have it."""
        places = {column.field: place for place, (column, _per) in reversed(self.columns.items())}
        return places.get(field, places.get(self.register.key, next(iter(self.columns))))

    def _clean(self, place: int, text: str) -> str:
        if text.startswith((FORMULA, "=")):
            return text
        column, _per = self.columns.get(place, (None, None))
        return without_controls(text).strip() if column is not None and column.kind == "long" else one_line(text)


def look(path: Path, name: str, register: Register) -> Table:
    """
    Look at a file's kind and headings.

    Raises:
        Unreadable: too large, neither XLSX nor CSV, or without the headings that the register needs.
    """
    source = open_source(path, name)
    best: tuple[int, str, int, list[str]] = (-1, "", 1, [])
    for page in source.pages:
        for number, cells in source.rows(page, _WIDTH):
            if number > _ROWS_ABOVE:
                break
            known = len({column.field for column, _per in register.matched(cells).values()})
            if known > best[0]:
                best = (known, page, number, cells)
    _count, page, number, cells = best
    headings = tuple(one_line(cell) for cell in cells[: _filled(cells)])
    columns = register.matched(headings)
    _require(register, columns, headings, name, number)
    unused = tuple(
        heading for place, heading in enumerate(headings) if heading and place not in columns and heading != REMARKS
    )
    return Table(register, source, page, number, headings, columns, unused)


def pasted(text: str) -> bytes:
    """
    Cells that were copied out of a spreadsheet, as a CSV.

    Raises:
        Unreadable: nothing, or too much of it.
    """
    if len(text) > MOST_PASTED:
        raise Unreadable("粘贴的内容太多，请保存为XLSX或CSV文件后上传。")
    if not text.strip():
        raise Unreadable("没有粘贴任何内容。请在表格软件里连同表头选中、复制，再粘贴到这里。")
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter="\t"))
    except csv.Error:
        rows = [line.split("\t") for line in text.splitlines()]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def mended(table: Table, corrections: Mapping[tuple[int, int], str], to: Path) -> None:
    """
    Write the rows of *table* again as a CSV, with cells put right.

    Args:
        table: What was looked at.
        corrections: The new text of cells, by the number of the row and the place in it.
        to: Where it is written.
    """
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        # The rows keep their numbers, so that what is said of one still fits the file that the officer has.
        for _blank in range(table.first - 1):
            writer.writerow([])
        writer.writerow(table.headings)
        expected = table.first + 1
        for number, texts in table.rows():
            while expected < number:
                writer.writerow([])
                expected += 1
            cells = [text.removeprefix(FORMULA[0]) for text in texts]
            for place in range(len(cells)):
                cells[place] = corrections.get((number, place), cells[place])
            writer.writerow(cells)
            expected += 1


def _require(
    register: Register,
    columns: Mapping[int, tuple[Column, int | None]],
    headings: Sequence[str],
    name: str,
    number: int,
) -> None:
    found = {column.field for column, _per in columns.values()}
    missing = [column.heading for column in register.columns if column.required and column.field not in found]
    if missing:
        seen = "、".join(heading for heading in headings if heading)[:100] or "空表"
        raise Unreadable(
            f"缺少表头{'、'.join(missing)}（看到的是：{seen}）。请下载空白表对照。", file=name, place=f"第{number}行"
        )
    seen: dict[str, str] = {}
    for place, (column, _per) in columns.items():
        before, heading = seen.setdefault(column.field, headings[place]), headings[place]
        if folded(before) == folded(heading) and sum(folded(other) == folded(heading) for other in headings) > 1:
            raise Unreadable(f"表头“{heading}”出现了两次，请删去一列。", file=name, place=f"第{number}行")
        if before != heading and not column.takes_several:
            said = f"表头“{before}”和“{heading}”说的是同一栏，请删去一列。"
            raise Unreadable(said, file=name, place=f"第{number}行")


def _together(column: Column, before: str, text: str) -> str:
    """What two columns of a file say of one field: of a matter its code or its name, of a certificate both."""
    return _JOINT.join(filter(None, (before, text))) if column.joined else before or text


def _filled(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that holds anything."""
    return max((place for place, text in enumerate(cells, 1) if text.strip()), default=0)
