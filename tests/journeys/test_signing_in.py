"""Signing in with a real browser: one click in the demonstration, a phone's codes, a passkey, too many guesses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import migrated

pytestmark = pytest.mark.browser

PASSWORD = "a-long-password"


def code(secret: str) -> str:
    """What a phone shows now (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, kept_database: Path) -> Iterator[Path]:
    """What a server says that was started as `make run` starts it: with the demonstration, and no administrator yet."""
    folder = tmp_path_factory.mktemp("sign-in")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI", "DJANGO", "DATABASE"))}
    environ |= {"GONGKAI_DATA": str(migrated.folder(kept_database, folder / "var")), "GONGKAI_MFA_ROLES": "approver"}
    command = [sys.executable, "-m", "gongkai"]
    subprocess.run([*command, "demo"], env=environ, check=True, capture_output=True)
    said = folder / "log"
    with said.open("w") as out:
        server = subprocess.Popen([*command, "serve", "--demo", "--port", "0"], env=environ, stdout=out, stderr=out)
    while "/office/login/first/" not in said.read_text():
        assert server.poll() is None, said.read_text()
        time.sleep(0.1)
    yield said
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=20) == 0
    assert "Traceback" not in said.read_text(), said.read_text()


@pytest.fixture
def page(browser: Browser, log: Path) -> Iterator[Page]:
    """A fresh browser at the door, by the name that passkeys ask for; its console must not tell of a fault."""
    port = re.search(r"网站已启动：http://127\.0\.0\.1:(\d+)/", log.read_text())
    assert port
    context = browser.new_context(base_url=f"http://localhost:{port[1]}", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto("/office/login/")
    yield opened
    context.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []


def signed_in(page: Page, name: str) -> None:
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_one_click_enters_as_the_editor(page: Page) -> None:
    page.get_by_role("button", name="信息员").click()
    page.wait_for_url("**/office/")
    expect(page.get_by_role("link", name="机关")).to_be_visible()


def test_a_role_that_needs_a_second_factor_sets_up_a_phone_first(page: Page) -> None:
    page.get_by_role("button", name=re.compile("审批人.*西青开发区")).click()
    page.wait_for_url("**/office/login/security/?required=1")
    page.get_by_role("link", name="启用").click()
    page.get_by_label("验证码").fill(code(page.locator("code").inner_text()))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_text("手机验证器已启用。")).to_be_visible()
    page.get_by_role("link", name="进入后台").click()
    page.wait_for_url("**/office/")
    expect(page.get_by_role("link", name="机关")).to_be_visible()


def test_the_first_administrator_comes_by_the_link_and_adds_a_passkey(page: Page, log: Path) -> None:
    link = re.search(r"/office/login/first/\S+/", log.read_text())
    assert link
    page.goto(link[0])
    for label, text in (("登录名", "chief"), ("姓名", "王主任"), ("电子邮箱", "c@example.org")):
        page.get_by_label(label).fill(text)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_role("button", name="设立并登录").click()
    page.wait_for_url("**/office/")

    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/office/login/security/webauthn/add/")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.get_by_label("名称").fill("办公室电脑")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()

    page.goto("/office/logout/")
    page.get_by_role("button", name="退出").click()
    signed_in(page, "chief")
    page.wait_for_url("**/authenticate/**")
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url("**/office/")
    expect(page.get_by_role("link", name="机关")).to_be_visible()


def test_too_many_guesses_are_told_when_to_try_again(page: Page) -> None:
    for _ in range(5):
        signed_in(page, "nobody")
    expect(page.get_by_role("heading", name="暂时不能登录")).to_be_visible()
    expect(page.get_by_text("以后再试")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_door_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
