"""Rows of registers are corrected and struck after they were entered; what stood there before is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db import models, transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.keys import key as key_of
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.registers.acts import checking, decisions, documents, fees, matters, procurement
from gongkai.registers.acts.books import Book, State, never_barred
from gongkai.registers.acts.entering import name as name_of
from gongkai.registers.models import Change, RegisterImport

_MOST_REASON = 200


def changed(
    record: Any, values: Mapping[str, Any], reason: str, *, by: Actor, on: date, seen: str | None = None
) -> Any:
    """
    Correct a record of a register: the one way in which what was entered is changed.

    Args:
        record: A matter, decision, item, income, project, document or budget.
        values: The fields to correct, named as in the register's row, money in 分; a matter or an item by code, name
            or uid.
        reason: Why.
        by: Who corrects it.
        on: The day.
        seen: `edition` of the record as the person saw it; None where nobody had looked.

    Returns:
        The record as it is now. Where nothing differs, nothing is written.

    Raises:
        NotAllowed: *by* may not at the record's unit.
        Refused: the record is struck; somebody else corrected it meanwhile; a field that cannot be so.
    """
    require(by, "registers.record", record.organisation, on=on)
    reason = checked_reason(reason, "更正")
    with transaction.atomic():
        book, record = locked(record)
        if seen is not None and seen != edition(record):
            raise Refused("这一条在您打开以后已有人更正过，没有保存。请看一看现在的内容，再作更正。")
        before, after = _states(book, record, values, on)
        differing = {name for name in after if before[name] != after[name]}
        if not differing:
            return record
        told = [(name, words(record, name)) for name in differing]
        for attribute, value in after.items():
            setattr(record, attribute, value)
        record.save(update_fields=[*after])
        record = reread(record)
        lines = [line(record, label(record, attribute), was, words(record, attribute), reason, by=by, on=on)
                 for attribute, was in told]  # fmt: skip
        Change.objects.bulk_create(sorted(lines, key=lambda found: found.field))
        ledger.record("registers.correct", record, by=key(by), unit=record.organisation, on=on, details={
            "register": str(book.model._meta.verbose_name), "count": len(differing), "reason": reason,
        }, before=before, after=after)  # fmt: skip
    return record


def strike(record: Any, reason: str, *, by: Actor, on: date) -> Any:
    """
    Strike a record that was entered by mistake: it stays, and counts no more.

    Raises:
        NotAllowed: *by* may not at the record's unit.
        Refused: it is struck already, something else stands on it, or no reason is given.
    """
    require(by, "registers.record", record.organisation, on=on)
    reason = checked_reason(reason, "作废")
    with transaction.atomic():
        book, record = locked(record)
        if bar := book.bars_striking(record):
            raise Refused(bar)
        record.struck_on, record.struck_for = on, reason
        record.save(update_fields=["struck_on", "struck_for"])
        line(record, "状态", "有效", "作废", reason, by=by, on=on).save()
        ledger.record("registers.strike", record, by=key(by), unit=record.organisation, on=on, details={
            "register": str(book.model._meta.verbose_name), "count": 1, "reason": reason,
        }, before={"struck_on": None}, after={"struck_on": on, "struck_for": reason})  # fmt: skip
    return record


def strike_import(taken: RegisterImport, reason: str, *, by: Actor, on: date) -> int:
    """
    Strike every row that came of a file, and the file itself, so that it may be taken in again.

    Returns:
        How many rows were struck; those that were struck one by one before stay as they are.

    Raises:
        NotAllowed: *by* may not at the unit of the file.
        Refused: it is struck already, or something stands on one of its rows.
    """
    require(by, "registers.record", taken.organisation, on=on)
    reason = checked_reason(reason, "作废")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=taken.organisation_id)
        taken = RegisterImport.objects.select_related("organisation").get(pk=taken.pk)
        if taken.struck_on is not None:
            raise Refused(f"这个文件已于{written(taken.struck_on)}作废：{taken.struck_for}。")
        count = sum(_strike_rows_of(book, taken, reason, on) for book in books().values() if takes_files(book))
        taken.struck_on, taken.struck_for = on, reason
        taken.save(update_fields=["struck_on", "struck_for"])
        ledger.record("registers.strike", taken, by=key(by), unit=taken.organisation, on=on, details={
            "register": f"文件{taken.file_name}导入的记录", "count": count, "reason": reason,
        }, before={"struck_on": None}, after={"struck_on": on, "struck_for": reason})  # fmt: skip
    return count


@cache
def books() -> dict[type[models.Model], Book]:
    """Every register by the table of its rows."""
    every = [matters.BOOK, decisions.BOOK, fees.ITEMS, fees.INCOMES, procurement.BOOK, documents.BOOK]
    return {book.model: book for book in every}


def edition(record: Any) -> str:
    """What tells one state of a record from another: it differs once anything of it was changed."""
    last = Change.objects.filter(record=key_of(record)).order_by("-pk").values_list("pk", flat=True).first()
    return str(last or 0)


def locked(record: Any) -> tuple[Book, Any]:
    """
    The register of a record, and the record as it is now, with others who change the unit's registers kept waiting.

    Raises:
        Refused: it is struck.
    """
    Organisation.objects.select_for_update().get(pk=record.organisation_id)
    fresh = reread(record)
    if fresh.struck_on is not None:
        raise Refused(f"这一条已于{written(fresh.struck_on)}作废：{fresh.struck_for}。")
    return books()[type(record)], fresh


def reread(record: Any) -> Any:
    """A record as it is now, with what it refers to."""
    every = [field.name for field in record._meta.concrete_fields if field.is_relation]
    return type(record)._default_manager.select_related(*every).get(pk=record.pk)


def checked_reason(reason: str, what: str) -> str:
    """
    A reason without blanks at its ends.

    Raises:
        Refused: there is none, or it is too long.
    """
    reason = reason.strip()
    if not reason or len(reason) > _MOST_REASON:
        raise Refused(f"请写明{what}的原因，不超过{_MOST_REASON}字。")
    return reason


def line(record: Any, field: str, before: str, after: str, reason: str, *, by: Actor, on: date) -> Change:
    """A line of a record's history, not saved yet."""
    return Change(
        organisation_id=record.organisation_id, record=key_of(record), field=field[:60], before=before, after=after,
        reason=reason[:200], on=on, by=name_of(by),
    )  # fmt: skip


