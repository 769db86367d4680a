"""What was changed by hand, sentence by sentence, and a new draft that leaves it standing; knows no database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKENS = re.compile(r"[^。！？\n]*[。！？]+[”）》」]?|[^。！？\n]+|\n")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of sentences: in the draft and in the text (kept), in the text alone (added), or in the draft alone."""

    kind: Literal["kept", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A sentence that the officer had changed, and the new draft changed too: the officer's stands.

    Args:
        drafted: What the old draft said.
        yours: What the officer made of it; "" if it was struck.
        redrafted: What the new draft says.
    """

    drafted: str
    yours: str
    redrafted: str


@dataclass(frozen=True, slots=True)
class Redrafted:
    """A text after a new draft, and the sentences where the officer's words stand against it."""

    text: str
    kept: tuple[Kept, ...]


def sentences(text: str) -> list[str]:
    """The sentences of a text, line ends standing alone."""
    return _TOKENS.findall(text)


def segments(drafted: str, text: str) -> list[Segment]:
    """The officer's text beside the draft, sentence by sentence."""
    before, after = sentences(drafted), sentences(text)
    found: list[Segment] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            found.append(Segment("kept", "".join(before[i:j])))
            continue
        if j > i:
            found.append(Segment("removed", "".join(before[i:j])))
        if m > k:
            found.append(Segment("added", "".join(after[k:m])))
    return found


def redraft(drafted: str, text: str, redrafted: str) -> Redrafted:
    """
    The officer's text after a new draft: untouched sentences follow the new draft, changed ones stay.

    Args:
        drafted: What the old draft gave.
        text: What the officer has.
        redrafted: What the new draft gives.
    """
    base = sentences(drafted)
    yours, new = _Edits(base, sentences(text)), _Edits(base, sentences(redrafted))
    kept: list[Kept] = []
    words: list[str] = []
    for place in range(len(base) + 1):
        words += yours.inserted.get(place, [])
        if new.inserted.get(place) != yours.inserted.get(place):
            words += new.inserted.get(place, [])
        if place == len(base):
            break
        mine, theirs = yours.changed.get(place), new.changed.get(place)
        if mine is not None and theirs is not None and mine != theirs:
            kept.append(Kept(base[place], "".join(mine), "".join(theirs)))
        chosen = mine if mine is not None else theirs
        words += [base[place]] if chosen is None else chosen
    return Redrafted(_tidy("".join(words)), tuple(kept))


class _Edits:
    """What a text changes of another: what is inserted before which sentence, and what stands in place of which."""

    def __init__(self, base: Sequence[str], other: Sequence[str]) -> None:
        self.inserted: dict[int, list[str]] = {}
        self.changed: dict[int, list[str]] = {}
        for tag, i, j, k, m in SequenceMatcher(None, base, other).get_opcodes():
            if tag == "insert":
                self.inserted[i] = list(other[k:m])
            elif tag != "equal":
                self._replace(range(i, j), list(other[k:m]))

    def _replace(self, places: range, words: list[str]) -> None:
        """One for one where there are as many; else all in place of the first."""
        if len(words) == len(places):
            for place, word in zip(places, words, strict=True):
                self.changed[place] = [word]
            return
        for place in places:
            self.changed[place] = []
        self.changed[places[0]] = words


def _tidy(text: str) -> str:
    """Without the empty lines that sentences leave behind."""
    return "\n".join(line for line in text.split("\n") if line.strip())
