"""A year's report from its first page to the public: begun, asked for, declared, drafted, reviewed, frozen, read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
#: The year that is reported when these tests run: the one before theirs, as the page offers it.
YEAR = date.today().year - 1
_APPOINT = """
from datetime import date
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
program, day = Program("journey"), date(2020, 1, 1)
district = Organisation.objects.get(code="xiqing-qu")
unit = acts.enter(acts.Description("luxing-ju", "旅行局", "department", district), by=program, on=day)
for role, name in (("reporter", "年报员"), ("approver", "审批员")):
    acts.appoint(acts.Person(f"luxing-{role}", name), role, unit, by=program, on=day, from_on=day)
    person = User.objects.get(username=f"luxing-{role}")
    person.set_password("a-long-password")
    person.save()
"""


@pytest.fixture(scope="module")
def bureau(site: str, installation: dict[str, str]) -> str:
    """The code of a bureau with a reporter and an approver, who can sign in."""
    command = [sys.executable, "-m", "gongkai", "manage", "shell", "--no-imports", "-c", _APPOINT]
    subprocess.run(command, env=installation, check=True, capture_output=True)
    return "luxing-ju"


def signed_in(visit: Visit, role: str, path: str, width: int = 1280) -> Page:
    page = visit(f"/office/login/?next={path}", width=width)
    page.locator("input[name=login]").fill(f"luxing-{role}")
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{path}")
    return page


def fits(page: Page) -> bool:
    """Nothing sticks out of the page: what is wider scrolls in its own frame."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def tab(page: Page, name: str) -> None:
    tabs = page.get_by_label("本报告的页面")
    tabs.get_by_role("link", name=name).click()
    expect(tabs.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")


def test_a_report_is_compiled_declared_drafted_reviewed_frozen_published_and_read(visit: Visit, bureau: str) -> None:
    page = signed_in(visit, "reporter", f"/office/yearbook/unit/{bureau}/")
    expect(page.get_by_text(f"{YEAR + 1}年1月31日前公布（条例第四十九条第一款）")).to_be_visible()
    page.get_by_role("link", name="开始编制").click()
    page.get_by_role("button", name="开始编制").click()
    page.get_by_role("link", name="继续编制").click()
    expect(page.get_by_role("heading", name=f"旅行局{YEAR}年政府信息公开工作年度报告")).to_be_visible()
    assert page.locator(".gk-cell--asked").count() > 100

    tab(page, "零申报与待填")
    beside = page.get_by_label("检查结果")
    expect(page.get_by_role("heading", name="待填", exact=True)).to_be_visible()
    boxes = page.get_by_role("checkbox", name="零申报")
    count = boxes.count()
    expect(beside.get_by_text(f"还有{count}个登记簿待填")).to_be_visible()
    boxes.first.check()
    expect(beside.get_by_text(f"还有{count - 1}个登记簿待填")).to_be_visible()  # before anything is sent
    for number in range(1, count):
        boxes.nth(number).check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text(f"已零申报{count}项")).to_be_visible()

    tab(page, "文字")
    page.locator("#section-other").get_by_role("link", name="修改").click()
    field = page.get_by_label("其他需要报告的事项")
    field.fill(f"{YEAR}年，本机关收取信息处理费0元。")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#section-other")).to_contain_text("收取信息处理费0元")
    tab(page, "审核与公布")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审")).to_be_visible()

    page = signed_in(visit, "approver", f"/office/yearbook/unit/{bureau}/")
    page.get_by_role("link", name="继续编制").click()
    tab(page, "审核与公布")
    page.get_by_label("意见").fill("数字和文字均已核对。")
    page.get_by_role("button", name="同意").click()
    page.get_by_role("button", name="定稿").click()
    expect(page.get_by_role("cell", name="第1版")).to_be_visible()
    page.get_by_role("button", name="公布").click()
    expect(page.get_by_text("已公布。")).to_be_visible()

    for width in (1280, 390):
        stranger = visit(f"/r/{bureau}/{YEAR}/", width=width)
        expect(stranger.get_by_role("heading", name=f"旅行局{YEAR}年政府信息公开工作年度报告")).to_be_visible()
        expect(stranger.get_by_role("heading", name="数据来源")).to_be_visible()
        expect(stranger.get_by_text("没有记录，机关已作零申报").first).to_be_visible()
        assert fits(stranger)


def test_every_page_of_a_report_fits_a_narrow_screen_and_a_cell_leads_to_its_sum(visit: Visit, bureau: str) -> None:
    page = signed_in(visit, "reporter", f"/office/yearbook/unit/{bureau}/", width=390)
    assert fits(page)
    page.get_by_role("link", name=f"{YEAR}年度").click()
    expect(page.get_by_text("昨天以来的变动")).to_be_visible()
    assert fits(page)
    page.locator("#cell-applications-received-total a").click()
    expect(page.get_by_role("heading", name="由这些数相加")).to_be_visible()
    page.get_by_role("link", name="自然人").click()
    expect(page.get_by_role("cell", name="零申报：收到和处理政府信息公开申请情况（旅行局）")).to_be_visible()
    assert fits(page)
    for name in ("零申报与待填", "调整", "文字", "审核与公布"):
        tab(page, name)
        assert fits(page), name
