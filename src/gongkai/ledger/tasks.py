"""What runs beside the site: the sealer."""

from __future__ import annotations

import logging
from datetime import date
from threading import Event, Thread

from django.db import Error, connections
from django.utils import timezone

from gongkai.errors import GongkaiError
from gongkai.ledger import acts

log = logging.getLogger(__name__)

#: Seconds between two looks: an entry is sealed within a second of being committed.
EVERY = 0.5
#: Seconds to wait after a look that failed, for instance while the database restarts.
AFTER_FAILURE = 5.0


class Sealer(Thread):
    """Seals what waits, and signs the head when the day has changed. One in every process of the server."""

    def __init__(self) -> None:
        super().__init__(name="ledger-sealer", daemon=True)
        self._ended = Event()
        self._signed_on: date | None = None

    def run(self) -> None:
        """Work until `end`; a failure is logged, and tried again."""
        wait = EVERY
        while not self._ended.wait(wait):
            try:
                acts.seal()
                self._sign()
                wait = EVERY
            except (Error, GongkaiError, OSError):
                log.exception("sealing the ledger failed; trying again in %s s", AFTER_FAILURE)
                connections.close_all()
                wait = AFTER_FAILURE
        connections.close_all()

    def end(self) -> None:
        """Stop after the batch at hand, and wait for that."""
        self._ended.set()
        self.join(timeout=10)

    def _sign(self) -> None:
        today = timezone.localdate()
        if self._signed_on != today and acts.sign_head(today):
            self._signed_on = today
