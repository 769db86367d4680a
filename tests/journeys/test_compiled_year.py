"""Registers, oversight and the report, row by row, as a newcomer meets them: from the tour, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def toured(visit: Visit, step: str, **options: object) -> Page:
    """The page at which a step of the tour begins, entered as the step says."""
    page = visit("/dev/tour/", **options)
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=step, exact=True))
    card.get_by_role("button").or_(card.get_by_role("link")).first.click()
    page.wait_for_load_state()
    return page


def opened_form(page: Page, year: int) -> Page:
    """The form of a year's report, from the page of a unit's years."""
    page.get_by_role("link", name=re.compile(rf"^{year}年")).first.click()
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("register", ["规范性文件", "权责事项", "行政处罚", "收费", "采购"])
def test_m8_to_m12_a_body_has_its_registers_with_their_records(visit: Visit, register: str) -> None:
    page = toured(visit, "一个机关的登记簿")
    expect(page.get_by_role("link", name=re.compile(register)).first).to_be_visible()


def test_m14_and_m18_every_cell_of_the_form_opens_what_it_is_made_of(visit: Visit) -> None:
    page = opened_form(toured(visit, "正在编制的2025年报告"), 2025)
    page.get_by_role("link", name="318", exact=True).first.click()
    expect(page.get_by_text(re.compile("示食许〔2025〕|示建许〔2025〕")).first).to_be_visible()


def test_m14_a_draft_with_mistakes_names_each_of_them(visit: Visit) -> None:
    page = opened_form(toured(visit, "一份处处有错的草稿"), 2025)
    for words in ("上年结转", "行政强制"):
        expect(page.get_by_text(re.compile(words)).first).to_be_visible()


def test_m16_problems_and_measures_are_records_that_the_next_report_answers_for(visit: Visit) -> None:
    page = toured(visit, "问题、措施和培训")
    expect(page.get_by_text("落实公开政策的要求还不够深入").first).to_be_visible()


def test_m17_the_superior_sees_each_unit_with_its_state(visit: Visit) -> None:
    page = toured(visit, "主管部门的办公桌")
    for unit, state in (("示例区应急管理局", "未开始"), ("示例区司法局", "退回"), ("示例区教育局", "接收")):
        row = page.get_by_role("row").filter(has_text=unit).first
        expect(row).to_contain_text(state)


@pytest.mark.parametrize("width", [1280, 390])
def test_m18_the_published_report_reads_as_the_founding_document_and_says_where_its_numbers_come_from(
    visit: Visit, width: int
) -> None:
    page = visit("/r/xiqing-kfq/2019/", width=width)
    for figure in ("1029", "19.98万", "31.3万", "81%", "5488", "47%"):
        expect(page.get_by_text(figure).first).to_be_visible()
    sources = page.get_by_role("region", name="数据来源").last
    expect(sources.get_by_text("零申报").first).to_be_visible()


def test_m19_other_matters_say_that_there_are_none(visit: Visit) -> None:
    page = visit("/r/xiqing-kfq/2019/")
    expect(page.get_by_text("无其他需要报告的事项")).to_be_visible()
