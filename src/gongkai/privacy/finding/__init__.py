"""Finding personal data in text: each kind has its own file, and here they are brought together."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.privacy.characters import fold
from gongkai.privacy.finding.addresses import addresses
from gongkai.privacy.finding.context import Found
from gongkai.privacy.finding.documents import emails, passports, permits, plates
from gongkai.privacy.finding.identity import credit_codes, identities
from gongkai.privacy.finding.names import names
from gongkai.privacy.finding.numbers import bank_cards, landlines, mobiles
from gongkai.privacy.hit import Hit
from gongkai.privacy.kind import kinds

__all__ = ["find", "recognise"]


def find(text: str) -> list[Hit]:
    """
    Return the personal data in *text*, in the order in which they stand there, none overlapping another.

    Of a text without labels little can be sure: read `confidence`. What is masked already (张某, 138****0000) is not
    found again. Sources: `data/kinds.toml`.
    """
    return [hit for hit in recognise(text) if kinds()[hit.kind].personal]


def recognise(text: str) -> list[Hit]:
    """Return what `find` does, and codes of bodies too, which look like personal numbers and are none."""
    folded = fold(text)
    plain = folded.text
    strong = _apart([
        *credit_codes(plain), *identities(plain), *bank_cards(plain), *mobiles(plain), *passports(plain),
        *permits(plain), *emails(plain), *plates(plain), *addresses(plain),
    ])  # fmt: skip
    owners = list(names(plain, [found for found in strong if found.kind not in {"credit_code", "email"}]))
    found = _apart([*strong, *owners, *landlines(plain, owners)])
    hits = []
    for one in sorted(found, key=lambda one: one.start):
        start, end = folded.span(one.start, one.end)
        hits.append(Hit(one.kind, start, end, text[start:end], kinds()[one.kind].reasons[one.reason], one.confidence))
    return hits


_SURE = ("certain", "likely", "possible")


def _apart(found: Iterable[Found]) -> list[Found]:
    """Return those that stand where nothing more telling does: kinds in their order, then surer and longer first."""
    rank = {key: place for place, key in enumerate(kinds())}
    taken: list[Found] = []
    ends: set[int] = set()
    for one in sorted(found, key=lambda one: (rank[one.kind], _SURE.index(one.confidence), one.start - one.end)):
        covered = range(one.start, one.end)
        if ends.isdisjoint(covered):
            taken.append(one)
            ends.update(covered)
    return taken
