"""The language of the report's text: sentences with references to figures, read into data; knows no database.

    {{有 text/website.items}}全年发布信息{{text/website.items|单位}}[[，{{text/website.items|增长}}]]。

A reference `{{name|form}}` stands for a figure. Marks in front of a sentence say when it is drafted; what stands in
`[[ ]]` is left out where a figure in it is missing. Nothing here is ever run: a text is read, or refused with its
place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from gongkai.errors import Unreadable

#: What runs on for longer is no section of a report.
LONGEST = 20_000
#: The number of a paragraph, counted over those that are drafted: （一）, （二） ...
NUMBER = "序号"
#: In a sentence marked 逐项: the key whose turn it is.
EACH = "@"

ConditionKind = Literal["有", "无", "缺", "逐项"]
#: The marks of a sentence and what each does, as pages and the reference tell them.
CONDITIONS: Mapping[ConditionKind, str] = MappingProxyType({
    "有": "这个数有而且不是0，或者清单里有记录，才写这一句",
    "无": "这个数是0，或者清单是空的，才写这一句",
    "缺": "这个数没有数据，才写这一句",
    "逐项": "有数据的每一项写一遍，“@”代表轮到的那一项",
})  # fmt: skip

_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\n|[。！？]+[”）》」]?")
_ENDS = "。！？"
_NAME = re.compile(r"[^\s{}\[\]|]+")


class BadTemplate(Unreadable):
    """
    A text that cannot be taken: what is wrong, and where.

    Args:
        message: What is wrong and what to write instead.
        text: The whole text.
        start, end: The part of it that is wrong.
    """

    def __init__(self, message: str, text: str, start: int, end: int) -> None:
        line = text.count("\n", 0, start) + 1
        column = start - (text.rfind("\n", 0, start) + 1) + 1
        super().__init__(message, place=f"第{line}行第{column}字")
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class Reference:
    """
    What stands for a figure, a fact or a list of records.

    Args:
        name: Which: `text/website.items`, `applications/received/total`, `records/rules`, `年度`.
        forms: How it is written, in the order given.
        start, end: Where it stands in the text, with its braces.
    """

    name: str
    forms: tuple[str, ...]
    start: int
    end: int

    def __str__(self) -> str:
        return "{{" + "|".join((self.name, *self.forms)) + "}}"


@dataclass(frozen=True, slots=True)
class Condition:
    """When a sentence is drafted: the figure is there and not 0 (有), is 0 (无), is not there (缺), or key by key."""

    kind: ConditionKind
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand as they are, and where."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Optional:
    """A part of a sentence that is left out where a figure in it is missing; `start`..`end` with its brackets."""

    parts: tuple[Words | Reference, ...]
    start: int
    end: int


Part = Words | Reference | Optional


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence up to and with its full stop: the marks before it, its parts, and where it stands."""

    conditions: tuple[Condition, ...]
    parts: tuple[Part, ...]
    start: int
    end: int

    def needed(self) -> Iterator[Reference]:
        """Every reference that it cannot do without."""
        return (part for part in self.parts if isinstance(part, Reference))

    def references(self) -> Iterator[Reference]:
        """Every reference in it, those in brackets too."""
        for part in self.parts:
            if isinstance(part, Reference):
                yield part
            elif isinstance(part, Optional):
                yield from (inner for inner in part.parts if isinstance(inner, Reference))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as paragraphs of sentences."""

    text: str
    paragraphs: tuple[tuple[Sentence, ...], ...]

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence in order."""
        for paragraph in self.paragraphs:
            yield from paragraph

    def references(self) -> Iterator[Reference]:
        """Every reference in order, those in brackets too."""
        for sentence in self.sentences():
            yield from sentence.references()


def parse(text: str) -> Parsed:
    """
    Read a template.

    A line that begins with `#` says something to whoever edits it, and is no part of it; one that begins with a blank
    goes on with the paragraph above.

    Raises:
        BadTemplate: braces or brackets without their other half, a mark that is not at the head of a sentence, a
            reference without a name, or more than `LONGEST` characters.
    """
    paragraphs: list[tuple[Sentence, ...]] = []
    for start, line in _lines(text):
        if line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        sentences = tuple(_Line(text, start + indent, start + len(line)).sentences())
        if indent and paragraphs:
            paragraphs[-1] += sentences
        else:
            paragraphs.append(sentences)
    return Parsed(text, tuple(paragraphs))


