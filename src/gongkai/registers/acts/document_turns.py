"""The turns of a document's life by their names: repealed, amended, confirmed, replaced by another one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, key, require
from gongkai.registers.acts.document_steps import StepRow, add_step
from gongkai.registers.models import Document, DocumentStep
from gongkai.registers.queries import documents as queries

#: Why a document ends that another one takes the place of.
REPLACED = "由《{title}》替代"


def repeal(
    document: Document, *, decided_on: date, reason: str, by: Actor, on: date, from_on: date | None = None
) -> DocumentStep:
    """
    Repeal a document by a decision of a day, from that day or from *from_on*.

    Raises:
        NotAllowed, Refused: as `add_step`.
    """
    return add_step(document, StepRow("repealed", decided_on, effective_on=from_on, note=reason), by=by, on=on)


def amend(
    document: Document, *, amended_on: date, words: str, by: Actor, on: date, from_on: date | None = None,
    until_on: date | None = None,
) -> DocumentStep:  # fmt: skip
    """
    Record that a document got a new text, which counts as issued; a longer validity comes with it if it has one.

    Raises:
        NotAllowed, Refused: as `add_step`.
    """
    row = StepRow("amended", amended_on, effective_on=from_on, until_on=until_on, note=words)
    return add_step(document, row, by=by, on=on)


def confirm(
    document: Document, *, confirmed_on: date, by: Actor, on: date, until_on: date | None = None
) -> DocumentStep:
    """
    Confirm that a document stays in force; its validity is prolonged to *until_on* if that is given.

    Raises:
        NotAllowed, Refused: as `add_step`; what has lapsed cannot be confirmed any more.
    """
    return add_step(document, StepRow("confirmed", confirmed_on, until_on=until_on), by=by, on=on)


def take_place_of(document: Document, old: Document, *, by: Actor, on: date) -> Document:
    """
    Say that *document* takes the place of *old*, which is repealed on the day on which *document* takes effect.

    Raises:
        NotAllowed: *by* may not at the unit of either.
        Refused: it is the document itself or would lead back to it, *document* was not issued, or *old* cannot be
            repealed then.
    """
    require(by, "registers.replace_document", document.organisation, on=on)
    with transaction.atomic():
        document, old = queries.locked(document), queries.locked(old)
        _check_replacing(document, old)
        document.replaces = old
        document.save(update_fields=["replaces"])
        ledger.record("registers.replace_document", document, by=key(by), unit=document.organisation, on=on,
                      after={"replaces": old.uid},
                      details={"title": document.title, "old": old.title})  # fmt: skip
        row = StepRow("repealed", document.issued_on or on, effective_on=document.effective_on,
                      number=document.document_number, note=REPLACED.format(title=document.title))  # fmt: skip
        add_step(old, row, by=by, on=on)
    return document


def _check_replacing(document: Document, old: Document) -> None:
    if document.issued_on is None:
        raise Refused("这份文件还没有印发，印发以后才能替代别的文件。")
    if document.replaces_id is not None:
        raise Refused("这份文件已经登记了它替代的文件。另一份文件由它废止的，请在那一份登记“废止”。")
    seen, following = {document.pk}, old
    while following is not None:
        if following.pk in seen:
            raise Refused("替代的文件不能是它自己，也不能是由它替代的文件，请重新选择。")
        seen.add(following.pk)
        following = following.replaces
