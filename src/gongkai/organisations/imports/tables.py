"""The rows of an XLSX or CSV as lines of text, whatever they are about; nothing in them is believed yet."""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from gongkai.errors import Unreadable
from gongkai.organisations.imports.plan import Line

#: The column that our own corrected files add; it is read over.
REMARKS = "问题"
#: Unpacked size of a workbook of the most rows, with much to spare.
_MOST_UNPACKED = 100 * 1024 * 1024
#: Marks a cell that holds a formula: its text is what the formula says, not what it gives.
_FORMULA = "\N{NULL}="
# What platforms and old programs give under the name of a spreadsheet, by its first bytes.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "这是旧格式（xls、et）或加了密码的文件。请用WPS或Excel打开，去掉密码，另存为XLSX。",
    b"%PDF": "这是PDF，不是表格。请上传XLSX或CSV。",
    b"<": "这是网页格式的表格（有的平台导出时也叫xls）。请用WPS或Excel打开，另存为XLSX。",
    b"\xef\xbb\xbf<": "这是网页格式的表格（有的平台导出时也叫xls）。请用WPS或Excel打开，另存为XLSX。",
}

Sheet = tuple[str, list[tuple[int, list[str]]]]


def sheets_in(data: bytes, name: str, *, most_bytes: int, most_rows: int) -> list[Sheet]:
    """
    The sheets of a file that hold anything: title, and each row that is not empty with its number from 1.

    Args:
        data: The file's bytes.
        name: Its name, for messages.
        most_bytes: Larger files are refused before they are opened.
        most_rows: Beyond twice as many, rows of a workbook are not looked at any more.

    Raises:
        Unreadable: too large, or neither XLSX nor CSV.
    """
    if len(data) > most_bytes:
        raise Unreadable(f"文件超过{most_bytes // 1024 // 1024} MB，请分成几个文件。", file=name)
    for start, sentence in _OTHERS.items():
        if data.startswith(start):
            raise Unreadable(sentence, file=name)
    sheets = _workbook(data, name, most_rows) if data[:2] == b"PK" else [("CSV", _csv(data, name))]
    numbered = ((title, [(number, row) for number, row in enumerate(rows, 1) if any(row)]) for title, rows in sheets)
    return [(title, rows) for title, rows in numbered if rows]


def line_of(sheet: str, number: int, headings: list[str], row: list[str]) -> Line:
    """A row as a line: its texts by heading, what stands under no heading left out, formulas refused."""
    texts = {heading: text for heading, text in zip(headings, row, strict=False) if heading and heading != REMARKS}
    line = Line(sheet, number, texts)
    for heading, text in texts.items():
        if text.startswith(_FORMULA):
            texts[heading] = text.removeprefix("\N{NULL}")
            line.problems[heading] = "这一格是公式，请改为文字（复制后选择性粘贴为“值”）。"
    return line


def _csv(data: bytes, name: str) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise Unreadable("既不是XLSX，也不是UTF-8或GBK编码的CSV。请另存为XLSX后再上传。", file=name) from None
    try:
        return [[_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as wrong:
        raise Unreadable(f"CSV的格式有误（{wrong}），请另存为XLSX后再上传。", file=name) from None


def _workbook(data: bytes, name: str, most_rows: int) -> Iterator[tuple[str, list[list[str]]]]:
    from openpyxl import load_workbook

    damaged = "文件打不开：已损坏、加密，或不是XLSX。请用WPS或Excel重新另存为XLSX。"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            raise Unreadable("文件解压后会异常膨胀，已拒绝打开。请重新另存，只保留要导入的表。", file=name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not look at
            book = load_workbook(io.BytesIO(data), read_only=True)
            sheets = [(sheet.title, list(_cells(sheet.iter_rows(max_col=60), most_rows))) for sheet in book.worksheets]
            book.close()
    except Unreadable:
        raise
    except Exception:  # openpyxl raises a dozen kinds on damaged files, and all mean the same
        raise Unreadable(damaged, file=name) from None
    yield from sheets


def _cells(rows: Iterable[Any], most_rows: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > 2 * most_rows:
            return
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"\N{NULL}{value}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _plain(str(value))


def _plain(text: str) -> str:
    """Control characters gone, blanks and line breaks single, none around."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(mark if unicodedata.category(mark) != "Cc" else " " for mark in text).split())