def written(text: str) -> Parsed:
    """
    Read what an officer has made of a draft, a paragraph a line: references, and no mark that only a template may have.

    Raises:
        BadTemplate: as `parse`, or such a mark.
    """
    paragraphs = (tuple(_Line(text, start, start + len(line)).sentences()) for start, line in _lines(text))
    parsed = Parsed(text, tuple(paragraphs))
    for sentence in parsed.sentences():
        for mark in sentence.conditions:
            typed = text[mark.start : mark.end]
            raise BadTemplate(f"“{typed}”是模板里的条件，正文里请删去。", text, mark.start, mark.end)
        for part in sentence.parts:
            if isinstance(part, Optional):
                raise BadTemplate("“[[ ]]”只能写在模板里，正文里请删去这对括号。", text, part.start, part.end)
    for reference in parsed.references():
        if reference.name == NUMBER or reference.name.endswith(f"/{EACH}"):
            raise BadTemplate(f"“{reference}”只能写在模板里，正文里请直接写明。", text, reference.start, reference.end)
    return parsed


def named(reference: Reference, key: str) -> Reference:
    """The reference of a sentence marked 逐项 for the key whose turn it is."""
    if not reference.name.endswith(f"/{EACH}"):
        return reference
    return replace(reference, name=reference.name.removesuffix(EACH) + key)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line that is not blank, without blanks at its end, and where it begins."""
    if len(text) > LONGEST:
        raise BadTemplate(f"文字太长，一个部分最多{LONGEST}字。", text, LONGEST, len(text))
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line.rstrip()
        start += len(line) + 1


class _Line:
    """Reads one line, from `start` until `end` of the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.at, self.end = text, start, end

    def bad(self, message: str, start: int, end: int) -> BadTemplate:
        return BadTemplate(message, self.text, start, end)

    def sentences(self) -> Iterator[Sentence]:
        while self.at < self.end:
            yield self._sentence()

    def _sentence(self) -> Sentence:
        start = self.at
        conditions: list[Condition] = []
        parts: list[Part] = []
        while self.at < self.end:
            found = self._next(allow_optional=True)
            if isinstance(found, Condition):
                if any(not isinstance(part, Words) or part.text.strip() for part in parts):
                    words = self.text[found.start : found.end]
                    raise self.bad(f"条件“{words}”要写在一句话的最前面。", found.start, found.end)
                conditions.append(found)
                continue
            parts.append(found)
            if isinstance(found, Words) and found.text.rstrip("”）》」").endswith(tuple(_ENDS)):
                break
        return Sentence(tuple(conditions), tuple(parts), start, self.at)

    def _next(self, *, allow_optional: bool) -> Part | Condition:
        """The next part from where it stands; words end behind a full stop."""
        match = _TOKEN.search(self.text, self.at, self.end)
        if match is None:
            return self._words(self.end)
        if match[0][0] in _ENDS:
            return self._words(match.end())
        if match.start() > self.at:
            return self._words(match.start())
        if match[0] == "{{":
            return self._braces()
        if match[0] == "[[" and allow_optional:
            return self._optional()
        other = {"}}": "“}}”前面没有“{{”", "]]": "“]]”前面没有“[[”", "[[": "“[[ ]]”里面不能再有“[[”"}[match[0]]
        raise self.bad(f"{other}，请改正。", match.start(), match.end())

    def _words(self, end: int) -> Words:
        found = Words(self.text[self.at : end], self.at, end)
        self.at = end
        return found

    def _optional(self) -> Optional:
        start = self.at
        self.at += 2
        parts: list[Words | Reference] = []
        while not self.text.startswith("]]", self.at):
            if self.at >= self.end:
                raise self.bad("“[[”没有对应的“]]”，同一句话里要写全。", start, self.end)
            found = self._next(allow_optional=False)
            if isinstance(found, Condition | Optional):
                raise self.bad("“[[ ]]”里面不能有条件。", found.start, found.end)
            if isinstance(found, Words) and found.text.rstrip("”）》」").endswith(tuple(_ENDS)):
                raise self.bad("“[[ ]]”里面不能有句号，请写在括号外面。", start, found.end)
            parts.append(found)
        self.at += 2
        return Optional(tuple(parts), start, self.at)

    def _braces(self) -> Reference | Condition:
        start = self.at
        close = self.text.find("}}", start + 2, self.end)
        inner = self.text[start + 2 : close] if close >= 0 else ""
        if close < 0 or "{{" in inner:
            raise self.bad("“{{”没有对应的“}}”，同一行里要写全。", start, min(self.end, start + 20))
        self.at = close + 2
        kind, _, rest = inner.strip().partition(" ")
        if kind in CONDITIONS:
            name = rest.strip()
            if not _NAME.fullmatch(name):
                message = f"条件“{kind}”后面要写一个数的名称，例如“{{{{有 text/website.items}}}}”。"
                raise self.bad(message, start, self.at)
            return Condition(next(known for known in CONDITIONS if known == kind), name, start, self.at)
        name, *forms = (part.strip() for part in inner.split("|"))
        if not _NAME.fullmatch(name) or not all(_NAME.fullmatch(form) for form in forms):
            raise self.bad(
                "“{{ }}”里面要写一个名称，后面可以用“|”加写法，例如“{{text/website.items|单位}}”。", start, self.at
            )
        return Reference(name, tuple(forms), start, self.at)
