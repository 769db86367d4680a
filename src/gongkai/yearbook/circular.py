"""The notice of results to all units (通报) as DOCX, a draft to be edited, set as GB/T 9704 sets a document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from gongkai.report.writing.docx import HEADING_FACE, TABLE_FACE, TEXT_FACE, TITLE_FACE
from gongkai.report.writing.package import repack
from gongkai.yearbook.queries.desk import Row
from gongkai.yearbook.queries.results import Broken, Results

_LATIN = "Times New Roman"
#: What stands in for a face where it is not installed.
_STAND_INS = {
    TITLE_FACE: "宋体,SimSun,Noto Serif CJK SC",
    TEXT_FACE: "仿宋,FangSong,Noto Serif CJK SC",
    HEADING_FACE: "SimHei,Noto Sans CJK SC",
    TABLE_FACE: "SimSun,Noto Serif CJK SC",
}
#: Point sizes: 二号, 三号, 四号 for page numbers, 小四 for tables.
_TITLE, _TEXT, _FOOT, _TABLE = 22, 16, 14, 12
#: So many names stand in a sentence; the table has them all.
_MOST_NAMES = 5


def document(results: Results, *, on: date) -> bytes:
    """The bytes of the notice, as of that day."""
    desk = results.desk
    doc = Document()
    _set_styles(doc)
    _set_page(doc)
    lines = (f"关于{desk.year}年度政府信息公开工作年度报告", "编制报送情况的通报")
    _set_properties(doc, "".join(lines), desk.superior.name)
    # Broken by sense, as the standard asks of titles.
    doc.add_paragraph("\n".join(lines), style="Title")
    doc.add_paragraph("各有关单位：", style="Normal")
    doc.add_paragraph(_opening(results, on), style="Body Text")
    doc.add_paragraph("一、报送情况", style="Heading 1")
    for paragraph in _punctuality(results):
        doc.add_paragraph(paragraph, style="Body Text")
    if desk.late:
        heads = ("序号", "单位", "首次报送日期", "逾期天数")
        _add_table(doc, "未按期报送的单位", heads, _late_lines(desk.late), (7, 30, 18, 12))
    doc.add_paragraph("二、报告质量", style="Heading 1")
    for paragraph in _quality(results):
        doc.add_paragraph(paragraph, style="Body Text")
    if results.broken:
        heads = ("序号", "规则", "单位", "改正")
        _add_table(doc, "首次报送时违反的规则", heads, _broken_lines(results), (7, 30, 28, 13))
    doc.add_paragraph("三、有关要求", style="Heading 1")
    for paragraph in _demands(results):
        doc.add_paragraph(paragraph, style="Body Text")
    for line in (desk.superior.name, _day(on)):
        signed = doc.add_paragraph(line, style="Normal")
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(2 * _TEXT)
        signed.paragraph_format.keep_with_next = line != _day(on)
    buffer = io.BytesIO()
    doc.save(buffer)
    return repack(buffer.getvalue(), {"word/fontTable.xml": _fonts})


# --- what it says -----------------------------------------------------------------------------------------


def _opening(results: Results, on: date) -> str:
    due = results.desk.due
    source = "" if due.source.startswith("条例") else f"和“{due.source}”"
    return (
        f"根据《中华人民共和国政府信息公开条例》第四十九条、第五十条{source}，{results.desk.year}年度政府信息公开工作"
        f"年度报告应于{_day(due.on)}前报送。截至{_day(on)}，现将编制报送情况通报如下。"
    )


def _punctuality(results: Results) -> list[str]:
    rows = results.desk.rows
    text = f"应报送单位{len(rows)}个，按期报送{results.in_time}个"
    if results.late:
        text += f"，逾期报送{len(results.late)}个"
    if results.missing:
        text += f"，期限已过仍未报送{len(results.missing)}个"
    waiting = len(rows) - results.in_time - len(results.late) - len(results.missing)
    if waiting:
        text += f"，尚在期限内未报送{waiting}个"
    said = [text + "。"]
    if results.late:
        said.append(f"逾期报送的单位：{_names(results.late)}。")
    if results.missing:
        said.append(f"期限已过仍未报送的单位：{_names(results.missing)}。")
    return said


def _quality(results: Results) -> list[str]:
    if not results.broken:
        said = ["已报送的报告，首次报送时均未发现表内勾稽、年度衔接等方面的错误。"]
    else:
        units = {unit.pk for broken in results.broken for unit, _count in broken.units}
        said = [f"经核对，{len(units)}个单位的报告首次报送时存在错误，涉及{len(results.broken)}项规则，具体见下表。"]
    if results.returned:
        total = sum(results.returned.values())
        names = [f"{row.name}（{results.returned[row.unit.pk]}次）" for row in results.desk.rows
                 if row.unit.pk in results.returned]  # fmt: skip
        said.append(f"退回更正{total}次：{_few(names)}。")
    return said


def _demands(results: Results) -> list[str]:
    said = []
    if results.missing:
        said.append("（一）尚未报送的单位，请立即报送，并书面说明原因。")
    if results.broken:
        said.append(
            f"（{'二' if said else '一'}）存在错误的单位，请对照上表逐项核对原始记录，"
            "尚未改正的，更正后重新报送；已公布的报告同步更正。"
        )
    number = "一二三"[len(said)]
    said.append(
        f"（{number}）各单位要落实《中华人民共和国政府信息公开条例》第四十九条、第五十条的规定，平时登记、按期编制、报送前自查。"
        "对不按规定编制、报送和公布年度报告的，依照条例第四十七条督促整改或者通报批评。"
    )
    return said


def _late_lines(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [
        (str(number), row.name, _day(row.first_on) if row.first_on else "未报送", str(row.days_late))
        for number, row in enumerate(rows, 1)
    ]


def _broken_lines(results: Results) -> list[tuple[str, ...]]:
    names = {row.unit.pk: row.name for row in results.desk.rows}
    lines = []
    for number, broken in enumerate(results.broken, 1):
        units = "、".join(
            names.get(unit.pk, unit.name) + (f"（{count}处）" if count > 1 else "") for unit, count in broken.units
        )
        lines.append((str(number), broken.rule.demands, units, _mended(broken)))
    return lines


def _mended(broken: Broken) -> str:
    left = len(broken.units) - len(broken.mended)
    return "均已改正" if not left else f"{left}个未改正"


def _names(rows: Sequence[Row]) -> str:
    return _few([row.name for row in rows])


def _few(names: Sequence[str]) -> str:
    shown = "、".join(names[:_MOST_NAMES])
    return shown if len(names) <= _MOST_NAMES else f"{shown}等{len(names)}个单位"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# --- how it looks -----------------------------------------------------------------------------------------


def _add_table(
    doc: Any, description: str, heads: tuple[str, ...], lines: list[tuple[str, ...]], shares: tuple[int, ...]
) -> None:
    doc.add_paragraph(style="No Spacing")
    table = doc.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    properties.append(_element("w:tblCaption", val=description))
    widths = [Mm(156 * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = [table.rows[0], *(table.add_row() for _line in lines)]
    for row, texts in zip(rows, [heads, *lines], strict=True):
        shape = row._tr.get_or_add_trPr()
        shape.append(_element("w:cantSplit"))
        for cell, text, width, head in zip(row.cells, texts, widths, heads, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = "No Spacing"
            paragraph.add_run(text)
            short = row is rows[0] or head not in {"规则", "单位"}
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if short else WD_ALIGN_PARAGRAPH.LEFT
    rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    doc.add_paragraph(style="No Spacing")


def _set_styles(doc: Any) -> None:
    _set_style(doc, "Normal", TEXT_FACE, _TEXT, line=28)
    _set_style(doc, "Body Text", TEXT_FACE, _TEXT, line=28, indent=True)
    _set_style(doc, "Title", TITLE_FACE, _TITLE, line=36, after=28, align=WD_ALIGN_PARAGRAPH.CENTER)
    _set_style(doc, "Heading 1", HEADING_FACE, _TEXT, line=28, indent=True)
    _set_style(doc, "No Spacing", TABLE_FACE, _TABLE, line=18)
    _set_style(doc, "Footer", TABLE_FACE, _FOOT, align=WD_ALIGN_PARAGRAPH.CENTER)
    language = doc.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    for attribute in ("val", "eastAsia"):
        language.set(qn(f"w:{attribute}"), "zh-CN")


def _set_style(
    doc: Any, name: str, face: str, size: float, *, line: float | None = None, after: float = 0, indent: bool = False,
    align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
) -> None:  # fmt: skip
    """Give a style of the template its Chinese look, whatever theme, colour and rule it came with."""
    style = doc.styles[name]
    look = style.element.get_or_add_rPr()
    for child in list(look):
        look.remove(child)
    look.append(_element("w:rFonts", ascii=_LATIN, hAnsi=_LATIN, cs=_LATIN, eastAsia=face))
    for tag in ("w:sz", "w:szCs"):
        look.append(_element(tag, val=round(size * 2)))
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = align, Pt(0), Pt(after)
    shape.line_spacing = Pt(line) if line else 1.0
    if indent:
        shape.first_line_indent = Pt(2 * size)
        style.element.pPr.ind.set(qn("w:firstLineChars"), "200")


def _set_page(doc: Any) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    footer = section.footer.paragraphs[0]
    footer.add_run("— ")
    field = footer.add_run()
    instruction = _element("w:instrText")
    instruction.text = "PAGE"
    for part in (_element("w:fldChar", fldCharType="begin"), instruction, _element("w:fldChar", fldCharType="end")):
        field._r.append(part)
    footer.add_run(" —")


def _set_properties(doc: Any, title: str, author: str) -> None:
    core = doc.core_properties
    core.title, core.author, core.language = title[:255], author[:255], "zh-CN"
    core.comments = core.last_modified_by = core.subject = ""
    # The template's own dates say nothing of this paper, and there is no clock here.
    for name in ("created", "modified"):
        element = core._element.find(f"{{http://purl.org/dc/terms/}}{name}")
        if element is not None:
            core._element.remove(element)


def _element(name: str, **attributes: object) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _fonts(table: bytes) -> bytes:
    """The font table with each Chinese face and its stand-ins."""
    root = etree.fromstring(table)
    for face, others in _STAND_INS.items():
        font = etree.SubElement(root, qn("w:font"), {qn("w:name"): face})
        etree.SubElement(font, qn("w:altName"), {qn("w:val"): others})
        etree.SubElement(font, qn("w:charset"), {qn("w:val"): "86"})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
