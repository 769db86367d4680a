"""Content that was published elsewhere is taken over: thousands of rows in one transaction, each with its entry."""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from gongkai.channels.models import Column
from gongkai.errors import Refused
from gongkai.law import DueDate
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications import intake
from gongkai.publications.acts import drafts, placements
from gongkai.publications.acts.numbers import reserve
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.intake.pages import Page
from gongkai.publications.models import ContentImport, Placement, Publication, Validity
from gongkai.publications.queries import facts
from gongkai.publications.queries.days import calendar_of

_ZONE = ZoneInfo("Asia/Shanghai")


class Place(Protocol):
    """A column on which an entry stands, since when, and as what."""

    column: Column
    from_on: date
    state: str


class Entry(Protocol):
    """An entry of a file: see `imports.items.Item`."""

    key: str
    fields: dict[str, Any]
    body: str
    places: Sequence[Any]
    index_number: str


@dataclass(frozen=True, slots=True)
class Origin:
    """
    The file or feed from which entries come.

    Args:
        kind: `sheet` or `feed`.
        name: Its name or address.
        sha256: The digest of its bytes.
        entries: How many entries it has, known ones included.
    """

    kind: str
    name: str
    sha256: str
    entries: int


def take_over(
    unit: Organisation,
    chunks: Iterable[Sequence[Entry]],
    origin: Origin,
    *,
    kept_numbers: Collection[str],
    by: Actor,
    on: date,
) -> ContentImport:
    """
    Make live publications of entries that were public already; they have no revisions and went through no review here.

    Each is written to the ledger by itself, so that what was published can be told for every single one.

    Args:
        unit: Whose they are.
        chunks: The entries, some hundreds at a time; none is there already.
        origin: Where they come from.
        kept_numbers: The index numbers that any of them brings along; they are given to no other.
        by: Who takes them over.
        on: The day of the act.

    Raises:
        NotAllowed: *by* is no approver at or above *unit*.
        Refused: the unit is closed; or others have written the same entries or numbers meanwhile.
    """
    require(by, "publications.import", unit, on=on)
    if unit.closed_on is not None and on >= unit.closed_on:
        raise Refused(f"{unit.name}已经撤销，不能再导入内容。")
    added = 0
    try:
        with all_or_nothing("导入"):
            due = _due_of(unit, on)
            for chunk in chunks:
                _write(unit, chunk, origin, due, kept_numbers, by=by, on=on)
                added += len(chunk)
            return _finish(unit, origin, added, by=by, on=on)
    except IntegrityError as wrong:
        raise Refused("另一人刚刚导入了同样的内容，什么都没有导入。请重新检查文件后再试。") from wrong


def take_drafts(
    unit: Organisation, entries: Sequence[Entry], origin: Origin, *, column: Column | None, by: Actor, on: date
) -> ContentImport:
    """
    Make drafts of the entries of a feed, for what others write is reviewed before it is published (arts. 17, 24).

    Args:
        unit: Whose drafts they will be.
        entries: The entries of the feed that are not there already.
        origin: The feed.
        column: Where they are to stand once they are public; None for nowhere yet.
        by: Who takes them.
        on: The day of the act.

    Raises:
        NotAllowed: *by* is no editor at or above *unit*, or may not place there.
        Refused: an entry cannot be as it is.
    """
    with all_or_nothing("导入"):
        for entry in entries:
            fields = {name: value for name, value in entry.fields.items() if name != "kind"}
            content = {**fields, "body": blocks_of(entry.body)}
            made = drafts.draft(unit, entry.fields["kind"], content, by=by, on=on)
            Publication.objects.filter(pk=made.pk).update(imported_from=entry.key)
            if column is not None:
                placements.plan(made, column, by=by, on=on)
        return _finish(unit, origin, len(entries), by=by, on=on)


def blocks_of(text: str) -> list[dict[str, Any]]:
    """The blocks of a body, of HTML from anywhere or of plain text with a paragraph a line; never a script or style."""
    if "<" in text and ">" in text:
        page = Page()
        page.read(text)
        return intake.blocks_of(page.pieces, lambda picture: "")
    lines = [html.escape(line.strip(), quote=False) for line in text.split("\n")]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line)
    return [{"type": "paragraph", "value": paragraphs, "id": str(uuid.uuid4())}] if paragraphs else []


