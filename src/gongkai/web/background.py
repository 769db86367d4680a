"""Work that goes on beside the site, in a thread of every process of the server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.db import Error, connections

from gongkai.errors import GongkaiError

log = logging.getLogger(__name__)

#: Seconds to wait after a round that failed, for instance while the database restarts.
AFTER_FAILURE = 5.0


class Rounds(Thread):
    """
    Does its work every so many seconds, and once more when it is ended; a failure is logged, and tried again.

    Args:
        name: Of the thread, and what a failure is logged under.
        every: Seconds between two rounds.
        work: One round.
    """

    def __init__(self, name: str, every: float, work: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self._every, self._work = every, work
        self._ended = Event()

    def run(self) -> None:
        """Work until `end`."""
        wait = self._every
        while not self._ended.wait(wait):
            wait = self._every if self._round() else max(self._every, AFTER_FAILURE)
        self._round()
        connections.close_all()

    def end(self) -> None:
        """Ask for the last round, and wait for it."""
        self._ended.set()
        self.join(timeout=10)

    def _round(self) -> bool:
        try:
            self._work()
        except (Error, GongkaiError, OSError):
            log.exception("%s failed; trying again in %s s", self.name, max(self._every, AFTER_FAILURE))
            connections.close_all()
            return False
        return True
