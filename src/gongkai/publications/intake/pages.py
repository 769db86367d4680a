"""HTML to pieces: pages of the web, and what Word and WPS put on the clipboard."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from lxml import etree

from gongkai.publications.intake import markup, pieces
from gongkai.publications.intake.markup import Inline, collapsed, is_unread, tag_of
from gongkai.publications.intake.page_tables import table_of
from gongkai.publications.intake.pieces import Heading, Item, Paragraph, Picture, Piece

#: Elements within elements; what lies deeper is read as words alone.
DEEPEST = 120
#: Bytes of one picture within the page.
LARGEST_PICTURE = 20 * 1024 * 1024

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_MSO_LIST = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)", re.I)
_MSO_NUMBER = re.compile(r"mso-list\s*:\s*ignore", re.I)
_BULLETS = frozenset("·•●○■□◆◇▪▫►Øü§o*-–—\uf0b7\uf0a7\uf0d8\uf0fc\uf06e\uf075\uf06c")
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.I)
_DATA = re.compile(r"data:image/([a-z+.-]+)((?:;[a-z0-9=_-]+)*),", re.I)

LOST_PICTURE = "有{count}张图片没有随文字带来（粘贴时只带来了它在别处的地址）。请另行上传。"
LOST_IN_TABLE = "表格里的图片没有带来。请把图片放在表格之外。"
LOST_FORMULA = "有公式没有带来，请改用图片或文字。"


class Page:
    """A walk through a page: the pieces found, and what an officer must be told."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.pictures_lost = 0
        self.warnings: list[str] = []
        self._waiting: list[Picture] = []

    def read(self, text: str) -> None:
        """Read a page or fragment."""
        root = markup.parsed(text)
        if root is None:
            return
        self.blocks(root, 0)
        if self.pictures_lost:
            self.warn(LOST_PICTURE.format(count=self.pictures_lost))

    def warn(self, sentence: str) -> None:
        """Tell something once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def blocks(self, parent: etree._Element, depth: int, *, list_depth: int = 0) -> None:
        """The pieces below *parent*; words that stand outside of any block become paragraphs."""
        align = _align(parent)
        loose = Inline()
        if tag_of(parent) not in ("table", "tr", "tbody", "thead", "tfoot"):
            loose.say(collapsed(parent.text))
        for child in parent:
            if is_unread(child):
                self._note(child)
            elif depth < DEEPEST and (tag_of(child) in markup.BLOCKS or child.get(markup.HOLDS_BLOCK)):
                self._end(loose, align)
                loose = Inline()
                self._block(child, depth + 1, list_depth)
            else:
                self.inline(loose, child, depth + 1)
            loose.say(collapsed(child.tail))
        self._end(loose, align)

    def _end(self, inline: Inline, align: str = "left", is_bold: bool = False) -> None:
        """End a paragraph; the pictures that stood in it follow it."""
        self.pieces += pieces.paragraph(inline, align, is_bold)
        self.pieces += self._waiting
        self._waiting.clear()

    def _block(self, element: etree._Element, depth: int, list_depth: int) -> None:
        tag, style = tag_of(element), element.get("style") or ""
        if tag in _HEADINGS and not element.get(markup.HOLDS_BLOCK):
            self._heading(element, depth)
        elif tag == "table":
            self._table(element, depth)
        elif tag in ("ul", "ol", "dir", "menu"):
            self._list(element, depth, list_depth)
        elif (found := _MSO_LIST.search(style)) and not element.get(markup.HOLDS_BLOCK):
            self._word_item(element, depth, int(found[1]) - 1)
        elif element.get(markup.HOLDS_BLOCK):
            self.blocks(element, depth, list_depth=list_depth)
        else:
            inline = Inline()
            self._inside(inline, element, depth)
            self._end(inline, _align(element), "b" in markup.marks_of(element) or _is_bold(element))

    def _heading(self, element: etree._Element, depth: int) -> None:
        inline = Inline()
        self._inside(inline, element, depth)
        words = collapsed(inline.words).strip()
        if 0 < len(words) <= 200:
            self.pieces.append(Heading(_HEADINGS[tag_of(element)], words))
            inline = Inline()
        self._end(inline)

    def _list(self, element: etree._Element, depth: int, list_depth: int) -> None:
        """A list; one that does not count from 1 keeps its numbers as words, for they are part of the text."""
        kind = "ol" if tag_of(element) == "ol" else "ul"
        items = [child for child in element if tag_of(child) == "li"]
        first = element.get("start") or "1"
        is_plain = first == "1" and not any(item.get("value") for item in items) and element.get("reversed") is None
        for number, child in enumerate(element, int(first) if first.isdecimal() and len(first) < 6 else 1):
            if is_unread(child):
                continue
            self._item(child, depth + 1, list_depth, kind, "" if kind == "ul" or is_plain else f"{number}. ")
        # Words of a list that stand outside of its items.
        outside = Inline()
        outside.say(collapsed(element.text))
        for child in element:
            outside.say(collapsed(child.tail))
        self._end(outside)

    def _item(self, element: etree._Element, depth: int, list_depth: int, kind: str, number: str) -> None:
        """An item: its paragraphs as one, with line breaks; then lists within it, and all else."""
        inner = Page()
        if depth < DEEPEST and element.get(markup.HOLDS_BLOCK):
            if tag_of(element) in ("ul", "ol"):
                inner._list(element, depth, list_depth + 1)
            else:
                inner.blocks(element, depth, list_depth=list_depth + 1)
        else:
            inline = Inline()
            inner._inside(inline, element, depth)
            inner._end(inline)
        self.pictures_lost += inner.pictures_lost
        for sentence in inner.warnings:
            self.warn(sentence)
        own: list[Paragraph] = []
        rest = list(inner.pieces)
        while rest and isinstance(rest[0], Paragraph):
            own.append(rest.pop(0))  # type: ignore[arg-type]
        if own:
            words = "\n".join(part.words for part in own)
            text = "<br/>".join(part.markup for part in own)
            if number:
                self.pieces.append(Paragraph(number + text, number + words))
            else:
                self.pieces.append(Item(kind, list_depth, text, words))
        self.pieces += rest

    def _word_item(self, element: etree._Element, depth: int, level: int) -> None:
        """A paragraph that Word shows as an item: with a bullet it is one, with a number the number is of its words."""
        number = "".join(
            "".join(map(str, part.itertext())) for part in element.iter(etree.Element)
            if _MSO_NUMBER.search(part.get("style") or "")
        ).strip("\xa0 \t\r\n")  # fmt: skip
        inline = Inline()
        self._inside(inline, element, depth)
        if not number or set(number) <= _BULLETS:
            if not inline.is_blank:
                self.pieces.append(Item("ul", level, markup.trimmed(inline.markup), inline.words.strip()))
            self._end(Inline())
            return
        whole = Inline()
        whole.say(number if number[-1] in "、．.）)" else number + " ")
        whole.add(inline)
        self._end(whole)

    def _table(self, element: etree._Element, depth: int) -> None:
        """A table; one of a single cell is only a frame around its content."""
        cells = [cell for cell in element.iter(etree.Element) if tag_of(cell) in ("td", "th")]
        if len(cells) == 1:
            self.blocks(cells[0], depth)
            return
        if any(tag_of(part) == "img" for part in element.iter(etree.Element)):
            self.warn(LOST_IN_TABLE)
        table, outside = table_of(element)
        if table is not None:
            self.pieces.append(table)
        loose = Inline()
        loose.say(outside)
        self._end(loose)

    def _inside(self, inline: Inline, element: etree._Element, depth: int) -> None:
        inline.say(collapsed(element.text))
        for child in element:
            self.inline(inline, child, depth + 1)
            inline.say(collapsed(child.tail))

    def inline(self, into: Inline, element: etree._Element, depth: int) -> None:
        """Write an element within a paragraph: its words and marks, without its tail."""
        tag = tag_of(element)
        if not tag or is_unread(element):
            self._note(element)
        elif _MSO_NUMBER.search(element.get("style") or ""):
            return
        elif tag == "br":
            into.end_line()
        elif tag in ("img", "v:imagedata"):
            self._picture(element)
        elif depth >= DEEPEST:
            into.say(collapsed(" ".join(readable(element))))
        else:
            inner = Inline()
            self._inside(inner, element, depth)
            address = markup.safe_address(element.get("href")) if tag == "a" else ""
            into.add(inner, markup.marks_of(element), address)

    def _note(self, element: etree._Element) -> None:
        if tag_of(element) == "math":
            self.warn(LOST_FORMULA)

    def _picture(self, element: etree._Element) -> None:
        found = picture_of(element.get("src") or "", element.get("alt") or "")
        if found is None:
            self.pictures_lost += 1
        else:
            self._waiting.append(found)


def readable(element: etree._Element) -> list[str]:
    """The words below an element that a reader sees, without going down by calls."""
    texts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "end":
            texts.append("" if part is element else part.tail or "")
        elif is_unread(part):
            walk.skip_subtree()
        else:
            texts.append(part.text or "")
    return texts


def picture_of(source: str, alternative: str) -> Picture | None:
    """The picture that an address holds within itself (data:); None for any other address, or what is none."""
    head = _DATA.match(source[:200])
    if head is None or len(source) > LARGEST_PICTURE * 4 // 3 + 300:
        return None
    content = source[head.end() :]
    try:
        packed = "".join(content.split())
        data = base64.b64decode(packed, validate=True) if "base64" in head[2] else unquote_to_bytes(content)
    except (binascii.Error, ValueError):
        return None
    ending = {"jpeg": "jpg", "svg+xml": "svg"}.get(head[1].lower(), head[1].lower())
    return Picture(data, f"图片.{ending}", collapsed(alternative).strip()[:300]) if data else None


def _align(element: etree._Element) -> str:
    found = _ALIGN.search(element.get("style") or "")
    given = found[1].lower() if found else (element.get("align") or "").lower()
    return "center" if tag_of(element) == "center" else given if given in ("center", "right") else "left"


def _is_bold(element: etree._Element) -> bool:
    """Whether every word of a paragraph stands in something bold."""
    if (element.text or "").strip() or not len(element):
        return False
    return all("b" in markup.marks_of(child) or _is_bold(child) for child in element) and not any(
        (child.tail or "").strip() for child in element
    )
