"""XLSX to blocks: visible cells with their references and spans, numbers as stored, prose as lines."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import packed, rows_of, shown
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Grid, Line
from gongkai.report.reading.workbook import plain_number
from gongkai.report.reading.xlsx import blocks

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet(rows: list[list[object]], *merges: str) -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        for row in rows:
            book.active.append(row)
        for merge in merges:
            book.active.merge_cells(merge)

    return saved(fill)


def hand_made(rows: str, before: str = "", shared: str | None = None) -> bytes:
    """A workbook whose sheet is written by hand."""
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{before}<sheetData>{rows}</sheetData></worksheet>',
    }
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{S}">{shared}</sst>'
    return packed(parts)


def test_a_table_keeps_its_references_spans_and_sheet() -> None:
    data = sheet([["信息内容", "制发", None], ["规章", 1, 2]], "B1:C1")
    (grid,) = blocks(data, name="a.xlsx")
    assert isinstance(grid, Grid)
    assert (grid.sheet, grid.number, grid.spans_known) == ("Sheet", 1, True)
    assert rows_of(grid) == [["信息内容", "制发<2x1>"], ["规章", "1", "2"]]
    assert [[cell.ref for cell in row] for row in grid.rows] == [["A1", "B1"], ["A2", "B2", "C2"]]


def test_a_blank_cell_within_a_table_is_blank() -> None:
    assert shown(blocks(sheet([["甲", None, 3], ["乙", 0, None]]), name="a")) == [[["甲", "", "3"], ["乙", "0", ""]]]


def test_prose_over_the_width_and_headings_are_lines_and_a_short_head_above_a_table_is_its_row() -> None:
    rows: list[list[object]] = [
        ["某区2021年政府信息公开工作年度报告"],
        ["一、总体情况"],
        ["全年公开信息1029条。"],
        ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数"],
        ["规章", 0],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["三、收到和处理政府信息公开申请情况"],
        ["新收", 1],
    ]
    merges = [f"A{row}:B{row}" for row in (1, 2, 3, 4, 5, 8, 10)]
    assert shown(blocks(sheet(rows, *merges), name="a")) == [
        "某区2021年政府信息公开工作年度报告",
        "一、总体情况",
        "全年公开信息1029条。",
        "二、主动公开政府信息情况",
        [
            ["第二十条第（一）项<2x1>"],
            ["信息内容", "本年制发件数"],
            ["规章", "0"],
            ["第二十条第（五）项<2x1>"],
            ["信息内容", "本年处理决定数量"],
        ],
        "三、收到和处理政府信息公开申请情况",
        [["新收", "1"]],
    ]


def test_a_blank_row_parts_two_tables_and_columns_that_a_table_lacks_are_not_in_it() -> None:
    data = sheet([["甲", 1], ["乙", 2], [], ["丙", 1, 2, 3], ["丁", 4, 5, 6]])
    assert shown(blocks(data, name="a")) == [[["甲", "1"], ["乙", "2"]], [["丙", "1", "2", "3"], ["丁", "4", "5", "6"]]]


def test_hidden_rows_columns_and_sheets_are_left_out() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        visible = book.active
        for row in (["甲", 7, 1], ["藏", 8, 2], ["乙", 9, 3]):
            visible.append(row)
        visible.row_dimensions[2].hidden = True
        visible.column_dimensions["B"].hidden = True
        other = book.create_sheet("底稿")
        other["A1"] = 99
        other.sheet_state = "hidden"

    assert shown(blocks(saved(fill), name="a")) == [[["甲", "1"], ["乙", "3"]]]


def test_a_merged_range_over_hidden_rows_and_columns_spans_what_is_seen() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        visible = book.active
        for row in (["合计", None, 1], [None, None, 2], [None, None, 3]):
            visible.append(row)
        visible.merge_cells("A1:B3")
        visible.row_dimensions[2].hidden = True
        visible.column_dimensions["A"].hidden = True

    assert shown(blocks(saved(fill), name="a")) == [[["合计<1x2>", "1"], ["3"]]]


def test_several_sheets_come_in_order_each_named() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "表二"
        book.active.append(["规章", 1])
        other = book.create_sheet("表四")
        other.append(["结果维持", 2])

    found = blocks(saved(fill), name="a")
    assert [(grid.sheet, grid.number) for grid in found if isinstance(grid, Grid)] == [("表二", 1), ("表四", 2)]


def test_rich_text_is_its_runs_and_a_formula_its_stored_result() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        bold = TextBlock(InlineFont(b=True), "规")
        book.active.append([CellRichText([bold, "章"]), 5])

    assert shown(blocks(saved(fill), name="a")) == [[["规章", "5"]]]
    formula = '<row r="1"><c r="A1" t="str"><f>A2</f><v>甲</v></c><c r="B1"><f>SUM(C1)</f><v>12</v></c></row>'
    assert shown(blocks(hand_made(formula), name="a")) == [[["甲", "12"]]]


CELLS = [
    ('<c r="A1" t="s"><v>1</v></c>', "乙"),
    ('<c r="A1" t="s"><v>9</v></c>', None),                 # no such shared text
    ('<c r="A1" t="inlineStr"><is><t>内</t></is></c>', "内"),
    ('<c r="A1" t="inlineStr"><is><r><t>内</t></r><r><t>文</t></r><rPh><t>nei</t></rPh></is></c>', "内文"),
    ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
    ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
    ('<c r="A1"><v>-1.80E+1</v></c>', "-18"),
    ('<c><v>3</v></c>', "3"),                               # without a reference: the next place
]  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), CELLS, ids=range(len(CELLS)))
def test_every_kind_of_cell_is_read_as_it_is_shown(cell: str, expected: str | None) -> None:
    rows = f'<row r="1">{cell}<c r="B1"><v>0</v></c><c r="C1"><v>0</v></c></row>'
    (grid,) = blocks(hand_made(rows, shared="<si><t>甲</t></si><si><t>乙</t></si>"), name="a")
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[0]] == [*([expected] if expected else []), "0", "0"]


STORED = [
    ("12", "12"), ("12.0", "12"), ("1.23E+2", "123"), ("1.5E-3", "0.0015"), ("-0", "-0"), ("160.5964", "160.5964"),
    ("0.10000000000000001", "0.1"), ("75394432.519999996", "75394432.52"), ("1E400", "1E400"), ("abc", "abc"),
    ("24252.311082000001", "24252.311082"), ("100", "100"), ("1E2", "100"),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "expected"), STORED)
def test_a_stored_number_is_written_plainly(stored: str, expected: str) -> None:
    assert plain_number(stored) == expected


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_of_up_to_fifteen_digits_survives_its_binary_fraction(number: object) -> None:
    text = f"{number:f}"
    shown_as = plain_number(f"{float(text):.17g}")
    assert float(shown_as) == float(text)
    assert len(shown_as) <= len(text)


BROKEN = [
    (packed({"xl/styles.xml": "<x/>"}), "workbook.xml"),
    (hand_made('<row r="1"><c r="A1"'), "不是完整的XML"),
    (hand_made(""), "没有可见的内容"),
    (hand_made("".join(f'<row r="{k}"><c r="A{k}"><v>1</v></c></row>' for k in range(1, 6000))), "数据表"),
]


@pytest.mark.parametrize(("data", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_or_too_long_workbook_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        blocks(data, name="a.xlsx")
    assert words in caught.value.message
    assert caught.value.message.endswith("。")


def test_a_cell_at_the_far_end_of_the_sheet_costs_nothing() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576"><v>9</v></c></row>'
    assert shown(blocks(hand_made(rows), name="a")) == [[["1", "2"]]]


def test_a_merged_range_over_the_whole_sheet_is_cut_at_the_content() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c></row>'
    data = hand_made(rows + '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>')
    (grid,) = blocks(data, name="a")
    assert isinstance(grid, Grid)
    assert (grid.rows[0][0].text, grid.rows[0][0].colspan, grid.rows[0][0].rowspan) == ("1", 200, 2)


def test_a_line_says_its_row_and_sheet() -> None:
    (found,) = blocks(sheet([["本报告由某区政府编制。"]]), name="a")
    assert isinstance(found, Line)
    assert (found.number, found.sheet) == (1, "Sheet")
