"""A report as XLSX: its text, a sheet for each table with totals as live formulas, findings, and what it is.

Each value is a named cell (`applications.received.person`). A total is a formula only where it gives the printed
number; where the report contradicts itself the printed number stands, marked, with what the sum would be.
Values are written as numbers first and the formulas put beside them in the sheet's XML, so that the number is there
for programs that do not calculate.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from gongkai.report.report import FORMAT, Report, plain
from gongkai.report.writing.formulas import sum_of, totals
from gongkai.report.writing.html import SEVERITY_WORDS
from gongkai.report.writing.layout import Box, Layout, Sheet, clean, lay_out
from gongkai.report.writing.package import repack

#: What a spreadsheet keeps of a number exactly; a longer one is written as text.
_DIGITS = 15
#: What a cell can hold (Excel); a longer paragraph goes on in the next row.
_LONGEST = 32_000
_TEXT_SHEET, _FINDINGS_SHEET, _ABOUT_SHEET = "正文", "检查结果", "说明"
_TEXT_WIDTH = 90

_EDGE = Side(style="thin", color="FF555555")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD = PatternFill("solid", fgColor="FFF2F2F2")
_CONTRADICTION = PatternFill("solid", fgColor="FFF8D7DA")
_UNKNOWN = PatternFill("solid", fgColor="FFE6E6E6")
_FACE = "宋体"


def workbook(report: Report) -> bytes:
    """The bytes of the workbook."""
    layout = lay_out(report)
    book = Workbook()
    _text(book.active, layout)
    places: dict[str, tuple[str, str]] = {}
    formulas: dict[str, dict[str, str]] = {}
    for sheet in layout.sheets():
        target = book.create_sheet(sheet.name)
        here = _draw(target, sheet)
        formulas[sheet.name] = _totals(report, sheet, target, here)
        for cell, ref in here.items():
            places[cell] = (sheet.name, ref)
            name = cell.replace("/", ".")
            absolute = "$" + ref.rstrip("0123456789") + "$" + ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.name}'!{absolute}")
    _findings(book.create_sheet(_FINDINGS_SHEET), report, places)
    _about(book.create_sheet(_ABOUT_SHEET), report)
    book.properties.title, book.properties.creator = layout.title, clean(report.agency)
    book.properties.language = "zh-CN"
    buffer = io.BytesIO()
    book.save(buffer)
    edits: dict[str, Callable[[bytes], bytes]] = {"docProps/core.xml": _undated}
    for number, sheet_name in enumerate(book.sheetnames, 1):
        if formulas.get(sheet_name):
            edits[f"xl/worksheets/sheet{number}.xml"] = _with_formulas(formulas[sheet_name])
    return repack(buffer.getvalue(), edits)


def _put(cell: Any, text: str, *, size: float = 11, bold: bool = False, fill: Any = None, centre: bool = False) -> None:
    """Text in a cell, never a formula: a report may well say “=1+1”."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.style = "Normal"
        cell.quotePrefix = text[0] in "=+-@"
    cell.font = Font(name=_FACE, size=size, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centre else "left")
    if fill is not None:
        cell.fill = fill


# --- the text --------------------------------------------------------------------------------------------


def _text(target: Any, layout: Layout) -> None:
    target.title = _TEXT_SHEET
    target.column_dimensions["A"].width = _TEXT_WIDTH
    row = 0

    def line(text: str, size: float, *, bold: bool = False, centre: bool = False) -> None:
        nonlocal row
        row += 1
        _put(target.cell(row, 1), text, size=size, bold=bold, centre=centre)
        target.row_dimensions[row].height = _height(text, _TEXT_WIDTH, size)

    line(layout.title, 18, bold=True, centre=True)
    if layout.byline:
        line(layout.byline, 11, centre=True)
    for part in layout.parts:
        if part.heading:
            line(part.heading, 13, bold=True)
        for paragraph in part.paragraphs:
            for start in range(0, len(paragraph), _LONGEST):
                line(paragraph[start : start + _LONGEST], 11)
    _on_paper(target)
    _on_paper(target)


