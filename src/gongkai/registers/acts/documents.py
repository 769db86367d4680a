"""Normative documents are entered, one or many, with the days that are known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations import kinds as bodies
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.registers import document_life
from gongkai.registers.acts import checking
from gongkai.registers.acts.books import Book, Known, State, Values, plain_values
from gongkai.registers.acts.document_steps import put_days
from gongkai.registers.acts.entering import name, taken_before
from gongkai.registers.acts.rows import Entered, Fault, TakenFile, Verdict
from gongkai.registers.models import Document, DocumentStep, RegisterImport
from gongkai.registers.queries import documents as queries

#: Rows a statement: SQLite takes 32,766 values at once.
_BATCH = 1000
_FIELDS = ("kind", "title", "document_number", "register_number", "is_for_market", "note")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """
    A document, and what a list of documents usually says of its life.

    Args:
        kind: An id of the kinds of documents.
        title: Its title.
        document_number: Its number (发文字号), or "".
        register_number: Its number in the unit's one line of numbers (统一编号), or "".
        is_for_market: Whether it concerns market subjects.
        note: Anything else.
        issued_on: The day of its issue; None while it is in the making.
        effective_on: Its first day in force, where it names one.
        until_on: The last day of its validity, where it has one.
        repealed_on: The first day on which it is no longer in force because it was repealed.
        repealed_for: By which decision.
        place: Where it stands in a file, for messages.
    """

    kind: str
    title: str
    document_number: str = ""
    register_number: str = ""
    is_for_market: bool = False
    note: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    until_on: date | None = None
    repealed_on: date | None = None
    repealed_for: str = ""
    place: str = ""


def enter(unit: Organisation, row: DocumentRow, *, by: Actor, on: date) -> Document:
    """
    Enter a document of *unit*; the same one twice changes nothing.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: a field cannot be as it is, its number is taken, days that cannot be, or a regulation of a body that
            makes none.
    """
    entered = enter_many(unit, [row], by=by, on=on)
    if entered.uids:
        return Document.objects.get(uid=entered.uids[0])
    return queries.of_number_or_title(unit, row.document_number.strip(), row.title.strip())


def enter_many(
    unit: Organisation, rows: Sequence[DocumentRow], *, by: Actor, on: date, file: TakenFile | None = None
) -> Entered:
    """
    Enter documents of *unit*, all or none; those that are there already are passed over. One entry of the ledger.

    Args:
        unit: Whose.
        rows: The documents.
        by: Who enters them.
        on: The day.
        file: The file that they were read from; taken in before, nothing is done.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: a row cannot be; the sentence names the first of them and how many there are.
    """
    require(by, "registers.enter_document", unit, on=on)
    with transaction.atomic():
        # Two people with the same file, or the same number, wait for one another here.
        Organisation.objects.select_for_update().get(pk=unit.pk)
        if file is not None and (known := taken_before(unit, file)):
            return Entered(0, 0, known, was_known=True)
        fresh = _fresh(unit, rows, on)
        taken = _take_in(unit, file, by=by, on=on) if file else None
        made = _write(unit, fresh, taken)
        if made or taken:
            title = made[0].title if made else "（没有新文件）"
            ledger.record("registers.enter_document", taken or made[0], by=key(by), unit=unit, on=on,
                          after=[_said(document) for document in made],
                          details={"count": len(made), "title": title})  # fmt: skip
    return Entered(len(made), len(rows) - len(made), taken, uids=tuple(document.uid for document in made))


def verdicts(unit: Organisation, rows: Sequence[DocumentRow], *, on: date) -> list[Verdict]:
    """What each of *rows* would do at *unit*, in their order; as many queries however many rows."""
    looked = checking.looked_at(BOOK, unit, rows, Known(unit, on))
    found = [verdict for verdict, _state in looked]
    again = [index for index, verdict in enumerate(found) if verdict.state == "same" and rows[index].issued_on]
    days = queries.days_of_issue(unit) if again else {}
    for index in again:
        row = rows[index]
        recorded = days.get(_key({"document_number": row.document_number.strip(), "title": row.title.strip()}))
        if recorded is not None and recorded != row.issued_on:
            words = f"登记簿里这份文件的印发日期是{document_life.written(recorded)}，与这一行不同，请核对。"
            found[index] = Verdict("bad", (Fault("issued_on", words),))
    return found


def _faults(values: Values, known: Known) -> Iterator[Fault]:
    """What is wrong with a document's kind, and with the days of a row; a correction is of the plain fields alone."""
    makes = bodies.kinds()[known.unit.kind].makes_regulations
    if not document_life.may_make(values["kind"], makes):
        law = "《立法法》《规章制定程序条例》第二条"
        yield Fault("kind", f"{known.unit.name}没有规章制定权，不能登记规章（{law}）；如属规范性文件，请改种类。")
    if known.unit.closed_on is not None and known.on >= known.unit.closed_on:
        yield Fault("title", f"{known.unit.name}已经撤销，不能再登记文件。")
    if "issued_on" in values:
        yield from _wrong_days(values, known.on)