def label(record: Any, attribute: str) -> str:
    """What people call an attribute of a record."""
    return checking.plain_label(str(record._meta.get_field(attribute).verbose_name))


def words(record: Any, attribute: str) -> str:
    """What an attribute of a record says, as people read it; "" if nothing."""
    field = record._meta.get_field(attribute)
    value = getattr(record, field.name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return written(value)
    if "（分）" in str(field.verbose_name):
        sign, fen = "-" if value < 0 else "", abs(value)
        return f"{sign}{fen // 100:,}.{fen % 100:02}"
    return str(dict(field.flatchoices).get(value, value))


def takes_files(book: Book) -> bool:
    """Whether rows of a register remember the file that they came of."""
    return any(field.name == "taken_from" for field in book.model._meta.concrete_fields)


def _states(book: Book, record: Any, values: Mapping[str, Any], on: date) -> tuple[State, State]:
    """The attributes of a record as they are, and as they would be."""
    if unknown := set(values) - set(book.fields):
        raise ValueError(f"{book.id} has no fields {sorted(unknown)}")
    known = book.known(record.organisation, on)
    given = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    wanted = {**book.values(record), **given}
    if faults := checking.faults_of(book, wanted, known):
        raise Refused(checking.all_words(faults))
    after = book.state(wanted, known)
    _refuse_taken(book, record, after)
    if bar := book.keeps(record, after):
        raise Refused(bar)
    after |= book.follows(after, known)
    return {name: getattr(record, name) for name in after}, after


def _refuse_taken(book: Book, record: Any, state: State) -> None:
    shelf = checking.Shelf(book)
    for other in checking.recorded(book, record.organisation, [state], but=record.pk):
        shelf.put(other, "已登记")
    if shelf.taken(state) is not None:
        raise Refused(f"登记簿里已有另一条同样的{book.model._meta.verbose_name}，不能改成这样。")


def _strike_rows_of(book: Book, taken: RegisterImport, reason: str, on: date) -> int:
    rows = book.model._default_manager.filter(taken_from=taken, struck_on__isnull=True)
    if book.bars_striking is not never_barred:
        for row in book.barred(rows).order_by("pk").iterator():
            if bar := book.bars_striking(row):
                raise Refused(f"“{row}”不能作废：{bar}")
    return rows.update(struck_on=on, struck_for=reason)
