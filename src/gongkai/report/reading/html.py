"""HTML pages as lines and grids: saved pages, Word's markup, escaped articles inside scripts, any encoding."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Block, Grid, Line
from gongkai.report.reading.encoding import decode
from gongkai.report.reading.plain_markup import Tables, parts, take_out

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "textarea"}
)
_BLOCKS = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "thead",
    "tfoot", "tr", "td", "th", "caption", "section", "article", "header", "footer", "nav", "main", "aside", "form",
    "fieldset", "blockquote", "pre", "center", "hr", "address", "figure", "br",
})  # fmt: skip
_WRAPPING = frozenset({"p", "span", "div", "font", "b", "strong"})
_NOTES = frozenset({"sup", "sub"})  # a footnote's number is none of the cell's digits
_HEADS = frozenset({"h1", "h2", "h3"})
_ESCAPED = re.compile(r"&lt;/?(?:table|td|p|div)\b|\\u003c/?(?:table|td|p)|<\\/(?:td|table|p)>|\\\"", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WRAPPERS = re.compile(r"</?(?:script|textarea|template|noscript)\b[^>]*>", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": ""}
_UNWRAPPINGS = 3  # a page inside a string inside a page


@dataclass(slots=True)
class Page:
    """A page as blocks in document order, each with the element it stands in; none if all stand side by side."""

    blocks: list[Block]
    owners: list[etree._Element]
    title: str

    def article(self, first: int, last: int) -> tuple[int, int]:
        """
        The stretch of blocks in the innermost element that holds both the blocks at *first* and at *last*.

        Headings and tables of a report stand in one article; menus before it and footers after it do not.
        """
        if not self.owners:
            return (first, last) if first == last else (0, len(self.blocks) - 1)
        # The elements themselves are kept, not their ids: lxml makes an element's object anew when nobody holds it.
        above = {self.owners[first], *self.owners[first].iterancestors()}
        common: etree._Element | None = self.owners[last]
        while common is not None and common not in above:
            common = common.getparent()
        while first > 0 and self._within(self.owners[first - 1], common):
            first -= 1
        while last + 1 < len(self.owners) and self._within(self.owners[last + 1], common):
            last += 1
        return first, last

    @staticmethod
    def _within(element: etree._Element | None, common: etree._Element | None) -> bool:
        while element is not None and element is not common:
            element = element.getparent()
        return element is not None


def page(data: bytes) -> Page:
    """
    Read a page.

    Raises:
        Unreadable: no element can be made of the bytes.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = decode(data)
    found = _page(text)
    for _ in range(_UNWRAPPINGS):
        if any(isinstance(block, Grid) for block in found.blocks) or not _ESCAPED.search(text):
            break
        text = _unescaped(text)
        found = _page(text)
    return found


def blocks(data: bytes, *, name: str) -> list[Block]:
    """The blocks of a page, in document order."""
    return page(data).blocks


def _unescaped(text: str) -> str:
    if "\\u003c" in text.lower() or "<\\/" in text or '\\"' in text:
        text = _JSON_ESCAPE.sub(
            lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _CONTROL.get(m[3], m[3]), text
        )
    # What was a string in a script or a hidden field is the page now.
    return _WRAPPERS.sub(" ", entities.unescape(text))


def _page(text: str) -> Page:
    rest, tables = take_out(text)
    if tables and (flat := parts(rest)):
        return _flat(flat, tables)
    found = _by_tree(rest, tables)
    return _by_tree(text, {}) if tables else found  # what looked like a table was text: in a title, in a value


def _flat(flat: list[tuple[str, str]], tables: Tables) -> Page:
    (_, title), *rest = flat
    found: list[Block] = []
    grids = 0
    for tag, text in rest:
        if tag == "table":
            grids += 1
            found.append(Grid(plain=tables[text], number=grids))
        elif line := " ".join(text.split()):
            found.append(Line(line, None, len(found) + 1, tag in _HEADS))
    return Page(found, [], title.strip())


