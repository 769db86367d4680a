"""Officers of the zone publish: from a document to the public page, with a return, a conflict and a lost connection."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable

import docx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
_APPOINT = """
from datetime import date
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.publications.acts import chains
unit, program, day = Organisation.objects.get(code="xiqing-kfq"), Program("journey"), date(2020, 1, 1)
for username, name, roles in (
    ("qicao", "齐草", ["editor"]), ("tongshi", "佟事", ["editor", "approver"]), ("shenhe", "申核", ["reviewer"]),
    ("baomi", "鲍密", ["secrecy_reviewer"]), ("shenpi", "沈批", ["approver"]),
):
    for role in roles:
        acts.appoint(acts.Person(username, name), role, unit, by=program, on=day, from_on=day)
    person = User.objects.get(username=username)
    person.set_password("a-long-password")
    person.save()
today = date.today()
chains.set_chain(
    unit, "", [("first", 2), ("secrecy", 2), ("approval", 1)], one_person=False, by=program, on=today, from_on=today
)
"""


@pytest.fixture(scope="module")
def officers(site: str, installation: dict[str, str]) -> None:
    """The zone's officers, who can sign in, and its chain."""
    command = [sys.executable, "-m", "gongkai", "manage", "shell", "--no-imports", "-c", _APPOINT]
    subprocess.run(command, env=installation, check=True, capture_output=True)


def signed_in(visit: Visit, username: str, path: str = "/office/today/", width: int = 1280) -> Page:
    page = visit(f"/office/login/?next={path}", width=width)
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{path}")
    return page


def document() -> dict[str, object]:
    made = docx.Document()
    made.add_paragraph("关于做好园区防汛工作的通知").alignment = 1
    made.add_paragraph("各企业要检查排水设施，备足防汛物资。")
    table = made.add_table(2, 2)
    for cell, words in zip(table._cells, ("地点", "责任人", "一号泵站", "值班室"), strict=True):
        cell.text = words
    out = io.BytesIO()
    made.save(out)
    return {"name": "防汛.docx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}


def begun(page: Page, title: str) -> None:
    """A draft of that title, open in the editor."""
    page.goto("/office/publications/add/")
    page.fill("#id_title", title)
    page.fill("#id_pasted", "正文一段。")
    page.get_by_role("button", name="开始起草").click()
    expect(page.get_by_text("草稿已建立")).to_be_visible()


def take(visit: Visit, username: str, title: str, button: str) -> Page:
    page = signed_in(visit, username)
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name=button, exact=True).click()
    return page


def test_from_a_document_over_a_return_at_a_line_to_the_public_page(visit: Visit, officers: None) -> None:
    title = "关于做好园区防汛工作的通知"
    editor = signed_in(visit, "qicao")
    editor.get_by_role("link", name="起草", exact=True).click()
    editor.set_input_files("#id_document", document())  # type: ignore[arg-type]
    editor.get_by_role("button", name="开始起草").click()
    expect(editor.locator("#id_title")).to_have_value(title)
    expect(editor.get_by_text("各企业要检查排水设施").first).to_be_visible()
    editor.get_by_role("button", name="保存并提交审核").click()
    expect(editor.get_by_text("已提交审核。")).to_be_visible()

    reviewer = signed_in(visit, "shenhe")
    reviewer.get_by_role("link", name=title).first.click()
    expect(reviewer.get_by_role("cell", name="一号泵站")).to_be_visible()
    line = reviewer.locator(".gk-line", has_text="各企业要检查排水设施")
    line.locator("summary").click()
    line.locator("textarea").fill("请写明检查的期限")
    reviewer.fill("#id_words", "内容不全")
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.get_by_text("已退回。")).to_be_visible()

    editor.goto("/office/today/")
    expect(editor.get_by_text("请写明检查的期限")).to_be_visible()
    editor.get_by_role("link", name=title).first.click()
    expect(editor.get_by_text("请写明检查的期限").first).to_be_visible()
    text = editor.locator(".public-DraftEditor-content", has_text="各企业要检查排水设施")
    text.click()
    editor.keyboard.press("Control+End")
    editor.keyboard.type("本月底前完成。")
    expect(text).to_contain_text("本月底前完成。")
    editor.get_by_label("已处理").check()
    editor.get_by_role("button", name="保存并提交审核").click()
    expect(editor.get_by_text("已提交审核。")).to_be_visible()

    take(visit, "shenhe", title, "通过")
    take(visit, "baomi", title, "通过")
    approver = take(visit, "shenpi", title, "通过")
    expect(approver.get_by_text("已通过。")).to_be_visible()
    address = editor.url.partition("/office/review/")[2].partition("/")[0]
    public = visit(f"/p/{address}/")
    expect(public.get_by_role("heading", name=title)).to_be_visible()
    expect(public.get_by_text("本月底前完成。")).to_be_visible()


def test_art_17_who_wrote_of_it_cannot_approve_it(visit: Visit, officers: None) -> None:
    title = "关于临时停水的公告"
    both = signed_in(visit, "tongshi")
    begun(both, title)
    both.get_by_role("button", name="保存并提交审核").click()
    take(visit, "shenhe", title, "通过")
    take(visit, "baomi", title, "通过")
    both.goto("/office/today/")
    both.get_by_role("link", name=title).first.click()
    expect(both.get_by_text("您参与了起草，审批要由他人办理。")).to_be_visible()
    expect(both.get_by_role("button", name="通过", exact=True)).to_have_count(0)


def test_the_second_of_two_editors_is_told_and_sees_both_texts(visit: Visit, officers: None) -> None:
    first = signed_in(visit, "qicao")
    begun(first, "关于道路施工的公告")
    second = signed_in(visit, "tongshi", first.url.partition("/office")[1] + first.url.partition("/office")[2])
    first.fill("#id_title", "关于道路施工的公告（改）")
    first.get_by_role("button", name="保存", exact=True).click()
    expect(first.get_by_text("已保存。")).to_be_visible()
    second.fill("#id_title", "关于道路封闭施工的公告")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_text("您打开之后，齐草已于")).to_be_visible()
    expect(second.get_by_role("heading", name="关于道路施工的公告（改）").first).to_be_visible()
    expect(second.locator("#id_title")).to_have_value("关于道路封闭施工的公告")


def test_what_was_written_without_a_connection_is_kept_and_offered(visit: Visit, officers: None) -> None:
    page = signed_in(visit, "qicao")
    begun(page, "关于停电检修的公告")
    address = page.url
    page.wait_for_timeout(2000)
    page.context.set_offline(True)
    page.fill("#id_title", "关于夜间停电检修的公告")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("网络已断开，没有保存。")).to_be_visible()
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    expect(page.locator("#id_title")).to_have_value("关于停电检修的公告")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("#id_title")).to_have_value("关于夜间停电检修的公告")
    expect(page.get_by_text("正文一段。").first).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    page.reload()
    expect(page.locator("[data-gk-unsaved]")).to_be_hidden()
    expect(page.locator("#id_title")).to_have_value("关于夜间停电检修的公告")


def test_the_preview_beside_the_editor_shows_the_page(visit: Visit, officers: None) -> None:
    page = signed_in(visit, "qicao")
    begun(page, "关于绿化养护的公告")
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", name="关于绿化养护的公告")).to_be_visible()


@pytest.mark.parametrize("path", ["/office/today/", "/office/review/", "/office/publications/", "/office/chains/"])
def test_on_a_phone_no_page_is_wider_than_the_screen(visit: Visit, officers: None, path: str) -> None:
    page = signed_in(visit, "shenhe", path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
