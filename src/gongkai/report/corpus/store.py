"""
A store on disk: a folder of shards, committed one by one.

A shard is first written into a folder `new-…` and then renamed to `shard-000123`: a rename either happens or does
not, so whatever moment a run is killed at, a shard is there whole or not at all, and the next run goes on after it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.errors import MissingExtra, Refused, Unreadable
from gongkai.report.corpus.schema import TABLES, arrow

FORMAT = "gongkai-corpus/1"
_FACTS = "store.json"
_SHARD = "shard-"
_NEW = "new-"


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows of one file: its content, and by which size and time it is recognised without reading."""

    sha256: str
    size: int
    modified: int


@dataclass(slots=True)
class Store:
    """A store that exists. Made by `create` or `open_store`."""

    path: Path
    facts: dict[str, Any] = field(default_factory=dict)

    def shards(self) -> list[Path]:
        """The committed shards, oldest first."""
        return sorted(path for path in self.path.iterdir() if path.name.startswith(_SHARD))

    def new_folder(self, name: str) -> Path:
        """A folder for a shard that is being written."""
        folder = self.path / f"{_NEW}{name}"
        folder.mkdir()
        return folder

    def commit(self, folder: Path) -> None:
        """Make the tables in *folder* part of the store, at once and durably."""
        for file in folder.iterdir():
            _sync(file)
        shards = self.shards()
        number = int(shards[-1].name.removeprefix(_SHARD)) + 1 if shards else 1
        folder.rename(self.path / f"{_SHARD}{number:06}")
        _sync(self.path)

    def clear(self) -> None:
        """Remove what a killed run left unfinished."""
        for folder in self.path.glob(f"{_NEW}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def known(self) -> tuple[dict[str, Known], dict[str, str]]:
        """Every file in the store with what is known of it, and for every content the file it was read from."""
        files: dict[str, Known] = {}
        contents: dict[str, str] = {}
        for shard in self.shards():
            table = arrow().parquet.read_table(shard / "files.parquet").to_pydict()
            for file, sha, size, modified, status in zip(
                *(table[name] for name in ("file", "sha256", "size", "modified", "status")), strict=True
            ):
                files[file] = Known(sha, size, modified)
                if status != "duplicate":
                    contents.setdefault(sha, file)
        return files, contents

    def gone(self) -> list[str]:
        """Contents that no file has any more, for the file was changed and read anew."""
        files, contents = self.known()
        return sorted(set(contents) - {known.sha256 for known in files.values()})

    @contextmanager
    def locked(self) -> Iterator[None]:
        """
        Hold the store for writing.

        Raises:
            Refused: another process is writing into it.
        """
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"另一个程序正在向{self.path}写入，请等它结束后再试。") from None
            yield

    def connect(self) -> Any:
        """
        A DuckDB connection with a view for each table of `schema.TABLES`, that can read this store and nothing else.

        Raises:
            MissingExtra: DuckDB is not installed.
        """
        try:
            import duckdb
        except ImportError:
            raise MissingExtra("查询语料", "corpus") from None
        connection = duckdb.connect(config={"threads": os.cpu_count() or 1})
        connection.execute("SET allowed_directories = [$1]", [str(self.path.resolve())])
        connection.execute("SET enable_external_access = false")
        gone = self.gone()
        for table in sorted(TABLES, key=lambda name: name != "files"):
            connection.execute(f"CREATE VIEW {table} AS {self._view(table, gone)}")
        connection.execute("SET lock_configuration = true")
        return connection

    def _view(self, table: str, gone: list[str]) -> str:
        if not self.shards():
            fields = ", ".join(f"NULL::{field.type} AS {field.name}" for field in TABLES[table])
            return f"SELECT {fields} WHERE false"
        # SQL takes no parameters in views; the path is quoted and the rest are our own names and hexadecimal digits.
        pattern = str(self.path.resolve() / f"{_SHARD}*" / f"{table}.parquet").replace("'", "''")
        select = f"SELECT * FROM read_parquet('{pattern}')"  # noqa: S608
        if table == "files":
            # A file that was changed stands in more shards than one; the newest holds.
            return (
                f"SELECT * EXCLUDE (filename) FROM read_parquet('{pattern}', filename = true)"  # noqa: S608
                " QUALIFY row_number() OVER (PARTITION BY file ORDER BY filename DESC) = 1"
            )
        if table == "unreadable":
            return f"SELECT DISTINCT u.* FROM ({select}) u SEMI JOIN files USING (file, sha256)"  # noqa: S608
        if gone:
            values = ", ".join(f"'{sha[:16]}'" for sha in gone)
            select += f" WHERE left(report, 16) NOT IN ({values})"
        return select


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create(path: Path, folder: Path) -> Store:
    """
    The store at *path*, made if it is not there yet, for the files below *folder*.

    Raises:
        Refused: something else lies there, or the store holds another folder's files.
    """
    facts = {"format": FORMAT, "folder": str(folder.resolve())}
    if not (path / _FACTS).exists():
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise Refused(f"{path}已存在，但不是报告库，不会覆盖它，请换一个名字。")
        path.mkdir(parents=True, exist_ok=True)
        temporary = path / f"{_FACTS}.new"
        temporary.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        temporary.replace(path / _FACTS)
        return Store(path, facts)
    store = open_store(path)
    if store.facts.get("folder") != facts["folder"]:
        raise Refused(f"{path}存的是{store.facts.get('folder')}里的报告，不能混入别的文件夹，请另建一个库。")
    return store


def open_store(path: str | Path) -> Store:
    """
    Open a store.

    Raises:
        Unreadable: there is none at *path*, or it was made by a version that we do not know.
    """
    path = Path(path)
    try:
        facts = json.loads((path / _FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Unreadable("这里没有报告库，请先用gongkai corpus ingest建立。", file=str(path)) from None
    if facts.get("format") != FORMAT:
        raise Unreadable(f"报告库的格式是“{facts.get('format')}”，本程序只认识“{FORMAT}”，请升级。", file=str(path))
    return Store(path, facts)
