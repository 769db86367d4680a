"""Many processes number at once: no number is given twice, on a file of SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import pytest_django
from django.db import connection

import migrated

HAMMER = Path(__file__).with_name("numbering_hammer.py")


@pytest.fixture
def environ(
    tmp_path: Path, kept_database: Path, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[dict[str, str]]:
    """A fresh database of the kind that the tests run on, with a unit."""
    made = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    made["GONGKAI_DATA"] = str(tmp_path)
    name = f"numbering_{secrets.token_hex(4)}"
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        made["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    else:
        migrated.folder(kept_database, tmp_path)
    subprocess.run([sys.executable, str(HAMMER), "set-up"], env=made, check=True)
    yield made
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_processes_that_number_at_once_give_no_number_twice_and_leave_none_out(environ: dict[str, str]) -> None:
    """Their first numbers are asked for at the same moment, when there is no serial of the year yet."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(HAMMER), "12"], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    given = [line for process in processes for line in process.communicate(timeout=120)[0].split()]
    assert [process.returncode for process in processes] == [0] * 4
    assert sorted(given) == [f"zone/2026-{serial:05}" for serial in range(1, 49)]
