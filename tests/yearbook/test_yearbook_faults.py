"""Killed with -9, two at once, records that change meanwhile: an act is done wholly or has not begun.

On a file of SQLite, and on PostgreSQL where these tests run on one: in a database of their own, for all of this is
committed for good.
"""

from __future__ import annotations

import json
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
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import pytest_django
from django.db import connection

import migrated

HAMMER = Path(__file__).with_name("freezing_hammer.py")


@dataclass
class Place:
    """A database that hammers hit: the folder and environment that they get."""

    folder: Path
    environ: dict[str, str]

    def hammer(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(HAMMER), str(self.folder), *words]
        return subprocess.Popen(command, env=self.environ | environ, stdout=subprocess.PIPE, text=True)

    def asked(self, *words: str) -> Any:
        """What a command answers that ends by itself."""
        out, _ = (process := self.hammer(*words)).communicate(timeout=180)
        assert process.returncode == 0
        return json.loads(out) if out.startswith(("{", "[")) else None


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory,
    kept_database: Path,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[Place]:
    """A fresh database of the kind that the tests run on, with a body and its officers."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    name = f"freezing_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
            environ["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        made = Place(tmp_path_factory.mktemp("freezing"), environ)
        if connection.vendor == "sqlite":
            migrated.folder(kept_database, made.folder)
        made.asked("set-up")
        yield made
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def kill(process: subprocess.Popen[str]) -> list[str]:
    """End it at once; the whole lines that it had printed."""
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate(timeout=10)
    return [line.strip() for line in out.splitlines(keepends=True) if line.endswith("\n")]


def until_here(place: Place, act: str) -> None:
    """Start an act, and kill it when it stands in the middle."""
    process = place.hammer("stop", act, STANDING="600")
    assert process.stdout
    assert process.stdout.readline() == "here\n"
    kill(process)


def test_killed_in_the_middle_an_act_has_not_begun_and_can_be_done_again(place: Place) -> None:
    done = {"compile": ([], []), "freeze": (["ju/2021/1"], []), "publish": (["ju/2021/1"], ["ju/2021/1"]),
            "amend": (["ju/2021/2", "ju/2021/1"], ["ju/2021/1"])}  # fmt: skip
    before: tuple[list[str], list[str]] = ([], [])
    for act, after in done.items():
        until_here(place, act)
        found = place.asked("check")
        assert found["flaws"] == []
        assert (found["frozen"], found["published"]) == before
        # What was written for a version that was never made is swept, and nothing else.
        assert bool(found["swept"]) == (act in ("freeze", "amend"))
        place.asked("stop", act)
        found = place.asked("check")
        assert (found["flaws"], found["swept"]) == ([], [])
        assert (found["frozen"], found["published"]) == after
        before = after


def test_killed_at_any_moment_of_a_report_s_life_everything_is_wholly_done_or_not_begun(place: Place) -> None:
    working = [place.hammer("life", f"life{letter}") for letter in "ab"]
    said: list[str] = []
    for process in working:
        assert process.stdout
        said += [process.stdout.readline().strip() for _ in range(3)]
    time.sleep(random.random() / 2)
    for process in working:
        said += kill(process)
    found = place.asked("check")
    assert found["flaws"] == []
    for word in ("frozen", "published"):
        assert {line.split()[0] for line in said if line.endswith(word)} <= set(found[word])


def test_records_that_change_while_a_report_is_compiled_are_seen_all_or_not_at_all(place: Place) -> None:
    answer = place.asked("moving")
    assert answer["disturbed"]
    assert answer["seen"] in ([1, 1, 1], [2, 2, 2])
    assert answer["afterwards"] == [2, 2, 2]


def test_of_two_who_freeze_at_once_one_does_and_the_other_is_told(place: Place) -> None:
    for first, second in place.asked("at-once", "3"):
        assert first == "frozen"
        assert "已定稿" in second or "已经定稿" in second
    found = place.asked("check")
    assert (found["flaws"], found["swept"]) == ([], [])
