"""One spelling for what reports spell in many: full and half width, radicals, traditional characters, spaces."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "data" / "characters.toml").read_text(encoding="utf-8"))
# Characters that print nothing: zero-width marks, soft hyphen, byte order mark, directional marks.
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c"
_FOLD = {
    **{ord(pair[0]): pair[1] for block in (_DATA["traditional"], _DATA["radicals"]) for pair in block.split()},
    **{ord(char): "" for char in _UNSEEN},
}
# Most texts have nothing to fold: looking is ten times as fast as translating (benchmarks/html_reading.py).
_FOLDED = re.compile(f"[{''.join(map(chr, _FOLD))}]")
# Most texts are normal but for these, and normalising costs five times as much as replacing them.
_MARKS = tuple(zip("，：；（）", ",:;()", strict=True))
_NOT_WORD = re.compile(r"[\W_]+")
_ORDINAL = re.compile(r"^[一二三四五六七八九十0-9]+")
_BRACKETS = re.compile(r"[（(][^（()）]*(?:[）)]|$)")


def fold(text: str) -> str:
    """The text after NFKC, with radicals and traditional characters made simple and unseen characters dropped."""
    if text.isascii():
        return text
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_FOLD) if _FOLDED.search(text) else text


def key(text: str) -> str:
    """A label for look-up: folded, without spaces, marks and leading numbering (`（一）予以公开` → `予以公开`)."""
    return _ORDINAL.sub("", _NOT_WORD.sub("", fold(text)))


def without_brackets(text: str) -> str:
    """The text without what stands in brackets, innermost first (labels carry explanations in them)."""
    folded = fold(text)
    while True:
        shorter = _BRACKETS.sub("", folded)
        if shorter == folded:
            return folded
        folded = shorter