def _height(text: str, width: float, size: float) -> float:
    """Points for a wrapped text in a column of *width* characters, which hold half a Chinese one each; 409 at most."""
    lines = -(-len(text) * 2.1 * size // (11 * width))
    return float(min(409, 1.6 * size * max(1, lines)))


def _on_paper(target: Any) -> None:
    target.page_setup.paperSize = target.PAPERSIZE_A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.oddFooter.center.text = "— &P —"


# --- the tables ------------------------------------------------------------------------------------------


def _draw(target: Any, sheet: Sheet) -> dict[str, str]:
    """Draw a table from A1; the reference of each of its cells by id."""
    places = {}
    total = 80 if sheet.width < 6 else 11 * sheet.width
    for number, share in enumerate(sheet.widths, 1):
        target.column_dimensions[get_column_letter(number)].width = share * total
    for number, boxes in enumerate(sheet.rows(), 1):
        spans = [(box, sum(sheet.widths[box.column : box.column + box.colspan]) * total) for box in boxes]
        heights = [_height(box.text, width, 10) for box, width in spans if box.rowspan == 1]
        target.row_dimensions[number].height = max(heights, default=16)
    for box in sheet.boxes:
        row, column = box.row + 1, box.column + 1
        first = target.cell(row, column)
        if box.kind == "value":
            _value(first, box)
            places[box.cell] = first.coordinate
        else:
            heading = box.kind in ("head", "caption") or (box.kind == "corner" and box.rowspan == 1)
            _put(first, box.text, size=10, fill=_HEAD if heading else None, centre=box.kind not in ("label", "group"))
        for line in range(row, row + box.rowspan):
            for place in range(column, column + box.colspan):
                target.cell(line, place).border = _BORDER
        if box.rowspan > 1 or box.colspan > 1:
            target.merge_cells(
                start_row=row, end_row=row + box.rowspan - 1, start_column=column, end_column=column + box.colspan - 1
            )
    if sheet.head_rows:
        labels = min(box.column for box in sheet.boxes if box.kind == "value")
        target.freeze_panes = target.cell(sheet.head_rows + 1, labels + 1)
        target.print_title_rows = f"1:{sheet.head_rows}"
    _on_paper(target)
    target.page_setup.orientation = "landscape" if sheet.width > 12 else "portrait"
    return places


def _value(cell: Any, box: Box) -> None:
    exact = box.value is not None and len(plain(box.value).strip("-").replace(".", "").lstrip("0")) <= _DIGITS
    if not exact:
        _put(cell, box.text, size=10, centre=True)
    else:
        cell.value = box.value
        digits = plain(box.value or 0).partition(".")[2]
        cell.number_format = "0." + "0" * len(digits) if digits else "0"
        cell.font = Font(name=_FACE, size=10)
        cell.alignment = Alignment(horizontal="center", vertical="center")
    if not box.known:
        cell.fill = _UNKNOWN
        cell.comment = _note("这个数没有读出或不能确定，请填写。")


def _note(text: str) -> Comment:
    note = Comment(text, "Gongkai")
    note.width, note.height = 260, 80
    return note


# --- totals as formulas ------------------------------------------------------------------------------------


def _totals(report: Report, sheet: Sheet, target: Any, places: dict[str, str]) -> dict[str, str]:
    """Formulas by reference for the totals that add up; those that do not are marked."""
    formulas: dict[str, str] = {}
    for total in (total for table in sheet.tables for total in totals(report, table)):
        ref = places[total.cell]
        if total.holds and len(plain(total.value)) <= _DIGITS:
            formulas.setdefault(ref, sum_of(places[part] for part in total.parts))
        elif not total.holds:
            target[ref].fill = _CONTRADICTION
            target[ref].comment = _note(f"报告印的是{plain(total.value)}，各部分之和是{plain(total.sum)}，两者不符。")
    # A total that one rule confirms and another contradicts stands as printed, not as a formula.
    return {ref: formula for ref, formula in formulas.items() if target[ref].comment is None}


def _with_formulas(formulas: dict[str, str]) -> Callable[[bytes], bytes]:
    def edit(content: bytes) -> bytes:
        root = etree.fromstring(content)
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        for cell in root.iter(f"{space}c"):
            formula = formulas.get(cell.get("r", ""))
            if formula is not None:
                element = etree.Element(f"{space}f")
                element.text = formula
                cell.insert(0, element)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    return edit


def _undated(content: bytes) -> bytes:
    """Without the hour of writing: there is no clock here, and the same report is the same file."""
    root = etree.fromstring(content)
    for element in root.findall("{http://purl.org/dc/terms/}*"):
        if etree.QName(element).localname in ("created", "modified"):
            root.remove(element)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


# --- findings, and what the file is ---------------------------------------------------------------------------


def _findings(target: Any, report: Report, places: dict[str, tuple[str, str]]) -> None:
    from gongkai.report.checking import examine

    outcome = examine(report)
    lines = [
        (SEVERITY_WORDS[found.severity], found.rule, found.cells, found.message + found.slip)
        for found in outcome.findings
    ]
    lines += [("未定", open_.rule, open_.cells, open_.message) for open_ in outcome.undecided]
    for column, (title, width) in enumerate(zip(("程度", "规则", "单元格", "说明"), (8, 28, 14, 90), strict=True), 1):
        target.column_dimensions[get_column_letter(column)].width = width
        _put(target.cell(1, column), title, bold=True, fill=_HEAD, centre=True)
    for row, (severity, rule, cells, message) in enumerate(lines or [("无", "—", (), "没有发现问题。")], 2):
        spots = [places[cell] for cell in cells if cell in places]
        where = f"{spots[0][0]} {spots[0][1]}" if spots else "—"
        for column, text in enumerate((severity, rule, where, clean(message)), 1):
            _put(target.cell(row, column), text)
        if spots:
            link = target.cell(row, 3)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{spots[0][0]}'!{spots[0][1]}")
            link.font = Font(name=_FACE, size=11, underline="single", color="FF0B57A4")
    target.freeze_panes = "A2"
    _on_paper(target)
    target.page_setup.orientation = "landscape"


def _about(target: Any, report: Report) -> None:
    """A hidden sheet: edition, body, year, sections and mixed forms, for programs."""
    target.sheet_state = "hidden"
    lines: list[tuple[str, ...]] = [
        ("format", FORMAT), ("edition", report.edition), ("agency", clean(report.agency)),
        ("year", "" if report.year is None else str(report.year)), ("title", clean(report.title)),
    ]  # fmt: skip
    lines += [("table", table, edition) for table, edition in report.tables.items()]
    lines += [("section", s.key, clean(s.number), clean(s.heading)) for s in report.sections]
    for row, texts in enumerate(lines, 1):
        for column, text in enumerate(texts, 1):
            _put(target.cell(row, column), text)
