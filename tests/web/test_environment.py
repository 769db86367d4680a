"""Settings from the environment."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongkai.web import environment
from gongkai.web.data import ROOMS, BadFolder, DataFolder

FOLDER = Path("/data/db")


def database(address: str) -> dict[str, Any]:
    return environment.database({"DATABASE_URL": address}, FOLDER)


@pytest.mark.parametrize("value", ["1", "true", "YES", " on ", "是"])
def test_yes(value: str) -> None:
    assert environment.flag({"X": value}, "X") is True


@pytest.mark.parametrize("value", ["", "0", "False", "no", "off", "否"])
def test_no(value: str) -> None:
    assert environment.flag({"X": value}, "X") is False


def test_a_flag_that_is_not_set_is_no() -> None:
    assert environment.flag({}, "X") is False


def test_neither_yes_nor_no_is_refused_by_name() -> None:
    with pytest.raises(environment.BadSetting, match="GONGKAI_HTTPS应为1"):
        environment.flag({"GONGKAI_HTTPS": "maybe"}, "GONGKAI_HTTPS")


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "１"])
def test_a_number_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(environment.BadSetting, match="X应为不小于0的整数"):
        environment.number({"X": value}, "X", 3)


def test_without_an_address_the_database_is_a_file_in_the_data_folder_that_two_writers_can_share() -> None:
    found = database("")
    assert found["NAME"] == "/data/db/gongkai.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert found["ATOMIC_REQUESTS"] is False


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://u:p@h:5433/n", {"USER": "u", "PASSWORD": "p", "HOST": "h", "PORT": "5433", "NAME": "n"}),
        ("postgres://u@h/n", {"USER": "u", "PASSWORD": "", "HOST": "h", "PORT": ""}),
        ("postgresql://u%40x:p%2F%3A@h/n", {"USER": "u@x", "PASSWORD": "p/:"}),
        ("postgresql:///n?host=/run/postgresql&port=5434", {"HOST": "/run/postgresql", "PORT": "5434", "OPTIONS": {}}),
        ("postgresql://u@h/n?sslmode=require", {"OPTIONS": {"sslmode": "require"}}),
        ("sqlite:////tmp/a.db", {"ENGINE": "django.db.backends.sqlite3", "NAME": "/tmp/a.db"}),
    ],
)
def test_the_address_of_a_database_is_taken_apart(address: str, expected: dict[str, Any]) -> None:
    found = database(address)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://u@h/n", "“mysql”不支持"),
        ("postgresql://u@h", "没有写明数据库名"),
        ("postgresql://u@h:port/n", "端口不是数字"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(address: str, words: str) -> None:
    with pytest.raises(environment.BadSetting, match=words):
        database(address)


def test_the_data_folder_has_its_rooms_and_the_private_ones_are_closed(tmp_path: Path) -> None:
    folder = DataFolder.prepared(tmp_path / "deep" / "var")
    assert {path.name for path in folder.path.iterdir()} == set(ROOMS)
    for room in ("secrets", "cases", "db", "cache", "tmp"):
        assert stat.S_IMODE(folder.room(room).stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFolder, match="GONGKAI_DATA"):
        DataFolder.prepared(tmp_path / "file" / "var")


def test_the_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    folder = DataFolder.prepared(tmp_path)
    secret = folder.secret_key()
    assert len(secret) >= 50
    assert folder.secret_key() == secret
    files = list(folder.room("secrets").iterdir())
    assert len(files) == 1
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_processes_that_start_together_get_one_secret(tmp_path: Path) -> None:
    DataFolder.prepared(tmp_path)
    program = (
        "import sys; from pathlib import Path; from gongkai.web.data import DataFolder;"
        "print(DataFolder(Path(sys.argv[1])).secret_key())"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) for _ in range(6)
    ]
    assert len({child.communicate()[0] for child in children}) == 1


_SHOW = """
import json
from gongkai.web import settings
names = json.loads(__import__("sys").argv[1])
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_with(folder: Path, names: list[str], **environ: str) -> dict[str, Any]:
    """The named settings as a fresh process has them under that environment."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI", "DJANGO", "DATABASE"))}
    out = subprocess.run(
        [sys.executable, "-c", _SHOW, json.dumps(names)],
        env={**clean, "GONGKAI_DATA": str(folder), **environ},
        capture_output=True,
        check=True,
    )
    return dict(json.loads(out.stdout))


def test_by_default_only_this_machine_is_answered_and_nothing_is_shown_of_faults(tmp_path: Path) -> None:
    found = settings_with(tmp_path, ["DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS"])
    assert found == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SESSION_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
    }


def test_with_https_cookies_are_secure_and_browsers_are_told_to_stay(tmp_path: Path) -> None:
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"]
    names += ["SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_NAME"]
    found = settings_with(tmp_path, names, GONGKAI_HTTPS="1", GONGKAI_PROXIES="1")
    assert found == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "SESSION_COOKIE_NAME": "__Host-gongkai",
    }


def test_without_a_proxy_of_ours_nobodys_word_for_https_is_taken(tmp_path: Path) -> None:
    assert settings_with(tmp_path, ["SECURE_PROXY_SSL_HEADER"], GONGKAI_HTTPS="1") == {"SECURE_PROXY_SSL_HEADER": None}
