"""The numbers that Word prints before paragraphs and does not store: 一、 （三） 1. and the like."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST_STYLE = 20
"""Styles that build on each other; Word itself allows 11."""

_DIGITS = "〇一二三四五六七八九"
_HEADING_NAMES = ("heading", "标题", "title")


@dataclass(slots=True)
class _Level:
    """One level of a list: how its numbers are written, the text around them, and where they begin."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _Style:
    """What a paragraph style says of lists and headings, and the style that it builds on."""

    based_on: str | None
    list_id: str | None
    level: int | None
    outline: int | None
    name: str


@dataclass(slots=True)
class Numbering:
    """The lists and styles of a document, with the counters of a walk through it from the top."""

    numbering: etree._Element | None
    styles: etree._Element | None
    _lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    _styles: dict[str, _Style] = field(default_factory=dict)
    _default: str | None = None
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._read_styles()
        self._read_lists()

    def label(self, paragraph: etree._Element) -> str:
        """Return the number that stands before a paragraph, counting it; empty where there is none."""
        list_id, level = self._place(paragraph)
        if list_id is None or list_id not in self._lists:
            return ""
        shared, levels = self._lists[list_id]
        counters = self._counters.setdefault(shared, {})
        counters[level] = counters.get(level, levels.get(level, _Level()).start - 1) + 1
        for deeper in [k for k in counters if k > level]:
            del counters[deeper]
        text = levels.get(level, _Level()).text
        if levels.get(level, _Level()).form in ("bullet", "none"):
            return ""
        for k in range(9):
            if f"%{k + 1}" in text:
                known = levels.get(k, _Level())
                text = text.replace(f"%{k + 1}", written(counters.get(k, known.start), known.form))
        return text

    def is_heading(self, paragraph: etree._Element) -> bool:
        """Say whether a paragraph is a heading, by its own outline level or its style's."""
        properties = paragraph.find(W + "pPr")
        own = _value(properties, "outlineLvl")
        if own is not None:
            return own.isdecimal() and int(own) < 9
        for style in self._chain(_value(properties, "pStyle")):
            if style.outline is not None:
                return style.outline < 9
            if style.name.lower().startswith(_HEADING_NAMES):
                return True
        return False

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Return list and level of a paragraph: its own, or those of its style."""
        properties = paragraph.find(W + "pPr")
        own = properties.find(W + "numPr") if properties is not None else None
        list_id, level = _value(own, "numId"), _value(own, "ilvl")
        depth = int(level) if level and level.isdecimal() else None
        for style in self._chain(_value(properties, "pStyle")):
            list_id = list_id if list_id is not None else style.list_id
            depth = depth if depth is not None else style.level
        return (None, 0) if list_id in (None, "0") else (list_id, min(depth or 0, 8))

    def _chain(self, style_id: str | None) -> list[_Style]:
        chain: list[_Style] = []
        style_id = style_id if style_id is not None else self._default
        while style_id in self._styles and len(chain) < DEEPEST_STYLE:
            chain.append(self._styles[style_id])
            style_id = chain[-1].based_on
        return chain

    def _read_styles(self) -> None:
        for element in self.styles.iter(W + "style") if self.styles is not None else ():
            key = element.get(W + "styleId")
            if key is None or element.get(W + "type", "paragraph") != "paragraph":
                continue
            properties = element.find(W + "pPr")
            listed = properties.find(W + "numPr") if properties is not None else None
            level, outline = _value(listed, "ilvl"), _value(properties, "outlineLvl")
            self._styles[key] = _Style(
                _value(element, "basedOn"),
                _value(listed, "numId"),
                int(level) if level and level.isdecimal() else None,
                int(outline) if outline and outline.isdecimal() else None,
                _value(element, "name") or "",
            )
            if element.get(W + "default") in ("1", "true"):
                self._default = key

    def _read_lists(self) -> None:
        if self.numbering is None:
            return
        abstract = {e.get(W + "abstractNumId", ""): _levels(e) for e in self.numbering.iter(W + "abstractNum")}
        for element in self.numbering.iter(W + "num"):
            key, shared = element.get(W + "numId", ""), _value(element, "abstractNumId") or ""
            levels = dict(abstract.get(shared, {}))
            changed = False
            for override in element.iter(W + "lvlOverride"):
                at, start = override.get(W + "ilvl", ""), _value(override, "startOverride")
                if not at.isdecimal():
                    continue
                levels.update(_levels(override))
                known = levels.get(int(at), _Level())
                if start and start.isdecimal():
                    levels[int(at)] = _Level(known.form, known.text, int(start[:6]))
                    changed = True
            self._lists[key] = (f"{shared}/{key}" if changed else shared, levels)


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for element in parent.iter(W + "lvl"):
        at, start = element.get(W + "ilvl", ""), _value(element, "start")
        if at.isdecimal():
            found[int(at)] = _Level(
                _value(element, "numFmt") or "decimal",
                _value(element, "lvlText") or "",
                int(start[:6]) if start and start.isdecimal() else 1,
            )
    return found


def _value(parent: etree._Element | None, name: str) -> str | None:
    found = parent.find(W + name) if parent is not None else None
    return found.get(W + "val") if found is not None else None


def written(number: int, form: str) -> str:
    """Return a number as a list of the given kind (Word's names) writes it; unknown kinds are written as digits."""
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return _counted(number)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return str(number)


def _counted(number: int) -> str:
    """Return 1 to 9,999 in Chinese words: 十二, 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        count, number = divmod(number, value)
        text += sign * count
    return text
