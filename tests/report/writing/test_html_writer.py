"""HTML: self-contained, accessible, escaped; the fragment for a site."""

from __future__ import annotations

import re

import pytest
from busy import busy_report, rough_report
from lxml import etree, html

from gongkai.report.form import editions
from gongkai.report.report import Report, Section
from gongkai.report.writing import anchor, fragment, render


def tree(report: Report) -> html.HtmlElement:
    return html.document_fromstring(render(report, "html").decode())


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    page = render(busy_report(1), "html").decode()
    assert not re.search(r"<script|\bon\w+=|https?://|url\(|@import|<link|<img", page)
    assert re.search(r'<html lang="zh-Hans">', page)


def test_text_of_the_report_never_becomes_markup() -> None:
    report = busy_report(1)
    report.title = '<script>alert("1")</script>年度报告'
    report.agency = '"><img src=x>'
    report.sections = [Section("一", "overview", "总体<b>情况</b>", "<img src=x onerror=alert(1)> &lt; & “引号”")]
    report.cells["applications/granted/person"] = None
    report.marks["applications/granted/person"] = "<i>/"
    page = tree(report)
    assert not page.xpath("//script | //img | //b | //i")
    assert page.xpath("//h2")[0].text == "一、总体<b>情况</b>"
    assert page.xpath("//p[@class='gk-report__text']")[0].text == "<img src=x onerror=alert(1)> &lt; & “引号”"


@pytest.mark.parametrize("edition", editions())
def test_every_number_names_heads_that_exist_and_are_heads(edition: str) -> None:
    page = tree(busy_report(1, edition))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    heads = {element.get("id"): element for element in page.iter("th")}
    cells = [element for element in page.iter("td") if element.get("data-cell")]
    assert len(cells) == len(editions()[edition].cells)
    for element in cells:
        cell = editions()[edition].cells[element.get("data-cell")]
        texts = [heads[key].text_content() for key in element.get("headers").split()]
        assert cell.row.printed in texts
        assert cell.column.label in texts
    assert all(element.get("scope") in {"row", "col", "rowgroup", "colgroup"} for element in heads.values())
    assert len(page.xpath("//caption")) == 3


def test_each_table_scrolls_in_a_region_that_the_keyboard_reaches() -> None:
    page = tree(busy_report(1))
    for table in page.iter("table"):
        region = table.getparent()
        assert region.get("role") == "region"
        assert region.get("tabindex") == "0"
        assert page.get_element_by_id(region.get("aria-labelledby")).tag == "caption"


def test_rows_cover_the_same_width_when_spans_are_counted() -> None:
    for table in tree(rough_report(3, "2019")).iter("table"):
        hanging: dict[int, int] = {}
        widths = []
        for row in table.iter("tr"):
            width = sum(1 for left in hanging.values() if left)
            hanging = {column: left - 1 for column, left in hanging.items() if left}
            column = 0
            for cell in row:
                span, down = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                width += span
                while column in hanging:
                    column += 1
                for place in range(column, column + span):
                    if down > 1:
                        hanging[place] = down - 1
                column += span
            widths.append(width)
        assert len(set(widths)) == 1, widths


def test_a_fragment_has_no_head_no_style_and_an_anchor_for_each_cell() -> None:
    report = busy_report(1)
    text = fragment(report)
    assert not re.search(r"<html|<head|<style|style=", text)
    found = set(re.findall(r'id="(cell-[^"]+)"', text))
    assert found == {anchor(cell) for cell in report.cells}
    assert len(found) == len(report.cells)


def test_two_fragments_can_stand_in_one_page() -> None:
    text = fragment(busy_report(1), prefix="old", anchors=False) + fragment(busy_report(2), prefix="new")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_a_marked_cell_says_so_in_its_class_and_in_words_and_links_to_its_finding() -> None:
    cell = "applications/received/total"
    text = fragment(busy_report(1), marks={cell: "error"}, links={cell: "#finding-1"})
    element = html.fragment_fromstring(text).get_element_by_id(anchor(cell))
    assert "gk-cell--error" in element.get("class").split()
    assert element.find("a").get("href") == "#finding-1"
    assert "错误" in element.text_content()


def test_an_unknown_value_looks_different_from_a_blank() -> None:
    report = busy_report(1)
    report.cells["applications/granted/person"] = None
    del report.cells["applications/granted/business"]
    page = tree(report)
    blank = page.get_element_by_id(anchor("applications/granted/person"))
    unknown = page.get_element_by_id(anchor("applications/granted/business"))
    assert blank.text_content() == ""
    assert "gk-cell--unknown" not in blank.get("class")
    assert unknown.text_content() == "？"
    assert "gk-cell--unknown" in unknown.get("class")


def test_the_page_is_well_formed() -> None:
    # What a strict parser accepts is nested rightly; void elements are closed for it.
    page = render(rough_report(1), "html").decode()
    strict = re.sub(r"<(meta)([^>]*)>", r"<\1\2/>", page.removeprefix("<!DOCTYPE html>\n"))
    etree.fromstring(strict)
