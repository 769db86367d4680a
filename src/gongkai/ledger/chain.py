"""What is hashed, and how: the whole of what somebody needs who checks the ledger with a program of their own.

Pure: no Django, no database, no clock.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

#: What the first entry names as the hash of the one before it.
GENESIS = "0" * 64

#: What a digest can be taken of. Numbers are whole or exact; a float has no one way to be written.
Data = None | bool | int | Decimal | str | date | Mapping[str, "Data"] | Sequence["Data"]


@dataclass(frozen=True, slots=True)
class Content:
    """
    What an entry says, and what its hash covers.

    Args:
        act: Name of the act, one of the catalogue's.
        subject: What was acted on, `kind:uid`.
        unit: The body it was done for, `kind:uid`; empty when it concerns the whole installation.
        actor: Who did it, `kind:uid`.
        on: Legal day of the act, agency's local date.
        recorded_at: Moment of recording by the database's clock, aware.
        before: Digest of the subject before, 64 hex digits; empty when there was nothing.
        after: Digest of the subject after; empty when there is nothing left.
        is_salted: The digests are keyed with a salt that the ledger does not know.
        details: What the act's line names, as canonical JSON.
    """

    act: str
    subject: str
    unit: str
    actor: str
    on: date
    recorded_at: datetime
    before: str
    after: str
    is_salted: bool
    details: str


def hash_of(content: Content, previous: str) -> str:
    """The hash of an entry that follows the one whose hash is *previous*: SHA-256, 64 hex digits."""
    # Not by `canonical`, for all of these are plain, and a ledger has millions: benchmarks/ledger_verify.py.
    text = _ENCODER.encode(
        {
            "act": content.act,
            "subject": content.subject,
            "unit": content.unit,
            "actor": content.actor,
            "on": content.on.isoformat(),
            "recorded_at": moment(content.recorded_at),
            "before": content.before,
            "after": content.after,
            "is_salted": content.is_salted,
            "details": content.details,
            "previous": previous,
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()


def digest(data: Data | bytes, salt: bytes | None = None) -> str:
    """
    The digest of something before or after an act: SHA-256 as 64 hex digits.

    Of bytes it is that of the bytes themselves, as `sha256sum` prints it; of anything else, that of its canonical
    JSON. With a *salt* it is HMAC-SHA-256: who has not the salt can neither check it nor try out what it was of.

    Raises:
        TypeError: a float or something else that has no one way to be written.
    """
    text = data if isinstance(data, bytes) else canonical(data).encode()
    if salt is not None:
        return hmac.new(salt, text, hashlib.sha256).hexdigest()
    return hashlib.sha256(text).hexdigest()


def canonical(data: Data) -> str:
    """
    The one way to write *data* as JSON: keys in order, no spaces, no escapes but those JSON demands.

    Days are ISO 8601, moments as `moment` writes them, exact decimals strings without an exponent.

    Raises:
        TypeError: a float, a key that is no string, a thing that JSON does not know.
    """
    return _ENCODER.encode(_exact(data))


def moment(at: datetime) -> str:
    """A moment in UTC with six digits of a second: `2026-11-24T07:50:00.123000Z`."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _exact(data: Data) -> object:
    if isinstance(data, str | int) or data is None:  # bool is an int
        return data
    if isinstance(data, Decimal):
        return f"{data:f}"
    if isinstance(data, datetime):
        return moment(data)
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, Mapping):
        if not all(isinstance(key, str) for key in data):
            raise TypeError("a key that is no string cannot be digested")
        return {key: _exact(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_exact(item) for item in data]
    raise TypeError(f"a {type(data).__name__} has no one way to be written, and cannot be digested")
