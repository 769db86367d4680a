"""A turn in the life of a publication is written down with its reason, as part of the act that takes it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from gongkai.errors import Refused
from gongkai.organisations.permissions import Actor, key
from gongkai.publications.models import Change, Publication


def changed(publication: Publication, turn: str, reason: str, *, by: Actor, on: date) -> Change:
    """
    Write down why *publication* takes that turn.

    Raises:
        Refused: no reason is given, or one longer than is kept.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("请写明理由。")
    if len(reason) > 500:
        raise Refused(f"理由最多500字，现有{len(reason)}字，请写得简短些。")
    return Change.objects.create(
        publication=publication, turn=turn, reason=reason, on=on, at=timezone.now(), done_by=key(by)
    )
