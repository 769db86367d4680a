"""Normative documents in few words, for the tests of this folder."""

from __future__ import annotations

from datetime import date
from typing import Any

from registered_zone import DO

from gongkai.organisations.models import Organisation
from gongkai.publications.models import Publication
from gongkai.registers.acts import document_steps, documents
from gongkai.registers.acts.document_steps import StepRow
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.models import Document, DocumentStep


def day(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)


def entered(
    unit: Organisation, title: str = "网站管理办法", issued: str | None = "2019-03-01", **more: Any
) -> Document:
    """A document, entered."""
    row = DocumentRow("normative", title, issued_on=day(issued) if issued else None, **more)
    return documents.enter(unit, row, **DO)


def added(document: Document, kind: str, on: str, **more: Any) -> DocumentStep:
    """A step, added."""
    return document_steps.add_step(document, StepRow(kind, day(on), **more), **DO)


def face(unit: Organisation, published: str | None, **fields: Any) -> Publication:
    """A publication that may be a document's public face, public since a day."""
    values: dict[str, Any] = {"kind": "normative", "title": "网站管理办法", "made_on": day("2019-03-01"), **fields}
    on = day(published) if published else None
    return Publication.objects.create(organisation=unit, live=on is not None, published_on=on, **values)
