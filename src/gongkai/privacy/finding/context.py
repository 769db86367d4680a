"""What stands around a piece: the clause before it, and whether words of a list stand there (`data/cues.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gongkai.privacy.hit import Confidence

SERIAL_REACH = 10
"""How far before a number the word that makes it a serial may stand: `档案编号（旧）：`."""
_CLAUSE = re.compile(r"[。；;!?！？\n]")
_FIELD = re.compile(r"[。；;!?！？\n，,、\t]")


@dataclass(frozen=True, slots=True)
class Found:
    """A piece in a folded text: offsets there, kind, key of the reason, confidence."""

    kind: str
    start: int
    end: int
    reason: str
    confidence: Confidence


@cache
def _cues() -> dict[str, dict[str, re.Pattern[str]]]:
    text = resources.files("gongkai.privacy").joinpath("data/cues.toml").read_text(encoding="utf-8")
    return {
        kind: {name: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
               for name, words in lists.items()}
        for kind, lists in tomllib.loads(text).items()
    }  # fmt: skip


def cue(kind: str, name: str) -> re.Pattern[str]:
    """Return the pattern of one list of words."""
    return _cues()[kind][name]


def clause_before(text: str, start: int, reach: int) -> str:
    """Return up to *reach* characters before *start*, from the last end of a sentence or line on."""
    return _CLAUSE.split(text[max(0, start - reach) : start])[-1]


def field_before(text: str, start: int, reach: int) -> str:
    """Return up to *reach* characters before *start*, from the last mark of any kind on: the label of a value."""
    return _FIELD.split(text[max(0, start - reach) : start])[-1]


def says(kind: str, name: str, text: str) -> bool:
    """Tell whether a word of the list stands in *text*."""
    return cue(kind, name).search(text) is not None


def is_serial(text: str, start: int) -> bool:
    """Tell whether the label right before makes what follows an index, serial or amount."""
    return says("serial", "before", field_before(text, start, SERIAL_REACH))


def matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the pattern's first group, overlapping ones too: the pattern is one look-ahead."""
    for found in pattern.finditer(text):
        yield found.span(1)
