"""The one layout: complete, without overlap, as the form prints it."""

from __future__ import annotations

import pytest
from busy import busy_report, mixed_report, rough_reports
from hypothesis import given

from gongkai.report.form import editions
from gongkai.report.report import Report, Section
from gongkai.report.writing.layout import UNKNOWN, Sheet, lay_out


def sheet(report: Report, name: str) -> Sheet:
    return next(sheet for sheet in lay_out(report).sheets() if sheet.name == name)


def grid(sheet: Sheet) -> list[list[str]]:
    """The text that covers each place; fails where two boxes overlap or none stands."""
    places: list[list[str | None]] = [[None] * sheet.width for _ in range(sheet.height)]
    for box in sheet.boxes:
        for row in range(box.row, box.row + box.rowspan):
            for column in range(box.column, box.column + box.colspan):
                assert places[row][column] is None, (box, places[row][column])
                places[row][column] = box.text
    assert all(text is not None for row in places for text in row)
    return [[text or "" for text in row] for row in places]


@given(rough_reports())
def test_boxes_cover_each_place_of_a_table_exactly_once(report: Report) -> None:
    for table in lay_out(report).sheets():
        grid(table)


@pytest.mark.parametrize("edition", editions())
def test_every_cell_of_the_edition_is_printed_once(edition: str) -> None:
    printed = [
        box.cell for table in lay_out(busy_report(1, edition)).sheets() for box in table.boxes if box.kind == "value"
    ]
    assert sorted(printed) == sorted(editions()[edition].cells)


def test_each_value_stands_under_its_column_and_beside_its_row() -> None:
    report = busy_report(2, "2021")
    for table in lay_out(report).sheets():
        heads = {box.key: box for box in table.boxes if box.key}
        for box in table.boxes:
            if box.kind != "value":
                continue
            cell = editions()["2021"].cells[box.cell]
            texts = [heads[key].text for key in box.headers]
            assert cell.row.printed in texts, box
            assert cell.column.label in texts, box
            for key in box.headers:
                head = heads[key]
                above = head.column <= box.column < head.column + head.colspan and head.row < box.row
                beside = head.row <= box.row < head.row + head.rowspan and head.column < box.column
                assert above or beside, (box, head)


def test_table_three_is_printed_as_the_form_prints_it() -> None:
    rows = grid(sheet(busy_report(1, "2021"), "表三"))
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert rows[0] == [corner] * 3 + ["申请人情况"] * 7
    assert rows[1] == [corner] * 3 + ["自然人"] + ["法人或其他组织"] * 5 + ["总计"]
    assert rows[2][3:] == ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    assert rows[3][:3] == ["一、本年新收政府信息公开申请数量"] * 3
    assert rows[7][:3] == ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
    assert rows[-2][:3] == ["三、本年度办理结果", "（七）总计", "（七）总计"]
    assert len(rows) == 3 + 25


def test_table_four_is_one_line_of_fifteen_numbers() -> None:
    rows = grid(sheet(busy_report(1, "2019"), "表四"))
    assert rows[0] == ["行政复议"] * 5 + ["行政诉讼"] * 10
    assert rows[1][5:] == ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
    assert rows[2] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    assert len(rows) == 4


def test_table_two_of_2019_stacks_its_blocks_in_four_columns() -> None:
    rows = grid(sheet(busy_report(1, "2019"), "表二"))
    assert rows[0] == ["第二十条第（一）项"] * 4
    assert rows[1] == ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    assert rows[-2] == ["信息内容", "采购项目数量", "采购总金额", "采购总金额"]


def test_a_mixed_form_is_printed_with_the_rows_it_has() -> None:
    labels = [row[2] for row in grid(sheet(mixed_report(1), "表三"))]
    assert "（六）其他处理" in labels
    assert not any("逾期不补正" in label for label in labels)


def test_blank_mark_zero_and_unknown_are_printed_differently() -> None:
    report = busy_report(1, "2021")
    cells = [f"applications/granted/{kind}" for kind in ("person", "business", "research", "welfare")]
    report.cells[cells[0]] = None
    report.cells[cells[1]] = None
    report.marks[cells[1]] = "/"
    report.cells[cells[2]] = 0
    del report.cells[cells[3]]
    printed = {box.cell: box.text for box in sheet(report, "表三").boxes}
    assert [printed[cell] for cell in cells] == ["", "/", "0", UNKNOWN]


def test_a_table_without_a_single_cell_is_left_out() -> None:
    report = busy_report(1, "2021")
    report.cells = {cell: value for cell, value in report.cells.items() if not cell.startswith("remedies/")}
    assert [table.name for table in lay_out(report).sheets()] == ["表二", "表三"]


def test_a_table_whose_section_is_missing_stands_where_the_form_has_it() -> None:
    report = busy_report(1, "2021")
    report.sections = [section for section in report.sections if section.key != "applications"]
    parts = lay_out(report).parts
    at = next(number for number, part in enumerate(parts) if part.sheet is not None and part.sheet.name == "表三")
    assert parts[at].heading == ""
    assert parts[at - 1].heading.startswith("二、")
    assert parts[at + 1].heading.startswith("四、")


def test_the_byline_says_what_the_title_does_not() -> None:
    report = busy_report(1, "2021")
    assert lay_out(report).byline == ""
    report.title = "政府信息公开工作年度报告"
    assert lay_out(report).byline == f"发布机构：{report.agency}　报告年度：{report.year}年"


@pytest.mark.parametrize(
    ("agency", "year", "title"),
    [
        ("青岚市人民政府", 2023, "青岚市人民政府2023年政府信息公开工作年度报告"),
        ("青岚市人民政府", None, "青岚市人民政府政府信息公开工作年度报告"),
        ("", 2023, "2023年政府信息公开工作年度报告"),
        ("", None, "政府信息公开工作年度报告"),
    ],
)
def test_a_report_without_a_title_gets_the_forms_title_of_what_is_known(
    agency: str, year: int | None, title: str
) -> None:
    report = busy_report(1)
    report.agency, report.year, report.title = agency, year, ""
    assert lay_out(report).title == title


def test_characters_that_no_document_can_hold_are_not_printed() -> None:
    report = busy_report(1, "2021")
    report.sections = [Section("一", "overview", "总体情况", "甲\x00乙\x0b\ud800丙\r\n丁")]
    assert lay_out(report).parts[0].paragraphs == ("甲乙丙", "丁") or lay_out(report).parts[0].paragraphs == (
        "甲乙", "丙", "丁",
    )  # fmt: skip
