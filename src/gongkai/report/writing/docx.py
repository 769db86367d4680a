"""A report as DOCX, set as GB/T 9704 sets an official document: A4, its margins, its faces by name, page numbers.

Headings are styles, tables are merged for real, heads repeat on each page. Faces that a machine lacks are named with
a stand-in in the font table, so Word, WPS and LibreOffice all show Chinese.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from gongkai.report.form import editions
from gongkai.report.report import Report
from gongkai.report.writing.layout import Box, Layout, Sheet, lay_out
from gongkai.report.writing.package import repack

#: The faces of official documents, and what stands in for them where they are not installed.
TITLE_FACE, TEXT_FACE, HEADING_FACE, TABLE_FACE = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
_STAND_INS: Mapping[str, str] = {
    TITLE_FACE: "宋体,SimSun,Noto Serif CJK SC",
    TEXT_FACE: "仿宋,FangSong,Noto Serif CJK SC",
    HEADING_FACE: "SimHei,Noto Sans CJK SC",
    TABLE_FACE: "SimSun,Noto Serif CJK SC",
}
_LATIN = "Times New Roman"
# The type area of GB/T 9704: 210 less 28 and 26 mm, in twentieths of a point.
_TEXT_WIDTH = round((210 - 28 - 26) / 25.4 * 1440)
#: The least height of a row, in twentieths of a point: some 5.5 mm, so that table three fits a page.
_ROW_HEIGHT = 310
#: Point sizes: 二号, 三号, 小五 and, for fifteen columns, 七号 and a half.
_TITLE, _TEXT, _TABLE, _NARROW = 22, 16, 9, 7.5


def document(report: Report) -> bytes:
    """The bytes of the document."""
    layout = lay_out(report)
    doc = Document()
    _styles(doc)
    _page(doc)
    _properties(doc, report, layout)
    doc.add_paragraph(layout.title, style="Title")
    if layout.byline:
        doc.add_paragraph(layout.byline, style="Subtitle")
    headings = {section.key: section.heading for section in editions()[report.edition].sections}
    for part in layout.parts:
        if part.heading:
            doc.add_paragraph(part.heading, style="Heading 1")
        for paragraph in part.paragraphs:
            doc.add_paragraph(paragraph, style="Body Text")
        if part.sheet is not None:
            # Word joins tables that touch: an empty line stands after each.
            last = doc.add_paragraph(style="No Spacing")
            last._p.addprevious(_table(part.sheet, f"{part.sheet.name}　{headings[part.sheet.section]}"))
    buffer = io.BytesIO()
    doc.save(buffer)
    return repack(buffer.getvalue(), {"word/fontTable.xml": _fonts})


# --- tables ----------------------------------------------------------------------------------------------


def _table(sheet: Sheet, description: str) -> Any:
    size = _NARROW if sheet.width > 12 else _TABLE
    widths = [round(share * _TEXT_WIDTH) for share in sheet.widths]
    table = _element("w:tbl")
    table.append(_table_properties(description))
    grid = _element("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=width))
    table.append(grid)
    ends = {box.row - 1 for box in sheet.boxes if box.kind == "caption"} | {sheet.height - 1}
    covering: list[list[Box]] = [[] for _ in range(sheet.height)]
    for box in sheet.boxes:
        for row in range(box.row, box.row + box.rowspan):
            covering[row].append(box)
    for number, boxes in enumerate(covering):
        line = _element("w:tr")
        properties = _element("w:trPr")
        properties.append(_element("w:cantSplit"))
        properties.append(_element("w:trHeight", val=_ROW_HEIGHT, hRule="atLeast"))
        if number < sheet.head_rows:
            properties.append(_element("w:tblHeader"))
        line.append(properties)
        for box in sorted(boxes, key=lambda box: box.column):
            width = sum(widths[box.column : box.column + box.colspan])
            line.append(_cell(box, width, size, first=number == box.row, with_next=number not in ends))
        table.append(line)
    return table


def _table_properties(description: str) -> Any:
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", w=_TEXT_WIDTH, type="dxa"))
    properties.append(_element("w:jc", val="center"))
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color="000000"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=40, type="dxa"))
    properties.append(margins)
    properties.append(_element("w:tblCaption", val=description))
    return properties


def _cell(box: Box, width: int, size: float, *, first: bool, with_next: bool) -> Any:
    """A cell of one row: of a box over several rows the first holds the text; *with_next* keeps rows on one page."""
    cell = _element("w:tc")
    properties = _element("w:tcPr")
    properties.append(_element("w:tcW", w=width, type="dxa"))
    if box.colspan > 1:
        properties.append(_element("w:gridSpan", val=box.colspan))
    if box.rowspan > 1:
        properties.append(_element("w:vMerge", val="restart" if first else "continue"))
    properties.append(_element("w:vAlign", val="center"))
    cell.append(properties)
    paragraph = _element("w:p")
    shape = _element("w:pPr")
    shape.append(_element("w:pStyle", val=_TABLE_STYLE))
    if with_next:
        shape.append(_element("w:keepNext"))
    shape.append(_element("w:jc", val="left" if box.kind in ("label", "group") else "center"))
    paragraph.append(shape)
    if box.text and first:
        run = _element("w:r")
        look = _element("w:rPr")
        look.append(_element("w:sz", val=round(size * 2)))
        run.append(look)
        text = _element("w:t")
        text.text = box.text
        run.append(text)
        paragraph.append(run)
    cell.append(paragraph)
    return cell


def _element(name: str, **attributes: object) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


# --- styles, page, properties -------------------------------------------------------------------------------

# The id of python-docx's style "No Spacing", taken over for the text of tables.
_TABLE_STYLE = "NoSpacing"


def _styles(doc: Any) -> None:
    _style(doc, "Normal", TEXT_FACE, _TEXT, line=28)
    _style(doc, "Body Text", TEXT_FACE, _TEXT, line=28, indent=True)
    _style(doc, "Title", TITLE_FACE, _TITLE, line=36, after=28, align=WD_ALIGN_PARAGRAPH.CENTER)
    _style(doc, "Subtitle", TEXT_FACE, _TEXT, line=28, after=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    _style(doc, "Heading 1", HEADING_FACE, _TEXT, line=28, before=8, indent=True)
    _style(doc, "No Spacing", TABLE_FACE, _TABLE)
    _style(doc, "Footer", TABLE_FACE, 14, align=WD_ALIGN_PARAGRAPH.CENTER)
    language = doc.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    for attribute in ("val", "eastAsia"):
        language.set(qn(f"w:{attribute}"), "zh-CN")


def _style(
    doc: Any, name: str, face: str, size: float, *, line: float | None = None, before: float = 0, after: float = 0,
    indent: bool = False, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
) -> None:  # fmt: skip
    """Give a style of the template its Chinese look, whatever theme, colour and rule it came with."""
    style = doc.styles[name]
    look = style.element.get_or_add_rPr()
    for child in list(look):
        look.remove(child)
    look.append(_element("w:rFonts", ascii=_LATIN, hAnsi=_LATIN, cs=_LATIN, eastAsia=face))
    for size_tag in ("w:sz", "w:szCs"):
        look.append(_element(size_tag, val=round(size * 2)))
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
    shape = style.paragraph_format
    shape.alignment = align if name != "No Spacing" else None
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing = Pt(line) if line else 1.0
    if indent:
        # Two characters, whatever the size: the twips are for programs that do not know the other unit.
        shape.first_line_indent = Pt(2 * size)
        style.element.pPr.ind.set(qn("w:firstLineChars"), "200")


def _page(doc: Any) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    footer = section.footer.paragraphs[0]
    footer.add_run("— ")
    run = footer.add_run()
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = _element("w:instrText")
            instruction.text = code
            run._r.append(instruction)
    footer.add_run(" —")


def _properties(doc: Any, report: Report, layout: Layout) -> None:
    core = doc.core_properties
    core.title, core.author, core.language = layout.title[:255], report.agency[:255], "zh-CN"
    core.subject = editions()[report.edition].notice
    core.comments = core.last_modified_by = ""
    # The template's own dates say nothing of this report, and there is no clock here.
    for name in ("created", "modified"):
        element = core._element.find(f"{{http://purl.org/dc/terms/}}{name}")
        if element is not None:
            core._element.remove(element)


def _fonts(table: bytes) -> bytes:
    """The font table with each Chinese face and its stand-ins."""
    root = etree.fromstring(table)
    for face, others in _STAND_INS.items():
        font = etree.SubElement(root, qn("w:font"), {qn("w:name"): face})
        etree.SubElement(font, qn("w:altName"), {qn("w:val"): others})
        etree.SubElement(font, qn("w:charset"), {qn("w:val"): "86"})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
