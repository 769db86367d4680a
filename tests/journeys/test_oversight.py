"""A registrar enters a problem and its measure, holds a training; an overseer sees a silent account on the watch."""

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
program, day = Program("journey"), date(2020, 1, 1)
for username, name, role, code in (
    ("baozhang", "保障登记员", "registrar", "xiqing-kfq"), ("ducha", "督查员", "overseer", "xiqing-qu"),
):
    unit = Organisation.objects.get(code=code)
    acts.appoint(acts.Person(username, name), role, unit, by=program, on=day, from_on=day)
    person = User.objects.get(username=username)
    person.set_password("a-long-password")
    person.save()
"""


@pytest.fixture(scope="module")
def officers(site: str, installation: dict[str, str]) -> None:
    """A registrar of the zone and an overseer of the district, who can sign in."""
    command = [sys.executable, "-m", "gongkai", "manage", "shell", "--no-imports", "-c", _APPOINT]
    subprocess.run(command, env=installation, check=True, capture_output=True)


def signed_in(visit: Visit, username: str, path: str, width: int = 1280) -> Page:
    page = visit(f"/office/login/?next={path}", width=width)
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{path}")
    return page


def submit(page: Page, said: str) -> None:
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(said)).to_be_visible()


def test_a_problem_is_entered_its_measure_done_and_the_next_report_answers(visit: Visit, officers: None) -> None:
    page = signed_in(visit, "baozhang", "/office/oversight/unit/xiqing-kfq/")
    page.get_by_role("link", name="登记问题").click()
    page.fill("#id_title", "栏目更新不够及时")
    page.select_option("#id_found", "report")
    page.fill("#id_found_on", "2024-12-31")
    page.fill("#id_report_year", "2024")
    submit(page, "问题已登记。")
    page.get_by_role("link", name="栏目更新不够及时").first.click()
    page.get_by_role("link", name="登记措施").click()
    page.fill("#id_content", "每周检查一次栏目")
    page.fill("#id_due_on", "2025-06-30")
    submit(page, "措施已登记。")
    page.get_by_role("link", name="登记已解决").click()
    page.fill("#id_outcome", "都更新了")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("还有1项措施没有完成").first).to_be_visible()
    expect(page.locator("#id_outcome")).to_have_value("都更新了")
    page.get_by_role("link", name="取消", exact=True).click()
    page.get_by_role("link", name="登记完成").click()
    page.fill("#id_done", "每周一检查，记录在案")
    page.fill("#id_done_on", "2025-03-31")
    page.set_input_files("#id_evidence", {"name": "记录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"})
    submit(page, "措施已登记为完成。")
    expect(page.get_by_role("link", name="记录.pdf")).to_be_visible()
    page.goto("/office/oversight/unit/xiqing-kfq/report/2025/")
    told = page.locator(".gk-oversight__told").filter(has_text="栏目更新不够及时")
    expect(told).to_contain_text("已完成：每周检查一次栏目（2025年3月31日，每周一检查，记录在案）")
    expect(told).to_contain_text("到年底没有解决")


def test_a_training_is_planned_and_held_with_its_list_on_a_narrow_screen(visit: Visit, officers: None) -> None:
    page = signed_in(visit, "baozhang", "/office/oversight/unit/xiqing-kfq/", width=390)
    page.get_by_role("link", name="计划培训").click()
    page.fill("#id_topic", "信息公开业务培训")
    page.fill("#id_planned_on", "2025-05-15")
    submit(page, "培训已登记。")
    page.goto("/office/oversight/unit/xiqing-kfq/trainings/?year=2025")
    page.get_by_role("link", name="信息公开业务培训").click()
    page.get_by_role("link", name="登记举办和签到").click()
    page.get_by_label("保障登记员").check()
    page.fill("#id_others", "张三 财政科\n李四 规划科")
    submit(page, "已登记举办情况。")
    expect(page.get_by_text("2025年5月15日，参加3人")).to_be_visible()
    page.get_by_role("link", name="登记测试成绩").click()
    page.get_by_label("张三（财政科）").fill("55")
    page.get_by_label("合格分数").fill("60")
    submit(page, "成绩已登记。")
    expect(page.get_by_role("row").filter(has_text="张三")).to_contain_text("不合格")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_overseer_sees_a_silent_account_and_inspects_its_unit(visit: Visit, officers: None) -> None:
    page = signed_in(visit, "ducha", "/office/oversight/")
    page.get_by_role("link", name="巡查：本周到期和已超期").click()
    row = page.get_by_role("row").filter(has_text="政务新媒体两周没有更新").filter(has_text="投资西青")
    expect(row).to_contain_text("已超")
    expect(page.get_by_text("达到单项否决：政务新媒体不更新1处")).to_be_visible()
    page.goto("/office/oversight/unit/xiqing-kfq/inspections/")
    page.get_by_role("link", name="开始检查").click()
    page.fill("#id_title", "网站抽查")
    page.select_option("#id_checklist", "site")
    page.fill("#id_from_on", "2019-01-01")
    page.fill("#id_until_on", "2019-12-31")
    page.fill("#id_size", "5")
    page.fill("#id_seed", "2019")
    submit(page, "检查已开始，样本已抽取。")
    page.get_by_role("link", name="网站抽查").click()
    expect(page.get_by_text("件中抽5件，种子2019")).to_be_visible()
    assert page.locator(".gk-oversight__sample li").count() == 5
