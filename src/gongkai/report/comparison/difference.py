"""The difference of two texts as people read it: whole sentences first, then figures and characters within one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have (`same`), that only the first has (`gone`), or only the second (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


# A sentence ends after its mark and the quote or bracket that closes it; a paragraph ends its last sentence.
_SENTENCE = re.compile(r"[^。；！？\n]*(?:[。；！？]+[”’）》]*|\n)|[^。；！？\n]+$")
# A figure with its point, sign of percent or thousands is one thing, a Latin word too; all else goes by the character.
_TOKEN = re.compile(r"\d+(?:[.,，]\d+)*[%％]?|[A-Za-z]+|.", re.DOTALL)
#: Two sentences less alike than this are one taken out and one put in, not one changed.
_ALIKE = 0.5
#: A common stretch shorter than this between two changes belongs to them: 的 alone says nothing.
_SHORT = 3
#: Beyond so many tokens a sentence is compared as a whole: the matching is quadratic.
_LONGEST = 2_000


def difference(a: str, b: str) -> tuple[Piece, ...]:
    """The pieces that lead from *a* to *b*; without `gone` they read as *b*, without `new` as *a*."""
    old, new = _SENTENCE.findall(a), _SENTENCE.findall(b)
    pieces: list[Piece] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a1:a2])))
        else:
            pieces.extend(_changed(old[a1:a2], new[b1:b2]))
    return tuple(_joined(pieces))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Sentences that differ: each new one beside the first old one like it, the order of both kept."""
    at = 0
    fresh = ""
    for sentence in new:
        partner = next((number for number in range(at, len(old)) if _alike(old[number], sentence)), None)
        if partner is None:
            fresh += sentence
            continue
        yield Piece("gone", "".join(old[at:partner]))
        yield Piece("new", fresh)
        fresh = ""
        yield from _within(old[partner], sentence)
        at = partner + 1
    yield Piece("gone", "".join(old[at:]))
    yield Piece("new", fresh)


def _tokens(sentence: str) -> list[str]:
    return _TOKEN.findall(sentence)


def _alike(a: str, b: str) -> bool:
    old, new = _tokens(a), _tokens(b)
    if max(len(old), len(new)) > _LONGEST:
        return False
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _within(a: str, b: str) -> Iterator[Piece]:
    old, new = _tokens(a), _tokens(b)
    gone = fresh = ""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, a1, a2, b1, b2) in enumerate(steps):
        between = 0 < number < len(steps) - 1
        if kind == "equal" and not (between and len("".join(old[a1:a2])) < _SHORT):
            yield Piece("gone", gone)
            yield Piece("new", fresh)
            gone = fresh = ""
            yield Piece("same", "".join(old[a1:a2]))
        else:
            gone += "".join(old[a1:a2])
            fresh += "".join(new[b1:b2])
    yield Piece("gone", gone)
    yield Piece("new", fresh)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind made one, empty ones dropped."""
    waiting: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if waiting is not None and waiting.kind == piece.kind:
            waiting = Piece(piece.kind, waiting.text + piece.text)
            continue
        if waiting is not None:
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting
