"""Wording by the list of the unit, and characters of the wrong width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.rules.surroundings import sentence
from gongkai.publications.gate.subject import Subject, Wording

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?:[．／－][０-９Ａ-Ｚａ-ｚ]+)*")
_NARROW = re.compile("(?<=[\u4e00-\u9fff])[,;:?!](?=[\u4e00-\u9fff])")


@rule("wording.serious", "stop")
def serious(subject: Subject) -> Iterator[Noticed]:
    """A slip that alone fails a whole site: the names of the state, of the government, of a campaign."""
    yield from _listed(subject, "serious")


@rule("wording.sensitive", "stop")
def sensitive(subject: Subject) -> Iterator[Noticed]:
    """Wording that a public body does not use."""
    yield from _listed(subject, "sensitive")


@rule("wording.mistaken", "warn")
def mistaken(subject: Subject) -> Iterator[Noticed]:
    """A wrong character, or a spelling that the standard has given up."""
    yield from _listed(subject, "mistaken")


@rule("wording.outdated", "warn")
def outdated(subject: Subject) -> Iterator[Noticed]:
    """A law, a body or a term that was replaced before the paper was made."""
    yield from _listed(subject, "outdated")


@rule("wording.width", "warn")
def width(subject: Subject) -> Iterator[Noticed]:
    """Figures and letters as wide as characters; narrow marks between characters."""
    for piece in subject.pieces:
        for pattern, kind in ((_WIDE, "wide"), (_NARROW, "narrow")):
            found = list(pattern.finditer(piece.text))
            if found:
                first = found[0]
                words = (("count", len(found)),)
                around = sentence(piece.text, first.start(), first.end())
                yield Noticed(piece.place, first[0], words=words, say=kind, around=around)


def occurrences(text: str, wording: Wording) -> Iterator[int]:
    """Where a wording stands, but for the longer words in which it is right."""
    at = text.find(wording.wrong)
    while at >= 0:
        end = at + len(wording.wrong)
        if not any(_within(text, longer, at, end) for longer in wording.unless):
            yield at
        at = text.find(wording.wrong, end)


def _within(text: str, longer: str, start: int, end: int) -> bool:
    at = text.find(longer, max(0, end - len(longer)))
    return 0 <= at <= start and at + len(longer) >= end


def _listed(subject: Subject, kind: str) -> Iterator[Noticed]:
    made_on = subject.day("made_on")
    for wording in subject.wordings:
        if wording.kind != kind or (wording.from_on and made_on and made_on < wording.from_on):
            continue
        for piece in subject.pieces:
            for at in occurrences(piece.text, wording):
                around = sentence(piece.text, at, at + len(wording.wrong))
                words = (("right", wording.right), ("source", f"（{wording.source}）" if wording.source else ""))
                how = "found" if wording.right else "without"
                yield Noticed(piece.place, wording.wrong, words=words, say=how, around=around)
