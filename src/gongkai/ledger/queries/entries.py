"""Entries: of a subject, a unit, an actor, some days; paged by key; and each as a line in words."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from gongkai.ledger import catalogue
from gongkai.ledger.models import Entry

#: Entries on a page of a list.
PAGE = 50

# Jumps from one unit to the next through the index, however many entries each has; the same on both databases.
_UNITS = """
WITH RECURSIVE found(unit) AS (
  SELECT min(unit) FROM gk_ledger_entry WHERE unit > ''
  UNION ALL
  SELECT (SELECT min(entry.unit) FROM gk_ledger_entry entry WHERE entry.unit > found.unit)
  FROM found WHERE found.unit IS NOT NULL
)
SELECT unit FROM found WHERE unit IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Which entries are wanted; None is any.

    Args:
        subject: `kind:uid`.
        unit: `kind:uid`.
        actor: `kind:uid`.
        since: First legal day.
        until: Last legal day, itself included.
    """

    subject: str | None = None
    unit: str | None = None
    actor: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """
    An entry in words.

    Args:
        id: The key that lists are paged by.
        position: Place in the sealed order; None while it waits.
        on: Legal day of the act.
        recorded_at: Moment of recording.
        actor: Name of who acted, and the key; the key again where the name is not known any more.
        unit: Name and key of the body; both empty for an act of the whole installation.
        label: What the act is called.
        words: What was done, a sentence without its subject.
        subject: Key of what it was done to.
        hash: Its seal; empty while it waits.
    """

    id: int
    position: int | None
    on: date
    recorded_at: datetime
    actor: str
    actor_key: str
    unit: str
    unit_key: str
    label: str
    words: str
    subject: str
    hash: str

    def __str__(self) -> str:
        for_whom = f"（{self.unit}）" if self.unit else ""
        return f"{self.on:%Y年%-m月%-d日}，{self.actor}{for_whom}{self.words}"


def entries(wanted: Filter, *, before: int | None = None, limit: int = PAGE) -> list[Entry]:
    """
    The newest entries that are wanted, at most *limit*; *before* is the id of the last one seen.

    Paged by key, so that the thousandth page costs what the first does.
    """
    given = {
        "subject": wanted.subject,
        "unit": wanted.unit,
        "actor": wanted.actor,
        "on__gte": wanted.since,
        "on__lte": wanted.until,
        "pk__lt": before,
    }
    found = Entry.objects.filter(**{name: value for name, value in given.items() if value is not None})
    return list(found.order_by("-pk")[:limit])


def sealed_after(position: int, limit: int) -> list[Entry]:
    """The sealed entries that follow *position*, in sealed order: what a cursor reads."""
    return list(Entry.objects.filter(position__gt=position).order_by("position")[:limit])


def units() -> dict[str, str]:
    """Every body that has entries: its name by its key, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS)
        keys = [key for (key,) in cursor.fetchall()]
    names = _names(keys)
    return dict(sorted(((key, names[key]) for key in keys), key=lambda pair: pair[1]))


def lines(found: Sequence[Entry]) -> list[Line]:
    """Each entry in words; a constant number of queries, one a kind of key."""
    names = _names({key for entry in found for key in (entry.actor, entry.unit) if key})
    return [_line(entry, names) for entry in found]


def _line(entry: Entry, names: Mapping[str, str]) -> Line:
    act = catalogue.act(entry.act)
    return Line(
        id=entry.pk,
        position=entry.position,
        on=entry.on,
        recorded_at=entry.recorded_at,
        actor=names[entry.actor],
        actor_key=entry.actor,
        unit=names[entry.unit] if entry.unit else "",
        unit_key=entry.unit,
        label=act.label,
        words=act.line.format(**json.loads(entry.details)),
        subject=entry.subject,
        hash=entry.hash or "",
    )


def _names(keys: Collection[str]) -> dict[str, str]:
    """Names for keys, from whoever the settings say knows that kind; the key itself where nobody does."""
    names = {key: f"程序“{key.removeprefix('program:')}”" if key.startswith("program:") else key for key in keys}
    for kind, path in settings.GONGKAI_LEDGER_NAMES.items():
        wanted = [key.partition(":")[2] for key in keys if key.startswith(f"{kind}:")]
        if wanted:
            names |= {f"{kind}:{uid}": name for uid, name in import_string(path)(wanted).items()}
    return names