def _write(
    unit: Organisation,
    chunk: Sequence[Entry],
    origin: Origin,
    due: Callable[[date], DueDate],
    kept: Collection[str],
    *,
    by: Actor,
    on: date,
) -> None:
    numbers = _numbers(unit, chunk, kept)
    rows = [_row(unit, entry, number, due) for entry, number in zip(chunk, numbers, strict=True)]
    Publication.objects.bulk_create(rows)
    Placement.objects.bulk_create(
        Placement(organisation=unit, publication=row, column=place.column, state=place.state, from_on=place.from_on)
        for row, entry in zip(rows, chunk, strict=True)
        for place in entry.places
    )
    Validity.objects.bulk_create(
        Validity(publication=row, state=row.validity, from_on=_since(row), reason="导入时的状态") for row in rows
        if row.validity
    )  # fmt: skip
    recorded = [_recorded(row, entry, origin) for row, entry in zip(rows, chunk, strict=True)]
    ledger.record_all("publications.import", recorded, by=key(by), unit=unit, on=on)


def _row(unit: Organisation, entry: Entry, number: str, due: Callable[[date], DueDate]) -> Publication:
    fields = dict(entry.fields)
    published_on, made_on, effective_on = fields["published_on"], fields.get("made_on"), fields.get("effective_on")
    if (
        not fields.get("validity")
        and facts.has_validity(fields["kind"])
        and effective_on
        and effective_on <= published_on
    ):
        fields["validity"] = "in_force"
    moment = datetime.combine(published_on, time(), _ZONE)
    clock = due(made_on) if made_on else None
    return Publication(
        organisation=unit,
        body=json.dumps(blocks_of(entry.body), ensure_ascii=False),
        index_number=number,
        imported_from=entry.key,
        due_on=clock.on if clock else None,
        is_provisional=bool(clock and clock.provisional),
        live=True,
        has_unpublished_changes=False,
        first_published_at=moment,
        last_published_at=moment,
        **fields,
    )


def _numbers(unit: Organisation, chunk: Sequence[Entry], kept: Collection[str]) -> list[str]:
    """The number of each entry: its own, or the next of the month in which it was published."""
    wanted: dict[date, int] = {}
    for entry in chunk:
        if not entry.index_number:
            month = entry.fields["published_on"].replace(day=1)
            wanted[month] = wanted.get(month, 0) + 1
    given = {month: reserve(unit, on=month, count=count, avoid=kept) for month, count in sorted(wanted.items())}
    return [entry.index_number or next(given[entry.fields["published_on"].replace(day=1)]) for entry in chunk]


def _since(row: Publication) -> date:
    return row.effective_on or row.made_on or row.published_on  # type: ignore[return-value]  # live has its day


def _recorded(row: Publication, entry: Entry, origin: Origin) -> ledger.Recorded:
    after: Mapping[str, Any] = {
        "title": row.title,
        "kind": row.kind,
        "index_number": row.index_number,
        "published_on": row.published_on,
        "body": entry.body,
        "columns": [[place.column.code, place.from_on, place.state] for place in entry.places],
        "imported_from": row.imported_from,
    }
    return ledger.Recorded(row, {"title": row.title, "file": origin.name}, after=after)


def _finish(unit: Organisation, origin: Origin, added: int, *, by: Actor, on: date) -> ContentImport:
    with transaction.atomic():
        made = ContentImport.objects.create(
            organisation=unit, kind=origin.kind, name=origin.name, sha256=origin.sha256, entries=origin.entries,
            added=added, imported_on=on, imported_by=key(by),
        )  # fmt: skip
        ledger.record("publications.import_file", made, by=key(by), unit=unit, on=on,
                      after={"sha256": origin.sha256, "added": added},
                      details={"file": origin.name, "count": added})  # fmt: skip
    return made


def _due_of(unit: Organisation, on: date) -> Callable[[date], DueDate]:
    """The last day to publish what was made on a day; many of a file were made on the same one."""
    calendar = calendar_of(unit, on=on)

    @cache
    def due(made_on: date) -> DueDate:
        return calendar.due_on(made_on, facts.DAYS_TO_PUBLISH)

    return due
