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
    Does its work every so many seconds until it is ended; a failure is logged, and tried again.

    Args:
        name: Of the thread, and what a failure is logged under.
        every: Seconds between two rounds.
        work: One round.
        at_end: What must be done before the process ends; None where the next start does it as well.
    """

    def __init__(
        self, name: str, every: float, work: Callable[[], object], at_end: Callable[[], object] | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._every, self._work, self._at_end = every, work, at_end
        self._ended = Event()

    def run(self) -> None:
        """Work until `end`."""
        wait = self._every
        while not self._ended.wait(wait):
            wait = self._every if self._did(self._work) else max(self._every, AFTER_FAILURE)
        if self._at_end is not None:
            self._did(self._at_end)
        connections.close_all()

    def ask_to_end(self) -> None:
        """Let it end after the round at hand; `join` waits for that."""
        self._ended.set()

    def _did(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except (Error, GongkaiError, OSError):
            log.exception("%s failed; trying again in %s s", self.name, max(self._every, AFTER_FAILURE))
            connections.close_all()
            return False
        return True
