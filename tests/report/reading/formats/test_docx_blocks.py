"""DOCX to blocks: what is printed, in its order, with merged cells and the numbers that Word makes itself."""

from __future__ import annotations

import io

import docx
import pytest
from made_files import W, p, packed, rows_of, shown, tc, word

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Grid, Line
from gongkai.report.reading.docx import blocks
from gongkai.report.reading.numbering import written


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def controlled(content: str) -> str:
    return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def read(body: str, **parts: str) -> list[str | list[list[str]]]:
    return shown(blocks(word(body, **parts), name="a.docx"))


SPAN, DOWN, ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

BODIES = {
    "paragraphs and tables in order": (
        p("一、总体情况") + table(row(tc("规章"), tc("0"))) + p("完"),
        ["一、总体情况", [["规章", "0"]], "完"],
    ),
    "an empty paragraph is no line": (p("甲") + "<w:p/>" + p(" ") + p("乙"), ["甲", "乙"]),
    "a cell over two columns": (
        table(row(tc("信息内容", SPAN)), row(tc("规章"), tc("0"))),
        [[["信息内容<2x1>"], ["规章", "0"]]],
    ),
    "a cell over three rows": (
        table(row(tc("合计", DOWN), tc("1")), row(tc("", ON), tc("2")), row(tc("", ON), tc("3"))),
        [[["合计<1x3>", "1"], ["2"], ["3"]]],
    ),
    "a second restart begins a new cell": (
        table(row(tc("甲", DOWN), tc("1")), row(tc("乙", DOWN), tc("2")), row(tc("", ON), tc("3"))),
        [[["甲", "1"], ["乙<1x2>", "2"], ["3"]]],
    ),
    "a continuation of another width is a cell of its own": (
        table(row(tc("甲", DOWN), tc("1")), row(tc("乙", ON + SPAN))),
        [[["甲", "1"], ["乙<2x1>"]]],
    ),
    "two cells side by side over rows": (
        table(row(tc("甲", DOWN), tc("乙", DOWN), tc("1")), row(tc("", ON), tc("", ON), tc("2"))),
        [[["甲<1x2>", "乙<1x2>", "1"], ["2"]]],
    ),
    "columns left out before a row are a blank cell": (
        table(row(tc("甲"), tc("乙")), row(tc("丙"), properties='<w:gridBefore w:val="1"/>')),
        [[["甲", "乙"], ["", "丙"]]],
    ),
    "a span that is no number counts as one": (table(row(tc("甲", '<w:gridSpan w:val="x"/>'))), [[["甲"]]]),
    "a span of a billion is bounded": (table(row(tc("甲", '<w:gridSpan w:val="1000000000"/>'))), [[["甲"]]]),
    "a span of thousands is bounded": (table(row(tc("甲", '<w:gridSpan w:val="99999"/>'))), [[["甲<200x1>"]]]),
    "paragraphs of a cell are its lines": (
        table(row(f"<w:tc>{p('商业')}{p('企业')}</w:tc>")), [[["商业\n企业"]]],
    ),
    "a table within a cell follows the table around it": (
        table(row(f"<w:tc>{p('外')}{table(row(tc('内')))}{p('')}</w:tc>")) + p("后"),
        [[["外"]], [["内"]], "后"],
    ),
    "content controls are looked through": (
        controlled(p("甲") + table(controlled(row(tc("1"))))),
        ["甲", [["1"]]],
    ),
    "insertions count and deletions do not": (
        "<w:p><w:r><w:t>收到</w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>6</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r></w:p>",
        ["收到6件"],
    ),
    "a deleted row is not there": (
        table(row(tc("1"), properties="<w:del/>"), row(tc("2"), properties="<w:ins/>")), [[["2"]]],
    ),
    "hidden text is not there": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>草稿</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr>"
        "<w:t>定稿</w:t></w:r></w:p>",
        ["定稿"],
    ),
    "tabs and breaks": ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>", ["甲\t乙\n丙"]),
    "a page break is no line break": ("<w:p><w:r><w:br w:type='page'/><w:t>甲</w:t></w:r></w:p>", ["甲"]),
    "a hyphen that does not break is a minus": ("<w:p><w:r><w:noBreakHyphen/><w:t>18</w:t></w:r></w:p>", ["-18"]),
    "instructions of fields are not printed": (
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple w:instr='PAGE'><w:r><w:t>5</w:t></w:r>"
        "</w:fldSimple></w:p>",
        ["5"],
    ),
    "a text box follows its paragraph, once": (
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent>"
        f"{p('框')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{p('框')}"
        "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        ["前", "框"],
    ),
    "a footnote's mark is not printed": (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>", ["甲"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_what_is_printed_is_read(name: str) -> None:
    body, expected = BODIES[name]
    assert read(body) == expected


def numbered(level: int, text: str, list_id: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


LISTS = (
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/>'
    "</w:lvl>"
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/>'
    "</w:lvlOverride></w:num>"
)


def test_numbers_that_word_makes_are_printed_and_counted_by_level() -> None:
    body = numbered(0, "总体情况") + numbered(1, "甲") + numbered(1, "乙") + numbered(2, "细") + numbered(0, "主动公开")
    body += numbered(1, "丙") + numbered(3, "点") + p("正文") + numbered(0, "收到")
    assert read(body, numbering=LISTS) == [
        "一、总体情况", "（一）甲", "（二）乙", "1.细", "二、主动公开", "（一）丙", "点", "正文", "三、收到",
    ]  # fmt: skip


def test_a_list_that_starts_elsewhere_starts_there() -> None:
    assert read(numbered(0, "甲", 2) + numbered(0, "乙", 2), numbering=LISTS) == ["三、甲", "四、乙"]


def test_a_list_that_is_nowhere_defined_prints_no_number() -> None:
    assert read(numbered(0, "甲", 9), numbering=LISTS) == ["甲"]


def test_a_style_brings_its_list_and_makes_headings() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="own"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="l"/><w:basedOn w:val="loop"/></w:style>'
    )
    body = p("总体", '<w:pStyle w:val="1"/>') + p("主动", '<w:pStyle w:val="x"/>') + p("无", '<w:pStyle w:val="loop"/>')
    found = blocks(word(body, numbering=LISTS, styles=styles), name="a")
    assert [(b.text, b.heading) for b in found if isinstance(b, Line)] == [
        ("一、总体", True), ("二、主动", True), ("无", False),
    ]  # fmt: skip


NUMBERS = [
    (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (12, "chineseCountingThousand", "十二"),
    (20, "chineseCounting", "二十"), (105, "chineseCounting", "一百零五"), (1010, "chineseCounting", "一千零一十"),
    (3, "decimal", "3"), (3, "decimalFullWidth", "３"), (3, "decimalEnclosedCircle", "③"), (3, "decimalZero", "03"),
    (27, "lowerLetter", "aa"), (2, "upperLetter", "B"), (4, "lowerRoman", "iv"), (9, "upperRoman", "IX"),
    (10, "ideographDigital", "一〇"), (5, "unheardOf", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "form", "expected"), NUMBERS)
def test_numbers_are_written_as_the_list_says(number: int, form: str, expected: str) -> None:
    assert written(number, form) == expected


def test_a_file_of_python_docx_is_read_with_its_merged_cells_and_headings() -> None:
    document = docx.Document()
    document.add_heading("三、收到和处理政府信息公开申请情况", level=1)
    made = document.add_table(rows=3, cols=3)
    made.cell(0, 0).merge(made.cell(1, 0)).text = "结果"
    made.cell(0, 1).merge(made.cell(0, 2)).text = "申请人情况"
    for column, text in enumerate(["自然人", "总计"], 1):
        made.cell(1, column).text = text
    for column, text in enumerate(["新收", "21", "21"]):
        made.cell(2, column).text = text
    file = io.BytesIO()
    document.save(file)
    heading, grid = blocks(file.getvalue(), name="a.docx")
    assert isinstance(heading, Line)
    assert heading.heading
    assert isinstance(grid, Grid)
    assert grid.spans_known
    assert rows_of(grid) == [["结果<1x2>", "申请人情况<2x1>"], ["自然人", "总计"], ["新收", "21", "21"]]


def test_the_strict_kind_of_docx_is_read() -> None:
    data = word(table(row(tc("甲", SPAN))) + p("乙"))
    import zipfile

    content = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    strict = content.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert shown(blocks(packed({"word/document.xml": strict}), name="a")) == [[["甲<2x1>"]], "乙"]


def test_the_main_part_is_where_the_package_says() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document2.xml"/></Relationships>'
    )
    document = f'<w:document xmlns:w="{W}"><w:body>{p("甲")}</w:body></w:document>'
    assert shown(blocks(packed({"_rels/.rels": relations, "word/document2.xml": document}), name="a")) == ["甲"]


BROKEN = [
    (packed({"word/styles.xml": "<x/>"}), "document.xml"),
    (packed({"word/document.xml": "<w:document"}), "不是完整的XML"),
    (packed({"word/document.xml": f'<w:document xmlns:w="{W}"/>'}), "没有Word正文"),
    (packed({"word/document.xml": f'<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="{W}"/>'}), "实体声明"),
]


@pytest.mark.parametrize(("data", "words"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_document_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        blocks(data, name="a.docx")
    assert words in caught.value.message
    assert caught.value.message.endswith("。")
