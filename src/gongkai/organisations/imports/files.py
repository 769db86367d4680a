"""An XLSX or CSV of units or people, read into lines of text; nothing in it is believed yet."""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from gongkai.errors import Unreadable
from gongkai.organisations.imports.plan import SHEETS, Line, Plan

#: Larger files are refused before they are opened.
MOST_BYTES = 5 * 1024 * 1024
#: As many as are taken over (some 5 ms each) before another writer of SQLite gives up waiting, which is after 20 s.
MOST_ROWS = 3_000
#: Unpacked size of a workbook of that many rows, with much to spare.
_MOST_UNPACKED = 100 * 1024 * 1024
#: The column that our own corrected files add; it is read over.
REMARKS = "问题"

#: Marks a cell that holds a formula: its text is what the formula says, not what it gives.
_FORMULA = "\N{NULL}="


def read_tables(data: bytes, name: str) -> Plan:
    """
    Read a file of units, of people, or of both (XLSX: a sheet each, found by its headings).

    Args:
        data: The file's bytes.
        name: Its name, for messages.

    Returns:
        Its lines; cells are not checked beyond being text.

    Raises:
        Unreadable: too large, neither XLSX nor CSV, no known headings, a heading that is unknown, missing or there
            twice, no rows or too many.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"文件超过{MOST_BYTES // 1024 // 1024} MB，请分成几个文件。", file=name)
    sheets = _workbook(data, name) if data[:2] == b"PK" else [("CSV", _csv(data, name))]
    headings: dict[str, list[str]] = {}
    lines: list[Line] = []
    for title, rows in sheets:
        numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
        if not numbered:
            continue
        (_, first), *rest = numbered
        sheet = _sheet_of(first, name, title)
        if sheet in headings:
            raise Unreadable(f"有两张“{sheet}”表，请合成一张。", file=name, place=f"工作表“{title}”")
        headings[sheet] = _headings(first, sheet, name, title)
        lines += [_line(sheet, number, first, row) for number, row in rest]
    if not lines:
        raise Unreadable("文件里没有机关或人员：第一行应为表头，其下每行一个机关或一项任职。", file=name)
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"文件有{len(lines)}行，超过{MOST_ROWS}行，请分成几个文件。", file=name)
    return Plan(name, headings, lines)


def _sheet_of(first: list[str], name: str, title: str) -> str:
    for sheet, columns in SHEETS.items():
        if {column.heading for column in columns if column.required} <= set(first):
            return sheet
    wanted = "；".join(
        f"{sheet}表须有{'、'.join(column.heading for column in columns if column.required)}"
        for sheet, columns in SHEETS.items()
    )
    raise Unreadable(f"第一行不是机关表或人员表的表头。{wanted}。", file=name, place=f"工作表“{title}”第1行")


def _headings(first: list[str], sheet: str, name: str, title: str) -> list[str]:
    known = {column.heading for column in SHEETS[sheet]} | {REMARKS}
    place = f"工作表“{title}”第1行"
    filled = [heading for heading in first if heading]
    if unknown := [heading for heading in filled if heading not in known]:
        raise Unreadable(f"不认识表头“{unknown[0]}”，请改正或删去这一列。", file=name, place=place)
    if twice := [heading for heading in filled if filled.count(heading) > 1]:
        raise Unreadable(f"表头“{twice[0]}”出现了两次，请删去一列。", file=name, place=place)
    return [heading for heading in filled if heading != REMARKS]


def _line(sheet: str, number: int, first: list[str], row: list[str]) -> Line:
    texts = {heading: text for heading, text in zip(first, row, strict=False) if heading and heading != REMARKS}
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


def _workbook(data: bytes, name: str) -> Iterator[tuple[str, list[list[str]]]]:
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
            sheets = [(sheet.title, list(_cells(sheet.iter_rows(max_col=60)))) for sheet in book.worksheets]
            book.close()
    except Unreadable:
        raise
    except Exception:  # openpyxl raises a dozen kinds on damaged files, and all mean the same
        raise Unreadable(damaged, file=name) from None
    yield from sheets


def _cells(rows: Iterable[Any]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > 2 * MOST_ROWS:
            return
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"\N{NULL}{value}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _plain(str(value))


def _plain(text: str) -> str:
    """Control characters gone, blanks and line breaks single, none around."""
    return " ".join("".join(mark if unicodedata.category(mark) != "Cc" else " " for mark in text).split())
