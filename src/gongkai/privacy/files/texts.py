"""Personal data in rows of cells: a row is read with its neighbours, and each cell under the heading of its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gongkai.privacy.files.report import FileHit, Spot
from gongkai.privacy.finding import find
from gongkai.privacy.hit import Hit

LONGEST_HEADING = 12
HEADING_ROWS = 4
"""A sheet's title may stand above its headings; so many rows are tried."""
_HEADS = ("姓名", "号", "电话", "手机", "住址", "地址", "人", "联系", "卡", "账", "帐", "邮箱", "学生", "儿童", "户主")


def of_text(text: str, spot: Spot) -> Iterator[FileHit]:
    """Yield the personal data of one paragraph."""
    for hit in find(text):
        yield FileHit(hit, spot)


def of_rows(rows: Sequence[Sequence[str]], spot: Callable[[int, int], Spot]) -> Iterator[FileHit]:
    """
    Yield the personal data of a table.

    Args:
        rows: Texts of cells; every row has as many as it has columns.
        spot: Place of a cell by row and column, both from 0.
    """
    heads = _headings(rows)
    for at, row in enumerate(rows):
        known: set[tuple[int, str]] = set()
        for column, hit in [*_of_row(row), *_under(row, heads)]:
            if (column, hit.text) not in known:
                known.add((column, hit.text))
                yield FileHit(hit, spot(at, column))


def _headings(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the headings of the columns: of the first rows, the one with the most words that head personal data."""
    best: list[str] = []
    most = 0
    for row in rows[:HEADING_ROWS]:
        cells = [cell.strip() if len(cell.strip()) <= LONGEST_HEADING else "" for cell in row]
        count = sum(any(word in cell for word in _HEADS) for cell in cells)
        if count > most:
            best, most = cells, count
    return best


def _of_row(row: Sequence[str]) -> Iterator[tuple[int, Hit]]:
    offsets, at = [], 0
    for cell in row:
        offsets.append(at)
        at += len(cell) + 1
    for hit in find("\t".join(row)):
        column = max(place for place, offset in enumerate(offsets) if offset <= hit.start)
        yield column, hit


def _under(row: Sequence[str], heads: Sequence[str]) -> Iterator[tuple[int, Hit]]:
    for column, (cell, head) in enumerate(zip(row, heads, strict=False)):
        if not cell.strip() or not head or cell.strip() == head:
            continue
        label = f"{head}："
        for hit in find(label + cell):
            if hit.start >= len(label):
                yield column, hit
