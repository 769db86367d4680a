"""The rows of an XLSX or CSV of content, one after the other: a file of 50,000 is never in memory as a whole."""

from __future__ import annotations

import csv
import hashlib
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.publications.imports.items import BODY, COLUMNS, HEADINGS, MORE

#: Larger files are refused before they are opened.
MOST_BYTES = 100 * 1024 * 1024
MOST_ROWS = 50_000
#: The column that our own corrected files add; it is read over.
REMARKS = "问题"
_MOST_UNPACKED = 1024 * 1024 * 1024
#: Characters of one cell; a spreadsheet has at most 32,767, a CSV may have more.
_MOST_CELL = 2_000_000
#: Stands before the text of a cell that holds a formula.
FORMULA = "\N{NULL}="
_LONG = {BODY, *MORE, "内容概述"}
_KEPT = {ord(mark): " " for mark in map(chr, range(32)) if mark not in "\n\t"} | {ord("\r"): None, 127: " "}
csv.field_size_limit(_MOST_CELL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A file that was looked at: it is XLSX or CSV and has the headings. Its rows can be read again and again.

    Args:
        path: Where its bytes lie.
        name: Its name, for messages.
        sha256: The digest of its bytes.
        headings: Its headings, in its order; "" where a column has none.
        page: The sheet of a workbook; "" for a CSV.
        encoding: Of a CSV.
    """

    path: Path
    name: str
    sha256: str
    headings: tuple[str, ...]
    page: str
    encoding: str

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """
        Each row that is not empty: its number as the spreadsheet counts, and its texts by heading.

        Raises:
            Unreadable: the file is damaged beyond its headings, or has too many rows.
        """
        count = 0
        for number, cells in _raw_rows(self.path, self.name, self.page, self.encoding):
            if number == 1 or not any(cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(f"文件超过{MOST_ROWS}行，请分成几个文件。", file=self.name)
            named = zip(self.headings, cells, strict=False)
            yield number, {heading: _clean(heading, text) for heading, text in named if heading and text}


def look(path: Path, name: str) -> Sheet:
    """
    Look at a file's kind and headings.

    Raises:
        Unreadable: too large, neither XLSX nor CSV, or its first row is not made of the known headings.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(f"文件超过{MOST_BYTES // 1024 // 1024} MB，请分成几个文件。", file=name)
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if start == b"\xd0\xcf\x11\xe0":
        raise Unreadable("这是旧格式（xls、et）或加了密码的文件。请用WPS或Excel去掉密码，另存为XLSX。", file=name)
    encoding = "" if start[:2] == b"PK" else _encoding(path, name)
    pages = _pages(path, name) if start[:2] == b"PK" else [""]
    needed = {column.heading for column in COLUMNS if column.required}
    for page in pages:
        first = next(_raw_rows(path, name, page, encoding), (1, []))[1]
        headings = tuple(_clean("", cell) for cell in first[: _filled(first)])
        if needed <= set(headings):
            _check(headings, name)
            kept = tuple("" if heading == REMARKS else heading for heading in headings)
            return Sheet(path, name, digest, kept, page, encoding)
    raise Unreadable(f"第一行应为表头，至少有{'、'.join(sorted(needed))}。请下载空白表对照。", file=name, place="第1行")


def _filled(cells: list[str]) -> int:
    """How many cells there are up to the last that holds anything."""
    return max((place for place, text in enumerate(cells, 1) if text.strip()), default=0)


def _check(headings: tuple[str, ...], name: str) -> None:
    filled = [heading for heading in headings if heading]
    if unknown := [heading for heading in filled if heading not in {*HEADINGS, REMARKS}]:
        raise Unreadable(f"不认识表头“{unknown[0][:40]}”，请改正或删去这一列。", file=name, place="第1行")
    if twice := [heading for heading in filled if filled.count(heading) > 1]:
        raise Unreadable(f"表头“{twice[0]}”出现了两次，请删去一列。", file=name, place="第1行")


def _encoding(path: Path, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while chunk := file.read(1024 * 1024):
                    if "\0" in chunk:
                        raise Unreadable("既不是XLSX，也不是文字格式的CSV。请另存为XLSX后再上传。", file=name)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable("既不是XLSX，也不是UTF-8或GBK编码的CSV。请另存为XLSX后再上传。", file=name)


def _pages(path: Path, name: str) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _MOST_UNPACKED:
            raise Unreadable("文件解压后会异常膨胀，已拒绝打开。请重新另存，只保留要导入的表。", file=name)
        with closing(_book(path)) as book:
            return [sheet.title for sheet in book.worksheets]
    except Unreadable:
        raise
    except Exception:  # openpyxl raises a dozen kinds on damaged files, and all mean the same
        raise _damaged(name) from None


def _raw_rows(path: Path, name: str, page: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    rows = _csv_rows(path, encoding) if encoding else _book_rows(path, page)
    try:
        yield from rows
    except csv.Error as wrong:
        raise Unreadable(f"CSV的格式有误（{wrong}），请另存为XLSX后再上传。", file=name) from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, SyntaxError, EOFError):
        raise _damaged(name) from None


def _csv_rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from enumerate(csv.reader(file, strict=True), 1)


def _book_rows(path: Path, page: str) -> Iterator[tuple[int, list[str]]]:
    with closing(_book(path)) as book:
        for number, row in enumerate(book[page].iter_rows(max_col=len(HEADINGS) + 10), 1):
            yield number, [_cell(cell) for cell in row]


def _book(path: Path) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that we do not look at
        return load_workbook(path, read_only=True)


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"\N{NULL}{value}"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _clean(heading: str, text: str) -> str:
    """No control characters; in what is no text of its own, blanks and line breaks single and none around."""
    if text.startswith(FORMULA):
        return text
    if heading in _LONG:
        return text.translate(_KEPT)
    return " ".join(text.translate(_KEPT).split())


def _damaged(name: str) -> Unreadable:
    return Unreadable("文件打不开：已损坏、加密，或不是XLSX。请用WPS或Excel重新另存为XLSX。", file=name)
