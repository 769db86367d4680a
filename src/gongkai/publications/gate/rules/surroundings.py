"""The sentence around a place of a text, by which a justification knows that nothing there has changed."""

from __future__ import annotations

_ENDS = "。！？；\n"


def sentence(text: str, start: int, end: int) -> str:
    """The sentence, or the part of one up to a semicolon, in which a place stands."""
    first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    stops = [at for mark in _ENDS if (at := text.find(mark, end)) >= 0]
    return text[first : min(stops, default=len(text))].strip()
