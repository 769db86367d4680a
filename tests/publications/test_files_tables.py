"""The tables of a spreadsheet in the page: numbers as shown, merged cells, nothing that is hidden, and not too much."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import made_attachments as made
import openpyxl
import pytest

from gongkai.errors import Unreadable
from gongkai.publications.files import examining, sheets
from gongkai.publications.files.grids import Grid
from gongkai.publications.files.number_formats import shown

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        (None, "General", ""),
        (0, "General", "0"),
        (1605964, "General", "1605964"),
        (0.1 + 0.2, "General", "0.3"),
        (160.5964, "General", "160.5964"),
        (1e15, "General", "1000000000000000"),
        (1234567.895, "#,##0.00", "1,234,567.90"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (-0.001, "0.00", "0.00"),
        (0.1234, "0.00%", "12.34%"),
        (160.5964, '0.00"万元"', "160.60万元"),
        (1605964, ACCOUNTING, "1,605,964.00"),
        (-5, ACCOUNTING, "-5.00"),
        (0, ACCOUNTING, "-"),
        (-5, "#,##0;[Red](#,##0)", "(5)"),
        (0, "0;-0;;@", ""),
        (5, "000", "005"),
        (12.5, "#.##", "12.5"),
        (1234567, "#,##0,", "1,235"),
        (" 文字 ", "@", "文字"),
        (True, "General", "TRUE"),
        (datetime(2019, 6, 3), 'yyyy"年"m"月"d"日"', "2019年6月3日"),
        (datetime(2019, 6, 3), "[$-804]yyyy/m/d", "2019/6/3"),
        (datetime(2019, 6, 3, 8, 5), "yyyy-mm-dd hh:mm", "2019-06-03 08:05"),
        (date(2019, 6, 3), "General", "2019-06-03"),
        (time(8, 5), "h:mm", "08:05"),
    ],
)
def test_a_cell_reads_as_the_spreadsheet_shows_it(value: object, form: str, seen: str) -> None:
    assert shown(value, form) == seen


def grids(tmp_path: Path, fill: Any) -> list[Grid]:
    path = tmp_path / "kept"
    path.write_bytes(made.workbook(fill))
    tables = examining.examine(path, "xlsx", "表.xlsx").tables
    assert tables is not None
    return examining.grids(tables)


def texts(rows: Any) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def budget(book: openpyxl.Workbook) -> None:
    """A budget table as finance offices make it: title, unit, two rows of heads, amounts, a total by formula."""
    sheet = book.active
    for row in (
        ["2019年部门收支总表"], ["", "", "单位：万元"], ["项目", "预算数", ""], ["", "上年", "本年"],
        ["公用经费", 1200.5, 1605.964], ["人员经费", 300, 0.5],
    ):  # fmt: skip
        sheet.append(row)
    for area in ("A1:C1", "A3:A4", "B3:C3"):
        sheet.merge_cells(area)
    for row in sheet.iter_rows(min_row=5, min_col=2):
        for cell in row:
            cell.number_format = "#,##0.00"


def test_a_budget_reads_in_the_page_with_title_heads_and_amounts(tmp_path: Path) -> None:
    (grid,) = grids(tmp_path, budget)
    assert grid.caption == "2019年部门收支总表\u3000单位：万元"
    assert [[(cell.text, cell.scope, cell.colspan, cell.rowspan) for cell in row] for row in grid.head_rows] == [
        [("项目", "col", 1, 2), ("预算数", "colgroup", 2, 1)],
        [("上年", "col", 1, 1), ("本年", "col", 1, 1)],
    ]
    assert texts(grid.body_rows) == [["公用经费", "1,200.50", "1,605.96"], ["人员经费", "300.00", "0.50"]]
    assert [cell.is_number for cell in grid.body_rows[0]] == [False, True, True]


def test_hidden_sheets_rows_and_columns_are_in_neither_page_nor_search(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        for row in (["项目", "底稿", "金额"], ["甲", "秘密一", 1], ["乙", "秘密二", 2], ["丙", "秘密三", 3]):
            sheet.append(row)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("A1:B1")
        for state in ("hidden", "veryHidden"):
            other = book.create_sheet(state)
            other["A1"], other.sheet_state = "秘密四", state

    (grid,) = grids(tmp_path, fill)
    assert texts(grid.rows) == [["项目", "金额"], ["甲", "1"], ["丙", "3"]]
    examined = examining.examine(tmp_path / "kept", "xlsx", "表.xlsx")
    assert "秘密" not in examined.text + (examined.tables or b"").decode()
    assert "乙" not in examined.text


def test_a_formula_without_a_result_is_told_and_not_guessed(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for row in (["项目", "金额"], ["甲", 1], ["合计", "=SUM(B2:B2)"]):
            book.active.append(row)

    (grid,) = grids(tmp_path, fill)
    assert texts(grid.body_rows)[-1] == ["合计", ""]
    assert "没有算出结果" in grid.notice


def test_a_long_table_shows_its_beginning_and_says_so(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for number in range(sheets.MOST_ROWS + 50):
            book.active.append([f"第{number}行", *range(70)])

    (grid,) = grids(tmp_path, fill)
    assert sum(map(len, grid.rows)) <= sheets.MOST_CELLS
    assert all(len(row) == sheets.MOST_COLUMNS for row in grid.rows)
    assert "下载文件查看" in grid.notice


def test_each_visible_sheet_is_a_table_with_its_name(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "表一"
        book.active.append(["项目", "金额"])
        book.active.append(["甲", 1])
        book.create_sheet("空表")
        book.create_sheet("表二").append(["乙", 2])

    assert [grid.caption for grid in grids(tmp_path, fill)] == ["表一", "表二"]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("项目,金额\n甲,\"1,000\"\n".encode("utf-8-sig"), [["项目", "金额"], ["甲", "1,000"]]),
        ("项目\t金额\r\n甲\t1\r\n".encode("gb18030"), [["项目", "金额"], ["甲", "1"]]),
        ("项目,金额\n甲\n\n,,\n".encode(), [["项目", "金额"], ["甲", ""]]),
        ("=HYPERLINK(\"http://x\"),<b>\n甲,1".encode(), [["=HYPERLINK(\"http://x\")", "<b>"], ["甲", "1"]]),
    ],
)  # fmt: skip
def test_a_csv_is_a_table_whatever_its_encoding_and_its_formulas_are_words(
    tmp_path: Path, data: bytes, rows: list[list[str]]
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(data)
    (grid,) = sheets.read(path, "csv").grids
    assert texts(grid.rows) == rows


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(made.changed(made.workbook(), "xl/worksheets/sheet1.xml", b"<worksheet"))
    with pytest.raises(Unreadable, match="损坏"):
        sheets.read(path, "xlsx")
