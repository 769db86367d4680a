"""A registrar enters an account, takes in what WeChat gave out, and sees the year beside the year before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
_APPOINT = """
from datetime import date
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
unit, program, day = Organisation.objects.get(code="xiqing-kfq"), Program("journey"), date(2020, 1, 1)
acts.appoint(acts.Person("dengji", "登记员"), "registrar", unit, by=program, on=day, from_on=day)
person = User.objects.get(username="dengji")
person.set_password("a-long-password")
person.save()
"""


@pytest.fixture(scope="module")
def registrar(site: str, installation: dict[str, str]) -> str:
    """The name of a registrar of the zone, who can sign in."""
    command = [sys.executable, "-m", "gongkai", "manage", "shell", "--no-imports", "-c", _APPOINT]
    subprocess.run(command, env=installation, check=True, capture_output=True)
    return "dengji"


def file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}


def signed_in(visit: Visit, username: str, path: str, width: int = 1280) -> Page:
    page = visit(f"/office/login/?next={path}", width=width)
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{path}")
    return page


def taken_in(page: Page, name: str, text: str) -> None:
    """Choose a file on the page of imports, have it checked and confirm it."""
    page.set_input_files("#id_file", file(name, text))  # type: ignore[arg-type]
    page.get_by_role("button", name="检查文件").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入")).to_be_visible()


def test_a_wechat_export_becomes_issues_and_followers_and_the_year_is_compared(visit: Visit, registrar: str) -> None:
    page = signed_in(visit, registrar, "/office/channels/unit/xiqing-kfq/")
    page.get_by_role("link", name="登记账号").click()
    page.select_option("#id_platform", "wechat")
    page.fill("#id_number", "journey-wx")
    page.fill("#id_name", "旅程发布")
    page.fill("#id_opened_on", "2015-01-01")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="旅程发布", exact=True).first.click()

    page.get_by_role("link", name="导入平台数据").click()
    wrong = "时间,新关注人数,取消关注人数,净增关注人数,累积关注人数\n2018-12-31,9,1,8,3740\n2019-12-31,9,1,8,约5488\n"
    page.set_input_files("#id_file", file("用户增长.csv", wrong))  # type: ignore[arg-type]
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("“约5488”不是整数")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载标明问题的文件").click()
    assert download.value.suggested_filename == "readings-marked.xlsx"

    page.get_by_role("link", name="换一个文件").click()
    page.select_option("#id_channel", label="旅程发布（微信公众号）")
    right = wrong.replace("约5488", "5488")
    taken_in(page, "用户增长.csv", right)
    row = page.get_by_role("row").filter(has_text="旅程发布").filter(has_text="粉丝数")
    expect(row).to_contain_text("5,488")
    expect(row).to_contain_text("3,740")
    expect(row).to_contain_text("+46.7%")

    page.get_by_role("link", name="导入平台数据").click()
    page.select_option("#id_channel", label="旅程发布（微信公众号）")
    page.set_input_files("#id_file", file("用户增长.csv", right))  # type: ignore[arg-type]
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("由登记员导入过")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)

    page.get_by_role("link", name="换一个文件").click()
    page.select_option("#id_channel", label="旅程发布（微信公众号）")
    taken_in(page, "图文.csv", "标题,发布日期,阅读次数\n头条,20190305,120\n二条,20190305,80\n防汛提示,20190701,300\n")
    pushed = page.get_by_role("row").filter(has_text="旅程发布").filter(has_text="2期 3篇")
    pushed.get_by_role("link", name="推送").click()
    expect(page.get_by_text("2019年推送2期，共3篇")).to_be_visible()


def test_the_figures_behind_a_rate_are_drawn_and_listed_on_a_narrow_screen(visit: Visit, registrar: str) -> None:
    page = signed_in(visit, registrar, "/office/channels/unit/xiqing-kfq/", width=390)
    row = page.get_by_role("row").filter(has_text="旅程发布").filter(has_text="粉丝数")
    row.get_by_role("link", name="粉丝数").click()
    expect(page.get_by_role("img", name="粉丝数：2018年12月31日为3,740，2019年12月31日为5,488")).to_be_visible()
    expect(page.get_by_role("cell", name="5,488")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
