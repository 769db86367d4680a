"""Every kind of page is usable by everybody, at both widths, in light and dark, and loads nothing it should not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from django_site import broken_report

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
WIDE, NARROW = 1280, 390

PAGES = [
    "/",
    "/r/shili/",
    "/r/xiqing-kfq/2019/",
    "/r/shili/2024/",
    "/r/shili/2024/compare/",
    "/check/",
    "/accessibility/",
    "/api/v1/",
    "/nothing/",
    "/en/",
    "/en/r/shili/2024/",
]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def assert_nothing_found(page: Page) -> None:
    outcome = Axe().run(page, options=WCAG)
    assert outcome.violations_count == 0, outcome.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(visit: Visit, path: str, width: int, scheme: str) -> None:
    assert_nothing_found(visit(path, width=width, color_scheme=scheme))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["broken", "没有报告"])
def test_axe_finds_nothing_in_results_and_refusals(visit: Visit, text: str, width: int, scheme: str) -> None:
    page = visit("/check/", width=width, color_scheme=scheme)
    page.get_by_label("或者粘贴报告全文").fill(broken_report().decode() if text == "broken" else text)
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_selector("#verdict" if text == "broken" else "#errors")
    assert_nothing_found(page)


def test_the_back_office_opens_under_its_policy(visit: Visit) -> None:
    page = visit("/office/login/")
    page.locator("input[name=login]").fill("chief")
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/office/")
    for path in ("/office/users/", "/office/users/new/", "/office/account/", "/office/images/", "/office/pages/"):
        assert page.goto(path).status == 200  # type: ignore[union-attr]
        page.wait_for_load_state("networkidle")


def test_the_back_offices_date_picker_lives_without_inline_scripts(visit: Visit) -> None:
    page = visit("/office/login/?next=/office/reports/site-history/")
    page.locator("input[name=login]").fill("chief")
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/site-history/")
    page.wait_for_load_state("networkidle")
    assert page.locator("template[data-picker]").count() == 0
    assert page.locator(".xdsoft_datetimepicker").count() > 0


def test_the_pictures_of_the_documentation(visit: Visit, docs_images: Path, tmp_path: Path) -> None:
    docs_images.mkdir(parents=True, exist_ok=True)
    report = visit("/r/xiqing-kfq/2019/")
    report.screenshot(path=tmp_path / "report.png")
    check = visit("/check/")
    check.get_by_label("或者粘贴报告全文").fill(broken_report().decode())
    check.get_by_role("button", name="开始检查").click()
    expect(check.get_by_role("heading", name="发现1处错误")).to_be_visible()
    check.locator("#finding-1 .gk-finding__cells a").first.click()
    check.evaluate("window.scrollBy(0, -250)")
    check.screenshot(path=tmp_path / "check.png")
    for name in ("report.png", "check.png"):
        made = (tmp_path / name).read_bytes()
        assert 10_000 < len(made) < 300_000
        if not (docs_images / name).exists():
            (docs_images / name).write_bytes(made)
