"""Whatever somebody does to the ledger who owns the database, verification names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from ledger_entries import DAY, record, sealed, unguarded

from gongkai.ledger import acts, chain, queries, signing
from gongkai.ledger.models import Entry, Head

pytestmark = pytest.mark.django_db

COUNT = 6


@dataclass
class Hand:
    """Changes rows, as somebody does who has taken the guards away."""

    entries: list[Entry]

    def change(self, position: int, **values: object) -> None:
        Entry.objects.filter(position=position).update(**values)

    def delete(self, *positions: int) -> None:
        Entry.objects.filter(position__in=positions).delete()

    def close_up(self, after: int, by: int) -> None:
        """Renumber what follows, so that no gap shows; from the side where it makes room."""
        rows = Entry.objects.filter(position__gt=after).order_by("-position" if by > 0 else "position")
        for row in rows:
            Entry.objects.filter(pk=row.pk).update(position=(row.position or 0) + by)

    def insert(self, position: int) -> Entry:
        """An entry of one's own in the middle, with a seal that is right by itself."""
        self.close_up(position - 1, +1)
        before = Entry.objects.filter(position=position - 1).first()
        entry = Entry.objects.get(position=position + 1)
        entry.pk, entry.position, entry.actor = None, position, "user:intruder"
        entry.previous = before.hash if before and before.hash else chain.GENESIS
        entry.hash = chain.hash_of(entry.content(), entry.previous)
        entry.save()
        return entry

    def reseal(self, first: int, last: int) -> None:
        """Make the chain anew from *first* to *last*."""
        previous = Entry.objects.filter(position=first - 1).values_list("hash", flat=True).first() or chain.GENESIS
        for entry in Entry.objects.filter(position__gte=first, position__lte=last).order_by("position"):
            entry.previous, entry.hash = previous, chain.hash_of(entry.content(), previous)
            entry.save()
            previous = entry.hash


def insert_with_a_wrong_seal(hand: Hand) -> None:
    hand.insert(3)
    hand.change(3, hash="f" * 64)


def rewrite_one(hand: Hand) -> None:
    hand.change(3, actor="user:intruder")
    hand.reseal(3, 3)


def change_two(hand: Hand) -> None:
    hand.change(2, act="x.y")
    hand.change(5, subject="a:b")


def delete_and_change(hand: Hand) -> None:
    hand.delete(2)
    hand.change(5, unit="a:b")


def delete_and_close_up(hand: Hand) -> None:
    hand.delete(3)
    hand.close_up(3, -1)


def delete_the_first_and_close_up(hand: Hand) -> None:
    hand.delete(1)
    hand.close_up(1, -1)


CASES: list[tuple[str, Callable[[Hand], object], list[tuple[str, int]]]] = [
    ("nothing", lambda hand: None, []),
    ("another actor", lambda hand: hand.change(3, actor="user:intruder"), [("changed", 3)]),
    ("another day", lambda hand: hand.change(1, on=date(2018, 1, 1)), [("changed", 1)]),
    ("another moment", lambda hand: hand.change(6, recorded_at=datetime(2026, 1, 1, tzinfo=UTC)), [("changed", 6)]),
    ("another seal", lambda hand: hand.change(3, hash="f" * 64), [("changed", 3)]),
    ("another link", lambda hand: hand.change(3, previous="f" * 64), [("changed", 3)]),
    ("two of them", change_two, [("changed", 2), ("changed", 5)]),
    ("one gone", lambda hand: hand.delete(3), [("missing", 3)]),
    ("the first gone", lambda hand: hand.delete(1), [("missing", 1)]),
    ("two runs gone", lambda hand: hand.delete(2, 4, 5), [("missing", 2), ("missing", 4)]),
    ("one gone, one changed", delete_and_change, [("missing", 2), ("changed", 5)]),
    ("one gone, closed up", delete_and_close_up, [("unlinked", 3)]),
    ("the first gone, closed up", delete_the_first_and_close_up, [("missing", 1)]),
    ("one put in", lambda hand: hand.insert(3), [("inserted", 3)]),
    ("one put in at the front", lambda hand: hand.insert(1), [("inserted", 1)]),
    ("one put in, wrongly sealed", insert_with_a_wrong_seal, [("inserted", 3)]),
    ("one rewritten whole", rewrite_one, [("unlinked", 4)]),
]  # fmt: skip


