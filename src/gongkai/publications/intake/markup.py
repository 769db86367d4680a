"""
The only markup that a text may hold, and the parts of HTML that mean something to it.

What comes out is written anew from what was understood, never passed on: no script, handler, style or unknown element
can survive, for there is nothing that would write it.
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree, html

#: Elements within a paragraph that are kept, by what they are written as.
MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
#: Elements whose content nobody is meant to read.
UNREAD = frozenset({
    "script", "style", "head", "title", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math",
    "select", "option", "datalist", "textarea", "audio", "video", "canvas", "xml", "meta", "link", "base", "del",
})  # fmt: skip
#: Elements that begin a new paragraph.
BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "blockquote", "pre",
    "form", "fieldset", "legend", "figure", "figcaption", "details", "summary", "dl", "dt", "dd", "center", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "td",
    "th", "body", "html", "dir", "menu", "listing", "xmp", "plaintext",
})  # fmt: skip
#: Most characters of HTML that are read; a pasted document of a hundred pages has a tenth of it.
LONGEST = 20_000_000
#: Attribute by which `parsed` marks what has a block within it.
HOLDS_BLOCK = "data-holds-block"

_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_INVISIBLE = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*comment", re.I)


def parsed(text: str) -> etree._Element | None:
    """The tree of an HTML text or fragment; None where there is nothing in it."""
    text = _CONTROLS.sub("", text[:LONGEST])
    if not text.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, ValueError):  # nothing but comments, or the like
        return None
    for element in root.iter(etree.Element):
        if tag_of(element) in BLOCKS:
            above = element.getparent()
            while above is not None and above.get(HOLDS_BLOCK) != "1":
                above.set(HOLDS_BLOCK, "1")
                above = above.getparent()
    return root


def tag_of(element: etree._Element) -> str:
    """An element's name as it is written (o:p is no p); "" for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def is_unread(element: etree._Element) -> bool:
    """Whether nobody sees what stands in an element: code, deleted text, what a style hides."""
    return (
        tag_of(element) in UNREAD
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def marks_of(element: etree._Element) -> list[str]:
    """The marks that an element sets, by its name or its style."""
    tag, style = tag_of(element), (element.get("style") or "").lower().replace(" ", "")
    marks = [MARKS[tag]] if tag in MARKS else []
    if "b" not in marks and re.search(r"font-weight:(?:bold|bolder|[6-9]00)", style):
        marks.append("b")
    if "i" not in marks and "font-style:italic" in style:
        marks.append("i")
    for name, word in (("sup", "super"), ("sub", "sub")):
        if name not in marks and f"vertical-align:{word}" in style:
            marks.append(name)
    return marks


def safe_address(address: str | None) -> str:
    """The address of a link that a reader may follow: of the web, mail, telephone, or this site; "" for any other."""
    bare = _INVISIBLE.sub("", address or "")
    if bare.lower().startswith(_SAFE_SCHEMES) or (bare.startswith(("/", "#")) and not bare.startswith(("//", "/\\"))):
        return bare[:2000]
    return ""


def collapsed(text: str | None) -> str:
    """Text as a browser shows it: runs of white space are one space. Full-width spaces stay."""
    return _SPACES.sub(" ", _CONTROLS.sub("", text or ""))


class Inline:
    """A paragraph while it is written: words, and marks around some of them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._words: list[str] = []

    def say(self, text: str) -> None:
        """Add words."""
        if text:
            self._parts.append(escape(_CONTROLS.sub("", text), quote=False))
            self._words.append(text)

    def add(self, inner: Inline, marks: list[str] = (), address: str = "") -> None:  # type: ignore[assignment]
        """Add what is written in *inner*: within its marks, and as a link where there is an address to follow."""
        markup = inner.markup
        if inner.words.strip():
            for mark in marks:
                markup = f"<{mark}>{markup}</{mark}>"
            if address:
                markup = f'<a href="{escape(address)}">{markup}</a>'
        self._parts.append(markup)
        self._words.append(inner.words)

    def end_line(self) -> None:
        """Add a line break."""
        self._parts.append("<br/>")
        self._words.append("\n")

    @property
    def markup(self) -> str:
        """What was written, as HTML."""
        return "".join(self._parts)

    @property
    def words(self) -> str:
        """What was written, as text."""
        return "".join(self._words)

    @property
    def is_blank(self) -> bool:
        """Whether no word was written."""
        return not _INVISIBLE.sub("", self.words.replace("\u3000", ""))


def trimmed(markup: str) -> str:
    """A paragraph without blanks and line breaks at its ends: officers indent by full-width spaces, pages by style."""
    return re.sub(r"^(?:\s|<br/>)+|(?:\s|<br/>)+$", "", markup)
