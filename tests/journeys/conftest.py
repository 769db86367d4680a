"""A real server with the demonstration loaded, and a real browser before it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the site's programs: with it, a test runs a command on the site's own data."""
    folder = tmp_path_factory.mktemp("site")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI", "DJANGO"))}
    return environ | {"GONGKAI_DATA": str(folder / "var"), "GONGKAI_READS_A_MINUTE": "10000"}


@pytest.fixture(scope="session")
def site(installation: dict[str, str]) -> Iterator[str]:
    """The address of the site, as `gongkai demo` and `gongkai serve` bring it up."""
    environ, folder = installation, Path(installation["GONGKAI_DATA"]).parent
    command = [sys.executable, "-m", "gongkai"]
    subprocess.run([*command, "demo"], env=environ, check=True, capture_output=True)
    subprocess.run(
        [
            *command,
            "manage",
            "createsuperuser",
            "--noinput",
            "--username=chief",
            "--email=c@example.org",
            "--name=王主任",
        ],
        env={**environ, "DJANGO_SUPERUSER_PASSWORD": "a-long-password"},
        check=True,
        capture_output=True,
    )
    log = folder / "log"
    with log.open("w") as out:
        server = subprocess.Popen([*command, "serve", "--demo", "--port", "0"], env=environ, stdout=out, stderr=out)
    while not (found := re.search(r"网站已启动：(http://\S+?)/（", log.read_text())):
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    yield found[1]
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=20) == 0
    assert "Traceback" not in log.read_text(), log.read_text()


# A module, not the session: Playwright's loop runs while it is open, and Django's records refuse to be used beside it.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh browser context; in the end its console must not have told of anything wrong."""
    said: list[str] = []
    contexts = []
    public = []

    def opened(path: str, *, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if not path.startswith("/dev/"):  # the tour has forms to sign in with, and a cookie against forged ones
            public.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in public:
        assert context.cookies() == [] or "/office/" in context.pages[0].url
    for context in contexts:
        context.close()
    # A refused report is a 422, which the console repeats.
    assert [text for text in said if "status of 4" not in text] == []


@pytest.fixture
def docs_images() -> Path:
    """Where the pictures of the documentation are kept."""
    return Path(__file__).parent.parent.parent / "docs" / "images"
