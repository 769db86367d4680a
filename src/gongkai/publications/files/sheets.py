"""
The tables of a workbook or a CSV as their reader sees them: numbers as shown, merged cells, nothing that is hidden.

Runs in the child process alone.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.publications.files.grids import Grid, Merge
from gongkai.publications.files.number_formats import shown
from gongkai.report.reading.encoding import decode

#: What of one table a page shows; the rest is read in the file.
MOST_ROWS, MOST_COLUMNS = 1_000, 60
#: Cells of all tables in a page.
MOST_CELLS = 20_000
#: Bytes of a workbook's XML that is laid out; openpyxl takes some fifty times as much memory.
LARGEST_XML = 12 * 1024 * 1024
#: Rows of a larger workbook whose text is taken for the search.
SEARCHED_ROWS = 20_000

_DAMAGED = "工作簿已损坏或不完整，打不开。请用Excel或WPS重新另存后再上传。"
_TOO_LARGE = "表格太大，不在页面内展示，请下载文件查看。"


@dataclass(frozen=True, slots=True)
class Sheets:
    """
    What was read.

    Args:
        grids: The tables, in order.
        text: Their words, for the search.
    """

    grids: tuple[Grid, ...]
    text: str


def read(path: Path, kind: str) -> Sheets:
    """
    The tables of a file.

    Raises:
        Unreadable: damaged; or nothing of it can be seen.
    """
    return _csv(path) if kind == "csv" else _workbook(path)


def _csv(path: Path) -> Sheets:
    text = decode(path.read_bytes()).replace("\0", "")
    first = text[:4000].partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter="\t" if first.count("\t") > first.count(",") else ","))
    except csv.Error:
        raise Unreadable("CSV的格式有误（可能缺少引号）。请用Excel或WPS打开，重新另存为CSV后再上传。") from None
    rows = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    width = max(map(len, rows), default=0)
    texts = [row + [""] * (width - len(row)) for row in rows]
    return Sheets((_grid(texts, [], ""),) if texts else (), "\n".join(" ".join(filter(None, row)) for row in rows))


def _workbook(path: Path) -> Sheets:
    import openpyxl

    data = io.BytesIO(path.read_bytes())  # openpyxl judges a path by its extension, which a kept file has not
    try:
        with zipfile.ZipFile(data) as archive:
            size = sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(".xml"))
        if size > LARGEST_XML:
            return Sheets((Grid((), notice=_TOO_LARGE),), "\n".join(_searched(data)))
        values = openpyxl.load_workbook(data, data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(data, keep_links=False)
    except Unreadable:
        raise
    except Exception:  # openpyxl raises many kinds on damaged workbooks, and all mean the same
        raise Unreadable(_DAMAGED) from None
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    grids, left = [], MOST_CELLS
    for sheet in visible:
        grid = _sheet(sheet, formulas[sheet.title], left, name=sheet.title if len(visible) > 1 else "")
        if grid is not None:
            left -= sum(len(row) for row in grid.rows)
            grids.append(grid)
    words = "\n".join(
        " ".join(filter(None, (grid.caption, *(cell.text for row in grid.rows for cell in row)))) for grid in grids
    )
    return Sheets(tuple(grids), words)


def _searched(data: io.BytesIO) -> Iterator[str]:
    import openpyxl

    book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows(max_row=SEARCHED_ROWS, values_only=True):
                yield " ".join(str(cell) for cell in row if cell is not None)


def _sheet(sheet: Any, formulas: Any, left: int, *, name: str) -> Grid | None:
    """One sheet as a table: without hidden rows and columns, and without blank ones around it."""
    rows = [row for row in range(1, sheet.max_row + 1) if not sheet.row_dimensions[row].hidden]
    hidden = _hidden_columns(sheet)
    columns = [column for column in range(1, sheet.max_column + 1) if column not in hidden]
    texts, is_missing = _texts(sheet, formulas, rows, columns)
    used_rows = [at for at, row in enumerate(texts) if any(row)]
    used_columns = [at for at in range(len(columns)) if any(row[at] for row in texts)]
    if not used_rows:
        return None
    rows = rows[used_rows[0] : used_rows[-1] + 1]
    columns = columns[used_columns[0] : used_columns[-1] + 1]
    texts = [row[used_columns[0] : used_columns[-1] + 1] for row in texts[used_rows[0] : used_rows[-1] + 1]]
    notices = ["有公式没有算出结果，格子是空的。请用Excel或WPS打开并保存后重新上传。"] if is_missing else []
    return _grid(texts, list(_merges(sheet, rows, columns)), name, left, notices)


def _texts(sheet: Any, formulas: Any, rows: list[int], columns: list[int]) -> tuple[list[list[str]], bool]:
    """The cells as shown, and whether a formula has no result."""
    is_missing = False
    texts = []
    for row in rows:
        line = []
        for column in columns:
            cell = sheet.cell(row, column)
            if cell.value is None and formulas.cell(row, column).data_type == "f":
                is_missing = True
            line.append(shown(cell.value, cell.number_format))
        texts.append(line)
    return texts, is_missing


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            first = dimension.min or 0
            hidden |= set(range(first, min(dimension.max or first, sheet.max_column) + 1))
    return hidden


def _merges(sheet: Any, rows: list[int], columns: list[int]) -> Iterator[Merge]:
    """Merged ranges over what is shown, counted within it."""
    row_at = {row: at for at, row in enumerate(rows)}
    column_at = {column: at for at, column in enumerate(columns)}
    for merged in sheet.merged_cells.ranges:
        down = [row_at[row] for row in range(merged.min_row, min(merged.max_row, rows[-1]) + 1) if row in row_at]
        across = [
            column_at[column]
            for column in range(merged.min_col, min(merged.max_col, columns[-1]) + 1)
            if column in column_at
        ]
        if down and across:
            yield Merge(down[0], across[0], len(down), len(across))


def _grid(
    texts: list[list[str]], merges: list[Merge], name: str, left: int = MOST_CELLS, notices: list[str] | None = None
) -> Grid:
    """A table with its title taken from the rows above the heads, and no more of it than a page shows."""
    notices = list(notices or ())
    titles, texts, merges = _titled(texts, merges)
    width = len(texts[0]) if texts else 0
    most = max(1, min(MOST_ROWS, left // max(1, min(width, MOST_COLUMNS))))
    if len(texts) > most or width > MOST_COLUMNS:
        notices.insert(
            0, f"这里只展示前{min(most, len(texts))}行、前{min(MOST_COLUMNS, width)}列，全部内容请下载文件查看。"
        )
        texts = [row[:MOST_COLUMNS] for row in texts[:most]]
        merges = [merge for merge in merges if merge.row < most and merge.column < MOST_COLUMNS]
    caption = "\u3000".join(dict.fromkeys(filter(None, [name, *titles])))
    return Grid.laid_out(texts, merges, has_head_row=len(texts) > 1, caption=caption, notice="".join(notices))


def _titled(texts: list[list[str]], merges: list[Merge]) -> tuple[list[str], list[list[str]], list[Merge]]:
    """Rows of a single text above the heads (the name of the table, 单位：万元), and the table below them."""
    titles: list[str] = []
    while len(texts) > len(titles) + 1 and len(titles) < 4 and len(texts[0]) > 1:
        row = texts[len(titles)]
        said = [text for text in row if text]
        spans_down = any(merge.row == len(titles) and merge.rowspan > 1 for merge in merges)
        if len(said) > 1 or spans_down:
            break
        titles += said or [""]
    at = len(titles)
    moved = [Merge(m.row - at, m.column, m.rowspan, m.colspan) for m in merges if m.row >= at]
    return [title for title in titles if title], texts[at:], moved
