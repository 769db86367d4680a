"""`gongkai ledger`, `gongkai manage seal`, doctor, and the sealer in `gongkai serve`: real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import migrated

pytestmark = pytest.mark.slow


def environment(folder: Path) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI", "DJANGO", "DATABASE"))}
    return {**clean, "GONGKAI_DATA": str(folder), "PYTHONWARNINGS": "error,ignore::ResourceWarning"}


def gongkai(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongkai", *words]
    return subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=False)


def tampered(folder: Path, sql: str) -> None:
    """What somebody does who owns the file: take the guards away and change it."""
    with sqlite3.connect(folder / "db" / "gongkai.sqlite3") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(sql)
    database.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, kept_database: Path) -> Path:
    """A data folder with the demonstration."""
    folder = migrated.folder(kept_database, tmp_path_factory.mktemp("var"))
    assert gongkai(folder, "demo").returncode == 0
    return folder


@pytest.fixture
def folder(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    subprocess.run(["cp", "-a", f"{loaded}/.", str(tmp_path)], check=True)
    return tmp_path


def test_without_a_ledger_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    outcome = gongkai(tmp_path, "ledger", "verify")
    assert outcome.returncode == 2
    assert "还没有台账" in outcome.stderr


def test_what_the_demonstration_does_is_recorded_sealed_and_verified(folder: Path) -> None:
    waiting = gongkai(folder, "ledger", "verify", "--json")
    assert json.loads(waiting.stdout)["waiting"] > 3
    seal = gongkai(folder, "manage", "seal")
    count = int(re.search(r"已封存(\d+)条记录", seal.stderr)[1])  # type: ignore[index]
    outcome = gongkai(folder, "ledger", "verify")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.splitlines() == [
        f"已核验{count}条记录、0个签名；另有0条待封存。",
        "没有发现问题。",
    ]


def test_a_head_kept_elsewhere_shows_what_was_cut_off(folder: Path, tmp_path: Path) -> None:
    head = gongkai(folder, "ledger", "head", "--json")
    file = tmp_path / "head.json"
    file.write_text(head.stdout)
    data = json.loads(head.stdout)
    assert re.fullmatch(r"[0-9a-f]{128}", data["signature"])
    assert gongkai(folder, "ledger", "verify", "--head", str(file)).returncode == 0
    tampered(folder, f"DELETE FROM gk_ledger_entry WHERE position = {data['position']}")
    assert gongkai(folder, "ledger", "verify").returncode == 0
    outcome = gongkai(folder, "ledger", "verify", "--json", "--head", str(file))
    assert outcome.returncode == 1
    (finding,) = json.loads(outcome.stdout)["findings"]
    assert (finding["kind"], finding["position"]) == ("missing", data["position"])


def test_a_changed_row_is_named_in_words_and_doctor_misses_the_guards(folder: Path) -> None:
    gongkai(folder, "manage", "seal")
    tampered(folder, "UPDATE gk_ledger_entry SET actor = 'user:intruder' WHERE position = 2")
    outcome = gongkai(folder, "ledger", "verify")
    assert outcome.returncode == 1
    assert "第2条内容与封存时不符，已被改动。（行号" in outcome.stdout
    assert "发现1处问题。" in outcome.stdout
    doctor = gongkai(folder, "doctor")
    assert doctor.returncode == 1
    assert "✗ 台账：gk_ledger_entry、gk_ledger_head、" in doctor.stdout
    assert "缺少防改触发器" in doctor.stdout
    gongkai(folder, "manage", "migrate")
    assert "✓ 台账" in gongkai(folder, "doctor").stdout


@pytest.mark.parametrize(
    ("text", "sentence"), [("not json", "这不是JSON文件"), ("{}", "这不是台账签名文件"), ("[]", "这不是台账签名文件")]
)
def test_a_file_that_is_no_head_is_refused_in_a_sentence(
    loaded: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "head.json"
    file.write_text(text)
    outcome = gongkai(loaded, "ledger", "verify", "--head", str(file))
    assert outcome.returncode == 2
    assert sentence in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_serve_seals_within_a_second_and_signs_the_days_head(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "gongkai", "serve", "--port", "0"], env=environment(folder), stdout=out, stderr=out
        )
    database = sqlite3.connect(folder / "db" / "gongkai.sqlite3")
    try:
        while "网站已启动" not in log.read_text():
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        end = time.monotonic() + 10
        while database.execute("SELECT count(*) FROM gk_ledger_head").fetchone() == (0,):
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        columns = 'act, subject, unit, actor, "on", before, after, is_salted, details'
        with database:
            database.execute(
                f"INSERT INTO gk_ledger_entry ({columns}) SELECT {columns} FROM gk_ledger_entry WHERE position = 1"
            )
        began = time.monotonic()
        waiting = "SELECT count(*) FROM gk_ledger_entry WHERE position IS NULL"
        while database.execute(waiting).fetchone() != (0,):
            assert time.monotonic() - began < 10
            time.sleep(0.02)
        print(f"sealed after {time.monotonic() - began:.2f} s")
    finally:
        database.close()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
    assert "Traceback" not in log.read_text()
    assert gongkai(folder, "ledger", "verify").returncode == 0
