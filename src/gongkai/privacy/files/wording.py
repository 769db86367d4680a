"""The text of a Word document's paragraphs, and which runs nobody sees: hidden, white on white, two points small."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from gongkai.privacy.files.container import Container

NAMESPACE = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
W = f"{{{NAMESPACE['w']}}}"
TOO_SMALL = 4
"""Half points: text of two points is a speck."""
_OFF = frozenset({"0", "false", "off", "none"})


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the text of a paragraph, deleted text too; of paragraphs in text boxes within it nothing."""
    words = (f"{W}t", f"{W}delText")
    return "".join(
        str(element.text or "") if element.tag in words else " "
        for element in paragraph.iter(*words, f"{W}tab", f"{W}br", f"{W}cr")
        if next(element.iterancestors(f"{W}p")) is paragraph
    )


def style_traits(container: Container) -> dict[str, frozenset[str]]:
    """Return what each style does to its text by its id: `vanish`, `shade`; styles it is based on are followed."""
    if "word/styles.xml" not in container.parts:
        return {}
    own: dict[str, tuple[set[str], str | None]] = {}
    for style in container.xml("word/styles.xml").iter(f"{W}style"):
        traits = set()
        if any(_is_on(one) for one in style.iter(f"{W}vanish")):
            traits.add("vanish")
        if next(style.iter(f"{W}shd"), None) is not None:
            traits.add("shade")
        based = style.find(f"{W}basedOn")
        own[style.get(f"{W}styleId", "")] = (traits, based.get(f"{W}val") if based is not None else None)
    return {name: _inherited(own, name) for name in own}


def _inherited(own: Mapping[str, tuple[set[str], str | None]], name: str) -> frozenset[str]:
    traits: set[str] = set()
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at in own and at not in seen:
        seen.add(at)
        traits |= own[at][0]
        at = own[at][1]
    return frozenset(traits)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1").lower() not in _OFF


def is_hidden(run: etree._Element, root: etree._Element, styles: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether nobody sees the run: set to be hidden, by its style too, or white on nothing, or a speck."""
    properties = run.find(f"{W}rPr")
    paragraph = next(run.iterancestors(f"{W}p"), None)
    ending = None if paragraph is None else paragraph.find(f"{W}pPr")
    named = [*_styles_of(properties, "rStyle"), *_styles_of(ending, "pStyle")]
    direct = None if properties is None else properties.find(f"{W}vanish")
    if direct is not None:
        return _is_on(direct)
    if any("vanish" in styles.get(name, frozenset()) for name in named):
        return True
    if properties is None or not any((text.text or "").strip() for text in run.iter(f"{W}t")):
        return False
    size = properties.find(f"{W}sz")
    if size is not None and (size.get(f"{W}val") or "").isdigit() and int(size.get(f"{W}val", "")) <= TOO_SMALL:
        return True
    color = properties.find(f"{W}color")
    is_white = color is not None and (color.get(f"{W}val") or "").upper() == "FFFFFF"
    return is_white and not _is_on_colour(run, root, [styles.get(name, frozenset()) for name in named])


def _styles_of(properties: etree._Element | None, tag: str) -> list[str]:
    found = None if properties is None else properties.find(f"{W}{tag}")
    return [] if found is None else [found.get(f"{W}val", "")]


def _is_on_colour(run: etree._Element, root: etree._Element, styles: list[frozenset[str]]) -> bool:
    """Whether something coloured may stand behind white text, so that it can be read: then it is left alone.

    Tables and text boxes are coloured by styles and shapes, which are not worked out here.
    """
    if any("shade" in traits for traits in styles) or root.find(f"{W}background") is not None:
        return True
    for above in (run, *run.iterancestors()):
        if above.tag in (f"{W}tbl", f"{W}txbxContent"):
            return True
        for name in ("rPr", "pPr"):
            properties = above.find(f"{W}{name}")
            if properties is not None and properties.find(f"{W}shd") is not None:
                return True
            if properties is not None and properties.find(f"{W}highlight") is not None:
                return True
    return False
