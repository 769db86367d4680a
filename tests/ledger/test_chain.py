"""What is hashed, and how: pure."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.ledger import chain

CONTENT = chain.Content(
    "yearbook.publish", "report:a/2019", "organisation:a", "user:b", date(2020, 1, 20),
    datetime(2020, 1, 20, 1, 2, 3, 456000, tzinfo=UTC), "", "f" * 64, False, "{}",
)  # fmt: skip
OTHER: dict[str, Any] = {
    "act": "yearbook.withdraw", "subject": "report:a/2020", "unit": "", "actor": "user:c", "on": date(2020, 1, 21),
    "recorded_at": CONTENT.recorded_at + timedelta(microseconds=1), "before": "0" * 64, "after": "", "is_salted": True,
    "details": '{"a":1}',
}  # fmt: skip


def test_the_hash_of_an_entry_never_changes_from_version_to_version() -> None:
    """The text is that of docs/design/ledger.md; the hash was made with sha256sum."""
    assert chain.hash_of(CONTENT, chain.GENESIS) == "e7bcad47bce79ef328c2e213c3f404947c392550727b6d616231afe84cddd974"


@pytest.mark.parametrize("name", [field.name for field in fields(chain.Content)])
def test_every_part_of_an_entry_is_in_its_hash(name: str) -> None:
    assert chain.hash_of(replace(CONTENT, **{name: OTHER[name]}), chain.GENESIS) != chain.hash_of(
        CONTENT, chain.GENESIS
    )


def test_the_hash_before_is_in_the_hash() -> None:
    assert chain.hash_of(CONTENT, "1" * 64) != chain.hash_of(CONTENT, chain.GENESIS)


def test_a_moment_is_the_same_in_every_zone() -> None:
    shanghai = CONTENT.recorded_at.astimezone(timezone(timedelta(hours=8)))
    assert chain.moment(shanghai) == chain.moment(CONTENT.recorded_at) == "2020-01-20T01:02:03.456000Z"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, "null"),
        (True, "true"),
        (12, "12"),
        (Decimal("1E+3"), '"1000"'),
        ("公开\n", '"公开\\n"'),
        (date(2019, 12, 31), '"2019-12-31"'),
        (CONTENT.recorded_at, '"2020-01-20T01:02:03.456000Z"'),
        ({"b": [1, ()], "a": {}}, '{"a":{},"b":[1,[]]}'),
    ],
)
def test_data_are_written_in_one_way(data: Any, text: str) -> None:
    assert chain.canonical(data) == text


@pytest.mark.parametrize("data", [1.5, {"a": 1.5}, {1: "a"}, object(), {1, 2}, float("nan")])
def test_what_has_no_one_way_to_be_written_is_refused(data: Any) -> None:
    with pytest.raises(TypeError, match="digested"):
        chain.digest(data)


json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_data)
def test_what_is_canonical_reads_back_and_is_written_the_same_again(data: Any) -> None:
    text = chain.canonical(data)
    assert json.loads(text) == data
    assert chain.canonical(json.loads(text)) == text
