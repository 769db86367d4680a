"""Steps of a document's life are added and struck; its days, and the state of its public paper, follow from them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.publications.acts import facts
from gongkai.registers import document_life, document_rules
from gongkai.registers.document_life import Life, Step, written
from gongkai.registers.models import Document, DocumentStep
from gongkai.registers.queries import documents as queries

#: Who keeps the days of documents in step with what was published, when no person does.
DAILY = Program("registers")
_DAYS = ("issued_on", "effective_on", "disclosed_on", "repealed_on", "lapsed_on", "ended_on", "review_on")


@dataclass(frozen=True, slots=True)
class StepRow:
    """What is entered of a step; its fields are those of `DocumentStep`."""

    kind: str
    on: date
    effective_on: date | None = None
    until_on: date | None = None
    body: str = ""
    number: str = ""
    comments: int | None = None
    accepted: int | None = None
    address: str = ""
    note: str = ""


def add_step(document: Document, row: StepRow, *, by: Actor, on: date) -> DocumentStep:
    """
    Record something that happened to a document; the days of its life are folded anew.

    Steps may be entered late and in any order; what counts is whether they make a life together.

    Raises:
        NotAllowed: *by* may not at the document's unit.
        Refused: the step cannot follow those before it or makes one after it impossible (named, with the article), is
            of a day to come, lacks what it must record, or records what it does not have.
    """
    require(by, "registers.add_document_step", document.organisation, on=on)
    _check_row(row, on)
    with transaction.atomic():
        document = queries.locked(document)
        _check_stands(document)
        step = DocumentStep(document=document, **_values(row))
        facts_of = queries.as_step(step)
        life = queries.life_of(document, beside=[facts_of])
        _no_faults(life, facts_of)
        step.save()
        if step.kind == "numbered" and not document.register_number:
            document.register_number = step.number
            document.save(update_fields=["register_number"])
        _follow(document, life, by=by, on=on)
        ledger.record("registers.add_document_step", document, by=key(by), unit=document.organisation, on=on,
                      after=_said(step), details=_words(document, step))  # fmt: skip
    return step


def strike_step(step: DocumentStep, reason: str, *, by: Actor, on: date) -> DocumentStep:
    """
    Strike a step that was found wrong: it stays to be read, and the life is as if it had never been.

    Raises:
        NotAllowed: *by* may not at the document's unit.
        Refused: it is struck already, no reason is given, or without it another one could not be, which is named.
    """
    require(by, "registers.strike_document_step", step.document.organisation, on=on)
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise Refused("请写明作废的原因，不超过200字。")
    with transaction.atomic():
        document = queries.locked(step.document)
        step = DocumentStep.objects.get(pk=step.pk)
        if step.struck_on is not None:
            raise Refused(f"这一步已于{written(step.struck_on)}作废：{step.struck_for}。")
        life = queries.life_of(document, without=step)
        _no_faults(life, None)
        before = _said(step)
        step.struck_on, step.struck_for = on, reason
        step.save(update_fields=["struck_on", "struck_for"])
        _follow(document, life, by=by, on=on)
        ledger.record("registers.strike_document_step", document, by=key(by), unit=document.organisation, on=on,
                      before=before, after=_said(step),
                      details={**_words(document, step), "reason": reason})  # fmt: skip
    return step


def refold(document: Document, *, by: Actor, on: date) -> list[queries.Difference]:
    """
    Fold a document's days anew from its steps and its publication.

    Returns:
        Which days were stored otherwise; none where all were right, and then nothing is written.
    """
    with transaction.atomic():
        document = queries.locked(document)
        life = queries.life_of(document)
        found = queries.differences(document, life)
        if found:
            _follow(document, life, by=by, on=on)
            ledger.record("registers.refold_document", document, by=key(by), unit=document.organisation, on=on,
                          before={one.name: one.stored for one in found}, after={one.name: one.folded for one in found},
                          details={"title": document.title, "count": len(found)})  # fmt: skip
    return found


def renew(on: date, *, by: Actor = DAILY) -> int:
    """
    Bring the days of documents in step with papers that were made public since; done again it changes nothing.

    Returns:
        How many documents have another day now.
    """
    return sum(bool(refold(document, by=by, on=on)) for document in queries.published_since())


def put_days(document: Document, life: Life) -> None:
    """Set the days of *document* as *life* has them; nothing is saved."""
    for name, value in queries.days_of(document, life).items():
        setattr(document, name, value)


def show_states(document: Document, life: Life, *, by: Actor, on: date) -> None:
    """
    Let the document's public paper show the states of its life, through the acts of publications.

    A state that was shown from a day on which nothing turns any more is corrected to what holds on that day.
    """
    publication = document.publication
    if publication is None:
        return
    # A paper shows nothing from before the day on which it was made.
    first = publication.made_on or date.min
    wanted = {max(day, first): state for day, state in life.states()}
    for day in publication.validities.values_list("from_on", flat=True):
        before = [state for turn, state in sorted(wanted.items()) if turn <= day]
        if day not in wanted and before:
            wanted[day] = before[-1]
    successor = queries.successor_of(document)
    for day, state in sorted(wanted.items()):
        ended = state in {"repealed", "expired"}
        facts.set_validity(
            publication, state, from_on=day, by=by, on=on, reason=_reason(life, state),
            successor=successor.publication if ended and successor is not None else None,
        )  # fmt: skip


def _follow(document: Document, life: Life, *, by: Actor, on: date) -> None:
    """What follows from a life: the stored days, and what the public paper shows."""
    put_days(document, life)
    document.save(update_fields=list(_DAYS))
    show_states(document, life, by=by, on=on)


def _check_row(row: StepRow, on: date) -> None:
    rule = document_rules.steps().get(row.kind)
    if rule is None:
        raise Refused(f"没有“{row.kind}”这一种步骤，请从列表中选择。")
    if row.on > on:
        raise Refused(f"“{rule.label}”的日期{written(row.on)}还没有到，请到当日再登记。")
    if missing := document_life.lacking(Step("", **_values(row))):
        raise Refused(f"登记“{rule.label}”请写明{'、'.join(missing)}。", article=rule.source)
    names = [field.name for field in fields(StepRow) if field.name not in {"kind", "on", *rule.takes}]
    if extra := [name for name in names if getattr(row, name) not in (None, "")]:
        label = str(DocumentStep._meta.get_field(extra[0]).verbose_name)
        raise Refused(f"“{rule.label}”不记录“{label}”，请改在说明里写，或者登记到相应的步骤。")
    if (row.accepted or 0) > (row.comments or 0):
        raise Refused(f"采纳意见{row.accepted}条多于收到意见{row.comments or 0}条，请核对。")
    _check_lengths(row, rule)


def _check_lengths(row: StepRow, rule: document_rules.StepRule) -> None:
    for name, label in rule.takes.items():
        value, most = getattr(row, name), DocumentStep._meta.get_field(name).max_length
        if isinstance(value, str) and most is not None and len(value) > most:
            raise Refused(f"“{label}”最多{most}字，现有{len(value)}字，请写得简短些。")
    if row.address and not row.address.startswith(("http://", "https://")):
        raise Refused(f"“{rule.takes['address']}”请写完整的网址，以http://或https://开头。")


def _check_stands(document: Document) -> None:
    if document.struck_on is not None:
        raise Refused(f"这份文件的登记已于{written(document.struck_on)}作废，不能再登记步骤。")


def _no_faults(life: Life, added: Step | None) -> None:
    """Refuse by the first fault: that of the step itself, or of one that it makes impossible."""
    if not life.faults:
        return
    fault = next((fault for fault in life.faults if added is not None and fault.step is added), life.faults[0])
    if added is not None and fault.step is added:
        raise Refused(fault.words, article=fault.article)
    raise Refused(f"这样一来，{fault.words}请先作废后面的这一步。", article=fault.article)


def _reason(life: Life, state: str) -> str:
    """By which decision a paper is in a state; a state other than in force must say so."""
    if state == "in_force":
        return ""
    if state == "expired":
        return "有效期届满"
    last = next((step for step in reversed(life.steps) if step.kind == state), None)
    words = "，".join(part for part in (last.note, last.number) if part) if last is not None else ""
    return (words or document_rules.steps()[state].label)[:200]


def _values(row: StepRow) -> dict[str, Any]:
    found = {field.name: getattr(row, field.name) for field in fields(StepRow)}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


def _said(step: DocumentStep) -> dict[str, Any]:
    """A step, for the ledger's digests."""
    kept = (*(field.name for field in fields(StepRow)), "uid", "struck_on", "struck_for")
    return {name: getattr(step, name) for name in kept}


def _words(document: Document, step: DocumentStep) -> dict[str, str | int]:
    return {"title": document.title, "step": step.get_kind_display(), "day": step.on.isoformat()}
