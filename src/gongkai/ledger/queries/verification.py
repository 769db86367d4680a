"""
Does the ledger hold: every entry against its seal, every seal against the one before, every signature against its key.

One walk in sealed order, a block at a time, so that memory stays the same however long the ledger is. What is found
is named by its place; what follows from another flaw (the next link after a changed seal) is not reported twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gongkai.ledger import chain
from gongkai.ledger.models import Entry, Head
from gongkai.ledger.signing import SignedHead

Kind = Literal["changed", "missing", "inserted", "unlinked", "signature"]

#: Entries read at once.
BLOCK = 5000
#: Flaws that are named one by one; a ledger that was rewritten has as many as entries, and their number will do.
NAMED = 100


@dataclass(frozen=True, slots=True)
class Flaw:
    """
    Something that does not hold.

    Args:
        kind: `changed`, an entry is not what was sealed; `missing`, entries are gone; `inserted`, an entry stands
            where none was sealed; `unlinked`, two neighbours do not follow each other; `signature`, a signed head
            does not fit.
        position: The place in the sealed order, from 1.
        entry: The row's id in the table; None where there is no row.
        message: A sentence.
    """

    kind: Kind
    position: int
    entry: int | None
    message: str


@dataclass(slots=True)
class Verification:
    """
    The outcome.

    Args:
        entries: How many sealed entries were read.
        heads: How many signed heads were checked.
        hash: The hash of the last entry, as stored.
        flaws: What does not hold, the first `NAMED` of them, in order.
        count: How many flaws there are.
        is_complete: False when it was stopped on the way.
    """

    entries: int = 0
    heads: int = 0
    hash: str = chain.GENESIS
    flaws: list[Flaw] = field(default_factory=list)
    count: int = 0
    is_complete: bool = True

    def note(self, flaws: Collection[Flaw]) -> None:
        """Count flaws, and keep the first of them."""
        self.count += len(flaws)
        self.flaws.extend(list(flaws)[: max(0, NAMED - len(self.flaws))])


def verify(
    keys: Collection[str],
    *,
    heads: Sequence[SignedHead] = (),
    go_on: Callable[[int], bool] = lambda done: True,
) -> Verification:
    """
    Read the whole ledger and say what does not hold.

    Args:
        keys: Public keys that are trusted, 64 hex digits each.
        heads: Heads that were signed earlier and kept elsewhere, besides those in the database.
        go_on: Asked after every block with the number of entries read; False stops.
    """
    outcome = Verification()
    signed = _by_position([*_kept_heads(), *heads])
    walk = _Walk()
    for row in _sealed():
        outcome.note(walk.step(row))
        outcome.note(_fitting(signed.pop(row["position"], ()), row, keys, outcome))
        outcome.entries, outcome.hash = outcome.entries + 1, row["hash"]
        if outcome.entries % BLOCK == 0 and not go_on(outcome.entries):
            outcome.is_complete = False
            return outcome
    outcome.note(walk.ended())
    outcome.note(_beyond(signed, walk.position))
    outcome.heads += sum(len(kept) for kept in signed.values())
    return outcome


class _Walk:
    """Remembers the last entry and the hash before it: enough to tell what happened where a link is broken."""

    def __init__(self) -> None:
        self.position = 0
        self._hash = self._before = chain.GENESIS
        self._entry: int | None = None
        self._pending: Flaw | None = None  # a changed entry, which the next may show to be an inserted one
        self._explained = False  # the next link is broken for a reason already named

    def step(self, row: dict[str, Any]) -> list[Flaw]:
        """Look at the next entry."""
        flaws: list[Flaw] = []
        if row["position"] > self.position + 1:
            flaws += [*self.ended(), _gone(self.position + 1, row["position"] - 1)]
            self._explained = True
        is_whole = _hash_of(row) == row["hash"]
        if row["previous"] != self._hash:
            flaws += self._broken_link(row, is_whole)
        else:
            flaws += self.ended()
        if not is_whole:
            self._pending = _flaw("changed", row, "内容与封存时不符，已被改动")
        self._explained = not is_whole
        self._before, self._hash = self._hash, row["hash"]
        self.position, self._entry = row["position"], row["id"]
        return flaws

    def ended(self) -> list[Flaw]:
        """What was still open when the walk ended, or when the next link showed what it was."""
        pending, self._pending = self._pending, None
        return [pending] if pending else []

    def _broken_link(self, row: dict[str, Any], is_whole: bool) -> list[Flaw]:
        if row["previous"] == self._before and self.position:
            flaw = Flaw(
                "inserted", self.position, self._entry,
                f"第{self.position}条是后来插入的：第{row['position']}条封存时，它前面没有这一条。",
            )  # fmt: skip
            self._pending = None
            return [flaw]
        flaws = self.ended()
        if not self._explained and is_whole:
            flaws.append(
                _flaw(
                    "unlinked",
                    row,
                    f"与第{self.position}条接不上：第{self.position}条被整条改写，或两条之间有记录被删去",
                )
                if self.position
                else _flaw("missing", row, "封存时不是第一条：它前面的记录已被删去")
            )
        return flaws


def _hash_of(row: dict[str, Any]) -> str:
    return chain.hash_of(chain.Content(*(row[name] for name in _CONTENT)), row["previous"])


_CONTENT = tuple(chain.Content.__dataclass_fields__)
_COLUMNS = ("id", "position", "previous", "hash", *_CONTENT)


def _sealed() -> Iterator[dict[str, Any]]:
    """Every sealed entry in order, by key: no cursor is held open, and a long walk keeps nobody waiting."""
    last = -1
    while block := list(Entry.objects.filter(position__gt=last).order_by("position").values_list(*_COLUMNS)[:BLOCK]):
        for values in block:
            yield dict(zip(_COLUMNS, values, strict=True))
        last = block[-1][1]


def _kept_heads() -> list[SignedHead]:
    return [
        SignedHead(head.position, head.hash, head.on, head.signed_at, head.key, head.signature)
        for head in Head.objects.order_by("position", "on")
    ]


def _by_position(heads: Sequence[SignedHead]) -> dict[int, list[SignedHead]]:
    """Some hundreds a year: they fit into memory."""
    by_position: dict[int, list[SignedHead]] = defaultdict(list)
    for head in heads:
        by_position[head.position].append(head)
    return dict(by_position)


def _fitting(
    heads: Collection[SignedHead], row: dict[str, Any], keys: Collection[str], outcome: Verification
) -> list[Flaw]:
    outcome.heads += len(heads)
    flaws = []
    for head in heads:
        day = f"{head.on:%Y年%-m月%-d日}"
        if not head.is_genuine():
            flaws.append(_flaw("signature", row, f"处{day}的签名不真：签名本身被改动"))
        elif head.key not in keys:
            flaws.append(
                _flaw(
                    "signature",
                    row,
                    f"处{day}的签名不是本机密钥所签（公钥{head.key}）：若确是本单位的旧密钥，请用--key写明",
                )
            )
        elif head.hash != row["hash"]:
            flaws.append(_flaw("signature", row, f"与{day}签名时的不同：那以后，这一条或它以前的记录被改写过"))
    return flaws


def _beyond(signed: dict[int, list[SignedHead]], position: int) -> list[Flaw]:
    """Heads for entries that are not there any more."""
    flaws = []
    for head in sorted((head for kept in signed.values() for head in kept), key=lambda head: head.position):
        if head.position > position:
            words = f"{head.on:%Y年%-m月%-d日}签名时有{head.position}条，现在只到第{position}条：末尾的记录已被删去。"
            flaws.append(Flaw("missing", head.position, None, words))
    return flaws


def _gone(first: int, last: int) -> Flaw:
    which = f"第{first}条" if first == last else f"第{first}条至第{last}条"
    return Flaw("missing", first, None, f"{which}不见了，已被删去。")


def _flaw(kind: Kind, row: dict[str, Any], words: str) -> Flaw:
    return Flaw(kind, row["position"], row["id"], f"第{row['position']}条{words}。")
