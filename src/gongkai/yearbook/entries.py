"""The file of the entries behind a frozen report: a line each, compressed, never changed once it lies in its place.

A line is a JSON object of `cell`, `record`, `day` and `amount`: keys and numbers, no title and no personal data.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from gongkai.errors import Refused
from gongkai.report.exact_json import plain

_PLACE = re.compile(r"[0-9a-z]+-[0-9]+\.jsonl\.gz")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry: of which cell, which record (`kind:uid`), its day and what it adds."""

    cell: str
    record: str
    day: date
    amount: int | Decimal


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written and lies in no place yet: where, its digest, and how many lines it has."""

    path: Path
    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class EntriesRoom:
    """The folder of these files."""

    path: Path

    def write(self, lines: Iterable[Line]) -> Written:
        """
        Write a file under a passing name, whole and synced.

        The same lines give the same bytes, whenever they are written.

        Raises:
            Refused: the disk cannot take it; nothing is left behind.
        """
        path = self.path / f".{secrets.token_hex(12)}"
        count = 0
        try:
            with path.open("xb") as out:
                with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=6) as packed:
                    for line in lines:
                        packed.write(_as_bytes(line))
                        count += 1
                out.flush()
                os.fsync(out.fileno())
            return Written(path, _digest(path), count)
        except OSError as wrong:
            path.unlink(missing_ok=True)
            raise Refused(
                f"报告没有定稿：服务器的磁盘写不进去（{wrong.strerror}）。请技术人员检查剩余空间，清理后再试。"
            ) from wrong
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def settle(self, written: Written, place: str) -> None:
        """Move a file to its place; what an act that was never committed left there is replaced."""
        os.replace(written.path, self.path / place)
        if hasattr(os, "O_DIRECTORY"):
            handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def lines(self, place: str) -> Iterator[Line]:
        """The lines of the file of a place."""
        with gzip.open(self.path / place, "rt", encoding="utf-8") as file:
            for text in file:
                found = json.loads(text, parse_float=Decimal)
                yield Line(found["cell"], found["record"], date.fromisoformat(found["day"]), found["amount"])

    def digest(self, place: str) -> str:
        """The digest of the file of a place as it lies there now."""
        return _digest(self.path / place)

    def lying(self, older_than: float) -> list[str]:
        """The names of all files written before a moment (seconds since 1970), half written ones too."""
        found = []
        for path in sorted(self.path.iterdir()) if self.path.is_dir() else ():
            if path.name.startswith(".") or _PLACE.fullmatch(path.name):
                with contextlib.suppress(FileNotFoundError):  # settled or swept meanwhile
                    if path.stat().st_mtime < older_than:
                        found.append(path.name)
        return found

    def discard(self, name: str) -> None:
        """Remove a file."""
        (self.path / name).unlink(missing_ok=True)


def place_of(uid: str, number: int) -> str:
    """The place of the entries of a report's version."""
    return f"{uid}-{number}.jsonl.gz"


def _as_bytes(line: Line) -> bytes:
    # The amount is written by hand: json would make a float of a decimal.
    head = json.dumps({"cell": line.cell, "record": line.record, "day": line.day.isoformat()}, ensure_ascii=False)
    return f'{head[:-1]}, "amount": {plain(line.amount)}}}\n'.encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
