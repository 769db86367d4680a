"""How the ledger stands: what doctor and the office's page show without reading all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongkai.ledger import guards
from gongkai.ledger.models import Entry, Head


@dataclass(frozen=True, slots=True)
class State:
    """
    How the ledger stands.

    Args:
        sealed: How many entries are sealed.
        waiting: How many wait for the sealer.
        waiting_since: When the oldest of those was recorded.
        head: The last signed head.
        unguarded: Tables whose triggers are missing.
    """

    sealed: int
    waiting: int
    waiting_since: datetime | None
    head: Head | None
    unguarded: list[str]


def state() -> State:
    """How the ledger stands; five queries, however long it is."""
    last = Entry.objects.filter(position__isnull=False).order_by("-position").values_list("position", flat=True)[:1]
    waiting = Entry.objects.filter(position__isnull=True).order_by("pk")
    return State(
        sealed=next((position for position in last if position), 0),
        waiting=waiting.count(),
        waiting_since=waiting.values_list("recorded_at", flat=True).first(),
        head=Head.objects.order_by("-on").first(),
        unguarded=guards.missing(connection),
    )
