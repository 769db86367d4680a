"""What may be done with the ledger: record an act, seal what was recorded, sign the head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from gongkai.errors import Refused
from gongkai.ledger import catalogue, chain, signing
from gongkai.ledger.keys import Kept, key
from gongkai.ledger.models import Entry, Head

#: How many entries are sealed under one lock: some tens of milliseconds, in which nobody else seals.
BATCH = 1000
# Any number that no other part of the program takes for a lock of its own.
_LOCK = 0x6C65_6467_6572


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one entry of an act says of its subject; the arguments of `record`."""

    subject: Kept | str
    details: Mapping[str, str | int]
    before: chain.Data | bytes = None
    after: chain.Data | bytes = None
    salt: bytes | None = None


def record(
    act: str,
    subject: Kept | str,
    *,
    by: Kept | str,
    unit: Kept | str | None,
    on: date,
    before: chain.Data | bytes = None,
    after: chain.Data | bytes = None,
    details: Mapping[str, str | int] | None = None,
    salt: bytes | None = None,
) -> None:
    """
    Record an act, in the transaction that does it: both are kept, or neither.

    Args:
        act: Its name in the catalogue.
        subject: What is acted on: a record with a uid, or `kind:uid`.
        by: Who acts: likewise.
        unit: The body it is done for; None when it concerns the whole installation.
        on: Legal day of the act, agency's local date.
        before: What the subject was, None if there was nothing: kept as a digest alone.
        after: What it is now, None if nothing is left; bytes are digested as they are.
        details: The words that the act's line in the catalogue names; no personal data of applicants.
        salt: Given where *before* or *after* is personal data, and kept by whoever keeps that data: with the salt
            destroyed, the digests say nothing of what they were made of.

    Raises:
        UnknownAct: the catalogue does not name the act.
        ValueError: the details are not those of the act's line, a key is none, or the day is a moment.
        TransactionManagementError: called outside a transaction, where the act and its entry could part.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{act} is recorded in the transaction that does it, and there is none")
    _entry(act, Recorded(subject, details or {}, before, after, salt), by=key(by), unit=unit, on=on).save()


def record_all(act: str, records: Iterable[Recorded], *, by: Kept | str, unit: Kept | str | None, on: date) -> None:
    """
    Record one act on many subjects, an entry each, in few statements: what an import of thousands needs.

    Raises:
        UnknownAct, ValueError, TransactionManagementError: as `record`.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{act} is recorded in the transaction that does it, and there is none")
    actor = key(by)
    Entry.objects.bulk_create((_entry(act, record, by=actor, unit=unit, on=on) for record in records), BATCH)


def _entry(act: str, record: Recorded, *, by: str, unit: Kept | str | None, on: date) -> Entry:
    if isinstance(on, datetime):
        raise ValueError(f"{act}: the day of an act is a date, not a moment")
    return Entry(
        act=act,
        subject=key(record.subject),
        unit="" if unit is None else key(unit),
        actor=by,
        on=on,
        before="" if record.before is None else chain.digest(record.before, record.salt),
        after="" if record.after is None else chain.digest(record.after, record.salt),
        is_salted=record.salt is not None,
        details=chain.canonical(_details(catalogue.act(act), record.details)),
    )


def seal() -> int:
    """
    Give every entry that waits its position and hash, in the order in which they are found committed.

    Any number of processes may do so at once: one seals, the others wait for it. Killed at any moment, it has sealed
    whole batches and nothing else.

    Returns:
        How many entries were sealed.
    """
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


def sign_head(on: date) -> Head | None:
    """
    Sign the head of the ledger for a day, once; what was signed for that day already is returned.

    Returns:
        The signed head; None while the ledger is empty.

    Raises:
        BadKey: the signing key cannot be read or made.
    """
    seal()
    with transaction.atomic():
        _lock()
        if signed := Head.objects.filter(on=on).first():
            return signed
        last = _last()
        if last is None:
            return None
        head = _signed(last, on)
        return Head.objects.create(
            on=on, position=head.position, hash=head.hash, signed_at=head.signed_at,
            key=head.key, signature=head.signature,
        )  # fmt: skip


def current_head() -> signing.SignedHead:
    """
    Seal what waits and sign the head as it is now; nothing of it is kept, for it is meant to be kept elsewhere.

    Raises:
        Refused: the ledger is empty.
        BadKey: the signing key cannot be read or made.
    """
    seal()
    last = _last()
    if last is None:
        raise Refused("台账里还没有记录，没有可以签名的内容。")
    return _signed(last, timezone.localdate())


def _signed(last: Entry, on: date) -> signing.SignedHead:
    return signing.signed(last.position or 0, last.hash or "", on=on, at=timezone.now())


def _seal_batch() -> int:
    # Looked at without the lock: a ledger at rest costs a glance, and on SQLite keeps no writer waiting.
    if not Entry.objects.filter(position__isnull=True).exists():
        return 0
    with transaction.atomic():
        _lock()
        last = _last()
        position, previous = (last.position or 0, last.hash or "") if last else (0, chain.GENESIS)
        rows = []
        for entry in Entry.objects.filter(position__isnull=True).order_by("pk")[:BATCH]:
            position += 1
            found = chain.hash_of(entry.content(), previous)
            rows.append((position, previous, found, entry.pk))
            previous = found
        with connection.cursor() as cursor:
            # One statement a row in one message; an ORM update would fetch and write the whole row.
            cursor.executemany(
                "UPDATE gk_ledger_entry SET position = %s, previous = %s, hash = %s WHERE id = %s AND position IS NULL",
                rows,
            )
        return len(rows)


def _last() -> Entry | None:
    return Entry.objects.filter(position__isnull=False).order_by("-position").first()


def _lock() -> None:
    """Keep other sealers out until the transaction ends; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _details(act: catalogue.Act, given: Mapping[str, str | int]) -> dict[str, str | int]:
    if set(given) != act.details:
        raise ValueError(f"{act.name} is recorded with the details {sorted(act.details)}, not {sorted(given)}")
    if not all(isinstance(value, str | int) for value in given.values()):
        raise ValueError(f"{act.name}: a detail is a text or a whole number")
    return dict(given)
