"""Tables of a page: cells with spans, laid out in full."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gongkai.publications.files.grids import Merge
from gongkai.publications.intake.markup import BLOCKS, collapsed, is_unread, tag_of
from gongkai.publications.intake.pieces import Table

#: Rows, columns and places of one table; what is larger is told in words and not laid out.
MOST_ROWS, MOST_COLUMNS = 2_000, 100
#: Places that all merged cells of a table cover together; spans that lie over each other could cover any number.
MOST_COVERED = 400_000


def table_of(element: etree._Element) -> tuple[Table | None, str]:
    """The table, None if it has no cell with words; and the words of it that stand outside of cells."""
    rows = list(_rows(element))
    width = min(max((sum(_span(cell, "colspan") for cell in row) for row in rows), default=0), MOST_COLUMNS)
    caption, outside = _outside(element)
    texts: list[list[str]] = [[""] * width for _ in rows[:MOST_ROWS]]
    merges: list[Merge] = []
    taken: set[tuple[int, int]] = set()
    left_over: list[str] = []
    covered = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            words = cell_words(cell)
            if number >= MOST_ROWS or column >= width:
                left_over.append(words)
                continue
            colspan = min(_span(cell, "colspan"), width - column)
            rowspan = min(_span(cell, "rowspan"), len(texts) - number)
            texts[number][column] = words
            covered += colspan * rowspan
            if covered > MOST_COVERED:
                colspan = rowspan = 1
            merge = Merge(number, column, rowspan, colspan)
            taken |= {(number, column), *merge.covered()}
            if colspan > 1 or rowspan > 1:
                merges.append(merge)
            column += colspan
    outside = " ".join(filter(None, [outside, *left_over]))
    if not any(text for line in texts for text in line):
        return None, " ".join(filter(None, [caption, outside]))
    has_head = bool(rows) and (any(tag_of(cell) == "th" for cell in rows[0]) or looks_like_head(texts))
    return Table(tuple(map(tuple, texts)), tuple(merges), has_head, caption[:300]), outside


def looks_like_head(texts: list[list[str]]) -> bool:
    """Whether the first of several rows reads like heads: words in it, none of them an amount."""
    first = [text for text in texts[0] if text]
    return (
        len(texts) > 1 and bool(first) and not any(text.replace(".", "").replace(",", "").isdecimal() for text in first)
    )


def cell_words(cell: etree._Element) -> str:
    """The words of a cell; its paragraphs are lines."""
    lines = [""]
    for text in _words(cell, 0):
        if text is None:
            lines.append("")
        else:
            lines[-1] += text
    return "\n".join(line for line in (collapsed(line).strip() for line in lines) if line)


def _words(element: etree._Element, depth: int) -> Iterator[str | None]:
    """The texts below an element, None for each end of a line."""
    yield element.text or ""
    for child in element:
        if not is_unread(child) and tag_of(child):
            breaks = tag_of(child) in BLOCKS or tag_of(child) == "br"
            if breaks:
                yield None
            if depth < 100:
                yield from _words(child, depth + 1)
            else:
                yield "".join(map(str, child.itertext()))
            if breaks:
                yield None
        yield child.tail or ""


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The cells of each row, those of tables within cells left out; cells outside of any row make up one."""
    loose: list[etree._Element] = []
    for child in table:
        if is_unread(child):
            continue
        if tag_of(child) == "tr":
            yield [cell for cell in child if tag_of(cell) in ("td", "th") and not is_unread(cell)]
        elif tag_of(child) in ("thead", "tbody", "tfoot"):
            yield from _rows(child)
        elif tag_of(child) in ("td", "th"):
            loose.append(child)
    if loose:
        yield loose


def _outside(table: etree._Element) -> tuple[str, str]:
    """The caption, and the words that stand neither in a cell nor in the caption."""
    captions = [cell_words(part) for part in table if tag_of(part) == "caption" and not is_unread(part)]
    words = list(_loose(table, 0))
    return " ".join(captions).replace("\n", " "), " ".join(filter(None, (collapsed(text).strip() for text in words)))


def _loose(element: etree._Element, depth: int) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = tag_of(child)
        if tag in ("tr", "thead", "tbody", "tfoot") and not is_unread(child):
            yield from _loose(child, depth + 1)
        elif tag and tag not in ("td", "th", "caption") and not is_unread(child):
            yield cell_words(child)
        yield child.tail or ""


def _span(cell: etree._Element, name: str) -> int:
    given = (cell.get(name) or "").strip()
    return max(1, min(int(given), MOST_ROWS)) if given.isdecimal() and len(given) < 6 else 1
