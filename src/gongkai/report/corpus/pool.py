"""Processes that read batches of files under supervision: a file that kills one, or never ends, costs itself alone."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gongkai.errors import GongkaiError
from gongkai.report.corpus.shard import Failure, Source

#: Seconds that one file may take. Ordinary pages take milliseconds, a long PDF a few seconds.
SECONDS = 60.0
#: Starting a process, which reads libraries from a disk that may be cold, and writing a shard.
OTHER_SECONDS = 60.0


@dataclass(slots=True)
class Job:
    """A batch of files and the folder, made by whoever hands the job in, that its shard is written into."""

    folder: Path
    files: list[Source]
    failed: list[Failure] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class _Worker:
    """One process and the job it is at."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongkai.report.corpus.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # a heap a thread would keep memory that one could use
        )
        self.job: Job | None = None
        self.at = -1
        self.ready = False
        self.buffer = b""
        self.deadline = time.monotonic() + OTHER_SECONDS

    @property
    def output(self) -> Any:
        return self.process.stdout

    def send(self, job: Job) -> None:
        self.job, self.at = job, -1
        data = {
            "folder": str(job.folder),
            "files": [asdict(source) for source in job.files],
            "failed": [asdict(failure) for failure in job.failed],
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(data).encode() + b"\n")
        self.process.stdin.flush()

    def messages(self) -> list[dict[str, Any]] | None:
        """The whole messages that have come, or None if the process has closed its side."""
        data = self.output.read1(1 << 16)
        if not data:
            return None
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    # What was still to be sent to a dead process is sent again to the next one.
                    continue


class Pool:
    """
    A number of worker processes.

    Args:
        workers: How many, at least 1.
        seconds: How long one file may take before its process is ended and the file is listed as unreadable.
    """

    def __init__(self, workers: int, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._deaths_without_file = 0
        for _ in range(workers):
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._selector.close()

    def run(self, jobs: Iterator[Job], on_file: Any = None) -> Iterator[Job]:
        """
        Do the jobs in any order and yield each when its shard is written; `counts` then has its rows a table.

        Args:
            jobs: Taken one by one as processes become free, so that they may be made lazily.
            on_file: Called without arguments as each file is begun.
        """
        waiting: list[Job] = []
        more = True
        while True:
            for worker in self._workers:
                if worker.ready and worker.job is None:
                    job = waiting.pop() if waiting else (next(jobs, None) if more else None)
                    if job is None:
                        more = False
                        break
                    self._send(worker, job, waiting)
            if not more and not waiting and all(worker.job is None for worker in self._workers):
                return
            yield from self._wait(waiting, on_file)

    def _start(self) -> None:
        worker = _Worker()
        self._workers.append(worker)
        self._selector.register(worker.output, selectors.EVENT_READ, worker)

    def _send(self, worker: _Worker, job: Job, waiting: list[Job]) -> None:
        worker.deadline = time.monotonic() + OTHER_SECONDS
        try:
            worker.send(job)
        except BrokenPipeError:  # it died between two jobs; no file is to blame
            worker.job = None
            waiting.append(job)
            self._replace(worker)

    def _wait(self, waiting: list[Job], on_file: Any) -> Iterator[Job]:
        busy = [worker for worker in self._workers if worker.job is not None or not worker.ready]
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        for key, _ in self._selector.select(patience):
            worker: _Worker = key.data
            messages = worker.messages()
            if messages is None:
                self._died(worker, "读取时进程意外结束（可能内存耗尽或文件有害），请单独检查这个文件。", waiting)
                continue
            for message in messages:
                if "file" in message and worker.job is not None:
                    worker.at = message["file"]
                    writing = worker.at == len(worker.job.files)
                    worker.deadline = time.monotonic() + (OTHER_SECONDS if writing else self.seconds)
                    if on_file and not writing:
                        on_file()
                elif "done" in message and worker.job is not None:
                    job, worker.job = worker.job, None
                    job.counts = message["done"]
                    self._deaths_without_file = 0
                    yield job
                else:
                    worker.ready = True
        for worker in list(self._workers):
            if (worker.job is not None or not worker.ready) and worker.deadline < time.monotonic():
                self._died(worker, f"读取超过{self.seconds:g}秒仍未完成，已放弃，请单独检查这个文件。", waiting)

    def _died(self, worker: _Worker, reason: str, waiting: list[Job]) -> None:
        """Blame the file at which the process died, and hand the rest of its job to another."""
        job = worker.job
        if job is not None and worker.at == len(job.files):
            raise GongkaiError(f"写不了数据：{job.folder}，请检查磁盘空间和权限。")
        if job is not None and worker.at >= 0:
            job.failed.append(Failure(job.files.pop(worker.at), reason))
        else:
            self._deaths_without_file += 1
            if self._deaths_without_file > 3:
                raise GongkaiError("读取进程一启动就结束，请运行 python -m gongkai.report.corpus.worker 查看原因。")
        if job is not None:
            waiting.append(job)
        self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        self._selector.unregister(worker.output)
        worker.end()
        self._workers.remove(worker)
        self._start()
