"""The six sections by number and words, and whose report it is on which year."""

from __future__ import annotations

import pytest

from gongkai.report.reading.identity import identify
from gongkai.report.reading.sections import heading, prose, sections, split_headings


@pytest.mark.parametrize(
    ("line", "number", "section"),
    [
        ("一、总体情况", "一", "overview"), ("一、概述", "一", "overview"),
        ("# 二、主动公开政府信息情况", "二", "proactive"),
        ("三、收到和处理政府信息公开申请情况：", "三", "applications"),
        ("三．收到和处理政府信息公开申请的情况", "三", "applications"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "四", "remedies"),
        ("五、存在问题及整改措施", "五", "problems"), ("六、其他需要报告的事项", "六", "other"),
        ("第六部分 其他需要报告的事项", "", ""), ("總體情況", "", "overview"),
    ],
)  # fmt: skip
def test_a_heading_is_known_by_its_words_and_number(line: str, number: str, section: str) -> None:
    found = heading(line)
    assert (found.number, found.key) == (number, section) if section else found is None


@pytest.mark.parametrize(
    "line",
    [
        "（一）主动公开政府信息情况",
        "一是总体情况良好。",
        "1.总体情况",
        "本报告由总体情况、主动公开政府信息情况等组成。",
        "七、附则",
        "",
    ],
)
def test_parts_of_sections_and_sentences_are_no_headings(line: str) -> None:
    assert heading(line) is None


def test_a_line_that_runs_sections_together_is_cut_at_its_headings() -> None:
    line = "本报告。一、总体情况2019年，我区。二、主动公开政府信息情况 表五、存在的主要问题及改进情况无。"
    assert split_headings(line) == [
        "本报告。", "一、总体情况2019年，我区。", "二、主动公开政府信息情况 表", "五、存在的主要问题及改进情况无。",
    ]  # fmt: skip


def test_lines_that_the_page_wrapped_are_one_paragraph_again() -> None:
    lines = ["一、总体情况", "　　全年主动公开政府信息一千余条，其中规范性文件二十", "二件，全部公布。", "　　第二段。"]
    _, found = sections([prose(line, fresh=False) for line in lines], wrapped=True)
    assert found[0].text == "全年主动公开政府信息一千余条，其中规范性文件二十二件，全部公布。\n第二段。"


@pytest.mark.parametrize(
    ("lines", "titles", "agency", "year"),
    [
        (["西青开发区2019年政府信息公开工作", "年度报告"], [], "西青开发区", 2019),
        (["2025 年上海市人民政府办公厅政府信息公开", "工作年度报告"], [], "上海市人民政府办公厅", 2025),
        (["淮安市人民政府", "2024年政府信息公开工作年度报告"], [], "淮安市人民政府", 2024),
        (["标题: 平潭综合实验区2019年度政府信息公开工作年度报告"], [], "平潭综合实验区", 2019),
        (["现公布区统计局2023年政府信息公开工作年度报告。"], [], "区统计局", 2023),
        (["首页"], ["某县教育局2021年政府信息公开年报_某县政府网"], "某县教育局", 2021),
        (
            ["某街道办事处政府信息公开工作年度报告", "数据统计期限自2020年1月1日起至2020年12月31日止。"],
            [],
            "某街道办事处",
            2020,
        ),
        (["麻陽縣板栗樹鄉人民政府2022年政府信息公開工作年度報告"], [], "麻阳县板栗树乡人民政府", 2022),
        (["二〇二三年度某市人民政府信息公开工作年度报告"], [], "某市人民政府", 2023),
        (["没有题目的文字"], [], "", None),
    ],
)
def test_agency_and_year_are_taken_from_the_title_or_the_opening(
    lines: list[str], titles: list[str], agency: str, year: int | None
) -> None:
    found = identify(lines, titles)
    assert (found.agency, found.year) == (agency, year)
