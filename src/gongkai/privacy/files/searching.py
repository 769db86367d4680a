"""Where a secret stands in a text: blanks, hyphens, widths and letter case between its characters do not hide it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gongkai.errors import Refused
from gongkai.privacy.characters import compact, fold

SHORTEST = 2
"""Characters of a secret; a single one stands everywhere."""
_SKIPPED = frozenset(" \t\r\n-·•.")


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without blanks and marks, lower case, and where each character stood."""

    text: str
    at: tuple[int, ...]


def bare(text: str) -> Bare:
    """Return *text* bare."""
    folded = fold(text)
    kept = [(character.lower(), offset) for character, offset in zip(folded.text, folded.at, strict=True)
            if character not in _SKIPPED]  # fmt: skip
    return Bare("".join(character[0] for character, _ in kept), tuple(offset for _, offset in kept))


def needle(secret: str) -> str:
    """Return a secret as it is looked for. Raises Refused for one too short."""
    found = compact(secret).lower()
    if len(found) < SHORTEST:
        raise Refused(
            f"要遮盖的“{secret}”太短，会遮住全文许多不相干的地方。",
            instead="请写得完整一些，至少两个字；或按区域遮盖。",
        )
    return found


def spans(text: str, secrets: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, secret) for each place of *text* at which a secret stands, in order, none overlapping."""
    plain = bare(text)
    taken: list[tuple[int, int, str]] = []
    used: set[int] = set()
    for secret in sorted(secrets, key=len, reverse=True):
        wanted, at = needle(secret), -1
        while (at := plain.text.find(wanted, at + 1)) >= 0:
            covered = range(at, at + len(wanted))
            if used.isdisjoint(covered):
                used.update(covered)
                taken.append((plain.at[at], plain.at[at + len(wanted) - 1] + 1, secret))
    return sorted(taken)


def replaced(texts: list[str], secrets: Mapping[str, str]) -> list[str] | None:
    """
    Return *texts*, pieces of one running text, with each secret replaced, across pieces too; None if none stands there.

    What stands for a secret goes into the piece in which it began.
    """
    whole = "".join(texts)
    found = spans(whole, secrets)
    if not found:
        return None
    pieces, offset = [], 0
    for text in texts:
        end, parts, at = offset + len(text), [], offset
        for start, stop, secret in found:
            if stop <= offset or start >= end:
                continue
            parts.append(whole[at : max(start, at)])
            if start >= offset:
                parts.append(secrets[secret])
            at = min(stop, end)
        parts.append(whole[at:end])
        pieces.append("".join(parts))
        offset = end
    return pieces
