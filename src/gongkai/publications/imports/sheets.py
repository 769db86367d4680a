"""The rows of an XLSX or CSV of content, one after the other: a file of 50,000 is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import Unreadable
from gongkai.publications.imports.items import BODY, COLUMNS, HEADINGS, MORE
from gongkai.publications.imports.rows import FORMULA, REMARKS, Source, one_line, open_source, without_controls

MOST_ROWS = 50_000
_WIDTH = len(HEADINGS) + 10
_LONG = {BODY, *MORE, "内容概述"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A file that was looked at: it is XLSX or CSV and has the headings. Its rows can be read again and again.

    Args:
        source: The file.
        headings: Its headings, in its order; "" where a column has none.
        page: The sheet of a workbook; "" for a CSV.
    """

    source: Source
    headings: tuple[str, ...]
    page: str

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.source.name

    @property
    def sha256(self) -> str:
        """The digest of the file's bytes."""
        return self.source.sha256

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """
        Each row that is not empty: its number as the spreadsheet counts, and its texts by heading.

        Raises:
            Unreadable: the file is damaged beyond its headings, or has too many rows.
        """
        count = 0
        for number, cells in self.source.rows(self.page, _WIDTH):
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
    source = open_source(path, name)
    needed = {column.heading for column in COLUMNS if column.required}
    for page in source.pages:
        first = next(source.rows(page, _WIDTH), (1, []))[1]
        headings = tuple(_clean("", cell) for cell in first[: _filled(first)])
        if needed <= set(headings):
            _check(headings, name)
            kept = tuple("" if heading == REMARKS else heading for heading in headings)
            return Sheet(source, kept, page)
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


def _clean(heading: str, text: str) -> str:
    """No control characters; in what is no text of its own, blanks and line breaks single and none around."""
    if text.startswith(FORMULA):
        return text
    if heading in _LONG:
        return without_controls(text)
    return one_line(text)