def _wrong_days(values: Values, on: date) -> Iterator[Fault]:
    issued_on = values["issued_on"]
    for field, label in (("effective_on", "施行日期"), ("until_on", "有效期"), ("repealed_on", "废止日期")):
        if values[field] is not None and issued_on is None:
            yield Fault(field, f"写了{label}而没有印发日期，请补上印发日期。")
    if issued_on is not None and issued_on > on:
        yield Fault("issued_on", f"印发日期{document_life.written(issued_on)}还没有到，请到当日再登记。")
    if values["repealed_on"] is not None and not values["repealed_for"]:
        yield Fault("repealed_for", "写了废止日期，请写明废止依据，例如作出决定的文件名称和文号。")
    if issued_on is not None:
        life = document_life.fold(document_life.Paper(values["kind"]), _steps(values))
        for fault in life.faults:
            yield Fault("repealed_on" if fault.step.kind == "repealed" else "until_on", fault.words)


def _steps(values: Values) -> list[document_life.Step]:
    """The steps that the days of a row are."""
    found = []
    if (issued_on := values["issued_on"]) is not None:
        found.append(document_life.Step("", "issued", issued_on, values["effective_on"], values["until_on"]))
        if (ended := values["repealed_on"]) is not None:
            found.append(document_life.Step("", "repealed", max(issued_on, ended), ended, note=values["repealed_for"]))
    return found


def _key(state: State) -> tuple[str, str]:
    """A document is known by its number; one without, by its title."""
    return (state["document_number"], "") if state["document_number"] else ("", state["title"])


def _plain(values: Values) -> State:
    return {name: values[name] for name in _FIELDS}


def _keeps(record: Document, state: State) -> str:
    return "" if state["kind"] == record.kind else "文件的种类登记以后不能更正，请作废这一条，按正确的种类重新登记。"


def _bars_striking(record: Document) -> str:
    if record.publication_id is not None:
        return "这份文件关联着公开信息，请先解除关联。"
    if (follower := queries.successor_of(record)) is not None:
        return f"《{follower.title}》登记为替代这份文件，请先作废那一份的登记。"
    return ""


#: The register of documents, for the acts that correct and strike its rows.
BOOK = Book(
    id="documents", model=Document, fields=_FIELDS, texts=("title", "note"), key=_key, clash="document_number",
    state=lambda values, known: _plain(values), values=lambda record: plain_values(record, _FIELDS), faults=_faults,
    keeps=_keeps, bars_striking=_bars_striking,
)  # fmt: skip


def _fresh(unit: Organisation, rows: Sequence[DocumentRow], on: date) -> list[DocumentRow]:
    found = verdicts(unit, rows, on=on)
    if bad := [(row, verdict) for row, verdict in zip(rows, found, strict=True) if verdict.state == "bad"]:
        row, verdict = bad[0]
        if len(rows) == 1:
            raise Refused(verdict.words)
        raise Refused(f"有{len(bad)}份文件不能登记，什么都没有登记。{row.place}：{verdict.words}")
    return [row for row, verdict in zip(rows, found, strict=True) if verdict.state == "new"]


def _take_in(unit: Organisation, file: TakenFile, *, by: Actor, on: date) -> RegisterImport:
    return RegisterImport.objects.create(
        organisation=unit, register=file.register, file_name=file.name[:200], sha256=file.sha256, rows=file.rows,
        imported_on=on, imported_by=name(by),
    )  # fmt: skip


def _write(unit: Organisation, rows: Sequence[DocumentRow], taken: RegisterImport | None) -> list[Document]:
    """Documents with their first steps, and their days folded from them."""
    values = [checking.values_of(row) for row in rows]
    made = [Document(organisation=unit, taken_from=taken, **_plain(value)) for value in values]
    steps: list[DocumentStep] = []
    for document, value in zip(made, values, strict=True):
        of_row = [replace(step, uid=str(number)) for number, step in enumerate(_steps(value))]
        put_days(document, document_life.fold(document_life.Paper(document.kind), of_row))
        steps += [
            DocumentStep(document=document, kind=step.kind, on=step.on, effective_on=step.effective_on,
                         until_on=step.until_on, note=step.note)
            for step in of_row
        ]  # fmt: skip
    Document.objects.bulk_create(made, batch_size=_BATCH)
    DocumentStep.objects.bulk_create(steps, batch_size=_BATCH)
    return made


def _said(document: Document) -> dict[str, object]:
    """A document, for the ledger's digests."""
    return {name: getattr(document, name) for name in ("uid", *_FIELDS, "issued_on", "effective_on", "ended_on")}
