"""A migrated database, kept between runs: migrating from empty takes longer than most folders of tests.

It is kept under the digest of all that migrations are made of, so that a change of one makes a new one. That migrating
from empty works is shown by the tests that start the site on an empty folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "gongkai"
#: Where the database of the tests is, by Django's naming of one in memory.
IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"
_LIBRARIES = ("django", "wagtail", "django-allauth", "django-axes", "django-taggit")


def digest() -> str:
    """What the tables depend on: the migrations, the data that they read, and libraries with migrations of theirs."""
    found = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for path in sorted([*SOURCE.glob("*/migrations/*.py"), *SOURCE.glob("*/kinds.toml")]):
        found.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def pour(kept: Path) -> sqlite3.Connection | None:
    """
    Fill the database in memory with the one that was kept, if it was.

    Returns:
        A connection that keeps it alive; None if none was kept.
    """
    if not kept.exists():
        return None
    target = sqlite3.connect(IN_MEMORY, uri=True, check_same_thread=False)
    with closing(sqlite3.connect(kept)) as source:
        source.backup(target)
    return target


def keep(kept: Path) -> None:
    """Keep the database in memory as it is now, for the next run; nothing if no test has had it made."""
    with closing(sqlite3.connect(IN_MEMORY, uri=True)) as memory:
        if not memory.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone():
            return
    _write(kept, _copy_of_memory)


def folder(kept: Path, into: Path) -> Path:
    """A data folder *into* whose database is migrated, for a program of its own; migrates once if none was kept."""
    if not kept.exists():
        _write(kept, _migrated_by_the_program)
    room = into / "db"
    room.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, room / "gongkai.sqlite3")
    return into


def _write(kept: Path, make: Callable[[Path], None]) -> None:
    """Two processes may make it at once; the one that renames last wins, and both are right."""
    with tempfile.TemporaryDirectory(dir=kept.parent) as place:
        made = Path(place) / "db.sqlite3"
        make(made)
        os.replace(made, kept)
    for older in kept.parent.glob(f"{kept.name.split('-')[0]}-*.sqlite3"):
        if older != kept:
            older.unlink(missing_ok=True)


def _copy_of_memory(made: Path) -> None:
    with closing(sqlite3.connect(IN_MEMORY, uri=True)) as source, closing(sqlite3.connect(made)) as target:
        source.backup(target)


def _migrated_by_the_program(made: Path) -> None:
    with tempfile.TemporaryDirectory(dir=made.parent) as place:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI", "DATABASE"))}
        command = [sys.executable, "-m", "gongkai", "manage", "migrate", "--verbosity", "0"]
        subprocess.run(command, env={**clean, "GONGKAI_DATA": place}, check=True)
        source = sqlite3.connect(Path(place) / "db" / "gongkai.sqlite3")
        with closing(source), closing(sqlite3.connect(made)) as target:
            source.backup(target)
