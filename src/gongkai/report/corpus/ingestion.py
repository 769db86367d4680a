"""Read a folder of reports into a store: every core, resumable, each file once."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.errors import Unreadable
from gongkai.report.corpus.pool import SECONDS, Job, Pool
from gongkai.report.corpus.schema import need_arrow
from gongkai.report.corpus.shard import Rows, Source, fail_into, write_rows
from gongkai.report.corpus.store import Known, Store, create

#: Files a shard. Few enough that a kill loses under a second of work, enough that a query opens few files.
BATCH = 200


@dataclass(slots=True)
class Progress:
    """How far a run is: files begun or passed over, all files, and seconds since it began."""

    total: int
    done: int = 0
    unreadable: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Files a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def rest(self) -> float | None:
        """Seconds that remain at the rate so far, or None while that is unknown."""
        return (self.total - self.done) / self.rate if self.rate else None


@dataclass(slots=True)
class IngestSummary:
    """What a run did: counts of files, of the reports found in them, and the duplicates by name."""

    files: int = 0
    unchanged: int = 0
    reports: int = 0
    unreadable: int = 0
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def read(self) -> int:
        """Files that were opened and understood in this run."""
        return self.files - self.unchanged - self.unreadable - len(self.duplicates)


def ingest(
    folder: str | Path,
    store: str | Path,
    *,
    cluster: str | None = None,
    workers: int | None = None,
    seconds: float = SECONDS,
    progress: Callable[[Progress], None] | None = None,
) -> IngestSummary:
    """
    Read and check every file below *folder* and keep everything in *store*.

    A run that was ended at any moment, kill -9 too, is continued by the next one: nothing is lost and nothing is
    there twice. A file whose content has changed is read anew and takes the place of what was read before. Files
    with the same content are read once; the others are listed as duplicates. Hidden files are left out.

    Args:
        folder: Folder of reports in any formats.
        store: Folder of the store, made if it is not there (see `schema`).
        cluster: Address of a Dask scheduler whose workers do the reading; without it, processes here.
        workers: How many processes, or batches at once on a cluster; without it one for each core.
        seconds: How long one file may take before it is given up and listed as unreadable.
        progress: Called now and then.

    Raises:
        Unreadable: *folder* is not a folder.
        Refused: *store* is something else, another folder's store, or being written.
        MissingExtra: pyarrow is not installed, or Dask when *cluster* is given.
    """
    need_arrow()
    root, target = Path(folder), Path(store)
    if not root.is_dir():
        raise Unreadable("没有这个文件夹，请检查路径。", file=str(folder))
    opened = create(target, root)
    with opened.locked():
        opened.clear()
        return _Run(opened, root, progress).go(cluster, workers or _cores(), seconds)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Run:
    """One run of `ingest`: what is known, what comes, and how far it is."""

    def __init__(self, store: Store, root: Path, progress: Callable[[Progress], None] | None) -> None:
        self.store, self.root, self._tell = store, root, progress
        self.summary = IngestSummary()
        self.known, self.contents = store.known()
        self._aside = Rows()
        self.names = sorted(_names(root, store.path))
        self.progress = Progress(total=len(self.names))
        self._began = self._told = time.monotonic()

    def go(self, cluster: str | None, workers: int, seconds: float) -> IngestSummary:
        """Do all batches and commit each as it comes back."""
        if cluster is None:
            with Pool(workers, seconds) as pool:
                self._commit_all(pool.run(self._jobs(), self._step))
        else:
            from gongkai.report.corpus.cluster import Cluster

            with Cluster(cluster, seconds) as nodes:
                self._commit_all(nodes.run(self._jobs(), self._step))
        self._commit_aside()
        self.summary.seconds = time.monotonic() - self._began
        self._step(0, finished=True)
        return self.summary

    def _commit_all(self, jobs: Iterator[Job]) -> None:
        for job in jobs:
            self.store.commit(job.folder)
            self.summary.reports += job.counts["reports"]
            self.summary.unreadable += job.counts["unreadable"]
            self.progress.unreadable += job.counts["unreadable"]

    def _jobs(self) -> Iterator[Job]:
        batch: list[Source] = []
        for name in self.names:
            source = self._source(name)
            if source is not None:
                batch.append(source)
            if len(batch) == BATCH:
                yield self._job(batch)
                batch = []
        if batch:
            yield self._job(batch)

    def _job(self, batch: list[Source]) -> Job:
        digest = hashlib.sha256("".join(source.sha256 for source in batch).encode()).hexdigest()
        return Job(self.store.new_folder(digest[:24]), batch)

    def _source(self, name: str) -> Source | None:
        """The file if it must be read, or None if it is known or the same as another."""
        self.summary.files += 1
        path = self.root / name
        known = self.known.get(name)
        try:
            facts = path.stat()
            if known and (known.size, known.modified) == (facts.st_size, facts.st_mtime_ns):
                self._pass_over()
                return None
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as wrong:
            # Nothing is kept that would let the next run pass it over.
            fail_into(self._aside, Source(name, str(path), "", -1, -1), f"打不开：{wrong.strerror}，请检查文件和权限。")
            self.summary.unreadable += 1
            self._step()
            return None
        if known and known.sha256 == digest:
            self._pass_over()
            return None
        source = Source(name, str(path), digest, facts.st_size, facts.st_mtime_ns)
        first = self.contents.setdefault(digest, name)
        self.known[name] = Known(digest, source.size, source.modified)
        if first != name:
            self.summary.duplicates.append((name, first))
            self._aside.add("files", name, digest, source.size, source.modified, "duplicate", first)
            self._step()
            return None
        return source

    def _pass_over(self) -> None:
        self.summary.unchanged += 1
        self._step()

    def _commit_aside(self) -> None:
        """Commit what was settled without reading: duplicates, and files that could not even be opened."""
        if self._aside.count("files"):
            folder = self.store.new_folder("aside")
            write_rows(self._aside, folder)
            self.store.commit(folder)

    def _step(self, files: int = 1, *, finished: bool = False) -> None:
        self.progress.done = min(self.progress.done + files, self.progress.total)
        now = time.monotonic()
        if self._tell and (finished or now - self._told > 0.1):
            self._told = now
            self.progress.seconds = now - self._began
            self._tell(self.progress)


def _names(root: Path, store: Path) -> Iterator[str]:
    """Every file below *root*, by its path with slashes; hidden ones and the store itself are left out."""
    own = store.resolve()
    for place, folders, files in os.walk(root):
        folders[:] = [
            name for name in folders if not name.startswith(".") and Path(place, name).resolve() != own
        ]  # fmt: skip
        for name in files:
            path = Path(place, name)
            if not name.startswith(".") and path.is_file():
                yield path.relative_to(root).as_posix()
