"""
DOCX to pieces: headings by style, paragraphs with their marks and links, lists, tables, pictures.

Inserted text is taken as accepted and deleted text as gone; comments, hidden text and headers of pages are left out,
and the officer is told of what was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.privacy.files.container import Container
from gongkai.publications.intake import markup, pieces
from gongkai.publications.intake.markup import Inline
from gongkai.publications.intake.pieces import Heading, Item, Picture, Piece
from gongkai.publications.intake.word_styles import Styles, is_on, value
from gongkai.publications.intake.word_tables import table_of
from gongkai.report.reading.numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

#: Tables, text boxes and content controls within each other; Word itself makes some ten.
DEEPEST = 40
#: Characters of one document; 2,000 pages.
MOST_CHARACTERS = 2_000_000

_GONE = {W + "del", W + "moveFrom", W + "instrText", W + "delText", _MC + "Fallback"}
_BREAKS = {W + "tab": "\u3000", W + "noBreakHyphen": "-", W + "softHyphen": "", W + "ptab": "\u3000"}
_NOTES = {"footnote": W + "footnoteReference", "endnote": W + "endnoteReference"}

TOLD = {
    "changes": "文中有修订痕迹，已按接受修订后的文字带入。",
    "comments": "文中有批注，没有带入。",
    "hidden": "文中有隐藏文字，没有带入。",
    "boxes": "文中有文本框，其中的文字放在所在段落之后，请核对次序。",
    "formulas": "文中有公式，只带入了其中的文字，请核对，或改用图片。",
    "objects": "文中有嵌入的对象（如表格、图表），没有带入。请另存为图片，或作为附件上传。",
    "drawings": "文中有画出的图形或图表，没有带入。请另存为图片后插入。",
    "notes": "文中有脚注或尾注，已移到正文末尾。",
    "nested": "表格里还套有表格，里面的文字已并入外层的格子，请核对。",
    "in_table": "表格里的图片没有带入。请把图片放在表格之外。",
    "lost_picture": "有图片不在文件里（是链接），没有带入。请另行上传。",
}


class Document:
    """A walk through a document: the pieces found, and what an officer must be told."""

    def __init__(self, data: bytes) -> None:
        self.container = Container(data)
        self.main = self.container.main_part() or "word/document.xml"
        if self.main not in self.container.parts:
            raise Unreadable("文件里没有Word正文，可能已损坏。请用Word或WPS打开后重新另存。")
        self.pieces: list[Piece] = []
        self.told: dict[str, None] = {}
        self.targets = {
            link.get("Id"): (link.get("TargetMode") == "External", link.get("Target", ""), link)
            for link in self.container.relationships(self.main)
        }
        self._waiting: list[Piece] = []
        self._notes: list[tuple[str, str]] = []
        self._characters = 0
        styles = self._part("styles.xml")
        self.styles = Styles(styles)
        self.numbering = Numbering(self._part("numbering.xml"), styles)

    def read(self) -> None:
        """Read the whole document."""
        root = self._usual(self.container.xml(self.main))
        body = root.find(W + "body")
        if body is None:
            raise Unreadable("文件里没有Word正文，可能已损坏。请用Word或WPS打开后重新另存。")
        self.walk(body, 0)
        self._read_notes()
        comments = self._part("comments.xml")
        if comments is not None and comments.find(W + "comment") is not None:
            self.tell("comments")

    def tell(self, what: str) -> None:
        """Remember to tell something, by its key in `TOLD`."""
        self.told[what] = None

    def walk(self, parent: etree._Element, depth: int) -> None:
        """The pieces below *parent*, through content controls, insertions and the like."""
        if depth > DEEPEST:
            raise Unreadable("文件里的内容一层套一层，套得过深，不是正常的文档。请用Word或WPS重新另存。")
        for element in parent:
            if element.tag == W + "p":
                self._paragraph(element, depth)
            elif element.tag == W + "tbl":
                self._table(element, depth)
            elif element.tag in _GONE:
                self.tell("changes")
            elif isinstance(element.tag, str) and element.tag not in (W + "sectPr", W + "sdtPr"):
                self._notice(element)
                self.walk(element, depth + 1)

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        inline = Inline()
        self.inside(inline, element, depth)
        self._characters += len(inline.words)
        if self._characters > MOST_CHARACTERS:
            raise Unreadable("文件里的文字超过200万字。请分成几个文件。")
        if not inline.is_blank:
            self.pieces += self._written(element, inline)
        self.pieces += self._waiting
        self._waiting = []
        for box in _boxes(element):
            self.tell("boxes")
            self.walk(box, depth + 1)

    def _written(self, element: etree._Element, inline: Inline) -> Iterator[Piece]:
        """A paragraph as what it is: a heading, an item with a bullet, or words with the number before them."""
        level = self.styles.heading_level(element)
        number = self.numbering.label(element)
        words = f"{number}{inline.words}".strip().strip("\u3000")
        if level and len(words) <= 200:
            yield Heading(level, re.sub(r"\s*\n\s*", "" if level == 1 else " ", words))
        elif not number and (depth := self.styles.bullet_depth(element, self._part("numbering.xml"))) is not None:
            yield Item("ul", depth, markup.trimmed(inline.markup), inline.words.strip())
        else:
            whole = Inline()
            whole.say(number)
            whole.add(inline)
            yield from pieces.paragraph(whole, self.styles.align(element), _is_bold(element))

    def inside(self, into: Inline, parent: etree._Element, depth: int) -> None:
        """Write what stands within a paragraph, a link or a control."""
        for element in parent:
            tag = element.tag
            if tag == W + "r":
                self._run(into, element)
            elif tag == W + "hyperlink":
                inner = Inline()
                self.inside(inner, element, depth + 1)
                into.add(inner, [], self._address(element))
            elif tag in _GONE:
                self.tell("changes")
            elif tag in (_M + "oMath", _M + "oMathPara"):
                self.tell("formulas")
                into.say("".join(part.text or "" for part in element.iter(_M + "t")))
            elif isinstance(tag, str) and tag not in (W + "pPr", W + "sdtPr") and depth < DEEPEST:
                self._notice(element)
                self.inside(into, element, depth + 1)

    def _run(self, into: Inline, run: etree._Element) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and is_on(properties.find(W + "vanish")):
            self.tell("hidden")
            return
        inner = Inline()
        for element in run:
            self._piece_of_run(inner, element)
        into.add(inner, _marks(properties) if properties is not None else [])

    def _piece_of_run(self, into: Inline, element: etree._Element) -> None:
        tag = element.tag
        if tag == W + "t":
            into.say(element.text or "")
        elif tag in _BREAKS:
            into.say(_BREAKS[tag])
        elif tag in (W + "br", W + "cr"):
            if element.get(W + "type") not in ("page", "column"):
                into.end_line()
        elif tag == W + "sym":
            into.say(_symbol(element))
        elif tag in _NOTES.values():
            self._note(into, element)
        elif tag in (W + "drawing", W + "pict"):
            self._drawing(element)
        elif tag == W + "object":
            self.tell("objects")
        elif tag == _MC + "AlternateContent":
            for chosen in element.findall(_MC + "Choice")[:1]:
                for part in chosen:
                    self._piece_of_run(into, part)

    def _note(self, into: Inline, element: etree._Element) -> None:
        kind = next(kind for kind, tag in _NOTES.items() if tag == element.tag)
        self._notes.append((kind, element.get(W + "id", "")))
        inner = Inline()
        inner.say(f"〔{len(self._notes)}〕")
        into.add(inner, ["sup"])

    def _read_notes(self) -> None:
        """The words of notes, below the text, in the order in which the text names them."""
        found = {
            (kind, note.get(W + "id", "")): note
            for kind in _NOTES if (part := self._part(f"{kind}s.xml")) is not None
            for note in part.iter(W + kind)
        }  # fmt: skip
        for number, key in enumerate(self._notes, 1):
            self.tell("notes")
            inline = Inline()
            inline.say(f"〔{number}〕")
            for paragraph in found[key].iter(W + "p") if key in found else ():
                self.inside(inline, paragraph, 0)
            self.pieces += pieces.paragraph(inline)

    def _table(self, element: etree._Element, depth: int) -> None:
        cells = list(element.iter(W + "tc"))
        if len(cells) == 1:  # a frame around text
            self.walk(cells[0], depth + 1)
            return
        table = table_of(self, element)
        self._waiting = []
        if table is not None:
            self.pieces.append(table)

    def cell_words(self, cell: etree._Element) -> str:
        """The words of a cell, a line a paragraph, those of tables within it too."""
        lines = []
        for paragraph in cell.iter(W + "p"):
            inline = Inline()
            before = len(self._waiting)
            self.inside(inline, paragraph, 0)
            if len(self._waiting) > before:
                self.tell("in_table")
                del self._waiting[before:]
            number = self.numbering.label(paragraph) if inline.words.strip() else ""
            lines.append(f"{number}{inline.words}".strip())
        return "\n".join(line for line in lines if line)

    def _drawing(self, element: etree._Element) -> None:
        alternative = next(
            (part.get("descr") or "" for part in element.iter(_WP + "docPr") if part.get("descr")),
            "",
        )
        held = [part.get(_R + "embed") or part.get(_R + "link") for part in element.iter(_A + "blip")]
        held += [part.get(_R + "id") for part in element.iter(_V + "imagedata")]
        if not held and next(element.iter(W + "txbxContent"), None) is None:
            self.tell("drawings")
        for key in dict.fromkeys(held):
            is_outside, target, link = self.targets.get(key, (True, "", None))
            path = None if is_outside or link is None else self.container.target(self.main, link)
            if path is None or path not in self.container.parts:
                self.tell("lost_picture")
            else:
                name = posixpath.basename(target)
                self._waiting.append(Picture(self.container.parts[path], name, alternative.strip()[:300]))

    def _address(self, link: etree._Element) -> str:
        is_outside, target, _ = self.targets.get(link.get(_R + "id"), (False, "", None))
        return markup.safe_address(target) if is_outside else ""

    def _notice(self, element: etree._Element) -> None:
        if element.tag in (W + "ins", W + "moveTo"):
            self.tell("changes")

    def _part(self, name: str) -> etree._Element | None:
        path = posixpath.join(posixpath.dirname(self.main), name)
        return self._usual(self.container.xml(path)) if path in self.container.parts else None

    def _usual(self, root: etree._Element) -> etree._Element:
        """A part of the strict kind in the names of the usual kind."""
        if not str(root.tag).startswith(_STRICT):
            return root
        for element in root.iter(etree.Element):
            element.tag = str(element.tag).replace(_STRICT, W)
            for key in [str(key) for key in element.attrib]:
                usual = key.replace(_STRICT, W).replace(_STRICT_R, _R)
                if usual != key:
                    element.set(usual, str(element.attrib.pop(key)))
        return root


def _marks(properties: etree._Element) -> list[str]:
    raised = {"superscript": ["sup"], "subscript": ["sub"]}.get(value(properties, "vertAlign") or "", [])
    return [*(name for name in ("b", "i") if is_on(properties.find(W + name))), *raised]


def _is_bold(paragraph: etree._Element) -> bool:
    runs = [run for run in paragraph.iter(W + "r") if "".join(t.text or "" for t in run.iter(W + "t")).strip()]
    return bool(runs) and all(
        (properties := run.find(W + "rPr")) is not None and is_on(properties.find(W + "b")) for run in runs
    )


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font; the ticks and boxes that forms use are known, others are a box."""
    known = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0FC": "✓", "F0B7": "·", "F0A3": "□"}
    return known.get((element.get(W + "char") or "").upper(), "□")


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    """The contents of text boxes anchored in a paragraph, without the copies kept for old programs."""
    return [
        box for box in paragraph.iter(W + "txbxContent")
        if not any(above.tag == _MC + "Fallback" for above in box.iterancestors())
        and next((above for above in box.iterancestors() if above.tag == W + "p"), None) is paragraph
    ]  # fmt: skip
