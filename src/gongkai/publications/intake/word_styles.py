"""What a paragraph's own properties and its style say: heading, alignment, bullet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 20
_TITLE = re.compile(r"title$|^标题$|^公文标题", re.I)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    properties: etree._Element | None


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._bullets: dict[str, set[int]] | None = None
        for element in root.iter(W + "style") if root is not None else ():
            if element.get(W + "type", "paragraph") == "paragraph":
                self._styles[element.get(W + "styleId", "")] = _Style(
                    value(element, "name") or "", value(element, "basedOn"), element.find(W + "pPr")
                )

    def heading_level(self, paragraph: etree._Element) -> int:
        """1 for a title, 2 or 3 for a heading, 0 for what is none."""
        own = paragraph.find(W + "pPr")
        for style in self._chain(value(own, "pStyle")):
            if _TITLE.search(style.name):
                return 1
            if found := _HEADING.search(style.name):
                return min(int(found[1]) + 1, 3)
        outline = self._said(paragraph, "outlineLvl")
        return min(int(outline) + 2, 3) if outline is not None and outline.isdecimal() and int(outline) < 9 else 0

    def align(self, paragraph: etree._Element) -> str:
        """Where the lines of a paragraph stand: "left", "center" or "right"."""
        said = self._said(paragraph, "jc")
        return {"center": "center", "right": "right", "end": "right"}.get(said or "", "left")

    def bullet_depth(self, paragraph: etree._Element, numbering: etree._Element | None) -> int | None:
        """How deep an item with a bullet stands, from 0; None for what is no such item."""
        for properties in self._properties(paragraph):
            listed = properties.find(W + "numPr")
            if listed is None:
                continue
            number, level = value(listed, "numId"), value(listed, "ilvl") or "0"
            depth = int(level) if level.isdecimal() and len(level) < 3 else 0
            if self._bullets is None:
                self._bullets = _bullets(numbering)
            return depth if depth in self._bullets.get(number or "", ()) else None
        return None

    def _said(self, paragraph: etree._Element, name: str) -> str | None:
        """What a paragraph says of one property, or else the nearest style that says it."""
        for properties in self._properties(paragraph):
            if (said := value(properties, name)) is not None:
                return said
        return None

    def _properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        own = paragraph.find(W + "pPr")
        if own is not None:
            yield own
        for style in self._chain(value(own, "pStyle")):
            if style.properties is not None:
                yield style.properties

    def _chain(self, key: str | None) -> Iterator[_Style]:
        for _ in range(_DEEPEST):
            style = self._styles.get(key or "")
            if style is None:
                return
            yield style
            key = style.based_on


def value(parent: etree._Element | None, name: str) -> str | None:
    """The value of a property; None where it is not said."""
    found = parent.find(W + name) if parent is not None else None
    return found.get(W + "val") if found is not None else None


def is_on(switch: etree._Element | None) -> bool:
    """Whether a switch is there and not switched off."""
    return switch is not None and switch.get(W + "val", "true") not in ("false", "0", "off", "none")


def _bullets(root: etree._Element | None) -> dict[str, set[int]]:
    """Which levels of each list have a bullet."""
    if root is None:
        return {}
    shared = {
        element.get(W + "abstractNumId"): {
            int(level.get(W + "ilvl", "0")) for level in element.iter(W + "lvl")
            if value(level, "numFmt") == "bullet" and level.get(W + "ilvl", "0").isdecimal()
        }
        for element in root.iter(W + "abstractNum")
    }  # fmt: skip
    return {
        element.get(W + "numId", ""): shared.get(value(element, "abstractNumId"), set())
        for element in root.iter(W + "num")
    }
