"""The pages as a browser shows them: on a telephone, to those who cannot see, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from axe_playwright_python.sync_playwright import Axe
from busy import busy_report, rough_report
from playwright.sync_api import Page, sync_playwright

from gongkai.report import compare
from gongkai.report.comparison.showing import as_html
from gongkai.report.writing import anchor, render

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 390, "height": 844})
        browser.close()


@pytest.fixture(params=["report", "comparison"])
def shown(request: pytest.FixtureRequest, page: Page, tmp_path: Path) -> Page:
    previous = busy_report(3)
    text = {
        "report": lambda: render(rough_report(8, "2019"), "html").decode(),
        "comparison": lambda: as_html(compare(previous, busy_report(4, previous=previous))),
    }[request.param]()
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    return page


def test_at_390_pixels_the_page_does_not_scroll_sideways_but_its_tables_do(shown: Page) -> None:
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    regions = shown.evaluate("[...document.querySelectorAll('[role=region]')].map(e => e.scrollWidth > e.clientWidth)")
    assert regions
    assert all(regions)


def test_axe_finds_nothing(shown: Page) -> None:
    outcome = Axe().run(shown)
    assert outcome.violations_count == 0, outcome.generate_report()


def test_on_paper_no_number_is_cut_off(page: Page, tmp_path: Path) -> None:
    report = busy_report(5)
    (tmp_path / "page.html").write_bytes(render(report, "html"))
    page.goto((tmp_path / "page.html").as_uri())
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    for sheet in document:
        width, height = sheet.get_size()
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
        text = sheet.get_textpage()
        rights = [text.get_charbox(at)[2] for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
        assert max(rights) < width - 30


def test_the_address_of_a_cell_leads_to_its_number(page: Page, tmp_path: Path) -> None:
    report = busy_report(5)
    (tmp_path / "page.html").write_bytes(render(report, "html"))
    cell = "applications/withheld.state_secret/total"
    page.goto(f"{(tmp_path / 'page.html').as_uri()}#{anchor(cell)}")
    assert page.locator(":target").inner_text() == str(report.cells[cell])
