"""`gongkai serve`, demo, doctor and manage as real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

import migrated

pytestmark = pytest.mark.slow

STARTED = re.compile(r"网站已启动：(http://\S+?/)（")
FIRST = re.compile(r"^http://\S+/office/login/first/\S+/$", flags=re.MULTILINE)


def environment(folder: Path, **more: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI", "DJANGO", "DATABASE"))}
    # Gunicorn opens a second handle on the socket it is given and never closes it.
    return {**clean, "GONGKAI_DATA": str(folder), "PYTHONWARNINGS": "error,ignore::ResourceWarning", **more}


def gongkai(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongkai", *words]
    return subprocess.run(command, env=environment(folder, **more), capture_output=True, text=True, check=False)


class Running:
    """A server that answers, with everything it said."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.log = folder / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gongkai", "serve", "--port", "0", *words],
                env=environment(folder),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + 180  # migrating from empty takes 20 seconds, on a busy machine some more
        while not (found := STARTED.search(self.log.read_text())):
            assert self.process.poll() is None, self.log.read_text()
            if time.monotonic() > end:
                self.kill()
                pytest.fail(f"not started: {self.log.read_text()}")
            time.sleep(0.1)
        self.address = found[1]

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return answer.status, answer.read().decode()

    def kill(self) -> None:
        """End it and its workers at once, so that nothing is left running."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        return self.process.wait(timeout=20)


@pytest.fixture
def folder(tmp_path: Path, kept_database: Path) -> Path:
    """A data folder whose database is migrated, so that a test need not wait for that."""
    return migrated.folder(kept_database, tmp_path)


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    server = Running(folder)
    yield server
    if server.process.poll() is None:
        server.kill()


@pytest.fixture
def running_from_empty(tmp_path: Path) -> Iterator[Running]:
    server = Running(tmp_path)
    yield server
    if server.process.poll() is None:
        server.kill()


def test_of_two_who_use_the_first_administrators_link_at_once_one_wins(running: Running) -> None:
    """In two processes of the server, as it may be."""
    link = FIRST.search(running.log.read_text())
    assert link
    outcomes: list[int] = []
    together = threading.Barrier(4)

    def use(name: str) -> None:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = browser.open(link[0], timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        fields = {"csrfmiddlewaretoken": token[1], "username": name, "name": name, "email": f"{name}@example.org",
                  "password1": "a-long-password", "password2": "a-long-password"}  # fmt: skip
        together.wait()
        try:
            outcomes.append(browser.open(link[0], urlencode(fields).encode(), timeout=30).status)
        except urllib.error.HTTPError as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=use, args=(name,)) for name in ("one", "two", "three", "four")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == 200
    assert all(status in {409, 410} for status in sorted(outcomes)[1:])


def test_the_link_is_not_offered_where_somebody_administers(folder: Path) -> None:
    gongkai(folder, "demo")
    words = ["--noinput", "--username=chief", "--email=c@example.org", "--name=王主任"]
    made = gongkai(folder, "manage", "createsuperuser", *words, DJANGO_SUPERUSER_PASSWORD="a-long-password")
    assert made.returncode == 0, made.stderr
    server = Running(folder, "--demo")
    server.stop(signal.SIGTERM)
    said = server.log.read_text()
    assert not FIRST.search(said)
    assert f"演示登录已打开：{server.address}office/login/" in said


@pytest.mark.parametrize(
    ("words", "more", "named"),
    [
        (["--demo", "--host", "0.0.0.0"], {}, "不能监听0.0.0.0"),
        (["--demo"], {"GONGKAI_HTTPS": "1"}, "GONGKAI_HTTPS"),
        (["--demo"], {"GONGKAI_PROXIES": "1"}, "GONGKAI_PROXIES"),
        (["--demo"], {"GONGKAI_HOSTS": "gongkai.example.gov.cn"}, "gongkai.example.gov.cn"),
        ([], {"GONGKAI_DEMO": "1", "GONGKAI_PROXIES": "1"}, "GONGKAI_PROXIES"),
    ],
)
def test_entry_without_a_password_is_refused_where_others_can_reach_the_site(
    tmp_path: Path, words: list[str], more: dict[str, str], named: str
) -> None:
    outcome = gongkai(tmp_path, "serve", "--port", "0", *words, **more)
    assert outcome.returncode in {1, 2}
    assert named in outcome.stderr
    assert "网站已启动" not in outcome.stderr


def test_serve_migrates_from_empty_and_answers(running_from_empty: Running) -> None:
    assert running_from_empty.get("healthz") == (200, '{"status": "ok"}')
    assert running_from_empty.get("readyz") == (200, '{"status": "ok"}')
    assert running_from_empty.get("")[0] == 200
    assert running_from_empty.stop(signal.SIGTERM) == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_serve_answers_and_stops_cleanly(running: Running, sign: signal.Signals) -> None:
    assert running.get("healthz") == (200, '{"status": "ok"}')
    assert running.get("readyz") == (200, '{"status": "ok"}')
    assert running.get("")[0] == 200
    assert running.get("static/portal/gongkai.css")[1].startswith("/* The one stylesheet")
    assert running.get("static/wagtailadmin/css/core.css")[0] == 200
    assert running.stop(sign) == 0
    first, *rest, last = running.log.read_text().splitlines()
    assert (first, last) == (f"网站已启动：{running.address}（按Ctrl-C停止）", "网站已停止。")
    assert rest[0].startswith("还没有管理员。请在24小时内打开下面的链接设立")
    assert FIRST.fullmatch(rest[1])
    assert len(rest) == 2
    with pytest.raises(OSError, match="refused"):
        running.get("healthz")


def test_serve_leaves_no_process_behind(running: Running) -> None:
    group = running.process.pid
    running.stop(signal.SIGTERM)
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_what_is_asked_leaves_no_trace_in_the_log(running: Running) -> None:
    running.get("check/?name=somebody")
    with pytest.raises(urllib.error.HTTPError):
        running.get("r/nobody/")
    running.stop(signal.SIGTERM)
    assert "nobody" not in running.log.read_text()
    assert "somebody" not in running.log.read_text()


def test_a_port_in_use_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = gongkai(tmp_path, "serve", "--port", str(port))
    assert outcome.returncode == 2
    assert outcome.stderr.strip() == (
        f"端口{port}已被占用：请停掉占用它的程序，或换一个端口，例如gongkai serve --port {port + 1}。"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "70000"], "端口应为0到65535的整数"),
        (["--port", "http"], "端口应为0到65535的整数"),
        (["--workers", "0"], "工作进程数应为1到64的整数"),
        (["--host", "no.such.host.invalid"], "请检查--host"),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    outcome = gongkai(tmp_path, "serve", *words)
    assert outcome.returncode == 2
    assert sentence in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("GONGKAI_HTTPS", "perhaps"), ("DATABASE_URL", "mysql://u@h/n"), ("GONGKAI_PROXIES", "-1")],
)
def test_a_bad_setting_is_named_in_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    outcome = gongkai(tmp_path, "demo", **{name: value})
    assert outcome.returncode == 2
    assert f"环境变量{name}" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_serving_others_without_naming_the_hosts_is_remarked(folder: Path) -> None:
    server = Running(folder, "--host", "0.0.0.0")
    assert server.stop(signal.SIGTERM) == 0
    assert "未设环境变量GONGKAI_HOSTS" in server.log.read_text()


def test_demo_migrates_and_loads_and_loads_nothing_twice(tmp_path: Path) -> None:
    first, second = gongkai(tmp_path, "demo"), gongkai(tmp_path, "demo")
    reset = gongkai(tmp_path, "demo", "--reset")
    assert (first.returncode, second.returncode, reset.returncode) == (0, 0, 0)
    assert "新公布报告3份" in first.stderr
    assert "新公布报告0份，已有报告3份未变" in second.stderr
    # The zone's report was published by its approver, and is not taken down.
    assert "新公布报告2份，已有报告1份未变" in reset.stderr


def test_doctor_says_what_is_missing_before_and_that_all_is_well_after(tmp_path: Path, folder: Path) -> None:
    before = json.loads(gongkai(tmp_path / "empty", "doctor", "--json").stdout)
    assert {item["name"]: item["state"] for item in before}["数据库"] == "hint"
    gongkai(folder, "demo")
    outcome = gongkai(folder, "doctor")
    assert outcome.returncode == 0
    assert "✓ 数据库：SQLite，结构是最新的" in outcome.stdout
    assert "✓ 年度报告：已公布15份" in outcome.stdout
    assert "· 管理员：还没有" in outcome.stdout
    assert "· 两步验证：没有角色必须使用" in outcome.stdout
    assert "演示登录" not in outcome.stdout
    strict = gongkai(folder, "doctor", GONGKAI_MFA_ROLES="approver,administrator", GONGKAI_DEMO="1")
    assert "✓ 两步验证：这些角色必须使用：审批人、管理员" in strict.stdout
    assert "· 演示登录：已打开" in strict.stdout


def test_doctor_finds_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = gongkai(tmp_path / "file" / "var", "doctor")
    assert outcome.returncode == 1
    assert "✗ 数据目录" in outcome.stdout
    assert "GONGKAI_DATA" in outcome.stdout


def test_doctor_names_a_database_that_does_not_answer(tmp_path: Path) -> None:
    outcome = gongkai(tmp_path, "doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert outcome.returncode == 1
    assert "✗ 数据库" in outcome.stdout
    assert "DATABASE_URL" in outcome.stdout


def test_manage_passes_on_to_django(tmp_path: Path) -> None:
    outcome = gongkai(tmp_path, "manage", "check")
    assert outcome.returncode == 0
    assert "no issues" in outcome.stdout
