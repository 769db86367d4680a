"""Files examined, cleaned and redacted in a process of its own, which is ended when it takes too long or too much.

A file that somebody brings may be made to harm its reader: nothing of it is parsed in the process that serves the
site. The child reads the file by its path, writes what it makes into a folder of its own, and answers with plain data.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

from gongkai.errors import GongkaiError, Refused, Unreadable
from gongkai.publications.gate.child import OUT_OF_MEMORY

log = logging.getLogger(__name__)

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "GONGKAI_FONTS", "PYTHONPATH")
# A child may take a whole core: more at once than cores would only make all of them late.
_places = BoundedSemaphore(max(2, os.cpu_count() or 2))
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
    if not _places.acquire(timeout=_SECONDS_IN_LINE):
        raise Busy("此刻正在检查的附件太多，请过一会儿再试。")
    try:
        code, out = _run(folder, json.dumps({**message, **limits}).encode())
    finally:
        _places.release()
    if code == 0:
        answer: dict[str, Any] = json.loads(out)
        if "refused" in answer:
            raise Refused(answer["refused"])
        if "unreadable" in answer:
            raise Unreadable(answer["unreadable"], file=message["name"], place=answer["place"])
        return answer
    if code in {-signal.SIGKILL, -signal.SIGXCPU, OUT_OF_MEMORY}:
        raise Unreadable(
            f"检查超过{limits['seconds']}秒或占用内存过多，已停止：文件过大或结构异常。请拆分，或重新导出后再上传。",
            file=message["name"],
        )
    log.error("examining a file ended with status %s", code)
    raise Unreadable("这份文件的结构异常，程序未能读完。请用WPS或Word重新另存后再上传。", file=message["name"])


def _run(folder: Path, message: bytes) -> tuple[int, bytes]:
    """Run the child on *message*; its status (negative: the signal that ended it) and what it printed."""
    environ = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    child = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-P", "-m", "gongkai.publications.gate.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        out, _ = child.communicate(message, timeout=settings.GONGKAI_EXAMINING_SECONDS + 5)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):  # it may end by itself in this very moment
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return -signal.SIGKILL, b""
    return child.returncode, out
