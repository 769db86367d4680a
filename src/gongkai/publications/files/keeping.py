"""The room where files lie: received whole or not at all, moved to their place at once, swept of what is unnamed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gongkai.errors import Refused

_INCOMING = "incoming"
#: What is made of a file and can be made again lies beside it, under its name and this ending.
TABLES = ".tables"
_MIB = 1024 * 1024


class TooLarge(Refused):
    """A file beyond the limit."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(f"“{name}”超过{limit // _MIB}MB的上限，没有存入。请压缩其中的图片，或分成几个文件后再上传。")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come in whole and has no place yet."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Room:
    """
    A folder of files.

    A file's place is made of its uid alone. It is written and synced under another name first, so that whatever lies in
    a place is whole, even if the machine stops in the middle.
    """

    path: Path

    def receive(self, chunks: Iterable[bytes], name: str, limit: int) -> Received:
        """
        Take in a file.

        Args:
            chunks: Its bytes.
            name: What people call it, for messages.
            limit: Most bytes.

        Raises:
            TooLarge: there are more; nothing is left behind.
            Refused: the disk is full or cannot be written; nothing is left behind.
        """
        path = self.path / _INCOMING / secrets.token_hex(12)
        digest, size = hashlib.sha256(), 0
        with self._tidy(path, name):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(name, limit)
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
        return Received(path, size, digest.hexdigest())

    def settle(self, received: Received, uid: str, name: str) -> str:
        """Move a file to the place of its uid and return that place. Raises Refused where it cannot be written."""
        place = f"{uid[:2]}/{uid}"
        target = self.path / place
        with self._tidy(received.path, name):
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(received.path, target)  # never over a file that is there
            received.path.unlink()
            _sync_folder(target.parent)
        return place

    def add_beside(self, place: str, ending: str, data: bytes) -> None:
        """Keep what was made of a file beside it."""
        path = self.path / f"{place}{ending}"
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            fresh.write_bytes(data)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    def at(self, place: str) -> Path:
        """The path of a place."""
        return self.path / place

    def discard(self, *places: str) -> None:
        """Remove files and what lies beside them."""
        for place in places:
            for path in (self.path / place, self.path / f"{place}{TABLES}"):
                path.unlink(missing_ok=True)

    def lying(self, older_than: float) -> Iterator[str]:
        """The places of all files that were written before a moment (seconds since 1970), half received ones too."""
        for folder in sorted(self.path.iterdir()) if self.path.is_dir() else ():
            if not folder.is_dir() or not (folder.name == _INCOMING or len(folder.name) == 2):
                continue
            for path in sorted(folder.iterdir()):
                with contextlib.suppress(FileNotFoundError):  # settled or swept meanwhile
                    if path.stat().st_mtime < older_than:
                        yield f"{folder.name}/{path.name}"

    @contextlib.contextmanager
    def _tidy(self, path: Path, name: str) -> Iterator[None]:
        """Leave nothing behind where something goes wrong; a disk that cannot take the file is said in words."""
        try:
            yield
        except OSError as wrong:
            path.unlink(missing_ok=True)
            raise Refused(
                f"“{name}”没有存入：服务器的磁盘写不进去（{wrong.strerror}）。请技术人员检查剩余空间，清理后再上传。"
            ) from wrong
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def orphans(lying: Iterable[str], known: Collection[str]) -> list[str]:
    """Those of the places that no record names, whatever lies beside a file that has none too."""
    return [place for place in lying if place.split(".")[0] not in known]


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder last, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
