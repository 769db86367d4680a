"""Secrets replaced in XML parts: across runs, in attributes, in hidden branches, and numbers in cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from gongkai.privacy.files.container import Container
from gongkai.privacy.files.searching import needle, replaced

_UNITS = frozenset({"p", "si", "is"})
"""Elements whose texts, split over runs, are one running text: paragraphs, shared strings, strings of a cell."""
LONG_ENOUGH = 8
"""Characters of a secret that is looked for across paragraphs too."""


class _Slot:
    """A place that holds text: an element's text, or what follows it."""

    def __init__(self, element: etree._Element, name: str) -> None:
        self.element, self.name = element, name

    @property
    def text(self) -> str:
        return getattr(self.element, self.name) or ""

    def put(self, text: str) -> None:
        setattr(self.element, self.name, text)
        if self.name == "text":
            _keep_blanks(self.element)
            _as_text(self.element)


def replace(container: Container, secrets: Mapping[str, str]) -> None:
    """Replace each secret in every XML part of the container, wherever it stands there."""
    long = {secret: put for secret, put in secrets.items() if len(secret) >= LONG_ENOUGH}
    # Most of a document's attributes are shorter than any secret, and folding never makes a text longer.
    shortest = min((len(needle(secret)) for secret in secrets), default=0)
    for path in container.xml_paths():
        root = container.xml(path)
        slots = list(_slots(root))
        for unit in _units(slots):
            _write(unit, secrets)
        _write([slot for slot, _ in slots], long)
        for element in root.iter():
            for name, value in element.attrib.items():
                if len(value) >= shortest and (new := replaced([str(value)], secrets)) is not None:
                    element.set(name, new[0])


def _slots(root: etree._Element) -> Iterator[tuple[_Slot, etree._Element | None]]:
    """Yield every text with the unit it belongs to, in the order of the document."""
    stack: list[tuple[etree._Element, etree._Element | None, bool]] = [(root, None, False)]
    while stack:
        element, unit, is_after = stack.pop()
        if is_after:
            if element.tail:
                yield _Slot(element, "tail"), unit
            continue
        inner = element if etree.QName(element).localname in _UNITS else unit
        if element.text:
            yield _Slot(element, "text"), inner
        for child in reversed(element):
            stack.append((child, inner, True))
            stack.append((child, inner, False))


def _units(slots: list[tuple[_Slot, etree._Element | None]]) -> Iterator[list[_Slot]]:
    together: dict[etree._Element, list[_Slot]] = {}
    for slot, unit in slots:
        if unit is None:
            yield [slot]
        else:
            together.setdefault(unit, []).append(slot)
    yield from together.values()


def _write(slots: list[_Slot], secrets: Mapping[str, str]) -> None:
    texts = [slot.text for slot in slots]
    if secrets and (new := replaced(texts, secrets)) is not None:
        for slot, before, after in zip(slots, texts, new, strict=True):
            if before != after:
                slot.put(after)


def _keep_blanks(element: etree._Element) -> None:
    if etree.QName(element).localname == "t":
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _as_text(element: etree._Element) -> None:
    """Make the cell of a sheet whose number was replaced a cell of text."""
    cell = element.getparent()
    if etree.QName(element).localname == "v" and cell is not None and etree.QName(cell).localname == "c":
        cell.set("t", "str")
