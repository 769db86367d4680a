"""What the founding document asks for, row by row, as a newcomer meets it: from the tour, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
#: What a person's browser calls itself; Chromium without a screen says that it is a program, and is not counted.
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def toured(visit: Visit, step: str, **options: object) -> Page:
    """The page at which a step of the tour begins, entered as the step says."""
    page = visit("/dev/tour/", **options)
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=step, exact=True))
    card.get_by_role("button").or_(card.get_by_role("link")).first.click()
    page.wait_for_load_state()
    return page


def row_of(page: Page, *words: str) -> list[str]:
    """The cells of the first row of a table that has all of *words*."""
    rows = page.get_by_role("row")
    for word in words:
        rows = rows.filter(has_text=word)
    expect(rows.first).to_be_visible()
    return [text.strip() for text in rows.first.locator("th, td").all_inner_texts()]


def test_m1_guide_and_catalogue_have_index_numbers_and_stand_on_the_districts_portal_too(visit: Visit) -> None:
    page = visit("/s/kfq-guanwang/")
    page.get_by_role("link", name="信息公开指南", exact=True).click()
    page.get_by_role("link", name="西青开发区信息公开指南（示例文本）").click()
    expect(page.get_by_role("term").filter(has_text="索引号")).to_be_visible()
    expect(page.get_by_text(re.compile(r"/2019-\d{5}"))).to_be_visible()
    expect(page.get_by_role("heading", name="同时刊登于")).to_be_visible()
    portal = page.get_by_role("link", name=re.compile("西青区政府门户网站"))
    assert (portal.get_attribute("href") or "").startswith("https://portal.example/")


def test_m2_the_budget_and_the_accounts_are_read_in_the_page_and_downloaded(visit: Visit) -> None:
    page = toured(visit, "预算、决算在页面里直接看")
    expect(page.get_by_role("link", name="西青开发区2018年部门决算（示例数据）")).to_be_visible()
    page.get_by_role("link", name="西青开发区2019年部门预算（示例数据）").click()
    table = page.get_by_role("table", name="2019年部门收支预算总表（示例数据）")
    expect(table.get_by_role("cell", name="1200.00").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("^下载：2019年部门收支预算总表")).click()
    assert taken.value.suggested_filename == "2019年部门收支预算总表（示例数据）.csv"


@pytest.mark.parametrize(("what", "figure"), [("概况类信息", "5"), ("政务动态信息", "729"), ("信息公开目录信息", "11")])
def test_m3_the_counts_by_class_are_those_of_the_document(visit: Visit, what: str, figure: str) -> None:
    page = toured(visit, "1029条是怎样数出来的")
    expect(page.locator("strong").get_by_text("1029").or_(page.locator("strong").get_by_text("1,029"))).to_be_visible()
    assert row_of(page, what)[-1] == figure


def test_m3_a_count_opens_the_items_that_it_is_made_of(visit: Visit) -> None:
    page = toured(visit, "1029条是怎样数出来的")
    row = page.get_by_role("row").filter(has_text="概况类信息").first
    row.get_by_role("link").last.click()
    expect(page.get_by_text("西青开发区领导信息（示例数据）")).to_be_visible()
    assert page.get_by_role("row").filter(has_text="2019").count() == 5


def test_m4_views_and_visitors_of_the_year_stand_with_their_source(visit: Visit) -> None:
    page = toured(visit, "访问量和访客数")
    assert "199,800" in row_of(page, "浏览量", "199,800")
    assert "114,000" in row_of(page, "访客数")


def test_m4_a_visit_is_counted_without_a_cookie_and_shown_to_the_office(visit: Visit) -> None:
    reader = visit("/c/kfq-zhidu/", user_agent=FIREFOX)
    reader.wait_for_timeout(11_000)  # a worker writes what it has counted every ten seconds
    assert reader.context.cookies() == []
    page = toured(visit, "访问量和访客数")
    page.get_by_role("link", name="访问量", exact=True).click()
    assert int(row_of(page, "/c/kfq-zhidu/")[-1]) >= 1


def test_m5_the_rule_in_force_names_the_one_before_and_the_chain_follows_it(visit: Visit) -> None:
    page = toured(visit, "制度的两个版本")
    page.get_by_role("link", name=re.compile("2017年版")).click()
    expect(page.get_by_text("本文件自2019年7月1日起废止。")).to_be_visible()
    page.get_by_role("link", name=re.compile("2019年修订")).first.click()
    expect(page.get_by_text("每条信息发布前经初审、复审、保密审查和审批四个环节", exact=False)).to_be_visible()
    chains = toured(visit, "设定审核流程")
    for stage in ("初审", "复审", "保密审查", "审批"):
        expect(chains.get_by_text(stage).first).to_be_visible()


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        (("天津西青开发区", "推送"), ("160期 160篇",)),
        (("天津西青开发区", "累计阅读量"), ("313,000", "173,000", "+80.9%")),
        (("投资西青", "推送"), ("145期 535篇",)),
        (("投资西青", "粉丝数"), ("5,488", "3,740", "+46.7%")),
    ],
    ids=["pushes", "reads", "issues", "followers"],
)
def test_m6_m7_the_accounts_stand_beside_the_year_before(
    visit: Visit, words: tuple[str, ...], figures: tuple[str, ...]
) -> None:
    cells = row_of(toured(visit, "头条号和微信公众号"), *words)
    assert set(figures) <= set(cells)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_tour_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    page = visit("/dev/tour/", width=width)
    addresses = page.get_by_role("link", name="打开").evaluate_all("links => links.map(link => link.pathname)")
    for address in ["/dev/tour/", *addresses]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def test_the_tour_is_there_in_the_demonstration_alone(visit: Visit) -> None:
    page = visit("/dev/tour/")
    assert page.request.get("/dev/tour/", headers={"X-Forwarded-For": "203.0.113.7"}).status == 404
