"""
Programs of ours run in a process of their own, for files that came from outside and may be made to harm their reader.

Whoever asks runs `run`; the child calls `limit` before it looks at anything. What the two say to one another is theirs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore

#: Status of a child that ran out of memory and could still say so.
OUT_OF_MEMORY = 9
#: Statuses of a child that wanted more than it was given.
TOO_MUCH = frozenset({-signal.SIGKILL, -signal.SIGXCPU, OUT_OF_MEMORY})
# Nothing else of the environment is a child's business: keys and addresses of databases stand in it.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "GONGKAI_FONTS", "PYTHONPATH")


class Places:
    """How many children may run at once: each may take a whole core, and more would only make all of them late."""

    def __init__(self) -> None:
        self._free = BoundedSemaphore(max(2, os.cpu_count() or 2))

    @contextmanager
    def one(self, seconds: float, full: Exception) -> Iterator[None]:
        """
        A place, as long as the context lasts.

        Args:
            seconds: How long to wait in line.
            full: Raised if none came free.
        """
        if not self._free.acquire(timeout=seconds):
            raise full
        try:
            yield
        finally:
            self._free.release()


def run(words: Sequence[str], message: bytes, *, folder: Path, seconds: float) -> tuple[int, bytes]:
    """
    Run a program of ours in Python, and end it and its own children when its time is over.

    Args:
        words: `-m` and a module, or the path of a program.
        message: Its standard input.
        folder: Where it works and leaves what is temporary.
        seconds: Its time, by the clock.

    Returns:
        Its status (negative: the signal that ended it) and what it printed.
    """
    environ = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    child = subprocess.Popen(  # noqa: S603  our own program, no shell, nothing of the file among its words
        [sys.executable, "-X", "utf8", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        out, _ = child.communicate(message, timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):  # it may end by itself in this very moment
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return -signal.SIGKILL, b""
    return child.returncode, out


def limit(seconds: int, memory: int) -> None:
    """
    Set the limits of this process, before anything of a file is looked at.

    Args:
        seconds: On the processor.
        memory: Bytes; only Linux keeps this limit.
    """
    import resource  # not on Windows, where nothing is run in a child

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses to limit the address space
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
