"""Reading in a child process, for a hostile PDF can make its parser take any time and memory, and nothing stops it.

One child serves this process as long as it lives; it is started with the first PDF (a tenth of a second) and again
after one that was too much for it. It never answers with anything but JSON.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading

from gongkai.errors import Unreadable
from gongkai.report.reading.blocks import Block, Grid, GridCell, Line

SECONDS = 20
"""Time by the clock until the child is ended. Its time on the processor is bounded to less, in `child`."""

TOO_MUCH = "PDF的内容异常，读取时超过了时间或内存的上限，已放弃。请从Word、WPS或网页重新导出PDF再试。"
_LENGTH = 8
_START = "from gongkai.report.reading.pdf.child import main; main()"


class _Child:
    """The child of this process, at most one, asked by one thread at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def answer(self, data: bytes) -> bytes | None:
        """Return the child's answer; None if it died over the file or had to be ended."""
        with self.lock:
            answered, status = self._ask(data)
            if answered is None and status == CHILD_HAD_ENOUGH:  # it ended after the file before, as we asked
                answered, _ = self._ask(data)
            return answered

    def _ask(self, data: bytes) -> tuple[bytes | None, int | None]:
        """Return the answer, or None and the exit status of the child."""
        process = self._running()
        alarm = threading.Timer(SECONDS, process.kill)
        alarm.start()
        try:
            answered = _asked(process, data)
        finally:
            alarm.cancel()
        if answered is not None:
            return answered, None
        status = process.wait(SECONDS)
        self.close()
        return None, status

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.process = subprocess.Popen(  # noqa: S603 (this very Python, and words of our own)
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self.process

    def close(self) -> None:
        """End the child, if there is one."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):  # what was still to be sent is of no use any more
                if pipe is not None:
                    pipe.close()

    def forget(self) -> None:
        """Leave the child to the process that this one was forked from."""
        if self.process is not None:
            self.process.returncode = 0
        self.process = None
        self.lock = threading.Lock()  # the other may have held it


CHILD_HAD_ENOUGH = 64
"""Exit status of a child that ended itself after an answer, because it had grown."""

_child = _Child()
atexit.register(_child.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_child.forget)


def read_in_child(data: bytes) -> list[Block]:
    """
    Return the blocks of a PDF, read by the child.

    Raises:
        Unreadable: what the child says of the file, or that it was too much for it.
    """
    answered = _child.answer(data)
    if answered is None:
        raise Unreadable(TOO_MUCH)
    answer = json.loads(answered)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return [unpacked(item) for item in answer["blocks"]]


def _asked(process: subprocess.Popen[bytes], data: bytes) -> bytes | None:
    """Send one file and return the answer, None if the child ended before it was complete."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(len(data).to_bytes(_LENGTH, "big"))
        process.stdin.write(data)
        process.stdin.flush()
        head = process.stdout.read(_LENGTH)
        answer = process.stdout.read(int.from_bytes(head, "big"))
    except BrokenPipeError:
        return None
    return answer if len(head) == _LENGTH and len(answer) == int.from_bytes(head, "big") else None


def packed(block: Block) -> list[object]:
    """Return a block as what JSON can hold."""
    if isinstance(block, Line):
        return ["line", block.text, block.page, block.number, block.heading, block.column, block.sheet]
    rows = [[[cell.text, cell.colspan, cell.rowspan, cell.ref] for cell in row] for row in block.rows]
    return ["grid", rows, block.number, block.page, block.sheet, block.spans_known, block.column]


def unpacked(item: list[object]) -> Block:
    """Return the block that `packed` made an item of."""
    kind, first, *rest = item
    if kind == "line":
        return Line(first, *rest)  # type: ignore[arg-type]
    return Grid([[GridCell(*cell) for cell in row] for row in first], *rest)  # type: ignore[attr-defined,arg-type]
