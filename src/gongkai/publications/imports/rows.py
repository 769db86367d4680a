"""The rows of an XLSX or CSV one after the other, whatever they are of: a large file is never in memory as a whole."""

from __future__ import annotations

import csv
import hashlib
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable

#: Larger files are refused before they are opened.
MOST_BYTES = 100 * 1024 * 1024
#: The column that our own corrected files add; it is read over.
REMARKS = "问题"
#: Stands before the text of a cell that holds a formula.
FORMULA = "\N{NULL}="
_MOST_UNPACKED = 1024 * 1024 * 1024
#: Characters of one cell; a spreadsheet has at most 32,767, a CSV may have more.
_MOST_CELL = 2_000_000
_KEPT = {ord(mark): " " for mark in map(chr, range(32)) if mark not in "\n\t"} | {ord("\r"): None, 127: " "}
csv.field_size_limit(_MOST_CELL)


@dataclass(frozen=True, slots=True)
class Source:
    """
    A file of rows that was looked at: it is an XLSX or a CSV.

    Args:
        path: Where its bytes lie.
        name: Its name, for messages.
        sha256: The digest of its bytes.
        pages: The sheets of a workbook; one of the name "" for a CSV.
        encoding: Of a CSV.
    """

    path: Path
    name: str
    sha256: str
    pages: tuple[str, ...]
    encoding: str

    def rows(self, page: str, width: int) -> Iterator[tuple[int, list[str]]]:
        """
        Each row of a sheet with its number, from 1; a workbook's no wider than *width*. `FORMULA` begins a formula.

        Raises:
            Unreadable: the file is damaged.
        """
        rows = _csv_rows(self.path, self.encoding) if self.encoding else _book_rows(self.path, page, width)
        try:
            yield from rows
        except csv.Error as wrong:
            raise Unreadable(f"CSV的格式有误（{wrong}），请另存为XLSX后再上传。", file=self.name) from None
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, SyntaxError, EOFError):
            raise _damaged(self.name) from None


def open_source(path: Path, name: str) -> Source:
    """
    Look at a file's kind.

    Raises:
        Unreadable: too large, or neither XLSX nor CSV.
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
    if start[:2] == b"PK":
        return Source(path, name, digest, tuple(_pages(path, name)), "")
    return Source(path, name, digest, ("",), _encoding(path, name))


def without_controls(text: str) -> str:
    """A text without control characters, its line breaks kept."""
    return text.translate(_KEPT)


def one_line(text: str) -> str:
    """A text without control characters, its blanks and line breaks single and none around."""
    if text.isprintable() and "  " not in text:
        return text.strip()  # most cells of a long file (benchmarks/registers.py)
    return " ".join(text.translate(_KEPT).split())


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
        with _book(path) as book:
            return [sheet.title for sheet in book.worksheets]
    except Unreadable:
        raise
    except Exception:  # openpyxl raises a dozen kinds on damaged files, and all mean the same
        raise _damaged(name) from None


def _csv_rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from enumerate(csv.reader(file, strict=True), 1)


def _book_rows(path: Path, page: str, width: int) -> Iterator[tuple[int, list[str]]]:
    with _book(path) as book:
        for number, row in enumerate(book[page].iter_rows(max_col=width), 1):
            yield number, [_cell(cell) for cell in row]


@contextmanager
def _book(path: Path) -> Iterator[Any]:
    """The workbook; given as an open file, since openpyxl judges a path by its ending, which a kept file has not."""
    from openpyxl import load_workbook

    with path.open("rb") as file:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not look at
            book = load_workbook(file, read_only=True)
        with closing(book):
            yield book


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


def _damaged(name: str) -> Unreadable:
    return Unreadable("文件打不开：已损坏、加密，或不是XLSX。请用WPS或Excel重新另存为XLSX。", file=name)
