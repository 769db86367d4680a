"""XLSX: named cells, live totals with their numbers in place, contradictions kept, no formula from text."""

from __future__ import annotations

import io
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from busy import AWKWARD, busy_report, rough_reports
from hypothesis import given, settings
from openpyxl import load_workbook

from gongkai.report.form import editions
from gongkai.report.report import Report, Section, plain
from gongkai.report.writing import render
from gongkai.report.writing.layout import lay_out


def opened(report: Report, *, formulas: bool = False) -> Any:
    return load_workbook(io.BytesIO(render(report, "xlsx")), data_only=not formulas)


def named(book: Any, cell: str) -> Any:
    (sheet, ref) = next(iter(book.defined_names[cell.replace("/", ".")].destinations))
    return book[sheet][ref]


@given(rough_reports())
@settings(max_examples=8, deadline=None)
def test_each_cell_is_named_and_holds_its_number_without_calculation(report: Report) -> None:
    book = opened(report)
    for cell in (box.cell for sheet in lay_out(report).sheets() for box in sheet.boxes if box.cell):
        found = named(book, cell).value
        if cell not in report.cells:
            assert found == "？"
        elif report.cells[cell] is None:
            assert found == report.marks.get(cell)
        else:
            assert Decimal(str(found)) == report.cells[cell]


@pytest.mark.parametrize("edition", editions())
def test_totals_that_add_up_are_formulas(edition: str) -> None:
    report = busy_report(3, edition)
    book = opened(report, formulas=True)
    totals = [c for c in report.cells if c.endswith("/total") and c.startswith(("applications/", "remedies/"))]
    totals += [c for c in report.cells if c.startswith("applications/closed/")]
    for cell in totals:
        assert str(named(book, cell).value).startswith("=SUM("), cell
    others = [cell for cell in report.cells if cell not in totals]
    assert not [cell for cell in others if str(named(book, cell).value).startswith("=")]


def test_a_total_that_does_not_add_up_stays_as_printed_and_is_marked() -> None:
    report = busy_report(3)
    cell = "applications/granted/total"
    right = report.cells[cell]
    report.cells[cell] = (right or 0) + 5
    found = named(opened(report, formulas=True), cell)
    assert found.value == report.cells[cell]
    assert plain(right or 0) in found.comment.text
    assert found.fill.fgColor.rgb == "FFF8D7DA"


def test_a_sum_over_a_blank_is_no_formula() -> None:
    report = busy_report(3)
    report.cells["applications/granted/person"] = None
    book = opened(report, formulas=True)
    assert named(book, "applications/granted/total").value == report.cells["applications/granted/total"]
    assert named(book, "applications/granted/total").comment is None


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", *AWKWARD])
def test_text_of_a_report_never_becomes_a_formula(text: str) -> None:
    report = busy_report(1)
    report.title = text
    report.agency = text
    report.sections = [Section("一", "overview", "=总体", f"{text}\n正文")]
    report.cells["applications/granted/person"] = None
    report.marks["applications/granted/person"] = "=9"
    book = opened(report, formulas=True)
    assert book["正文"]["A1"].data_type == "s"
    assert not [c for sheet in ("正文", "说明") for row in book[sheet] for c in row if c.data_type == "f"]
    assert named(book, "applications/granted/person").data_type == "s"


def test_a_number_too_long_for_a_spreadsheet_is_kept_to_the_last_digit() -> None:
    report = busy_report(1, "2019")
    report.cells["procurement/procurement/amount"] = Decimal("1234567890123456.78")
    assert named(opened(report), "procurement/procurement/amount").value == "1234567890123456.78"


def test_decimals_show_the_places_that_were_printed() -> None:
    report = busy_report(1, "2019")
    report.cells["procurement/procurement/amount"] = Decimal("75394432.50")
    found = named(opened(report), "procurement/procurement/amount")
    assert found.number_format == "0.00"
    assert found.value == 75394432.5


def test_the_sheet_of_findings_tells_what_is_wrong_and_where() -> None:
    report = busy_report(3)
    report.cells["applications/granted/total"] = (report.cells["applications/granted/total"] or 0) + 5
    rows = [[cell.value for cell in row] for row in opened(report)["检查结果"]]
    assert rows[0] == ["程度", "规则", "单元格", "说明"]
    assert any(row[0] == "错误" and row[1] == "applications.row_total" and row[2] == "表三 J6" for row in rows)


def test_a_report_without_findings_says_so() -> None:
    assert [cell.value for cell in opened(busy_report(3))["检查结果"][2]] == ["无", "—", "—", "没有发现问题。"]


def test_what_the_report_is_stands_on_a_hidden_last_sheet() -> None:
    report = busy_report(3)
    book = opened(report)
    assert book.sheetnames[-1] == "说明"
    assert book["说明"].sheet_state == "hidden"
    facts = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert (facts["edition"], facts["agency"], facts["year"]) == (report.edition, report.agency, str(report.year))


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_calculates_the_same_totals(tmp_path: Path) -> None:
    report = busy_report(9)
    (tmp_path / "r.xlsx").write_bytes(render(report, "xlsx"))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    for to, source in (("ods", "r.xlsx"), ("xlsx:Calc MS Excel 2007 XML", "r.ods")):
        step = [*office, to, "--outdir", tmp_path / "back" if to != "ods" else tmp_path, tmp_path / source]
        subprocess.run(step, check=True, capture_output=True, timeout=120)
    book = load_workbook(tmp_path / "back" / "r.xlsx", data_only=True)
    for cell in ("applications/closed/person", "applications/received/total", "remedies/reconsideration/total"):
        assert named(book, cell).value == report.cells[cell]