def _by_tree(text: str, tables: Tables) -> Page:
    """Read a page; what was taken out of it is left in *tables* if it did not stand as a table there."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable("网页是空的或已损坏，请重新保存网页后再试。")
    walk = _Walk(tables)
    walk.walk(root)
    walk.flush(root)
    title = root.find(".//title")
    return Page(walk.out, walk.owners, "".join(map(str, title.itertext())).strip() if title is not None else "")


class _Walk:
    """Document order: text gathers into lines, innermost tables become grids."""

    def __init__(self, taken: Tables) -> None:
        self.taken = taken
        self.out: list[Block] = []
        self.owners: list[etree._Element] = []
        self.parts: list[str] = []
        self.tables = 0
        self.heading = False

    def flush(self, owner: etree._Element) -> None:
        if self.parts:
            text = " ".join("".join(self.parts).split())
            self.parts.clear()
            if text:
                self.out.append(Line(text, None, len(self.out) + 1, self.heading))
                self.owners.append(owner)

    def walk(self, element: etree._Element) -> None:
        """Depth first; libxml2 stops at 256 levels, so recursion is bounded."""
        tag = element.tag
        if tag in _SKIPPED:
            return
        style = element.get("style")
        if style is not None and "none" in style and _HIDDEN.search(style):
            return
        if tag == "table" and self._table(element):
            return
        block = tag in _BLOCKS
        if block:
            self.flush(element)
            self.heading = tag in _HEADS
        if element.text:
            self.parts.append(element.text)
        for child in element:
            self.walk(child)
            if child.tail:
                self.parts.append(child.tail)
        if block:
            self.flush(element)
            self.heading = False

    def _table(self, element: etree._Element) -> bool:
        """Keep a table as a grid; False if it holds other tables."""
        rows = self.taken.pop(element.text or "", None)
        if rows is None:
            if element.find(".//table") is not None:
                return False
            rows = _rows(element)
        self.flush(element)
        self.tables += 1
        if rows:
            self.out.append(Grid(plain=rows, number=self.tables))
            self.owners.append(element)
        return True


def _rows(table: etree._Element) -> list[list[str]]:
    """
    The cells of each row.

    Spans are not looked at: rows are read by their label and the order of their cells. One flat walk over rows and
    cells costs half of asking each row for its cells (benchmarks/html_reading.py).
    """
    rows: list[list[str]] = []
    for element in table.iter("tr", "td", "th"):
        if element.tag == "tr":
            rows.append([])
            continue
        if not rows:
            rows.append([])
        text = _inner_text(element) if len(element) else element.text
        rows[-1].append(text.strip() if text else "")
    return [row for row in rows if row]


def _inner_text(cell: etree._Element) -> str | None:
    """The text of a cell with markup in it; the usual one paragraph around one span costs little."""
    inner = cell
    while len(inner) == 1 and not (inner.text and not inner.text.isspace()):
        child = inner[0]
        if child.tag not in _WRAPPING or (child.tail and not child.tail.isspace()):
            break
        inner = child
    if not len(inner):
        return str(inner.text) if inner.text else None
    chunks = [str(chunk) for chunk in inner.itertext() if not chunk.isspace()]
    if len(chunks) == 1:
        return chunks[0]
    return _cell_text(cell, chunks) if chunks else ""


def _cell_text(cell: etree._Element, chunks: list[str]) -> str:
    """
    The text of a cell in several pieces.

    Pieces of one line belong together (Word cuts a number into spans); pieces in blocks of their own are kept
    apart by a line break, so that 1 above 2 never becomes 12.
    """
    if not any(chunk.strip()[:1].isdecimal() for chunk in chunks):
        return "".join(chunk.strip() for chunk in chunks)
    parts: list[str] = []

    def walk(element: etree._Element) -> None:
        if element.tag in _SKIPPED:
            return
        block = (element.tag in _BLOCKS or element.tag in _NOTES) and element is not cell
        if block:
            parts.append("\n")
        parts.append(element.text or "")
        for child in element:
            walk(child)
            parts.append(child.tail or "")
        if block:
            parts.append("\n")

    walk(cell)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
