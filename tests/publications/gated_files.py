"""Files that hold personal data and hide things, for the tests of the check before publishing."""

from __future__ import annotations

import io

import docx
import openpyxl
import pikepdf
from openpyxl.comments import Comment
from PIL import Image

PHONE = "13800001234"
NUMBER = "120111199003070032"
#: Said only in a comment, a hidden sheet, a layer of metadata: nobody sees it on the page.
WHISPER = "内部口径不宜外传"


def word() -> bytes:
    """A DOCX: a telephone number split over runs, one in a table; its author; a comment."""
    made = docx.Document()
    line = made.add_paragraph("申请人手机")
    line.add_run(PHONE[:5]).bold = True
    line.add_run(PHONE[5:])
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "身份证号"
    table.cell(0, 1).text = NUMBER
    made.add_comment(line.runs, WHISPER, author="王经办")
    made.core_properties.author = "王经办"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def book() -> bytes:
    """An XLSX: personal data in cells, a comment, a hidden sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["姓名", "手机", "身份证号"])
    sheet.append(["张某", PHONE, NUMBER])
    sheet["A2"].comment = Comment(WHISPER, "王经办")
    hidden = made.create_sheet("底稿")
    hidden.append([WHISPER])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def page() -> bytes:
    """A PDF: a line with both numbers, a line under a black box, and a note."""
    made = pikepdf.new()
    sheet = made.add_blank_page(page_size=(400, 300))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    sheet.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = [f"BT /F1 12 Tf 20 200 Td (ID {NUMBER} TEL {PHONE}) Tj ET", "BT /F1 12 Tf 20 100 Td (COVERED) Tj ET"]
    sheet.obj["/Contents"] = made.make_stream(" ".join([*lines, "0 g 18 96 90 16 re f"]).encode())
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=pikepdf.String(WHISPER)
    )
    sheet.obj["/Annots"] = pikepdf.Array([made.make_indirect(note)])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def photograph() -> bytes:
    """A PNG with words beside its pixels."""
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", f"{PHONE} {WHISPER}")
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (18, 73, 122)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def listing() -> bytes:
    """A CSV with the two numbers."""
    return f"姓名,手机,身份证号\r\n张某,{PHONE},{NUMBER}\r\n".encode("gb18030")
