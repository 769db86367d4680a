"""What a page carries for the sake of the page: numbers at its foot, heads that every page repeats."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from gongkai.report.reading.pdf.text import Segment

MARGIN = 0.13
"""Page numbers and running heads stand in this share of the page's height, above or below."""
REPEATED = 3
"""A line in the margin that so many pages repeat is a running head; it is kept where it stands first."""

_DASHED = re.compile(
    r"[-—–－―·\s]+\d{1,4}[-—–－―·\s]+|第\s*\d{1,4}\s*页(\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_BROWSER = re.compile(
    r"\d{1,4}[/.年-]\d{1,2}[/.月-]\d{1,4}日?[,，]?\s*(?:上午|下午|晚上)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AP]M)?(?:\s.*)?"
    r"|(?:https?|file)://\S+(?:\s+\d{1,4}\s*/\s*\d{1,4})?"
)
"""What browsers print above and below a page: time and title, address and page."""
_BARE = re.compile(r"\d{1,4}")

Rows = list[list[Segment]]


def without_furniture(pages: list[tuple[Rows, float]]) -> list[Rows]:
    """Return the rows of each page, given with the page's height, without page numbers and repeated heads."""
    edges = [_edges(rows, height) for rows, height in pages]
    numbered = _numbered(edges)
    repeated: dict[str, set[int]] = defaultdict(set)
    for page, rows in enumerate(edges):
        for row in rows:
            repeated[_text(row)].add(page)
    kept: list[Rows] = []
    for page, (rows, _) in enumerate(pages):
        drop = set()
        for row in edges[page]:
            text, seen = _text(row), repeated[_text(row)]
            is_number = _DASHED.fullmatch(text) or (page, id(row)) in numbered
            if is_number or _BROWSER.fullmatch(text) or (len(seen) >= REPEATED and page != min(seen)):
                drop.add(id(row))
        kept.append([row for row in rows if id(row) not in drop])
    return kept


def _text(row: list[Segment]) -> str:
    return " ".join(segment.text for segment in row).strip()


def _edges(rows: Rows, height: float) -> Rows:
    """Return the first and last two rows of a page if they stand in its margins."""
    near = [*rows[:2], *rows[-2:]] if len(rows) > 3 else rows
    unique = {id(row): row for row in near}
    return [row for row in unique.values() if not MARGIN * height < row[0].y < (1 - MARGIN) * height]


def _numbered(edges: list[Rows]) -> set[tuple[int, int]]:
    """Return (page, row) of bare numbers that count the pages: the same difference to the page on two pages."""
    found: list[tuple[int, int, int]] = []
    for page, rows in enumerate(edges):
        found += [(int(_text(row)) - page, page, id(row)) for row in rows if _BARE.fullmatch(_text(row))]
    offsets = Counter(offset for offset, _, _ in found)
    return {(page, row) for offset, page, row in found if offsets[offset] >= 2}
