"""An officer checks reports in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from django_site import DEMO, broken_report
from gongkai.report import Report
from gongkai.report.writing import render

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def written(folder: Path, to: str, *, wrong: bool = True) -> Path:
    """A generated report on disk in that format, with one wrong total or none."""
    data = broken_report() if wrong else (DEMO / "shili-2024.json").read_bytes()
    path = folder / f"2024.{to}"
    path.write_bytes(render(Report.from_json(data), to))
    return path


def check(page: Page, report: Path, previous: Path | None = None) -> None:
    page.get_by_label("本年度报告", exact=True).set_input_files(report)
    if previous:
        page.get_by_label("上一年度报告（可不填）").set_input_files(previous)
    page.get_by_role("button", name="开始检查").click()


@pytest.mark.parametrize("to", ["html", "docx", "pdf", "xlsx", "md", "json"])
def test_a_draft_in_any_format_shows_its_wrong_cell(visit: Visit, tmp_path: Path, to: str) -> None:
    page = visit("/check/")
    check(page, written(tmp_path, to))
    expect(page.get_by_role("heading", name="发现1处错误")).to_be_visible()
    cell = page.locator("#cell-remedies-reconsideration-total")
    expect(cell).to_have_class(re.compile("gk-cell--error"))
    expect(cell).to_contain_text("27")


def test_from_a_finding_to_its_cell_and_back(visit: Visit, tmp_path: Path) -> None:
    page = visit("/check/")
    check(page, written(tmp_path, "html"))
    page.locator("#finding-1 .gk-finding__cells a").first.click()
    cell = page.locator("#cell-remedies-reconsideration-total")
    expect(cell).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == "cell-remedies-reconsideration-total"
    cell.get_by_role("link").click()
    expect(page.locator("#finding-1")).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == "finding-1"


def test_last_year_beside_this_year(visit: Visit, tmp_path: Path) -> None:
    page = visit("/check/")
    check(page, written(tmp_path, "docx", wrong=False), DEMO / "shili-2023.json")
    expect(page.get_by_role("heading", name="没有发现问题", exact=True)).to_be_visible()
    expect(page.get_by_text("已与2023年度报告核对衔接")).to_be_visible()


def test_a_file_is_dropped_on_its_box(visit: Visit) -> None:
    page = visit("/check/")
    transfer = page.evaluate_handle(
        "(text) => { const t = new DataTransfer(); t.items.add(new File([text], '2024.json')); return t; }",
        broken_report().decode(),
    )
    page.dispatch_event(".gk-drop >> nth=0", "drop", {"dataTransfer": transfer})
    expect(page.locator(".gk-drop").first).to_have_class(re.compile("gk-drop--full"))
    page.get_by_role("button", name="开始检查").click()
    expect(page.get_by_role("heading", name="发现1处错误")).to_be_visible()


def test_what_cannot_be_read_keeps_what_was_pasted(visit: Visit) -> None:
    page = visit("/check/")
    page.get_by_label("或者粘贴报告全文").fill("今天天气很好，没有年度报告。")
    page.get_by_role("button", name="开始检查").click()
    expect(page.get_by_role("alert")).to_contain_text("没能检查")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("或者粘贴报告全文")).to_have_value("今天天气很好，没有年度报告。")


def test_without_javascript_everything_works(visit: Visit, tmp_path: Path) -> None:
    page = visit("/", java_script_enabled=False)
    page.get_by_role("link", name="检查一份年度报告").click()
    check(page, written(tmp_path, "html"))
    expect(page.get_by_role("heading", name="发现1处错误")).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    page.locator("#finding-1 .gk-finding__cells a").first.click()
    expect(page.locator("#cell-remedies-reconsideration-total")).to_be_in_viewport()


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "检查一份年度报告")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    tab_to(page, "或者粘贴报告全文")
    page.keyboard.insert_text(render(Report.from_json(broken_report()), "md").decode())
    tab_to(page, "开始检查")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="发现1处错误")).to_be_visible()
    tab_to(page, "“行政复议”的“总计”")
    page.keyboard.press("Enter")
    expect(page.locator("#cell-remedies-reconsideration-total")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#finding-1"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called *name* has the focus and shows it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()",
        )
        if words == name:
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    pytest.fail(f"Tab never came to {name}")


def test_the_printout_holds_the_findings_and_the_form_and_nothing_to_click(visit: Visit, tmp_path: Path) -> None:
    page = visit("/check/")
    check(page, written(tmp_path, "html"))
    expect(page.get_by_role("heading", name="发现1处错误")).to_be_visible()
    (tmp_path / "print.pdf").write_bytes(page.pdf())
    document = pypdfium2.PdfDocument(tmp_path / "print.pdf")
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    document.close()
    assert "发现1处错误" in text
    assert "相差5" in text
    assert "结转下年度继续办理" in text
    for word in ("再查一份", "工作人员登录", "数据接口"):
        assert word not in text


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("number", "heading", "words"),
    [
        ("000", "没有发现问题", "读到198格，应有198格"),
        ("008", "发现2处错误", "总计为0"),
        ("015", "发现2处错误", "没有把握的数字"),
        ("001", "没有发现问题", "读到200格，应有200格"),
    ],
)
def test_real_reports(visit: Visit, corpus: Path, number: str, heading: str, words: str) -> None:
    page = visit("/check/")
    check(page, next((corpus / "reports").glob(f"{number}-*")))
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text(words)


@pytest.mark.corpus
def test_a_real_report_of_the_old_form_is_refused_in_words(visit: Visit, corpus: Path) -> None:
    page = visit("/check/")
    check(page, next((corpus / "reports").glob("075-*")))
    expect(page.get_by_role("alert")).to_contain_text("2019年以前")
