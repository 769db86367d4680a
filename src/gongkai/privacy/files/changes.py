"""Tracked changes of a Word document, accepted: what was deleted goes, what was inserted stays without its author."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gongkai.privacy.files.report import Hidden, Spot, shortened
from gongkai.privacy.files.wording import W

_GONE = tuple(f"{W}{name}" for name in ("del", "moveFrom"))
_KEPT = tuple(f"{W}{name}" for name in ("ins", "moveTo"))
_MARKS = tuple(
    f"{W}{name}" for name in (
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
        "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "cellIns", "cellMerge",
        "numberingChange",
    )
)  # fmt: skip


def spot_of(element: etree._Element, part: str) -> Spot:
    """Return the place of an element by its paragraph, numbered before anything was removed."""
    for above in (element, *element.iterancestors(f"{W}p")):
        if number := above.get("gongkai-number"):
            return Spot(f"{part}第{number}段")
    return Spot(part)


def _who(element: etree._Element) -> str:
    author, date = element.get(f"{W}author", ""), element.get(f"{W}date", "")[:10]
    return f"（{'，'.join(one for one in (author, date) if one)}）" if author or date else ""


def _said(element: etree._Element) -> str:
    return "".join(str(one.text or "") for one in element.iter(f"{W}t", f"{W}delText"))


def accept(root: etree._Element, part: str) -> Iterator[Hidden]:
    """Accept every change in *root*; yield each with its author and day."""
    yield from _rows(root, part)
    for element in list(root.iter(*_GONE)):
        properties = element.getparent()
        if properties is None or properties.tag == f"{W}rPr":
            continue  # of the mark that ends a paragraph: below
        if _said(element).strip():
            yield Hidden("tracked_change", shortened(f"删除：{_said(element)}{_who(element)}"), spot_of(element, part))
        properties.remove(element)
    yield from _joined(root, part)
    for element in list(root.iter(*_KEPT)):
        if _said(element).strip():
            yield Hidden("tracked_change", shortened(f"插入：{_said(element)}{_who(element)}"), spot_of(element, part))
        _unwrap(element)
    for element in [one for one in root.iter() if _is_old_format(one)]:
        yield Hidden("tracked_change", f"格式改动{_who(element)}", spot_of(element, part))
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    for element in list(root.iter(*_MARKS)):
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def _is_old_format(element: etree._Element) -> bool:
    return (
        str(element.tag).startswith(W) and str(element.tag).endswith("Change") and element.tag != f"{W}numberingChange"
    )


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(element):
        parent.insert(at, child)
    parent.remove(element)


def _rows(root: etree._Element, part: str) -> Iterator[Hidden]:
    """Remove deleted rows and cells of tables."""
    for mark in [*root.iterfind(f".//{W}trPr/{W}del"), *root.iterfind(f".//{W}tcPr/{W}cellDel")]:
        holder = next(mark.iterancestors(f"{W}tr" if mark.tag == f"{W}del" else f"{W}tc"), None)
        parent = None if holder is None else holder.getparent()
        if holder is not None and parent is not None:
            yield Hidden("tracked_change", shortened(f"删除：{_said(holder)}{_who(mark)}"), spot_of(mark, part))
            parent.remove(holder)


def _joined(root: etree._Element, part: str) -> Iterator[Hidden]:
    """Join each paragraph whose end was deleted to the next, as accepting does; an emptied one goes."""
    for mark in reversed(root.findall(f".//{W}p/{W}pPr/{W}rPr/{W}del")):
        paragraph = next(mark.iterancestors(f"{W}p"))
        yield Hidden("tracked_change", f"删除了段落标记{_who(mark)}", spot_of(mark, part))
        following = paragraph.getnext()
        parent = paragraph.getparent()
        content = [child for child in paragraph if child.tag != f"{W}pPr"]
        if parent is None or following is None or following.tag != f"{W}p":
            if (holder := mark.getparent()) is not None:
                holder.remove(mark)
            continue
        at = 1 if following.find(f"{W}pPr") is not None else 0
        for child in reversed(content):
            following.insert(at, child)
        parent.remove(paragraph)
