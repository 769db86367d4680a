"""What is given to the acts that record: one reading, one issue, one file; nothing of it is checked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.channels.models import Account, Website

Channel = Account | Website


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """
    A figure read of an account or a site.

    Args:
        channel: Of what.
        measure: An id of the measures.
        value: The figure.
        until_on: The day of a level or a counter; the last day of a flow.
        from_on: The first day of a flow, None for the others.
        origin: Where it was read.
        place: Where it stands in the file, for messages; "" outside of one.
    """

    channel: Channel
    measure: str
    value: int
    until_on: date
    from_on: date | None = None
    origin: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article of an issue: title, address or "", and how often it was read, None where that is not known."""

    title: str
    address: str = ""
    reads: int | None = None


@dataclass(frozen=True, slots=True)
class IssueRow:
    """What was sent out at once: the platform's key of it, the day, the articles in their order."""

    number: str
    published_on: date
    articles: tuple[ArticleRow, ...]


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that is taken in: the id of its format, its name, the digest of its bytes, how many rows it has."""

    kind: str
    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row would do, and if it cannot be, why not."""

    state: Literal["new", "changed", "same", "bad"]
    words: str = ""


NEW, SAME, CHANGED = Verdict("new"), Verdict("same"), Verdict("changed")
