"""A text made plain for searching, each character knowing where it stood: full-width, odd spaces and dashes folded."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

DASHES = frozenset("-‐‑‒–—―−－﹣ー")
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e")
"""Characters that nobody sees; some editors leave them in numbers, and a search would stumble over them."""


@dataclass(frozen=True, slots=True)
class Folded:
    """
    The folded text, and for each of its characters the offset it had.

    Digits of every script become ASCII, full-width letters and marks half-width, all spaces one blank, all dashes `-`;
    characters that nobody sees are dropped. Circled numbers stay, for they number paragraphs.
    """

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text as it was for those in the folded one."""
        return self.at[start], self.at[end - 1] + 1


def _folded(character: str) -> str:
    if character.isascii():
        return "" if character == "\x7f" else character
    if character in UNSEEN:
        return ""
    if character in DASHES:
        return "-"
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return character


def fold(text: str) -> Folded:
    """Return *text* folded. Its length may shrink, never grow."""
    seen: dict[str, str] = {}
    characters, at = [], []
    for offset, character in enumerate(text):
        plain = seen.get(character)
        if plain is None:
            plain = seen[character] = _folded(character)
        if plain:
            characters.append(plain)
            at.append(offset)
    return Folded("".join(characters), tuple(at))


def compact(text: str) -> str:
    """Return *text* folded, without blanks, line ends, hyphens and the dot of a plate."""
    return "".join(character for character in fold(text).text if character not in " \t\r\n-·•.")
