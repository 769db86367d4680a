"""The technician enters a district: a file is looked at, taken over, and a unit renamed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def district() -> bytes:
    """A spreadsheet with a district, a bureau, and one cell that is wrong."""
    book = Workbook()
    page = book.active
    for row in (
        ["名称", "代码", "类别", "上级代码"],
        ["旅程局", "lvcheng-ju", "俱乐部", "lvcheng-qu"],
        ["旅程区人民政府", "lvcheng-qu", "县级政府", ""],
    ):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_district_is_entered_from_a_file_and_a_unit_renamed(visit: Callable[..., Page]) -> None:
    page = visit("/office/units/")
    page.fill("#id_login", "chief")
    page.fill("#id_password", "a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("link", name="西青开发区", exact=True)).to_be_visible()

    page.click("text=批量导入")
    file = {"name": "旅程区.xlsx", "mimeType": "application/octet-stream", "buffer": district()}
    page.set_input_files("#id_file", file)  # type: ignore[arg-type]
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("没有“俱乐部”这个类别")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载标明问题的文件").click()
    assert download.value.suggested_filename == "units-marked.xlsx"

    page.goto("/office/units/import/")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    book["机关"]["C2"].value = "地方政府部门"
    out = io.BytesIO()
    book.save(out)
    page.set_input_files("#id_file", {**file, "buffer": out.getvalue()})  # type: ignore[arg-type]
    page.get_by_role("button", name="检查文件").click()
    page.get_by_role("button", name="确认导入").click()
    page.click("text=旅程局")
    page.click("text=更名")
    page.fill("#id_name", "旅程新局")
    page.fill("#id_from_on", "2025-06-01")
    page.click("button:has-text('登记')")
    expect(page.get_by_role("cell", name="旅程新局")).to_be_visible()
    page.goto("/office/units/?on=2025-05-31")
    expect(page.get_by_role("link", name="旅程局", exact=True)).to_be_visible()
