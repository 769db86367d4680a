"""A publication becomes the public face of a record of a register, which then says what it shows of its validity."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications.models import Publication
from gongkai.publications.queries.reviews import locked


def manage(publication: Publication, record: str, *, by: Actor, on: date) -> Publication:
    """
    Say of which record *publication* is the public face.

    Args:
        publication: Which.
        record: The record's key, `kind:uid`.
        by: Who says so.
        on: The day of the act.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is the face of another record, or was withdrawn.
    """
    require(by, "publications.manage", publication.organisation, on=on)
    with transaction.atomic():
        current = locked(publication)
        if current.managed_by not in {"", record}:
            raise Refused(f"《{current.title}》已经关联另一条登记，请先在那一条解除关联。")
        if current.is_withdrawn:
            raise Refused(f"《{current.title}》已经撤下，不能作为登记内容的公开页面。")
        _put(publication, current, record, by=by, on=on)
    return publication


def release(publication: Publication, record: str, *, by: Actor, on: date) -> Publication:
    """
    Take back that *publication* is the public face of *record*.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is not the face of that record.
    """
    require(by, "publications.manage", publication.organisation, on=on)
    with transaction.atomic():
        current = locked(publication)
        if current.managed_by != record:
            raise Refused(f"《{current.title}》没有与这一条登记关联，请核对。")
        _put(publication, current, "", by=by, on=on)
    return publication


def _put(publication: Publication, current: Publication, record: str, *, by: Actor, on: date) -> None:
    before = current.managed_by
    if before == record:
        return
    publication.managed_by = record
    Publication.objects.filter(pk=publication.pk).update(managed_by=record)
    change = f"{'作为' if record else '不再作为'}登记簿记录的公开页面"
    ledger.record("publications.manage", current, by=key(by), unit=current.organisation, on=on,
                  before={"record": before}, after={"record": record},
                  details={"title": current.title, "change": change})  # fmt: skip
