"""Many submit at the same moment, in processes of their own, on a file of SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import pytest_django
from django.db import connection

HAMMER = Path(__file__).with_name("submitting_hammer.py")


@pytest.fixture(scope="module")
def environ(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[dict[str, str]]:
    """A fresh database of the kind that the tests run on, with a district, a frozen report and a package."""
    made = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    made["GONGKAI_DATA"] = str(tmp_path_factory.mktemp("hammered"))
    made["PYTHONPATH"] = os.pathsep.join([str(HAMMER.parents[1]), os.environ.get("PYTHONPATH", "")])
    name = f"submitting_{secrets.token_hex(4)}"
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        made["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    subprocess.run([sys.executable, str(HAMMER), "set-up"], env=made, check=True)
    yield made
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def told(environ: dict[str, str], which: str, count: int) -> list[tuple[str, int, bool]]:
    """What each of *count* processes that did it at once was told: uid, number, whether it made the submission."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(HAMMER), which], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    lines = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * count
    return [(uid, int(number), is_new == "1") for uid, number, is_new in lines]


@pytest.mark.parametrize("which", ["submit", "receive"])
def test_the_same_report_from_two_officers_at_once_is_one_submission_and_both_are_given_it(
    environ: dict[str, str], which: str
) -> None:
    answers = told(environ, which, 4)
    assert len({uid for uid, _number, _is_new in answers}) == 1
    assert {number for _uid, number, _is_new in answers} == {1}
    assert sorted(is_new for _uid, _number, is_new in answers) == [False, False, False, True]


def test_different_reports_of_one_unit_at_once_are_numbered_without_gaps(environ: dict[str, str]) -> None:
    before = told(environ, "submit", 1)[0][1]
    answers = told(environ, "file", 4)
    assert all(is_new for _uid, _number, is_new in answers)
    assert sorted(number for _uid, number, _is_new in answers) == [before + step for step in range(1, 5)]


def test_a_submission_that_is_killed_is_wholly_there_or_not_begun(environ: dict[str, str]) -> None:
    """Killed at any moment: what was said to be received is there with all cells and its entry, and nothing is half."""
    said: list[str] = []
    for seconds in (0.0, 0.05, 0.13, 0.31):
        process = subprocess.Popen(
            [sys.executable, str(HAMMER), "live"],
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
            stderr=subprocess.PIPE,
        )
        assert process.stdout
        said.append(process.stdout.readline().strip())
        time.sleep(seconds)
        process.kill()
        said += process.communicate(timeout=60)[0].split()
    answer = subprocess.run([sys.executable, str(HAMMER), "check"], env=environ, check=True, capture_output=True)
    found = json.loads(answer.stdout)
    # The last line of a process may have been cut as it was killed.
    assert {uid for uid in said if len(uid) == 13} <= set(found["uids"])
    assert found["flaws"] == []
    assert found["numbers"] == list(range(1, len(found["numbers"]) + 1))
    assert len(found["uids"]) >= 4
