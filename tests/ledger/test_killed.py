"""Many processes at once, killed with -9 in the middle: what was committed is there, the chain is whole.

On a file of SQLite, and on PostgreSQL where these tests run on one: in a database of their own, for all of this is
committed for good.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections
from django.db.utils import ConnectionHandler

from gongkai.ledger import acts, queries
from gongkai.ledger.models import Entry
from gongkai.web import environment

pytestmark = pytest.mark.usefixtures("committing")

HAMMER = Path(__file__).with_name("hammer.py")


@dataclass
class Place:
    """A database that hammers hit: the folder and environment that they get."""

    folder: Path
    environ: dict[str, str]

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(HAMMER), str(self.folder), *words]

    def hammer(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(self.command(*words), env=self.environ, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A fresh database of the kind that the tests run on, migrated, and the ledger of this process pointed at it."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    name = f"ledger_{secrets.token_hex(4)}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        environ["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    place = Place(tmp_path, environ)
    subprocess.run(place.command("migrate"), env=environ, check=True)
    kept = connections["default"]
    other = ConnectionHandler({"default": environment.database(environ, tmp_path)})["default"]
    connections["default"] = other
    yield place
    other.close()
    connections["default"] = kept
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def kill(process: subprocess.Popen[str]) -> list[str]:
    """End it at once; the whole lines that it had printed."""
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate(timeout=10)
    return [line for line in out.splitlines(keepends=True) if line.endswith("\n")]


def test_a_sealer_and_writers_killed_at_any_moment_leave_a_whole_chain_and_every_committed_act(place: Place) -> None:
    committed: list[str] = []
    for turn in range(3):
        writers = [place.hammer("record", f"w{turn}{letter}") for letter in "ab"]
        sealers = [place.hammer("seal") for _ in range(2)]
        for process in sealers:
            assert process.stdout
            assert process.stdout.readline() == "sealing\n"
        time.sleep(0.5 + random.random() / 2)
        for process in sealers:
            kill(process)
        assert queries.verify(set()).flaws == []
        for process in writers:
            committed += [line.strip() for line in kill(process)]
    assert len(committed) > 20
    sealed_by_them = queries.verify(set()).entries
    assert sealed_by_them > 0
    acts.seal()
    outcome = queries.verify(set())
    assert outcome.flaws == []
    subjects = list(Entry.objects.order_by("position").values_list("subject", flat=True))
    assert outcome.entries == len(subjects) == len(set(subjects))
    assert set(committed) <= set(subjects)
    # What a killed writer committed without having come to say so: one act each at most.
    assert len(subjects) - len(committed) <= 6
    assert not Entry.objects.filter(position__isnull=True).exists()
