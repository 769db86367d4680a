"""Tables in plain text: cells a line, pipes, spaces, nothing at all between them."""

from __future__ import annotations

import pytest

from gongkai.report import Report, read

HEAD = "某镇人民政府2020年政府信息公开工作年度报告\n一、总体情况\n本镇认真履职。\n二、主动公开政府信息情况\n"
TWO = (
    "第二十条第（一）项{d}信息内容{d}本年新制作数量{d}本年新公开数量{d}对外公开总数量{d}规章{r}0{d}0{d}0{d}"
    "规范性文件{r}{normative}{d}第二十条第（五）项{d}信息内容{d}上一年项目数量{d}本年增/减{d}处理决定数量{d}"
    "行政许可{r}21{d}+19{d}40{d}其他对外管理服务事项{r}0{d}0{d}0"
)


def _report(normative: str, d: str = "\n", r: str = "\n") -> Report:
    return read((HEAD + TWO.format(d=d, r=r, normative=normative)).encode())


@pytest.mark.parametrize(
    ("d", "r"),
    [
        ("\n", "\n"),
        ("\n\n", "\n\n"),
        (" | ", " | "),
        ("\n|\n", "\n|\n"),
        (" |\n", " |\n"),
        ("\t", "\t"),
        ("   ", "   "),
    ],
)
def test_a_row_is_read_whatever_divides_its_cells(d: str, r: str) -> None:
    report = _report(d.join(("15", "14", "83")), d, r)
    assert report.edition == "2019"
    row = [report.cells[f"documents/normative/{c}"] for c in ("made", "disclosed", "total")]
    assert row == [15, 14, 83]
    assert report.cells["licensing/licences/change"] == 19


def test_a_run_of_digits_that_can_be_cut_in_several_ways_is_a_doubt_with_the_ways() -> None:
    text = HEAD + TWO.format(d="", r="", normative="898989").replace("21+1940", "0+00")
    report = read(text.encode())
    assert "documents/normative/made" not in report.cells
    doubt = next(d for d in report.doubts if d.cell == "documents/normative/made")
    assert {8, 89} <= set(doubt.candidates)
    assert doubt.text == "898989"


def test_a_run_of_digits_that_can_be_cut_in_one_way_is_read() -> None:
    report = read((HEAD + TWO.format(d="", r="", normative="007").replace("21+1940", "0+00")).encode())
    assert [report.cells[f"documents/normative/{c}"] for c in ("made", "disclosed", "total")] == [0, 0, 7]


APPLICATIONS = (
    "三、收到和处理政府信息公开申请情况（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况"
    "自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
)


def test_sums_of_the_row_decide_how_its_digits_are_cut() -> None:
    text = APPLICATIONS + "一、本年新收政府信息公开申请数量230 000023二、上年结转政府信息公开申请数量0000000"
    report = read(text.encode())
    columns = ("person", "business", "research", "welfare", "legal", "other", "total")
    assert [report.cells[f"applications/received/{c}"] for c in columns] == [23, 0, 0, 0, 0, 0, 23]


def test_the_numbering_of_the_next_label_is_no_digit_of_the_row_before() -> None:
    text = (
        APPLICATIONS + "三、本年度办理结果（三）不予公开1.属于国家秘密10000012.其他法律行政法规禁止公开2000002"
        "3.危及“三安全一稳定”0000000"
    )
    report = read(text.encode())
    assert report.cells["applications/withheld.state_secret/total"] == 1
    assert report.cells["applications/withheld.prohibited_by_law/person"] == 2


def test_a_row_that_lost_its_blank_cells_is_a_doubt() -> None:
    rows = "一、本年新收政府信息公开申请数量\n3\n3\n二、上年结转政府信息公开申请数量\n0\n0\n0\n0\n0\n0\n0\n"
    report = read((APPLICATIONS + "\n" + rows).encode())
    assert "applications/received/total" not in report.cells
    assert report.cells["applications/carried_in/total"] == 0


def test_a_single_number_between_dividers_is_never_cut() -> None:
    text = HEAD + "第二十条第（六）项\n行政处罚\n224\n行政强制\n0\n0\n0\n"
    report = read(text.encode())
    assert "enforcement/penalties/previous" not in report.cells


def test_labels_in_a_sentence_are_no_rows_of_a_table() -> None:
    text = "某局2022年政府信息公开工作年度报告\n一、总体情况\n全年办理行政许可12件，行政处罚3件\n"
    text += "二、主动公开政府信息情况\n"
    text += (
        "第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n40\n第二十条第（六）项\n信息内容\n本年处理决定数量\n"
    )
    text += "行政处罚\n0\n行政强制\n0\n"
    report = read(text.encode())
    assert report.cells["licensing/licences/decisions"] == 40
    assert report.cells["enforcement/penalties/decisions"] == 0


def test_a_row_that_the_form_lacks_is_listed_and_moves_nothing() -> None:
    text = HEAD + TWO.format(d="\n", r="\n", normative="87\n0\n0\n其他主动公开文件\n5\n6\n7")
    report = read(text.encode())
    assert report.cells["documents/normative/made"] == 87
    assert [row.values for row in report.unplaced] == [("5", "6", "7")]


def test_columns_in_another_order_are_read_by_their_heads() -> None:
    text = HEAD + TWO.format(d="\n", r="\n", normative="1\n2\n30").replace(
        "本年新制作数量\n本年新公开数量", "本年新公开数量\n本年新制作数量"
    )
    report = read(text.encode())
    assert report.cells["documents/normative/made"] == 2
    assert report.cells["documents/normative/disclosed"] == 1


def test_the_unit_in_a_head_holds_for_its_column() -> None:
    text = HEAD + "第二十条第（九）项\n信息内容\n采购项目数量\n采购总金额（万元）\n政府集中采购\n13\n477.35\n"
    assert read(text.encode()).cells["procurement/procurement/amount"] == 4773500


def test_a_piped_row_with_fewer_cells_than_its_heads_is_not_filled_up() -> None:
    table = (
        "| 第二十条第（一）项 |\n|---|\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n"
        "| 规章 | 22 | 235 |\n|---|---|---|\n| 行政规范性文件 | 34 | 55 | 189 |\n"
    )
    report = read(("二、主动公开政府信息情况\n" + table).encode())
    assert [cell for cell in report.cells if "/regulations/" in cell] == []
    assert report.cells["documents/normative/in_force"] == 189


@pytest.mark.parametrize("row", ["158- 2017328", "0--20", "3-- 712"])
def test_a_dash_that_may_be_a_sign_or_nothing_is_a_doubt(row: str) -> None:
    text = HEAD + TWO.format(d="", r="", normative="000").replace("21+1940", row) + "\n第二十条第（六）项行政处罚0-0"
    report = read(text.encode())
    assert "licensing/licences/change" not in report.cells


def test_a_line_of_numbers_that_floats_between_labels_is_placed_by_the_order_of_the_form() -> None:
    rows = [f"{n}  0  0  0  0  0  {n}" for n in (5, 1, 2, 1)]
    text = APPLICATIONS + (
        f"\n一、本年新收政府信息公开申请数量  {rows[0]}\n二、上年结转政府\n{rows[1]}\n信息公开申请数量\n"
        f"四、结转下年度继续办理  {rows[2]}\n"
    )
    report = read(text.encode())
    assert report.cells["applications/received/total"] == 5
    assert "applications/carried_out/total" in report.cells
    assert report.cells.get("applications/carried_in/total", 1) == 1
