"""Killed with -9, two at once, a busy database, a full disk: an act is done wholly or has not begun.

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

HAMMER = Path(__file__).with_name("publishing_hammer.py")


@dataclass
class Place:
    """A database that hammers hit: the folder and environment that they get."""

    folder: Path
    environ: dict[str, str]

    def hammer(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(HAMMER), str(self.folder), *words]
        return subprocess.Popen(command, env=self.environ, stdout=subprocess.PIPE, text=True)

    def asked(self, *words: str) -> Any:
        """What a command answers that ends by itself."""
        out, _ = (process := self.hammer(*words)).communicate(timeout=180)
        assert process.returncode == 0
        return json.loads(out) if out else None


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory,
    kept_database: Path,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[Place]:
    """A fresh database of the kind that the tests run on, with a zone and its officers."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    name = f"publishing_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
            environ["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        made = Place(tmp_path_factory.mktemp("publishing"), environ)
        if connection.vendor == "sqlite":
            migrated.folder(kept_database, made.folder)
        made.asked("set-up")
        yield made
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def said_by(process: subprocess.Popen[str]) -> tuple[str, str]:
    """The next thing that it says was done."""
    assert process.stdout
    uid, word = process.stdout.readline().split()
    return uid, word


def kill(process: subprocess.Popen[str]) -> list[tuple[str, str]]:
    """End it at once; what it had said was done, by uid and word."""
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate(timeout=10)
    lines = [line.split() for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return [(words[0], words[1]) for words in lines if len(words) == 2]


def test_killed_at_any_moment_of_publishing_everything_is_wholly_done_or_not_begun(place: Place) -> None:
    said: list[tuple[str, str]] = []
    for turn in range(2):
        working = [place.hammer("live", f"{turn}{letter}") for letter in "甲乙"] + [place.hammer("clock")]
        # Waited for by what is done and not by time, for a busy machine does little in a second; then killed at random.
        for process in working:
            said += [said_by(process) for _ in range(3)] if process is not working[-1] else [said_by(process)]
        time.sleep(random.random() / 2)
        for process in working:
            said += kill(process)
        assert place.asked("check")["flaws"] == []
    after = place.asked("check")
    assert {word for _uid, word in said} >= {"through", "amended", "withdrawn", "published"}
    assert {uid for uid, word in said if word == "withdrawn"} <= set(after["withdrawn"])
    assert {uid for uid, word in said if word == "published"} <= set(after["live"])
    assert len(after["live"]) >= 2


def test_of_two_approvers_at_once_one_publishes_and_the_other_is_told(place: Place) -> None:
    for first, second in place.asked("race", "6"):
        assert first == "passed"
        assert "已由某approver办理，您的意见没有记录" in second
    assert place.asked("check")["flaws"] == []


def test_a_database_held_longer_than_we_wait_is_said_in_words_and_nothing_is_lost(place: Place) -> None:
    answer = place.asked("busy")
    assert answer["told"].startswith("Busy：数据库正忙，审核没有完成")
    assert (answer["was_live"], answer["live"]) == (False, True)
    assert place.asked("check")["flaws"] == []


def test_a_full_disk_is_said_in_words_and_the_act_can_be_done_when_there_is_room(place: Place) -> None:
    answer = place.asked("full")
    assert answer["told"].startswith("NoSpace：服务器的磁盘已满，审核没有完成")
    assert (answer["was_live"], answer["live"]) == (False, True)
    assert place.asked("check")["flaws"] == []
