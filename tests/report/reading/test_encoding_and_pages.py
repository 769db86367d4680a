"""Pages of the wild: encodings, chrome around the article, escaped and nested markup."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from busy import busy_report

from gongkai.errors import Unreadable
from gongkai.report import Report, read
from gongkai.report.reading.encoding import decode
from gongkai.report.writing import render

TEXT = "政府信息公开：规章、规范性文件，第二十条第（一）项"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("gb18030"), TEXT.encode("utf-16"),
        b'<meta charset="gb2312">' + TEXT.encode(), b'<meta charset="utf-8">' + TEXT.encode("gb18030"),
        (TEXT + "12\n").encode("utf-16-le"),
    ],
)  # fmt: skip
def test_text_is_decoded_by_its_bytes_whatever_they_declare(data: bytes) -> None:
    assert TEXT in decode(data)


def test_a_character_cut_at_the_end_does_not_lose_the_text() -> None:
    assert decode(TEXT.encode()[:-1]).startswith(TEXT[:-1])


@pytest.fixture(scope="module")
def report() -> Report:
    return busy_report(7, "2021")


@pytest.fixture(scope="module")
def markup(report: Report) -> str:
    return render(report, "html").decode()


def _body(markup: str) -> str:
    return markup[markup.index("<body") :].partition(">")[2].rpartition("</body>")[0]


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "inside layout tables": lambda page: (
        f"<table><tr><td>导航</td><td><table><tr><td>{page}</td></tr></table></td></tr></table>"
    ),
    "with menus and a footer": lambda page: (
        "<div class=nav><a>首页</a><a>一、总体情况</a></div><div id=zoom>" + page + "</div>"
        "<div class=foot>版权所有：某某市人民政府 主办 京ICP备00000000号</div>"
    ),
    "as a JSON string in a script": lambda page: f"<script>var data = {json.dumps({'content': page})};</script>",
    "as escaped entities": lambda page: "<div>" + page.replace("&", "&amp;").replace("<", "&lt;") + "</div>",
    "in a hidden field": lambda page: "<textarea>" + page.replace("&", "&amp;").replace("<", "&lt;") + "</textarea>",
    "as Word writes cells": lambda page: page.replace("<td", "<td style='mso-x:1'").replace(
        "</td>", "<o:p></o:p></td>"
    ),
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_every_cell_of_a_page_is_read_however_it_is_wrapped(
    report: Report, markup: str, wrap: Callable[[str], str]
) -> None:
    found = read(f"<html><meta charset=utf-8><body>{wrap(_body(markup))}</body></html>".encode())
    assert found.cells == report.cells


def test_menus_and_footers_are_no_part_of_a_section(report: Report, markup: str) -> None:
    page = WRAPPINGS["with menus and a footer"](_body(markup))
    found = read(f"<html><body>{page}</body></html>".encode())
    assert [section.text for section in found.sections] == [section.text for section in report.sections]


def test_two_numbers_under_each_other_in_one_cell_are_never_one(markup: str) -> None:
    page = _replace_cell(markup, "<p>1</p><p>2</p>")
    found = read(page.encode())
    assert "licensing/licences/decisions" not in found.cells
    assert any(doubt.cell == "licensing/licences/decisions" for doubt in found.doubts)


def test_a_number_that_word_cut_into_spans_is_one(markup: str) -> None:
    found = read(_replace_cell(markup, "<span>1</span><span>2</span>").encode())
    assert found.cells["licensing/licences/decisions"] == 12


def _replace_cell(markup: str, content: str) -> str:
    start = markup.index("行政许可")
    opening = markup.index("<td", start)
    begin = markup.index(">", opening) + 1
    return markup[:begin] + content + markup[markup.index("</td>", begin) :]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body></body></html>", "没有找到"),
        ("<html><body><p>关于召开会议的通知</p></body></html>".encode(), "没有找到"),
        ("<p>指标名称 计量单位 历年累计 主动公开文件数 2018年度政府信息公开年度报告</p>".encode(), "2019年以前"),
        (
            "二、主动公开政府信息情况\n第二十条第（一）项\n规章\n0\n规范性文件\n第二十条第（五）项\n行政许可".encode(),
            "不可信",
        ),
    ],
)
def test_what_is_no_readable_report_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(data, "文件")
