"""Sealing and signing."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_entries import DAY, record, sealed

from gongkai.errors import Refused
from gongkai.ledger import acts, chain, queries, signing
from gongkai.ledger.models import Entry, Head

pytestmark = pytest.mark.django_db


def test_each_entry_names_the_hash_of_the_one_before_it() -> None:
    entries = sealed(5)
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    previous = chain.GENESIS
    for entry in entries:
        assert entry.previous == previous
        assert entry.hash == chain.hash_of(entry.content(), previous)
        previous = entry.hash


def test_sealing_again_changes_nothing() -> None:
    before = [(entry.position, entry.hash) for entry in sealed(3)]
    assert acts.seal() == 0
    assert [(entry.position, entry.hash) for entry in Entry.objects.order_by("position")] == before


def test_the_chain_goes_on_over_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "BATCH", 2)
    sealed(3)
    record(2010)
    record(2011)
    assert acts.seal() == 2
    outcome = queries.verify(set())
    assert (outcome.entries, outcome.flaws) == (5, [])


def test_a_ledger_at_rest_costs_one_query_and_no_lock() -> None:
    sealed(3)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        acts.seal()
    assert len(asked) == 1


def test_a_head_is_signed_once_a_day() -> None:
    sealed(2)
    first = acts.sign_head(DAY)
    record()
    again = acts.sign_head(DAY)
    assert first == again
    assert Head.objects.count() == 1
    later = acts.sign_head(date(2026, 11, 25))
    assert later is not None
    assert (first and first.position, later.position) == (2, 3)


def test_an_empty_ledger_has_no_head() -> None:
    assert acts.sign_head(DAY) is None
    with pytest.raises(Refused, match="还没有记录"):
        acts.current_head()


def test_a_head_is_genuine_until_a_part_of_it_is_another() -> None:
    sealed(2)
    data = acts.current_head().to_data()
    assert signing.SignedHead.from_data(data).is_genuine()
    other = {"position": 3, "hash": "0" * 64, "on": "2019-01-01", "signed_at": "2019-01-01T00:00:00.000000Z",
             "key": "1" * 64, "signature": "2" * 128}  # fmt: skip
    for name, value in other.items():
        assert not signing.SignedHead.from_data({**data, name: value}).is_genuine(), name


def test_the_key_is_the_programs_own_and_stays_the_same() -> None:
    assert signing.own_key() == signing.own_key()
    file = settings.GONGKAI_DATA.room("secrets") / signing.KEY_FILE
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_spoilt_key_is_said_with_what_to_do() -> None:
    file = settings.GONGKAI_DATA.room("secrets") / signing.KEY_FILE
    signing.own_key()
    kept = file.read_text()
    file.write_text(kept[:10])
    try:
        with pytest.raises(signing.BadKey, match="已损坏"):
            signing.own_key()
    finally:
        file.write_text(kept)
