"""A comparison before people: terminal and page."""

from __future__ import annotations

import re

from busy import busy_report
from lxml import html

from gongkai.report import compare
from gongkai.report.comparison.showing import as_html, as_text, fragment
from gongkai.report.report import Section


def test_the_terminal_shows_both_figures_the_change_and_the_rate() -> None:
    a, b = busy_report(1), busy_report(1)
    a.cells["applications/withheld.state_secret/person"] = 100
    b.cells["applications/withheld.state_secret/person"] = 150
    a.cells["applications/granted/person"] = None
    b.cells["applications/granted/person"] = 4
    lines = as_text(compare(a, b)).splitlines()
    assert "表三　收到和处理政府信息公开申请情况" in lines
    assert "  （三）不予公开　1.属于国家秘密：自然人100→150（+50，+50%）" in lines
    assert "  三、本年度办理结果　（一）予以公开：自然人空白→4" in lines


def test_equal_reports_are_said_to_be_equal() -> None:
    result = compare(busy_report(1), busy_report(1))
    assert "完全相同" in as_text(result)
    assert "完全相同" in as_html(result)


def test_the_page_is_self_contained_and_its_text_is_escaped() -> None:
    a, b = busy_report(1), busy_report(2)
    b.agency = "<script>x</script>"
    b.sections[0] = Section("一", "overview", "总体情况", "<img src=x>新写的一句。")
    page = as_html(compare(a, b))
    assert not re.search(r"<script|https?://|<link|<img|url\(", page)
    assert '<html lang="zh-Hans">' in page


def test_changes_of_text_are_marked_as_inserted_and_deleted() -> None:
    a, b = busy_report(1), busy_report(1)
    a.sections[0] = Section("一", "overview", "总体情况", "全年收到申请18件。")
    b.sections[0] = Section("一", "overview", "总体情况", "全年收到申请23件。")
    page = html.document_fromstring(as_html(compare(a, b)))
    assert [element.text for element in page.iter("del")] == ["18"]
    assert [element.text for element in page.iter("ins")] == ["23"]


def test_every_moved_cell_is_a_row_of_the_table_with_four_figures() -> None:
    result = compare(busy_report(1), busy_report(2))
    page = html.document_fromstring(as_html(result))
    rows = [row for row in page.iter("tr") if row.find("td") is not None]
    assert len(rows) == len(result.cells)
    assert {len(row.findall("td")) for row in rows} == {4}


def test_findings_between_the_years_stand_on_top() -> None:
    a = busy_report(3)
    b = busy_report(4, previous=a)
    b.cells["applications/carried_in/person"] = (b.cells["applications/carried_in/person"] or 0) + 9
    result = compare(a, b)
    assert result.findings[0].message in as_text(result)
    text = fragment(result)
    assert text.index("两年之间的问题") < text.index("有变化的数")
    assert not re.search(r"<html|<style", text)


def test_forms_that_changed_are_said_to_have_no_such_item() -> None:
    text = as_text(compare(busy_report(1, "2019"), busy_report(1, "2021")))
    assert "无此项" in text
    assert "与拆分后3行之和对照" in text
