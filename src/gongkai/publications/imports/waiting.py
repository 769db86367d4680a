"""Files that were sent and looked at, and wait for the word to be taken over: each is its sender's alone."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{32}")
#: Seconds after which a file that nobody came back for is thrown away.
LONGEST = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class WaitingRoom:
    """
    A folder of files that wait.

    Args:
        path: The folder; made where it is missing.
        person: The uid of whose files they are; nobody else's are seen.
    """

    path: Path
    person: str

    def keep(self, chunks: Iterable[bytes], limit: int) -> str | None:
        """Write a file and return its key; None if it is longer than *limit*, and then nothing is left of it."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.sweep(time.time() - LONGEST)
        key = secrets.token_hex(16)
        path, size = self._at(key), 0
        try:
            with path.open("xb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        break
                    file.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        if size > limit:
            path.unlink()
            return None
        return key

    def find(self, key: str) -> Path | None:
        """The file of that key, if it is this person's and still there."""
        path = self._at(key) if _KEY.fullmatch(key) else None
        return path if path is not None and path.is_file() else None

    def beside(self, key: str) -> Path:
        """Where what was made of a file lies."""
        return self._at(key).with_suffix(".marked")

    def drop(self, key: str) -> None:
        """Throw a file away, and what was made of it."""
        for path in (self._at(key), self.beside(key)):
            path.unlink(missing_ok=True)

    def sweep(self, older_than: float) -> None:
        """Throw away what was written before a moment, seconds since 1970, whosesoever it is."""
        for path in self.path.iterdir():
            if path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)

    def _at(self, key: str) -> Path:
        return self.path / f"{self.person}-{key}"
