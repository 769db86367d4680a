"""Readings are recorded, taken in from files and struck; none is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.channels.acts import evidence as kept
from gongkai.channels.acts.accounts import locked_account
from gongkai.channels.acts.checking import period_words, reading_verdicts
from gongkai.channels.acts.issues import write_issues
from gongkai.channels.acts.rows import Channel, IssueRow, ReadingRow, TakenFile
from gongkai.channels.models import Account, Reading, ReadingImport, Website
from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, Program, key, require

#: Rows a statement: SQLite takes 32,766 values at once.
_BATCH = 1500


def record_reading(row: ReadingRow, *, by: Actor, on: date, evidence: bytes = b"") -> Reading:
    """
    Record one figure that was read of an account or a site; the same one twice changes nothing.

    Args:
        row: The figure.
        by: Who records it.
        on: The day.
        evidence: A picture of the platform's page or its own file; none if empty.

    Raises:
        NotAllowed: *by* may not at the channel's unit.
        Refused: a measure that the channel does not have, days that will not do, a counter that shrinks, a flow that
            overlaps another, or evidence that is not of a kind that is taken.
    """
    require(by, "channels.record_reading", row.channel.organisation, on=on)
    name = kept.store(evidence, on) if evidence else ""
    try:
        with transaction.atomic():
            [row] = _locked([row])
            [verdict] = reading_verdicts([row], on=on)
            if verdict.state == "bad":
                raise Refused(verdict.words)
            if verdict.state == "same":
                kept.remove(name) if name else None
                return _series(row).get(until_on=row.until_on, from_on=row.from_on, struck_on__isnull=True)
            reading = _made(row, None)
            reading.evidence = name
            reading.save()
            ledger.record("channels.record_reading", reading, by=key(by), unit=reading.organisation, on=on,
                          after=_state(reading), details=_words(reading))  # fmt: skip
    except Refused:
        kept.remove(name) if name else None
        raise
    return reading


def strike_reading(reading: Reading, reason: str, *, by: Actor, on: date) -> Reading:
    """
    Strike a reading that was found wrong: it stays, counts no more, and another one may take its day.

    Raises:
        NotAllowed: *by* may not at the reading's unit.
        Refused: it is struck already, or no reason is given.
    """
    require(by, "channels.strike_reading", reading.organisation, on=on)
    with transaction.atomic():
        rows = Reading.objects.select_for_update(of=("self",)).select_related("organisation", "account", "website")
        reading = rows.get(pk=reading.pk)
        if reading.struck_on is not None:
            raise Refused(f"这个读数已于{period_words(None, reading.struck_on)}作废：{reading.struck_for}。")
        reason = reason.strip()
        if not reason or len(reason) > 200:
            raise Refused("请写明作废的原因，不超过200字。")
        before = _state(reading)
        reading.struck_on, reading.struck_for = on, reason
        reading.save(update_fields=["struck_on", "struck_for"])
        ledger.record("channels.strike_reading", reading, by=key(by), unit=reading.organisation, on=on, before=before,
                      after=_state(reading), details={**_words(reading), "reason": reason})  # fmt: skip
    return reading


def take_in(
    unit: Organisation,
    file: TakenFile,
    *,
    by: Actor,
    on: date,
    readings: Sequence[ReadingRow] = (),
    issues: Sequence[tuple[Account, Sequence[IssueRow]]] = (),
) -> ReadingImport:
    """
    Take in what was read from a file, whole or not at all; the same file twice does nothing.

    One entry of the ledger a file: one act was done, and the digest covers every row that came of it.

    Args:
        unit: Whose file it is; every channel named in it is its own.
        file: The file.
        by: Who takes it in.
        on: The day.
        readings: Its readings; those that are recorded already are passed over.
        issues: Its issues by account; likewise.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: a row that cannot be, or a channel of another unit.
    """
    require(by, "channels.import_readings", unit, on=on)
    with transaction.atomic():
        # Two people with the same file wait for one another here.
        Organisation.objects.select_for_update().get(pk=unit.pk)
        if known := ReadingImport.objects.filter(organisation=unit, kind=file.kind, sha256=file.sha256).first():
            return known
        channels: list[Channel] = [row.channel for row in readings]
        channels += [account for account, _rows in issues]
        if any(channel.organisation_id != unit.pk for channel in channels):
            raise Refused(f"文件里有不属于{unit.name}的渠道，请由该机关导入。")
        taken = ReadingImport.objects.create(
            organisation=unit, kind=file.kind, file_name=file.name[:200], sha256=file.sha256, rows=file.rows,
            imported_on=on, imported_by=_name(by),
        )  # fmt: skip
        made = _write_readings(_locked(readings), taken, on)
        written = [write_issues(locked_account(account), rows, on=on) for account, rows in issues]
        after = {
            "sha256": file.sha256, "readings": [_state(reading) for reading in made],
            "issues": [state for result in written for state in result.states],
        }  # fmt: skip
        ledger.record("channels.import_readings", taken, by=key(by), unit=unit, on=on, after=after, details={
            "file": taken.file_name, "readings": len(made), "issues": sum(result.issues for result in written),
        })  # fmt: skip
    return taken


def _write_readings(rows: Sequence[ReadingRow], taken: ReadingImport, on: date) -> list[Reading]:
    verdicts = reading_verdicts(rows, on=on)
    if bad := [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if verdict.state == "bad"]:
        row, verdict = bad[0]
        raise Refused(f"有{len(bad)}个读数不能登记，什么都没有导入。{row.place}：{verdict.words}")
    fresh = [_made(row, taken) for row, verdict in zip(rows, verdicts, strict=True) if verdict.state == "new"]
    return Reading.objects.bulk_create(fresh, batch_size=_BATCH)


def _made(row: ReadingRow, taken: ReadingImport | None) -> Reading:
    return Reading(
        organisation_id=row.channel.organisation_id,
        account=row.channel if isinstance(row.channel, Account) else None,
        website=row.channel if isinstance(row.channel, Website) else None,
        measure=row.measure, from_on=row.from_on, until_on=row.until_on, value=row.value, origin=row.origin.strip(),
        taken_from=taken,
    )  # fmt: skip


def _series(row: ReadingRow) -> Any:
    channel = {"account": row.channel} if isinstance(row.channel, Account) else {"website": row.channel}
    return Reading.objects.filter(measure=row.measure, **channel)


def _locked(rows: Sequence[ReadingRow]) -> list[ReadingRow]:
    """
    *rows* with their channels as they are now, which nobody changes until the transaction ends.

    Others who record of these channels wait: two readings at once could each be right and contradict together.
    """
    fresh: dict[tuple[type, int], Channel] = {}
    for kind in (Account, Website):
        keys = {row.channel.pk for row in rows if isinstance(row.channel, kind)}
        found = kind._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        fresh |= {(kind, channel.pk): channel for channel in found}
    return [replace(row, channel=fresh[type(row.channel), row.channel.pk]) for row in rows]


def _state(reading: Reading) -> dict[str, Any]:
    """A reading, for the ledger's digests."""
    kept_fields = ("uid", "measure", "from_on", "until_on", "value", "origin", "struck_on", "struck_for")
    channel = reading.account or reading.website
    return {name: getattr(reading, name) for name in kept_fields} | {
        "channel": channel.uid if channel else None, "evidence": reading.evidence.name or "",
    }  # fmt: skip


def _words(reading: Reading) -> dict[str, str | int]:
    return {
        "channel": str(reading.account or reading.website),
        "measure": reading.get_measure_display(),
        "value": reading.value,
        "period": period_words(reading.from_on, reading.until_on),
    }


def _name(actor: Actor) -> str:
    return str(actor) if isinstance(actor, Program) else str(actor)[:60]
