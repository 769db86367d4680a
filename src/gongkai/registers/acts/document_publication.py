"""A document gets its public face: a publication, which from then on shows the states of its life."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.keys import key as key_of
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications.acts import drafts, managed
from gongkai.publications.models import Publication
from gongkai.registers.acts.document_steps import put_days, show_states
from gongkai.registers.models import Document
from gongkai.registers.queries import documents as queries

#: What a publication of each kind of document is.
_KINDS = {"regulations": "document", "normative": "normative"}


def link_publication(document: Document, publication: Publication, *, by: Actor, on: date) -> Document:
    """
    Say that *publication* is the public face of *document*: when it was disclosed is known from it, and it shows from
    now on what the register says of its validity.

    Raises:
        NotAllowed: *by* may not at the document's unit.
        Refused: the publication is another unit's or the face of another record, or the document has a face already.
    """
    require(by, "registers.link_document", document.organisation, on=on)
    with transaction.atomic():
        document = queries.locked(document)
        if document.publication_id == publication.pk:
            return document
        if document.publication is not None:
            raise Refused(f"这份文件已经关联公开信息《{document.publication.title}》，请先解除关联。")
        if publication.organisation_id != document.organisation_id:
            raise Refused("这条公开信息属于其他机关，请选择本机关的公开信息。")
        managed.manage(publication, key_of(document), by=by, on=on)
        _put(document, publication, by=by, on=on)
    return document


def unlink_publication(document: Document, *, by: Actor, on: date) -> Document:
    """
    Take back that a publication is the face of *document*; what it shows of its validity stays as it is.

    Raises:
        NotAllowed: *by* may not at the document's unit.
        Refused: it has none.
    """
    require(by, "registers.link_document", document.organisation, on=on)
    with transaction.atomic():
        document = queries.locked(document)
        if document.publication is None:
            raise Refused("这份文件没有关联公开信息，不必解除。")
        managed.release(document.publication, key_of(document), by=by, on=on)
        _put(document, None, by=by, on=on)
    return document


def draft_publication(document: Document, *, by: Actor, on: date) -> Publication:
    """
    Draft the public face of an issued document from what the register knows; the text and its review come after.

    Raises:
        NotAllowed: *by* may not draft, or may not link, at the document's unit.
        Refused: it was not issued, or has a face already.
    """
    if document.issued_on is None:
        raise Refused("这份文件还没有印发，印发以后才能起草公开稿。")
    if document.publication_id is not None:
        raise Refused("这份文件已经关联公开信息，不必再起草。")
    content = {
        "title": document.title, "document_number": document.document_number, "made_on": document.issued_on,
        "effective_on": document.effective_on, "issuer": document.organisation.name,
        "ground": "20.1",
    }  # fmt: skip
    with transaction.atomic():
        publication = drafts.draft(document.organisation, _KINDS[document.kind], content, by=by, on=on)
        link_publication(document, publication, by=by, on=on)
    return publication


def _put(document: Document, publication: Publication | None, *, by: Actor, on: date) -> None:
    before = document.publication
    document.publication = publication
    life = queries.life_of(document)
    put_days(document, life)
    document.save()
    show_states(document, life, by=by, on=on)
    if publication is not None and document.replaces is not None:
        # The paper that it took the place of leads to it from now on.
        old = queries.locked(document.replaces)
        show_states(old, queries.life_of(old), by=by, on=on)
    ledger.record("registers.link_document", document, by=key(by), unit=document.organisation, on=on,
                  before={"publication": before.uid} if before else None,
                  after={"publication": publication.uid} if publication else None,
                  details={"title": document.title, "paper": _words(publication)})  # fmt: skip


def _words(publication: Publication | None) -> str:
    return f"关联公开信息《{publication.title}》" if publication else "解除与公开信息的关联"
