"""Files examined, cleaned and redacted in a process of its own, which is ended when it takes too long or too much.

A file that somebody brings may be made to harm its reader: nothing of it is parsed in the process that serves the
site. The child reads the file by its path, writes what it makes into a folder of its own, and answers with plain data.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai import isolation
from gongkai.errors import GongkaiError, Refused, Unreadable

log = logging.getLogger(__name__)

_CHILD = ("-P", "-m", "gongkai.publications.gate.child")
_places = isolation.Places()
_SECONDS_IN_LINE = 30


class Busy(GongkaiError):
    """Too many files are being examined at this moment."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made from another: where it lies until it is stored, and what was removed from it."""

    path: Path
    removed: tuple[str, ...]


def examine(path: Path, name: str, kind: str) -> dict[str, Any]:
    """
    What `gongkai.privacy.files.examine` says of a file, or of a text file what `find` says, as plain data.

    Raises:
        Unreadable: another kind, damaged, encrypted, or it takes too long or too much memory.
        Busy: too many are being examined.
    """
    with _folder() as folder:
        return _ask(folder, {"task": "examine", "path": str(path), "name": name, "kind": kind})


@contextmanager
def cleaned(path: Path, name: str, kind: str) -> Iterator[Made]:
    """
    The file without what it hides, as long as the context lasts.

    Raises:
        Unreadable, Busy: as `examine`.
    """
    with _folder() as folder:
        yield _made(folder, {"task": "clean", "path": str(path), "name": name, "kind": kind})


@contextmanager
def redacted(path: Path, name: str, kind: str, marks: Sequence[tuple[str, str]] | None) -> Iterator[Made]:
    """
    The file cleaned, with *marks* (kind and text) masked wherever they stand, as long as the context lasts.

    Args:
        path: Of the file.
        name: For messages.
        kind: What the file is, as it was found when it was stored.
        marks: What to mask; None for all that is found.

    Raises:
        Unreadable, Busy: as `examine`.
        Refused: what was to vanish is still found in the result; no file is made.
    """
    with _folder() as folder:
        yield _made(folder, {"task": "redact", "path": str(path), "name": name, "kind": kind, "marks": marks})


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="examined-") as folder:
        yield Path(folder)


def _made(folder: Path, message: dict[str, Any]) -> Made:
    out = folder / "made"
    answer = _ask(folder, {**message, "out": str(out)})
    return Made(out, tuple(answer["removed"]))


def _ask(folder: Path, message: dict[str, Any]) -> dict[str, Any]:
    limits = {"seconds": settings.GONGKAI_EXAMINING_SECONDS, "memory": settings.GONGKAI_EXAMINING_MEMORY}
    with _places.one(_SECONDS_IN_LINE, Busy("此刻正在检查的附件太多，请过一会儿再试。")):
        asked = json.dumps({**message, **limits}).encode()
        # The child ends itself when its time on the processor is over; the clock is for one that waits.
        code, out = isolation.run(_CHILD, asked, folder=folder, seconds=limits["seconds"] + 5)
    if code == 0:
        answer: dict[str, Any] = json.loads(out)
        if "refused" in answer:
            raise Refused(answer["refused"])
        if "unreadable" in answer:
            raise Unreadable(answer["unreadable"], file=message["name"], place=answer["place"])
        return answer
    if code in isolation.TOO_MUCH:
        raise Unreadable(
            f"检查超过{limits['seconds']}秒或占用内存过多，已停止：文件过大或结构异常。请拆分，或重新导出后再上传。",
            file=message["name"],
        )
    log.error("examining a file ended with status %s", code)
    raise Unreadable("这份文件的结构异常，程序未能读完。请用WPS或Word重新另存后再上传。", file=message["name"])
