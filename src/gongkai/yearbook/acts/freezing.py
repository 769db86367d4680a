"""A report is frozen: its text, its cells and every entry behind them, for good; a correction is a further version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, key, require
from gongkai.report import Report
from gongkai.report.writing import render
from gongkai.yearbook.acts.making import explained, locked, move, words
from gongkai.yearbook.acts.reviews import compiled_now, refuse_hindered
from gongkai.yearbook.entries import EntriesRoom, Written, place_of
from gongkai.yearbook.models import Frozen, FrozenCell, YearReport
from gongkai.yearbook.queries.behind import lines_behind
from gongkai.yearbook.queries.compiling import Compiled
from gongkai.yearbook.queries.snapshots import snapshot
from gongkai.yearbook.queries.standing import standing
from gongkai.yearbook.queries.years import frozen_versions


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is frozen, before it is: compiled and written in one view of the database."""

    compiled: Compiled
    text: str
    written: Written


def freeze(making: YearReport, *, by: Actor, on: date) -> Frozen:
    """
    Freeze a report that was approved as it stands.

    Everything is read in one view of the database; the file of entries is whole before the record that names it.

    Args:
        making: The report.
        by: Who freezes.
        on: The day.

    Raises:
        NotAllowed: *by* is no approver at or above the unit.
        Refused: this very content was not approved, a cell is asked for, an error is not settled, the report is
            frozen already, or the disk cannot take the entries.

    Source: Regulation art. 50.
    """
    require(by, "yearbook.freeze", making.organisation, on=on)
    if frozen_versions(making).exists():
        raise Refused("这份报告已经定稿。要更正已定稿的报告，请办理更正定稿，并说明更正的原因。")
    return _freeze(making, "", by=by, on=on)


def amend(making: YearReport, reason: str, *, by: Actor, on: date) -> Frozen:
    """
    Freeze a corrected report as the next version; the earlier ones stay as they are.

    Args:
        making: The report, opened again, corrected and approved.
        reason: What was wrong, in a sentence that is published with it.
        by: Who freezes.
        on: The day.

    Raises:
        NotAllowed: *by* is no approver at or above the unit.
        Refused: as for `freeze`; or nothing was frozen, nothing changed, or no reason is given.
    """
    require(by, "yearbook.amend", making.organisation, on=on)
    said = explained(reason, "请写明更正的原因，它随更正后的报告一同公布。")
    if not frozen_versions(making).exists():
        raise Refused("这份报告还没有定稿，直接定稿即可，不必更正。")
    return _freeze(making, said, by=by, on=on)


def sweep_entries(older_than: datetime) -> list[str]:
    """
    Remove files of entries that no record names: an act that was cut off before it was done.

    Args:
        older_than: Only what was written before; an act that is under way has written its file and not its record.

    Returns:
        The names of what was removed.
    """
    room = entries_room()
    lying = room.lying(older_than.timestamp())
    named = set(Frozen.objects.filter(entries_file__in=lying).values_list("entries_file", flat=True))
    orphans = [name for name in lying if name not in named]
    for name in orphans:
        room.discard(name)
    return orphans


def entries_room() -> EntriesRoom:
    """Where the entries of frozen reports lie."""
    return EntriesRoom(settings.GONGKAI_DATA.room("frozen"))


def _freeze(making: YearReport, reason: str, *, by: Actor, on: date) -> Frozen:
    with _prepared(making, on) as prepared, transaction.atomic():
        made = locked(making)
        if made.state != "in_review":
            raise Refused(f"这份报告{made.get_state_display()}，没有在审核中，不能定稿。请重新打开页面。")
        stands = standing(made, prepared.compiled)
        refuse_hindered(stands)
        if stands.approved is None:
            raise Refused("现在的内容还没有人审核同意：审核之后数字或文字有了变动的，须重新审核。")
        last = frozen_versions(made).first()
        if last is not None and last.sha256 == sha256(prepared.text.encode()).hexdigest():
            raise Refused("内容与上一版完全相同，没有可以更正的。")
        frozen = _kept(made, prepared, reason, last.number + 1 if last else 1, by=by, on=on)
        move(made, "frozen")
    return frozen


@contextmanager
def _prepared(making: YearReport, on: date) -> Iterator[_Prepared]:
    """What the records say, compiled once and written out; the file goes if it is not settled."""
    room = entries_room()
    with snapshot():
        compiled = compiled_now(making, on)
        refuse_hindered(standing(making, compiled))
        written = room.write(lines_behind(compiled))
    try:
        yield _Prepared(compiled, render(compiled.report, "json").decode(), written)
    finally:
        room.discard(written.path.name)


def _kept(making: YearReport, prepared: _Prepared, reason: str, number: int, *, by: Actor, on: date) -> Frozen:
    place = place_of(making.uid, number)
    entries_room().settle(prepared.written, place)
    written = prepared.written
    frozen = Frozen.objects.create(
        report=making, number=number, text=prepared.text, sha256=sha256(prepared.text.encode()).hexdigest(),
        entries_file=place, entries_sha256=written.sha256, entries=written.lines, reason=reason,
        frozen_on=on, frozen_by=key(by),
    )  # fmt: skip
    FrozenCell.objects.bulk_create(_cells(frozen, prepared.compiled), batch_size=500)
    more: dict[str, str | int] = {"entries": written.lines, "file": written.sha256}
    if number > 1:
        more |= {"number": number, "reason": reason}
    act = "yearbook.freeze" if number == 1 else "yearbook.amend"
    ledger.record(act, making, by=key(by), unit=making.organisation, on=on, details={**words(making), **more},
                  after=prepared.text.encode())  # fmt: skip
    return frozen


def _cells(frozen: Frozen, compiled: Compiled) -> Iterator[FrozenCell]:
    for cell, found in compiled.cells.items():
        yield FrozenCell(frozen=frozen, cell=cell, value=_decimal(found.value), entries=found.entries)
    for name, total in compiled.figures.items():
        yield FrozenCell(frozen=frozen, cell=name, value=_decimal(total.value), entries=total.entries)


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def frozen_report(frozen: Frozen) -> Report:
    """A frozen report as data."""
    return Report.from_json(frozen.text)
