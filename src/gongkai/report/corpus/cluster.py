"""The same reading on the machines of a Dask cluster: files travel as bytes, shards come back as bytes."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gongkai.errors import GongkaiError, MissingExtra
from gongkai.report.corpus.pool import Job, Pool
from gongkai.report.corpus.shard import Source

_here = threading.local()


def read_batch(files: list[tuple[Source, bytes]], seconds: float) -> tuple[dict[str, bytes], dict[str, int]]:
    """
    Read a batch on this machine, in a supervised process of its own, and return the shard's files and its counts.

    The process is kept for the next batch of the same thread.
    """
    if not hasattr(_here, "pool"):
        _here.pool = Pool(1, seconds)
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        inbox, outbox = Path(name, "in"), Path(name, "out")
        inbox.mkdir()
        outbox.mkdir()
        sources = []
        for number, (source, content) in enumerate(files):
            path = inbox / f"{number}{Path(source.file).suffix}"
            path.write_bytes(content)
            sources.append(Source(source.file, str(path), source.sha256, source.size, source.modified))
        (job,) = _here.pool.run(iter([Job(outbox, sources)]))
        return {file.name: file.read_bytes() for file in outbox.iterdir()}, job.counts


class Cluster:
    """A connection to a Dask scheduler, used like a `Pool`."""

    def __init__(self, address: str, seconds: float) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingExtra("在集群上读取报告", "cluster") from None
        self.seconds = seconds
        self._as_completed: Any = distributed.as_completed
        try:
            connect: Any = distributed.Client
            self._client = connect(address, timeout=5, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as wrong:
            raise GongkaiError(f"连不上集群{address}：{wrong}。请检查地址和端口。") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def run(self, jobs: Iterator[Job], on_file: Any = None) -> Iterator[Job]:
        """Do the jobs, two for each thread of the cluster at a time, and yield each when its shard is here."""
        room = 2 * max(1, sum(self._client.nthreads().values()))
        waiting: dict[Any, Job] = {}
        done: Any = self._as_completed(loop=self._client.loop)
        for job in jobs:
            self._submit(job, waiting, done)
            if len(waiting) >= room:
                yield self._take(next(done), waiting, on_file)
        while waiting:
            yield self._take(next(done), waiting, on_file)

    def _submit(self, job: Job, waiting: dict[Any, Job], done: Any) -> None:
        files = [(source, Path(source.path).read_bytes()) for source in job.files]
        future = self._client.submit(read_batch, files, self.seconds, pure=False)
        waiting[future.key] = job
        done.add(future)

    def _take(self, future: Any, waiting: dict[Any, Job], on_file: Any) -> Job:
        job = waiting.pop(future.key)
        tables, job.counts = future.result()
        future.release()
        for name, content in tables.items():
            (job.folder / name).write_bytes(content)
        if on_file:
            for _ in job.files:
                on_file()
        return job
