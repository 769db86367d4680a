"""What the ledger wants done beside the site: entries sealed, the head signed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from gongkai.ledger import acts

#: Seconds between two rounds: an entry is sealed within a second of being committed.
EVERY = 0.5


class Sealing:
    """One round of sealing: what waits is sealed, and the head is signed when the day has changed."""

    def __init__(self) -> None:
        self._signed_on: date | None = None

    def __call__(self) -> None:
        """
        Do one round; any number of processes may do so at once.

        Raises:
            BadKey: the signing key cannot be read or made.
        """
        acts.seal()
        today = timezone.localdate()
        if self._signed_on != today and acts.sign_head(today):
            self._signed_on = today
