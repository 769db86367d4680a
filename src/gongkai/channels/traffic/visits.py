"""One view of one page, and whether a person made it; knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from crawleruseragents import is_crawler

#: What is kept of a visitor, in bytes: enough that two visitors of a day never share one.
MARK_SIZE = 16
#: Longest path that is kept; a longer one is no page of ours.
LONGEST_PATH = 200
# Browsers send some 150 characters; what is far longer is written to cost us time.
_LONGEST_AGENT = 512


@dataclass(frozen=True, slots=True)
class Visit:
    """
    One view of one page.

    Args:
        website: Key of the site.
        on: Day of the view, agency's local date.
        path: The page's path, without a query.
        mark: The visitor of that day, see `mark`.
    """

    website: int
    on: date
    path: str
    mark: bytes


def mark(salt: bytes, website: int, address: str, agent: str) -> bytes:
    """
    Who looked, as 16 bytes that say nothing once the day's salt is gone.

    The same person on another site, on another day or with another browser has another mark, so nobody can be
    followed; that is why visitors can be added up by day alone (按日累计).

    Args:
        salt: The secret of the day, 32 random bytes.
        website: Key of the site.
        address: The visitor's address, which is kept nowhere.
        agent: The visitor's User-Agent header.
    """
    text = f"{website}\0{address}\0{agent[:_LONGEST_AGENT]}"
    return blake2b(text.encode("utf-8", "surrogateescape"), key=salt, digest_size=MARK_SIZE).digest()


@lru_cache(maxsize=4096)
def is_person(agent: str) -> bool:
    """Whether a browser of that User-Agent header is a person's: neither empty nor one of the known programs."""
    return bool(agent) and len(agent) <= _LONGEST_AGENT and not is_crawler(agent)
