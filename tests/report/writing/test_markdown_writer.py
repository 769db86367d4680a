"""Markdown: pipe tables with equal columns, labels beside their numbers, marks escaped."""

from __future__ import annotations

import pytest
from busy import AWKWARD, busy_report
from markdown_it import MarkdownIt

from gongkai.report.form import editions
from gongkai.report.report import Section, plain
from gongkai.report.writing import render


def rendered(text: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(text)


@pytest.mark.parametrize("edition", editions())
def test_each_line_of_a_table_has_as_many_cells_as_its_head(edition: str) -> None:
    text = render(busy_report(1, edition), "md").decode()
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({line.count("|") for line in block.splitlines()}) == 1, block


@pytest.mark.parametrize("edition", editions())
def test_each_row_of_table_three_reads_label_then_seven_numbers(edition: str) -> None:
    report = busy_report(3, edition)
    text = render(report, "md").decode()
    for row in editions()[edition].table("applications").rows:
        numbers = [plain(report.cells[f"applications/{row.id}/{column.id}"] or 0) for column in
                   editions()[edition].table("applications").columns]  # fmt: skip
        groups = [group.printed for group in row.path]
        groups += [""] * (2 - len(groups))
        line = "| " + " | ".join([*groups, row.printed, *numbers]) + " |"
        assert line in text.splitlines(), line


@pytest.mark.parametrize("sentence", AWKWARD)
def test_a_sentence_is_shown_as_it_is_by_a_markdown_program(sentence: str) -> None:
    report = busy_report(1)
    report.sections = [Section("一", "overview", "总体情况", sentence)]
    shown = rendered(render(report, "md").decode())
    body = shown.partition("</h2>\n<p>")[2].partition("</p>")[0]
    plain_text = body.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert plain_text == sentence
