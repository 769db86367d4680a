"""
A process that reads batches of files, kept apart so that a hostile file can kill it and nothing else.

Jobs come as JSON lines on standard input, answers go as JSON lines to standard output: `{"file": n}` before the n-th
file of a job is read (so that the other side knows whose fault a death is), `{"done": {...}}` when its shard is
written. It ends when its input ends or when the process that started it is gone.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from gongkai.report.corpus.schema import arrow
from gongkai.report.corpus.shard import Failure, Rows, Source, fail_into, read_into, write_rows
from gongkai.report.form import editions

#: Loaded before the first file, so that their time is not counted as a file's.
_LIBRARIES = ("gongkai.report.reading.html", "gongkai.report.reading.text", "gongkai.report.checking")

#: Memory that a file may take beyond what the process has once it is ready.
MEMORY = 768 << 20


def run(job: dict[str, Any], say: Any) -> dict[str, int]:
    """Read the files of one job, write its shard into the job's folder, and return the counts."""
    rows = Rows()
    for failure in (_failure(entry) for entry in job["failed"]):
        fail_into(rows, failure.source, failure.reason)
    for number, entry in enumerate(job["files"]):
        say({"file": number})
        read_into(rows, Source(**entry))
    say({"file": len(job["files"])})  # from here on it is the writing that takes time
    write_rows(rows, Path(job["folder"]))
    return {table: rows.count(table) for table in rows.columns}


def _failure(entry: dict[str, Any]) -> Failure:
    return Failure(Source(**entry["source"]), entry["reason"])


def _limit_memory() -> None:
    """Let an allocation fail rather than the machine: Python then raises MemoryError, which is a reason like others."""
    status = Path("/proc/self/status")
    if not status.exists():  # not Linux: the limit would have to be guessed
        return
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmSize"))
    limit = int(line.split()[1]) * 1024 + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))


def _end_with(parent: int) -> None:
    """End this process soon after the one that started it, even in the middle of a file that never ends."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main(requests: TextIO, answers: TextIO) -> None:
    """Answer jobs until the input ends."""

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    for library in _LIBRARIES:
        import_module(library)
    editions()
    arrow().set_cpu_count(1)  # the pool has a process for every core already
    arrow().set_memory_pool(arrow().system_memory_pool())  # Arrow's own keeps for long what a shard took for once
    _limit_memory()
    _end_with(os.getppid())
    say({"ready": True})
    for line in requests:
        say({"done": run(json.loads(line), say)})


if __name__ == "__main__":
    # Whatever a library prints must not get among the answers.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main(sys.stdin, channel)
