"""The child process that reads PDFs for `isolation`: files in, blocks out, within limits that the system keeps."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from gongkai.errors import Unreadable
from gongkai.report.reading.pdf.document import read_document
from gongkai.report.reading.pdf.isolation import CHILD_HAD_ENOUGH, packed

PROCESSOR_SECONDS = 4
"""Time on the processor for one file; 300 pages take two seconds."""
MOST_MEMORY = 400 * 1024 * 1024
"""Memory of the child's own; a report takes 60 MB."""
GROWN = 200 * 1024 * 1024
"""A child that holds so much is replaced after its answer, for a parser seldom gives memory back."""
_LENGTH = 8


def main() -> None:
    """Answer one file after another until the parent closes the pipe."""
    gc.disable()  # it looks at every glyph again and again; a child that holds too much is replaced anyway
    try:
        import resource
    except ImportError:  # Windows; there the parent's clock is all there is
        _serve(lambda: None)
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    _serve(lambda: _limit_time(resource), lambda: _held(resource) > GROWN)


def _serve(before: Callable[[], None], is_spent: Callable[[], bool] = lambda: False) -> None:
    """Answer files; call *before* each, and end after an answer once *is_spent* says so."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = given.read(_LENGTH)
        if len(head) < _LENGTH:
            return
        data = given.read(int.from_bytes(head, "big"))
        before()
        answer = json.dumps(_answer(data), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        _send(answers, answer)
        if is_spent():
            sys.exit(CHILD_HAD_ENOUGH)


def _answer(data: bytes) -> dict[str, object]:
    try:
        return {"blocks": [packed(block) for block in read_document(data)]}
    except Unreadable as wrong:
        return {"unreadable": wrong.message}


def _send(answers: BinaryIO, answer: bytes) -> None:
    answers.write(len(answer).to_bytes(_LENGTH, "big"))
    answers.write(answer)
    answers.flush()


def _limit_time(resource: ModuleType) -> None:
    """Allow `PROCESSOR_SECONDS` from now; the system ends a process that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _held(resource: ModuleType) -> int:
    """Return the bytes of memory that this process holds; where the system does not say, the most that it has held.

    On Linux the latter would not do: a child's begins with that of its parent.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return pages * int(resource.getpagesize())