@pytest.mark.parametrize(("does", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_changed_missing_or_inserted_row_is_found_and_named(
    does: Callable[[Hand], object], expected: list[tuple[str, int]]
) -> None:
    hand = Hand(sealed(COUNT))
    with unguarded():
        does(hand)
        outcome = queries.verify({signing.own_key()})
    assert [(flaw.kind, flaw.position) for flaw in outcome.flaws] == expected
    assert outcome.count == len(expected)
    for flaw in outcome.flaws:
        assert f"第{flaw.position}条" in flaw.message
        if flaw.kind != "missing":
            assert flaw.entry == Entry.objects.get(position=flaw.position).pk


@pytest.mark.parametrize("block", [1, 2, 3, 5, 6, 7])
def test_what_is_found_does_not_depend_on_the_blocks_it_is_read_in(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.ledger.queries.verification.BLOCK", block)
    hand = Hand(sealed(COUNT))
    with unguarded():
        hand.change(2, act="x.y")
        hand.delete(4)
        outcome = queries.verify(set())
    assert [(flaw.kind, flaw.position) for flaw in outcome.flaws] == [("changed", 2), ("missing", 4)]


def test_a_ledger_whose_end_was_cut_off_is_found_by_its_signed_head() -> None:
    hand = Hand(sealed(COUNT))
    acts.sign_head(DAY)
    with unguarded():
        hand.delete(5, 6)
        outcome = queries.verify({signing.own_key()})
    assert [(flaw.kind, flaw.position) for flaw in outcome.flaws] == [("missing", 6)]
    assert "现在只到第4条" in outcome.flaws[0].message


def test_a_chain_made_anew_is_found_by_the_heads_signed_after_it() -> None:
    hand = Hand(sealed(4))
    acts.sign_head(DAY)
    record(2020)
    acts.sign_head(DAY + timedelta(days=1))
    with unguarded():
        hand.change(2, actor="user:intruder")
        hand.reseal(2, 5)
        outcome = queries.verify({signing.own_key()})
    assert [(flaw.kind, flaw.position) for flaw in outcome.flaws] == [("signature", 4), ("signature", 5)]
    assert outcome.heads == 2


def test_a_head_kept_elsewhere_finds_what_was_signed_anew_in_the_database() -> None:
    hand = Hand(sealed(COUNT))
    elsewhere = acts.current_head()
    with unguarded():
        hand.change(2, actor="user:intruder")
        hand.reseal(2, COUNT)
        acts.sign_head(DAY)
        assert queries.verify({signing.own_key()}).count == 0
        outcome = queries.verify({signing.own_key()}, heads=[elsewhere])
    assert [(flaw.kind, flaw.position) for flaw in outcome.flaws] == [("signature", COUNT)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"signature": "0" * 128}, "签名不真"),
        ({"signed_at": "2019-01-01T00:00:00Z"}, "签名不真"),
        ({"hash": "0" * 64}, "签名不真"),
    ],
)
def test_a_signed_head_that_was_changed_is_found(values: dict[str, str], words: str) -> None:
    sealed(2)
    acts.sign_head(DAY)
    with unguarded():
        Head.objects.update(**values)
        outcome = queries.verify({signing.own_key()})
    assert [flaw.kind for flaw in outcome.flaws] == ["signature"]
    assert words in outcome.flaws[0].message


def test_a_head_signed_with_a_key_that_is_not_ours_is_found_and_an_old_key_can_be_named() -> None:
    sealed(2)
    head = acts.sign_head(DAY)
    assert head is not None
    outcome = queries.verify({"0" * 64})
    assert [flaw.kind for flaw in outcome.flaws] == ["signature"]
    assert head.key in outcome.flaws[0].message
    assert queries.verify({"0" * 64, head.key}).count == 0


def test_a_walk_that_is_stopped_says_that_it_is_not_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.ledger.queries.verification.BLOCK", 2)
    sealed(COUNT)
    outcome = queries.verify(set(), go_on=lambda done: done < 4)
    assert (outcome.entries, outcome.is_complete) == (4, False)


def test_very_many_flaws_are_counted_and_the_first_hundred_named() -> None:
    sealed(150)
    with unguarded():
        Entry.objects.update(actor="user:intruder")
        outcome = queries.verify(set())
    assert (outcome.count, len(outcome.flaws)) == (150, 100)


def test_verification_reads_the_same_number_of_queries_a_block(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    sealed(20)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # the heads, one block, and that there is no more
        queries.verify(set())
