"""Entries for tests, and hands that change what they should not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from gongkai.ledger import acts, guards
from gongkai.ledger.models import Entry

DAY = date(2026, 11, 24)
UNIT = "organisation:aaaaaaaaaaaaa"
WANG = "user:bbbbbbbbbbbbb"


def record(year: int = 2019, **given: Any) -> None:
    """Record the publication of a report."""
    rest = {"by": WANG, "unit": UNIT, "on": DAY, "after": b"report", "details": {"body": "某局", "year": year}}
    with transaction.atomic():
        acts.record("yearbook.publish", f"report:aaaaaaaaaaaaa/{year}", **{**rest, **given})


def sealed(count: int) -> list[Entry]:
    """That many entries, sealed; in sealed order."""
    for number in range(count):
        record(2000 + number)
    acts.seal()
    return list(Entry.objects.order_by("position"))


@contextmanager
def unguarded() -> Iterator[None]:
    """Somebody who owns the database has taken the triggers away."""
    for guard in guards.declared():
        guards.take_down(guard, connection)
    yield
    for guard in guards.declared():
        guards.put_up(guard, connection)
