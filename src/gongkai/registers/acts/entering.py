"""Rows are entered into a register, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import DateField

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger import chain
from gongkai.organisations.models import Organisation, new_uid
from gongkai.organisations.permissions import Actor, key, require
from gongkai.registers.acts.books import Book, Known, State
from gongkai.registers.acts.checking import looked_at
from gongkai.registers.acts.rows import Entered, Row, TakenFile, Verdict
from gongkai.registers.models import RegisterImport


def enter(
    book: Book, unit: Organisation, rows: Sequence[Row], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """
    Enter rows at *unit*, whole or not at all; what is there already is passed over, the same file twice does nothing.

    One entry of the ledger a call: one act was done, and its digest covers every row that came of it.

    Args:
        book: The register.
        unit: Whose.
        rows: The rows; a single one is a list of one.
        by: Who enters them.
        on: The day.
        file: The file that they were read from; None if they were typed.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: a row that cannot be. Nothing is entered.
    """
    require(by, "registers.record", unit, on=on)
    with transaction.atomic():
        # Two people with the same rows wait for one another here.
        Organisation.objects.select_for_update().get(pk=unit.pk)
        if file is not None and (known_file := taken_before(unit, file)):
            return Entered(0, 0, known_file, was_known=True)
        known = book.known(unit, on)
        found = looked_at(book, unit, rows, known)
        _refuse_bad(rows, [verdict for verdict, _state in found])
        states = [state for verdict, state in found if verdict.state == "new" and state is not None]
        taken = None if file is None else _take(unit, file, by, on)
        uids, digest = _write(book, unit, states, known, taken)
        if uids or taken:
            ledger.record("registers.record", taken or unit, by=key(by), unit=unit, on=on, details={
                "register": str(book.model._meta.verbose_name), "count": len(uids),
                "file": file.name[:200] if file else "",
            }, after={"rows": digest, "file": file.sha256 if file else None})  # fmt: skip
    return Entered(len(uids), len(found) - len(uids), taken, uids=uids)


def taken_before(unit: Organisation, file: TakenFile) -> RegisterImport | None:
    """The import of that very file at *unit*, unless it was struck."""
    rows = RegisterImport.objects.filter(organisation=unit, register=file.register, struck_on__isnull=True)
    return rows.filter(sha256=file.sha256).first()


def name(actor: Actor) -> str:
    """Who did something, as the pages of registers show it."""
    return str(actor)[:60]


def _refuse_bad(rows: Sequence[Row], verdicts: Sequence[Verdict]) -> None:
    bad = [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if verdict.state == "bad"]
    if not bad:
        return
    row, verdict = bad[0]
    if len(rows) == 1:
        raise Refused(verdict.words)
    raise Refused(f"有{len(bad)}行不能登记，什么都没有登记。{row.place or '第一处'}：{verdict.words}")


def _take(unit: Organisation, file: TakenFile, by: Actor, on: date) -> RegisterImport:
    return RegisterImport.objects.create(
        organisation=unit, register=file.register, file_name=file.name[:200], sha256=file.sha256, rows=file.rows,
        imported_on=on, imported_by=name(by),
    )  # fmt: skip


def _write(
    book: Book, unit: Organisation, states: Sequence[State], known: Known, taken: RegisterImport | None
) -> tuple[tuple[str, ...], str]:
    """Write rows; return their keys, and one digest of all, taken row by row so that there is never a second copy."""
    digest, uids = hashlib.sha256(), []

    def made() -> Iterator[State]:
        for state in states:
            row = _made(book, unit, state, known, taken)
            digest.update(chain.canonical(row).encode() + b"\n")
            uids.append(row["uid"])
            yield row

    _insert(book, made())
    return tuple(uids), digest.hexdigest()


def _made(book: Book, unit: Organisation, state: State, known: Known, taken: RegisterImport | None) -> State:
    """A row with every attribute that is not left to its default."""
    taken_from = {"taken_from_id": taken.pk if taken else None}
    follows = {**book.follows(state, known), **book.begins(state)}
    return {"uid": new_uid(), "organisation_id": unit.pk, **taken_from, **state, **follows}


def _insert(book: Book, rows: Iterable[State]) -> None:
    """
    Write rows one behind the other, without an object of each: half a million take a quarter of the time and memory.

    What the acts promise is checked before, and by the database's constraints here.
    """
    fields = [field for field in book.model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(book.model._meta.db_table)
    written = [(field.attname, field.get_default(), isinstance(field, DateField)) for field in fields]
    adapt = connection.ops.adapt_datefield_value
    values = (
        tuple(adapt(row.get(name, default)) if is_day else row.get(name, default) for name, default, is_day in written)
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608  names of ours
