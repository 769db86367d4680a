"""Views that were counted and not yet written: a process keeps them for some seconds, then writes them at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from gongkai.channels.traffic.visits import Visit

#: Different pages and visitors kept at most; beyond it views are still added to the pages known, and what is new is
#: dropped, for a flood must not fill the memory.
MOST = 50_000


@dataclass(slots=True)
class Batch:
    """
    Views by site, day and path, and who made them by site and day.

    Args:
        views: How often each page was looked at.
        visitors: The marks of those who looked.
        dropped: Views that found no room.
    """

    views: Counter[tuple[int, date, str]] = field(default_factory=Counter)
    visitors: set[tuple[int, date, bytes]] = field(default_factory=set)
    dropped: int = 0

    def __bool__(self) -> bool:
        return bool(self.views or self.dropped)


class Buffer:
    """Takes views from any number of threads; giving one costs microseconds and never waits for the database."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._batch = Batch()

    def add(self, visit: Visit) -> None:
        """Count a view."""
        page = (visit.website, visit.on, visit.path)
        who = (visit.website, visit.on, visit.mark)
        with self._lock:
            self._count(page, 1)
            self._see(who)

    def take(self) -> Batch:
        """What was counted since the last time."""
        with self._lock:
            taken, self._batch = self._batch, Batch()
        return taken

    def put_back(self, batch: Batch) -> None:
        """Count again what could not be written, as far as there is room."""
        with self._lock:
            for page, views in batch.views.items():
                self._count(page, views)
            for who in batch.visitors:
                self._see(who)
            self._batch.dropped += batch.dropped

    def _count(self, page: tuple[int, date, str], views: int) -> None:
        if page in self._batch.views or len(self._batch.views) < self._most:
            self._batch.views[page] += views
        else:
            self._batch.dropped += views

    def _see(self, who: tuple[int, date, bytes]) -> None:
        if len(self._batch.visitors) < self._most:
            self._batch.visitors.add(who)
