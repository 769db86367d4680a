"""Penalties on their way from a spreadsheet to strangers: pasted, put right, taken in, judged, published, found."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
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
for name, role in (("bushou", "registrar"), ("pizhun", "approver")):
    acts.appoint(acts.Person(name, name), role, unit, by=program, on=day, from_on=day)
    person = User.objects.get(username=name)
    person.set_password("a-long-password")
    person.save()
"""
_PUBLISH = """
from datetime import date
from gongkai.organisations.models import User
from gongkai.registers.acts import judging
from gongkai.registers.models import Decision
found, today = Decision.objects.filter(document_number__startswith="旅程罚"), date.today()
unjudged = [decision for decision in found if decision.is_public is None]
judging.judge(unjudged, True, "有一定社会影响", by=User.objects.get(username="bushou"), on=today)
judging.publish(list(Decision.objects.filter(pk__in=[row.pk for row in found])),
                by=User.objects.get(username="pizhun"), on=today)
"""
_TABLE = "/office/registers/unit/xiqing-kfq/table/decisions-penalties/"
_HEADINGS = [
    "相对人名称", "相对人类别", "决定文书号", "决定日期", "违法行为类型", "违法事实", "处罚依据", "处罚类别",
    "处罚内容", "罚款金额（万元）",
]  # fmt: skip
_SAID = [
    "未按规定公示信息",
    "经营场所未悬挂营业执照",
    "《市场主体登记管理条例》第四十八条",
    "罚款",
    "罚款500元",
    "0.05",
]
_ROWS = [
    ["天津旅程商贸有限公司", "法人及非法人组织", "旅程罚〔2026〕1号", "2026/10/8", *_SAID],
    ["李四光", "自然人", "旅程罚〔2026〕2号", "国庆节", *_SAID],
]


def on_the_site(installation: dict[str, str], text: str) -> None:
    """Run a few lines on the site's own data."""
    command = [sys.executable, "-m", "gongkai", "manage", "shell", "--no-imports", "-c", text]
    done = subprocess.run(command, env=installation, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def officers(site: str, installation: dict[str, str]) -> None:
    """A registrar and an approver of the zone, who can sign in."""
    on_the_site(installation, _APPOINT)


def signed_in(visit: Visit, username: str, path: str, width: int = 1280) -> Page:
    page = visit(f"/office/login/?next={path}", width=width)
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{path}")
    return page


def fits(page: Page) -> bool:
    """Whether nothing stands out of the window to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.usefixtures("officers")
def test_penalties_are_pasted_put_right_published_and_found(
    visit: Visit, site: str, installation: dict[str, str]
) -> None:
    page = signed_in(visit, "bushou", _TABLE)
    page.get_by_role("link", name="导入或粘贴").click()
    page.get_by_label("或者粘贴表格").fill("\n".join("\t".join(row) for row in [_HEADINGS, *_ROWS]))
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_text("“国庆节”不是日期")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    page.get_by_label("第3行：决定日期").fill("2026年10月1日")
    page.get_by_role("button", name="改正并重新检查").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入：新增2行")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="旅程罚〔2026〕2号")
    expect(row).to_contain_text("500")

    # Strangers find nothing before it is judged and published.
    stranger = visit("/registers/xiqing-kfq/decisions-penalties/?text=旅程罚〔2026〕1号")
    expect(stranger.get_by_text("没有符合条件的记录")).to_be_visible()
    on_the_site(installation, _PUBLISH)

    stranger = visit("/r/xiqing-kfq/")
    stranger.get_by_role("link", name="行政处罚决定").click()
    stranger.get_by_label("查找").fill("旅程商贸")
    stranger.get_by_role("button", name="查找").click()
    stranger.get_by_role("link", name="天津旅程商贸有限公司").click()
    expect(stranger.get_by_text("经营场所未悬挂营业执照")).to_be_visible()
    assert fits(stranger)
    stranger = visit("/registers/xiqing-kfq/decisions-penalties/?text=旅程罚〔2026〕2号", width=390)
    expect(stranger.get_by_text("李某某")).to_be_visible()
    assert fits(stranger)
    with urllib.request.urlopen(f"{site}/registers/xiqing-kfq/decisions-penalties.json") as answer:
        told = {row["document_number"]: row["party_name"] for row in json.load(answer)["rows"]}
    assert told["旅程罚〔2026〕2号"] == "李某某"


@pytest.mark.usefixtures("officers")
def test_a_cell_is_corrected_where_it_stands_and_the_second_is_told(visit: Visit) -> None:
    page = signed_in(visit, "bushou", f"{_TABLE}import/")
    row = ["天津格子有限公司", "法人及非法人组织", "格子罚〔2026〕1号", "2026-10-08", *_SAID]
    page.get_by_label("或者粘贴表格").fill("\n".join("\t".join(cells) for cells in [_HEADINGS, row]))
    page.get_by_role("button", name="检查", exact=True).click()
    page.get_by_role("button", name="确认导入").click()

    first, second = (signed_in(visit, "bushou", _TABLE) for _window in range(2))
    for window, amount in ((first, "600"), (second, "700")):
        window.goto(f"{_TABLE}?text=格子罚")
        window.get_by_role("button", name="更正罚款金额：500").click()
        window.get_by_label("罚款金额（元）").fill(amount)
        window.get_by_label("更正原因").fill("笔误")
    first.get_by_role("button", name="保存").click()
    expect(first.get_by_role("cell", name="600")).to_be_visible()
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_text("已有人更正过")).to_be_visible()
    expect(second.get_by_label("罚款金额（元）")).to_have_value("700")
    expect(second.get_by_text("现在登记的是：600")).to_be_visible()
    second.get_by_role("button", name="取消").click()
    second.reload()
    expect(second.get_by_role("cell", name="600")).to_be_visible()


@pytest.mark.usefixtures("officers")
def test_the_row_has_a_page_that_works_without_a_script_on_a_phone(visit: Visit) -> None:
    page = visit(f"/office/login/?next={_TABLE}import/", width=390)
    page.locator("input[name=login]").fill("bushou")
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    row = ["天津手机有限公司", "法人及非法人组织", "手机罚〔2026〕1号", "2026-10-08", *_SAID]
    page.get_by_label("或者粘贴表格").fill("\n".join("\t".join(cells) for cells in [_HEADINGS, row]))
    page.get_by_role("button", name="检查", exact=True).click()
    page.get_by_role("button", name="确认导入").click()
    page.goto(f"{_TABLE}?text=手机罚")
    page.get_by_role("link", name="更正", exact=True).click()
    page.get_by_label("罚款金额（元）").fill("八百")
    page.get_by_label("更正原因").fill("笔误")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("“八百”不是金额")).to_be_visible()
    page.get_by_label("罚款金额（元）").fill("800")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已更正")).to_be_visible()
    assert fits(page)
