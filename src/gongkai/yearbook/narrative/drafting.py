"""A section drafted from its template: what is known is told, and what is not is left out and said; no database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.yearbook.narrative import forms
from gongkai.yearbook.narrative.forms import Missing
from gongkai.yearbook.narrative.knowledge import Known
from gongkai.yearbook.narrative.language import (
    NUMBER,
    Condition,
    Optional,
    Parsed,
    Part,
    Reference,
    Sentence,
    Words,
    named,
    parse,
)

_NUMBER = "{{" + NUMBER + "}}"
#: A numbered paragraph's head, which does not stand alone.
_HEAD = re.compile(r"[^。，；]{1,24}。")
_COUNTED = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """
    A sentence, or a part of one, that was not drafted.

    Args:
        text: As it stands in the template.
        kind: `condition` where a mark said so, `edition` where the year's form has no such cell, else what is missing:
            `figure`, `part`, `before`, `records`.
        why: A whole sentence for the officer.
    """

    text: str
    kind: str
    why: str

    @property
    def is_missing(self) -> bool:
        """Whether something is missing that could be entered, so that the officer should be told."""
        return self.kind not in {"condition", "edition"}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A section as drafted, with its references; and what was left out of it."""

    text: str
    left_out: tuple[LeftOut, ...]


def draft(template: str, known: Known) -> Drafted:
    """
    Draft a section.

    Args:
        template: Text in the language of templates.
        known: What is known of the year.

    Returns:
        The text, paragraphs a line, with live references and none of the template's marks.

    Raises:
        BadTemplate: the template cannot be read.
    """
    drafter = _Drafter(parse(template), known)
    paragraphs: list[str] = []
    for paragraph in drafter.parsed.paragraphs:
        kept = [words for sentence in paragraph for words in drafter.drafted(sentence)]
        if not kept or (len(kept) == 1 and len(paragraph) > 1 and _is_head(kept[0])):
            continue
        paragraphs.append("".join(kept).strip())
    return Drafted("\n".join(_numbered(paragraphs)), tuple(drafter.left_out))


def _is_head(words: str) -> bool:
    return words.lstrip().startswith(_NUMBER) and _HEAD.fullmatch(words.replace(_NUMBER, "").strip()) is not None


def _numbered(paragraphs: list[str]) -> list[str]:
    found = []
    number = 0
    for paragraph in paragraphs:
        words = paragraph
        if _NUMBER in words:
            number += 1
            words = words.replace(_NUMBER, f"（{_spoken(number)}）")
        found.append(words)
    return found


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _COUNTED[tens - 1]) + "十" if tens else "") + (_COUNTED[ones - 1] if ones else "")


class _Drafter:
    """Drafts the sentences of one template and keeps what it leaves out."""

    def __init__(self, parsed: Parsed, known: Known) -> None:
        self.parsed, self.known = parsed, known
        self.left_out: list[LeftOut] = []

    def drafted(self, sentence: Sentence) -> Iterator[str]:
        """The sentence as often as it is told: not at all, once, or once a key."""
        for condition in sentence.conditions:
            if condition.kind != "逐项" and (why := self._unmet(condition)) is not None:
                self._leave(sentence, why)
                return
        turn = next((condition.name for condition in sentence.conditions if condition.kind == "逐项"), None)
        if turn is None:
            yield from self._once(sentence, "")
            return
        keys = self.known.keys_of(turn)
        if not keys:
            self._leave(sentence, Missing("figure", f"{self.known.vocabulary.quoted(turn)}没有数据。"))
        for key in keys:
            yield from self._once(sentence, key)

    def _once(self, sentence: Sentence, key: str) -> Iterator[str]:
        for reference in sentence.needed():
            missing = self._missing(named(reference, key))
            if missing is not None:
                self._leave(sentence, missing)
                return
        yield "".join(self._part(part, key) for part in sentence.parts)

    def _part(self, part: Part, key: str) -> str:
        if isinstance(part, Words):
            return part.text
        if isinstance(part, Reference):
            return str(named(part, key))
        return self._optional(part, key)

    def _optional(self, part: Optional, key: str) -> str:
        for inner in part.parts:
            missing = self._missing(named(inner, key)) if isinstance(inner, Reference) else None
            if missing is not None:
                self._keep(LeftOut(self.parsed.text[part.start : part.end], missing.kind, missing.words))
                return ""
        return "".join(self._part(inner, key) for inner in part.parts)

    def _missing(self, reference: Reference) -> Missing | None:
        if reference.name == NUMBER:
            return None
        found = forms.write(reference, self.known)
        return found if isinstance(found, Missing) else None

    def _unmet(self, condition: Condition) -> Missing | None:
        """Why the sentence is not drafted, or None."""
        called = self.known.vocabulary.quoted(condition.name)
        items = self.known.items(condition.name)
        if items is not None:
            size: object = len(items)
        elif condition.name in self.known.facts:
            size = 1
        else:
            size = self.known.value(condition.name)
        if condition.kind == "缺":
            return None if size is None else Missing("condition", f"{called}已有数据。")
        if size is None:
            bare = Reference(condition.name, (), condition.start, condition.end)
            return self._missing(bare) or Missing("figure", f"{called}没有数据。")
        if (condition.kind == "有") == bool(size):
            return None
        return Missing("condition", f"{called}{'不是0' if size else '是0'}。")

    def _leave(self, sentence: Sentence, missing: Missing) -> None:
        self._keep(LeftOut(self.parsed.text[sentence.start : sentence.end].strip(), missing.kind, missing.words))

    def _keep(self, left: LeftOut) -> None:
        if left not in self.left_out:
            self.left_out.append(left)
