"""How normative documents stand on public pages and in open data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.organisations.models import Organisation
from gongkai.registers.document_rules import states
from gongkai.registers.models import Document
from gongkai.registers.tables.marked import harmless

#: The version of the open data: raised when a field goes or means something else, not when one is added.
SCHEMA = 1
#: What each state is called to strangers, who may read English.
STATES = {
    "in_force": _("现行有效"),
    "awaiting": _("尚未施行"),
    "repealed": _("已废止"),
    "lapsed": _("已失效"),
}
#: The fields of the open data with what a column of the CSV is called.
FIELDS = {
    "id": "标识",
    "kind": "种类",
    "title": "标题",
    "document_number": "发文字号",
    "register_number": "统一编号",
    "state": "状态",
    "issued_on": "印发日期",
    "effective_on": "施行日期",
    "disclosed_on": "公开日期",
    "ended_on": "不再有效日期",
    "replaces": "替代的文件",
    "address": "网址",
}
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the list: with its state in the reader's language."""

    document: Document
    state: Any


def listed(rows: Sequence[Document]) -> list[Row]:
    """Documents as the list shows them."""
    return [Row(row, STATES[row.state]) for row in rows]  # type: ignore[attr-defined]


def csv_of(rows: QuerySet[Document]) -> Iterator[bytes]:
    """A CSV with the mark that spreadsheets know UTF-8 by; nothing in it is taken for a formula."""
    yield "\ufeff".encode() + _line(FIELDS.values())
    labels = states()
    for row in rows.iterator(chunk_size=_AT_ONCE):
        values = {**_fields(row), "kind": row.get_kind_display(), "state": labels[row.state]}  # type: ignore[attr-defined]
        yield _line(harmless(str(value or "")) for value in values.values())


def json_of(body: Organisation, rows: QuerySet[Document], today: date) -> Iterator[bytes]:
    """One JSON object: whose, as of which day, and a list of documents; days as 2019-12-31, what is blank as null."""
    head = {"schema": SCHEMA, "register": "documents", "as_of": today.isoformat(),
            "body": {"code": body.code, "name": body.name}, "fields": FIELDS, "states": states()}  # fmt: skip
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    between = b"\n"
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield between + json.dumps(_fields(row), ensure_ascii=False).encode()
        between = b",\n"
    yield b"\n]}\n"


def _fields(row: Document) -> dict[str, Any]:
    old = row.replaces.publication if row.replaces is not None else None
    return {
        "id": row.uid,
        "kind": row.kind,
        "title": row.title,
        "document_number": row.document_number or None,
        "register_number": row.register_number or None,
        "state": row.state,  # type: ignore[attr-defined]
        "issued_on": _day(row.issued_on),
        "effective_on": _day(row.effective_on),
        "disclosed_on": _day(row.publication.published_on if row.publication else None),
        "ended_on": _day(row.ended_on),
        "replaces": f"/p/{old.uid}/" if old is not None and old.live else None,
        "address": f"/p/{row.publication.uid}/" if row.publication else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _line(values: Iterable[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue().encode()
