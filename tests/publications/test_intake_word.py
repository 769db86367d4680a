"""A DOCX becomes a clean body: headings, paragraphs, lists, tables, pictures, and what an official document shows."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import docx
import made_attachments as made
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches

from gongkai.errors import Unreadable
from gongkai.publications import intake
from gongkai.publications.files.grids import Grid, Merge
from gongkai.publications.intake.pieces import Heading, Item, Paragraph, Picture, Signature, Table

Document = docx.document.Document


def taken(fill: Any) -> intake.Taken:
    return intake.from_docx(made.document(fill))


def words(found: intake.Taken) -> list[str]:
    return [piece.words for piece in found.pieces if isinstance(piece, Paragraph)]


def official(document: Document) -> None:
    """An official document as offices write them: red head, number, title in the middle, signature to the right."""
    for text in ("西青经济技术开发区管理委员会文件", "西青开发区发〔2019〕6 号"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("西青开发区管委会关于印发", "网站管理办法的通知"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("各部门、各单位：")
    document.add_paragraph("　　现将《网站管理办法》印发给你们，请认真执行。")
    document.add_paragraph("一、总体要求")
    document.add_paragraph("（一）加强领导")
    document.add_paragraph("（二）各部门要高度重视。主要负责人是第一责任人。")
    for text in ("西青经济技术开发区管理委员会", "2019 年 6 月 3 日"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("（此件公开发布）")


def test_gb_t_9704_title_number_date_and_signature_are_recognised_and_offered() -> None:
    found = taken(official)
    assert found.title == "西青开发区管委会关于印发网站管理办法的通知"
    assert found.document_number == "西青开发区发〔2019〕6号"
    assert (found.made_on, found.issuer) == (date(2019, 6, 3), "西青经济技术开发区管理委员会")
    assert [type(piece) for piece in found.pieces] == [
        Paragraph, Paragraph, Heading, Heading, Paragraph, Signature, Paragraph,
    ]  # fmt: skip
    assert found.pieces[2] == Heading(2, "一、总体要求")
    assert found.pieces[3] == Heading(3, "（一）加强领导")
    assert words(found)[-1] == "（此件公开发布）"
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("国办发〔2019〕6号", "国办发〔2019〕6号"),
        ("国办发[2019]06号", "国办发〔2019〕6号"),
        ("津西青政发（2020） 第12号", "津西青政发〔2020〕12号"),
        ("国办公开办函【2021】30号", "国办公开办函〔2021〕30号"),
        ("按照国办发〔2019〕6号要求", ""),
        ("〔2019〕6号", ""),
    ],
)
def test_gb_t_9704_7_2_5_a_document_number_is_kept_as_the_standard_writes_it(written: str, number: str) -> None:
    found = taken(lambda document: [document.add_paragraph(text) for text in (written, "正文一句。")])
    assert found.document_number == number


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019年6月3日", date(2019, 6, 3)),
        ("二〇一九年十二月三十一日", date(2019, 12, 31)),
        ("二○二○年十月二十日", date(2020, 10, 20)),
        ("二零二一年二月三十日", None),
        ("2019年13月1日", None),
        ("于2019年6月3日施行", None),
    ],
)
def test_a_day_below_the_text_is_read_in_digits_and_in_chinese(written: str, day: date | None) -> None:
    found = taken(lambda document: [document.add_paragraph(text) for text in ("正文一句。", "某局", written)])
    assert found.made_on == day
    assert found.issuer == ("某局" if day else "")


def test_a_sentence_above_the_date_is_no_signature() -> None:
    found = taken(lambda document: [document.add_paragraph(text) for text in ("标题", "请遵照执行。", "2019年6月3日")])
    assert (found.title, found.issuer, words(found)) == ("标题", "", ["请遵照执行。"])


def test_styles_give_headings_and_the_title() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("年度工作总结", style="Title")
        document.add_paragraph("主要工作", style="Heading 1")
        document.add_paragraph("宣传", style="Heading 2")
        document.add_paragraph("深处", style="Heading 3")
        document.add_paragraph("正文。")

    found = taken(fill)
    assert found.title == "年度工作总结"
    assert found.pieces[:3] == (Heading(2, "主要工作"), Heading(3, "宣传"), Heading(3, "深处"))


def test_marks_and_links_stay_and_fonts_and_colours_go() -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("甲")
        paragraph.add_run("乙").bold = True
        run = paragraph.add_run("丙")
        run.italic, run.font.color.rgb = True, docx.shared.RGBColor(255, 0, 0)
        paragraph.add_run("2").font.superscript = True
        for target in ("https://www.gov.cn/a?b=1&c=2", "javascript:alert(1)", "file:///C:/a.docx"):
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), document.part.relate_to(target, docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True))
            link.append(paragraph.add_run("<链>")._r)
            paragraph._p.append(link)
        document.add_paragraph("尾。")

    found = taken(fill)
    assert found.pieces[0].markup == (  # type: ignore[union-attr]
        '甲<b>乙</b><i>丙</i><sup>2</sup><a href="https://www.gov.cn/a?b=1&amp;c=2">&lt;链&gt;</a>&lt;链&gt;&lt;链&gt;'
    )


def test_bullets_are_a_list_and_the_numbers_that_word_makes_are_kept_as_words() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("引言。")
        document.add_paragraph("点一", style="List Bullet")
        document.add_paragraph("点二", style="List Bullet 2")
        document.add_paragraph("第一项", style="List Number")
        document.add_paragraph("第二项", style="List Number")

    found = taken(fill)
    assert [piece.words for piece in found.pieces if isinstance(piece, Item)] == ["点一", "点二"]
    assert words(found)[1:] == ["1.第一项", "2.第二项"]


def test_merged_cells_come_as_a_clean_table_with_heads_that_programs_can_tell() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("见下表。")
        table = document.add_table(4, 3)
        for row, texts in enumerate(
            [("项目", "金额", ""), ("", "上年", "本年"), ("公用", "1", "2"), ("人员", "3", "4")]
        ):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))

    (table,) = [piece for piece in taken(fill).pieces if isinstance(piece, Table)]
    assert table.rows == (("项目", "金额", ""), ("", "上年", "本年"), ("公用", "1", "2"), ("人员", "3", "4"))
    assert set(table.merges) == {Merge(0, 0, 2, 1), Merge(0, 1, 1, 2)}
    (block,) = intake.blocks_of([table], lambda picture: "")
    grid = Grid.typed(block["value"])
    assert [[(cell.text, cell.scope, cell.colspan, cell.rowspan) for cell in row] for row in grid.head_rows] == [
        [("项目", "col", 1, 2), ("金额", "colgroup", 2, 1)],
        [("上年", "col", 1, 1), ("本年", "col", 1, 1)],
    ]
    assert [[cell.text for cell in row] for row in grid.body_rows] == [["公用", "1", "2"], ["人员", "3", "4"]]


def test_a_picture_keeps_its_place_and_its_words() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("图前。")
        run = document.add_paragraph().add_run()
        run.add_picture(io.BytesIO(made.picture()), width=Inches(1))
        run._r.find(".//" + qn("wp:docPr")).set("descr", "现场照片")
        document.add_paragraph("图后。")

    found = taken(fill)
    assert [type(piece) for piece in found.pieces] == [Paragraph, Picture, Paragraph]
    picture = found.pieces[1]
    assert isinstance(picture, Picture)
    assert (picture.data, picture.alternative) == (made.picture(), "现场照片")
    blocks = intake.blocks_of(found.pieces, lambda one: "aaaaaaaaaaaaa" if one == picture else "")
    assert [block["type"] for block in blocks] == ["paragraph", "picture", "paragraph"]
    assert blocks[1]["value"]["file"] == "aaaaaaaaaaaaa"
    assert [block["type"] for block in intake.blocks_of(found.pieces, lambda one: "")] == ["paragraph", "paragraph"]


def test_what_is_deleted_hidden_or_commented_stays_out_and_the_officer_is_told() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("开头一句。")
        paragraph = document.add_paragraph("留")
        for xml in (
            '<w:del {} w:id="1" w:author="甲"><w:r><w:delText>删</w:delText></w:r></w:del>',
            '<w:ins {} w:id="2" w:author="甲"><w:r><w:t>增</w:t></w:r></w:ins>',
            "<w:r {}><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
        ):
            paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
        paragraph.add_run("末。")

    found = taken(fill)
    assert words(found)[-1] == "留增末。"
    assert any("修订" in warning for warning in found.warnings)
    assert any("隐藏文字" in warning for warning in found.warnings)


def test_text_boxes_formulas_and_nested_tables_keep_their_words_and_are_told() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("开头一句。")
        boxed = document.add_paragraph("段。")
        boxed.add_run()._r.append(parse_xml(
            f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>框中字。</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
        ))  # fmt: skip
        boxed._p.append(parse_xml(
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
            "<m:r><m:t>a+b</m:t></m:r></m:oMath>"
        ))  # fmt: skip
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "外"
        table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "内"

    found = taken(fill)
    assert words(found)[1:] == ["段。a+b", "框中字。"]
    (table,) = [piece for piece in found.pieces if isinstance(piece, Table)]
    assert table.rows == (("外", "内"),)
    told = "".join(found.warnings)
    assert all(word in told for word in ("文本框", "公式", "套有表格"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04", "损坏"),
        (b"", "损坏"),
        (made.workbook(), "没有Word正文"),
        (made.changed(made.document(), "word/document.xml", b"<w:document"), "XML"),
        (made.packed({"word/document.xml": bytes(40_000_000)}), "压缩炸弹"),
    ],
)
def test_what_is_no_document_is_refused_with_its_name_and_what_to_do(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as wrong:
        intake.from_docx(data, "通知.docx")
    assert str(wrong.value).startswith("通知.docx：")


@pytest.mark.office
def test_a_document_that_libreoffice_wrote_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(made.document(official))
    office = shutil.which("soffice")
    assert office
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    for target in ("odt", "docx"):
        source = tmp_path / ("a.docx" if target == "odt" else "a.odt")
        subprocess.run(
            [*command, target, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120
        )
    found, before = intake.from_docx((tmp_path / "a.docx").read_bytes()), taken(official)
    assert (found.title, found.document_number, found.made_on, found.issuer) == (
        before.title, before.document_number, before.made_on, before.issuer,
    )  # fmt: skip
    assert [type(piece) for piece in found.pieces] == [type(piece) for piece in before.pieces]
