"""The back office's pages of channels, through real requests: who may what, and what is said when it cannot be."""

from __future__ import annotations

import base64
import io
from datetime import date
from typing import Any

import pytest
from channelled_zone import OPENED, PROGRAM, TODAY, appointed, csv, described, issue, read, sent, signed_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from gongkai.channels import acts
from gongkai.channels.models import Account, Column, Issue, Reading, ReadingImport, SiteTraffic, Website
from gongkai.channels.urls import urlpatterns
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}

#: Each address of the channels: what act it asks, and how it is reached at things of a unit.
ROUTES = {
    "unit": ("view", "unit/{unit}/"),
    "enter_site": ("enter_site", "unit/{unit}/enter-site/"),
    "enter_account": ("enter_account", "unit/{unit}/enter-account/"),
    "import": ("import_readings", "unit/{unit}/import/"),
    "template": ("import_readings", "unit/{unit}/import/template/"),
    "site": ("view", "site/{site}/"),
    "correct_site": ("enter_site", "site/{site}/correct/"),
    "close_site": ("close_site", "site/{site}/close/"),
    "enter_column": ("enter_column", "site/{site}/enter-column/"),
    "record_site_reading": ("record_reading", "site/{site}/record-reading/"),
    "site_readings": ("view", "site/{site}/readings/"),
    "traffic": ("view", "site/{site}/traffic/"),
    "correct_column": ("enter_column", "column/{column}/correct/"),
    "move_column": ("move_column", "column/{column}/move/"),
    "close_column": ("close_column", "column/{column}/close/"),
    "account": ("view", "account/{account}/"),
    "correct_account": ("enter_account", "account/{account}/correct/"),
    "merge_account": ("merge_account", "account/{account}/merge/"),
    "close_account": ("close_account", "account/{account}/close/"),
    "record_issue": ("record_issue", "account/{account}/record-issue/"),
    "record_account_reading": ("record_reading", "account/{account}/record-reading/"),
    "issues": ("view", "account/{account}/issues/"),
    "account_readings": ("view", "account/{account}/readings/"),
    "strike_reading": ("strike_reading", "reading/{reading}/strike/"),
    "evidence": ("view", "reading/{reading}/evidence/"),
}
POSTED = {name for name, (act, _path) in ROUTES.items() if act != "view" and name != "template"}


def things(unit: Organisation, code: str) -> dict[str, str]:
    """A site with a column, an account, and a reading with evidence, of *unit*."""
    site = acts.enter_site(unit, acts.SiteDescription(f"{code}-web", "网站", OPENED), **DO)
    column = acts.enter_column(site, acts.ColumnDescription(f"{code}-lan", "栏目", "news", OPENED), **DO)
    account = acts.enter_account(unit, described("weibo", f"{code}-wb", "微博"), **DO)
    row = acts.ReadingRow(account, "followers", 5, date(2019, 1, 1), None, "截图")
    reading = acts.record_reading(row, **DO, evidence=b"a,b\n1,2")
    return {"unit": unit.code, "site": site.uid, "column": column.uid, "account": account.uid, "reading": reading.uid}


@pytest.fixture
def registrar(officers: dict[str, User]) -> Client:
    return signed_in(officers["registrar"])


def test_every_route_is_in_the_table_of_this_test() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*ROUTES, "index"}


@pytest.mark.parametrize("role", list(matrix().roles))
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], role: str
) -> None:
    own, foreign = things(zone, "own"), things(other_unit, "foreign")
    browser = signed_in(officers[role])
    for name, (act, path) in ROUTES.items():
        allowed = role in matrix().acts[f"channels.{act}"].roles
        answer = browser.get(f"/office/channels/{path.format(**own)}")
        if answer.streaming:  # read to the end, which closes the file
            assert b"".join(answer.streaming_content)
        assert answer.status_code == (200 if allowed else 404), name
        assert browser.get(f"/office/channels/{path.format(**foreign)}").status_code == 404, name
        if name in POSTED:
            assert browser.post(f"/office/channels/{path.format(**foreign)}", {"reason": "x"}).status_code == 404, name
            posted = browser.post(f"/office/channels/{path.format(**own)}", {}).status_code
            assert posted == (422 if allowed else 404), name
    assert browser.get("/office/channels/site/nobody/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_door(zone: Organisation) -> None:
    assert Client().get("/office/channels/")["Location"].startswith("/office/login/")


def test_the_menu_leads_to_the_channels_and_one_unit_is_opened_at_once(registrar: Client, zone: Organisation) -> None:
    assert "/office/channels/" in registrar.get("/office/").content.decode()
    assert registrar.get("/office/channels/")["Location"] == "/office/channels/unit/zone/"


def test_a_superior_sees_which_units_have_channels(zone: Organisation, website: Website, wechat: Account) -> None:
    browser = signed_in(appointed("overseer", Organisation.objects.get(code="qu")))
    page = browser.get("/office/channels/").content.decode()
    assert 'href="/office/channels/unit/zone/"' in page
    assert browser.get("/office/channels/?unit=qu")["Location"] == "/office/channels/unit/qu/"
    assert browser.get("/office/channels/?unit=nobody").status_code == 404


def test_a_site_its_columns_and_their_end_by_the_forms(registrar: Client, zone: Organisation) -> None:
    fields = {"code": "kfq", "name": "开发区网", "is_own": "on", "opened_on": "2015-01-01"}
    assert registrar.post("/office/channels/unit/zone/enter-site/", fields).status_code == 302
    site = Website.objects.get(code="kfq")
    base = f"/office/channels/site/{site.uid}/"
    column = {"name": "政务动态", "kind": "news", "position": "1", "opened_on": "2015-01-01"}
    assert registrar.post(f"{base}enter-column/", {**column, "code": "dongtai"}).status_code == 302
    top = Column.objects.get(code="dongtai")
    below = {**column, "code": "gonggao", "name": "公告", "parent": top.uid}
    assert registrar.post(f"{base}enter-column/", below).status_code == 302
    inner = Column.objects.get(code="gonggao")
    page = registrar.get(base).content.decode()
    assert "gk-tree__unit--1" in page
    answer = registrar.post(f"/office/channels/column/{top.uid}/move/", {"parent": inner.uid, "position": "0"})
    assert answer.status_code == 409
    assert "它本身或它的下级栏目" in answer.content.decode()
    corrected = {"name": "工作动态", "kind": "news", "opened_on": "2015-01-01"}
    assert registrar.post(f"/office/channels/column/{top.uid}/correct/", corrected).status_code == 302
    top.refresh_from_db()
    assert (top.name, top.position) == ("工作动态", 1)
    move = {"parent": "", "position": "0"}
    assert registrar.post(f"/office/channels/column/{inner.uid}/move/", move).status_code == 302
    assert registrar.post(f"/office/channels/column/{top.uid}/close/", {"from_on": "2020-01-01"}).status_code == 302
    renamed = {"name": "开发区政务网", "is_own": "on", "opened_on": "2015-01-01"}
    assert registrar.post(f"{base}correct/", renamed).status_code == 302
    closing = {"closing": "政办函1号", "from_on": "2021-01-01"}
    assert registrar.post(f"{base}close/", closing).status_code == 302
    page = registrar.get(base).content.decode()
    assert "2021年1月1日起关停：政办函1号" in page
    assert "enter-column" not in page


def test_an_account_is_entered_corrected_merged_and_closed_by_the_forms(
    registrar: Client, zone: Organisation, toutiao: Account
) -> None:
    fields = {"platform": "wechat", "number": "wx-1", "name": "开发区发布", "opened_on": "2015-01-01"}
    assert registrar.post("/office/channels/unit/zone/enter-account/", fields).status_code == 302
    account = Account.objects.get(number="wx-1")
    base = f"/office/channels/account/{account.uid}/"
    corrected = {"name": "发布", "owner": "王主任", "opened_on": "2015-01-01"}
    assert registrar.post(f"{base}correct/", corrected).status_code == 302
    merging = {"into": toutiao.uid, "closing": "备案2号", "from_on": "2020-01-01"}
    assert registrar.post(f"{base}merge/", merging).status_code == 302
    assert "归并到开发区头条" in registrar.get(base).content.decode()
    closing = {"closing": "备案3号", "from_on": "2020-01-02"}
    assert registrar.post(f"/office/channels/account/{toutiao.uid}/close/", closing).status_code == 302
    assert Account.objects.filter(closed_on__isnull=True).count() == 0


def test_another_unit_s_account_cannot_be_chosen_to_merge_into(
    registrar: Client, wechat: Account, other_unit: Organisation
) -> None:
    foreign = acts.enter_account(other_unit, described("wechat", "foreign", "他区"), **DO)
    fields = {"into": foreign.uid, "closing": "备案", "from_on": "2020-01-01"}
    assert registrar.post(f"/office/channels/account/{wechat.uid}/merge/", fields).status_code == 422


def test_an_issue_is_typed_a_line_an_article(registrar: Client, wechat: Account) -> None:
    fields = {"published_on": "2019-03-05", "titles": "头条 https://mp.example.cn/1\n\n二条 有空格\n"}
    assert registrar.post(f"/office/channels/account/{wechat.uid}/record-issue/", fields).status_code == 302
    found = Issue.objects.get(number="2019-03-05")
    assert list(found.articles.values_list("title", "address")) == [
        ("头条", "https://mp.example.cn/1"), ("二条 有空格", ""),
    ]  # fmt: skip
    page = registrar.get(f"/office/channels/account/{wechat.uid}/issues/?year=2019").content.decode()
    assert "2019年推送1期，共2篇" in page


def test_a_reading_is_typed_refused_with_what_was_typed_and_struck(registrar: Client, toutiao: Account) -> None:
    base = f"/office/channels/account/{toutiao.uid}/"
    fields = {"measure": "reads", "value": "313000", "until_on": "2019-12-31", "origin": "后台截图"}
    evidence = SimpleUploadedFile("截图.csv", b"a,b\n1,2")
    assert registrar.post(f"{base}record-reading/", {**fields, "evidence": evidence}).status_code == 302
    shrunk = {**fields, "value": "300000", "until_on": "2020-01-01", "origin": "另一处截图"}
    answer = registrar.post(f"{base}record-reading/", shrunk)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "2019年12月31日为313,000" in page
    assert 'value="另一处截图"' in page
    wrong = SimpleUploadedFile("截图.png", b"<svg onload=alert(1)>,")
    assert registrar.post(f"{base}record-reading/", {**shrunk, "evidence": wrong}).status_code == 409
    reading = Reading.objects.get()
    download = registrar.get(f"/office/channels/reading/{reading.uid}/evidence/")
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert b"".join(download.streaming_content) == b"a,b\n1,2"
    strike = registrar.post(f"/office/channels/reading/{reading.uid}/strike/", {"reason": "抄错"})
    assert strike.status_code == 302
    listed = registrar.get(f"{base}readings/?measure=reads").content.decode()
    assert "作废：抄错" in listed


def test_a_year_beside_another_shows_both_figures_the_rate_and_the_days_missing(
    registrar: Client, zone: Organisation, toutiao: Account, wechat: Account, website: Website
) -> None:
    read(toutiao, "reads", 173_000, "2018-12-31")
    read(toutiao, "reads", 313_000, "2019-12-31")
    read(website, "views", 150_000, "2019-11-30", "2019-01-01")
    sent(wechat, issue("2019-01-01", "甲", "乙"))
    SiteTraffic.objects.create(website=website, on=date(2019, 5, 1), views=12, visitors=7)
    page = registrar.get("/office/channels/unit/zone/").content.decode()
    for words in ("313,000", "173,000", "+80.9%", "1期 2篇", "2019年缺2019年12月1日至2019年12月31日"):
        assert words in page
    assert "2018年与上一年" in registrar.get("/office/channels/unit/zone/?year=2018").content.decode()
    site = registrar.get(f"/office/channels/site/{website.uid}/").content.decode()
    assert "按日累计" in site
    chart = registrar.get(f"/office/channels/account/{toutiao.uid}/readings/?measure=reads").content.decode()
    assert "2018年12月31日为173,000，2019年12月31日为313,000" in chart
    assert "<svg" in chart
    assert 'style="' not in chart.partition("gk-channels__chart")[2].partition("</figure>")[0]


FOLLOWERS = [["时间", "累积关注人数"], ["2018-12-31", 3740], ["2019-12-31", 5488]]


def file(rows: list[list[Any]], name: str = "用户增长.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, csv(rows))


def test_a_file_is_looked_at_then_confirmed_and_known_again(registrar: Client, wechat: Account) -> None:
    address = "/office/channels/unit/zone/import/"
    looked = registrar.post(address, {"channel": wechat.uid, "file": file(FOLLOWERS)})
    page = looked.content.decode()
    assert "认作“微信公众号用户增长”，属于开发区发布。新增2行" in page
    assert not Reading.objects.exists()
    carried = {"channel": wechat.uid, "name": "用户增长.csv", "confirm": "1",
               "content": base64.b64encode(csv(FOLLOWERS)).decode(), "digest": looked.context["digest"]}  # fmt: skip
    assert registrar.post(address, {**carried, "digest": "0"}).status_code == 409
    assert registrar.post(address, carried)["Location"] == "/office/channels/unit/zone/"
    overview = registrar.get("/office/channels/unit/zone/").content.decode()
    assert "+46.7%" in overview
    assert "用户增长.csv" in overview
    again = registrar.post(address, {"channel": wechat.uid, "file": file(FOLLOWERS)})
    assert again.status_code == 200
    today = timezone.localdate()
    assert f"已于{today.year}年{today.month}月{today.day}日由registrarzone导入过" in again.content.decode()
    registrar.post(address, carried)
    assert (Reading.objects.count(), ReadingImport.objects.count()) == (2, 1)


def test_every_bad_line_is_listed_and_the_file_to_correct_is_offered(registrar: Client, wechat: Account) -> None:
    address = "/office/channels/unit/zone/import/"
    rows = [FOLLOWERS[0], ["2019-01-01", "三千"], ["2019-01-02", 5], ["某日", 6]]
    looked = registrar.post(address, {"channel": wechat.uid, "file": file(rows)})
    page = looked.content.decode()
    assert looked.status_code == 422
    assert "“三千”不是整数" in page
    assert "“某日”不是日期" in page
    marked = registrar.post(address, {"channel": wechat.uid, "name": "用户增长.csv", "marked": "1",
                                      "content": base64.b64encode(csv(rows)).decode()})  # fmt: skip
    sheet = load_workbook(io.BytesIO(marked.content)).active
    assert [cell.value for cell in sheet[1]] == ["时间", "累积关注人数", "问题"]
    assert "三千" in sheet["C2"].value
    assert not ReadingImport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"channel": ""}, 422, "必需字段"),
        ({"file": SimpleUploadedFile("x.csv", b"\xd0\xcf\x11\xe0")}, 400, "旧格式"),
        ({"file": SimpleUploadedFile("x.csv", b"<script>,1\n2,3")}, 400, "网页格式"),
        ({"content": "no base64!"}, 400, "空表"),
    ],
)
def test_what_is_no_file_is_refused_on_the_page(
    registrar: Client, zone: Organisation, fields: dict[str, Any], status: int, words: str
) -> None:
    answer = registrar.post("/office/channels/unit/zone/import/", fields)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_an_account_of_another_unit_cannot_be_named_in_an_import(registrar: Client, other_unit: Organisation) -> None:
    foreign = acts.enter_account(other_unit, described("wechat", "foreign", "他区"), **DO)
    answer = registrar.post("/office/channels/unit/zone/import/", {"channel": foreign.uid, "file": file(FOLLOWERS)})
    assert answer.status_code == 422
    assert not Reading.objects.exists()


def test_script_in_a_title_is_shown_as_text(registrar: Client, wechat: Account) -> None:
    sent(wechat, issue("2019-01-01", "<script>alert(1)</script>"))
    page = registrar.get(f"/office/channels/account/{wechat.uid}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("path", ["unit/zone/", "account/{account}/", "account/{account}/issues/",
                                  "account/{account}/readings/", "site/{site}/"])  # fmt: skip
def test_each_list_takes_the_same_queries_however_long(
    registrar: Client, zone: Organisation, wechat: Account, website: Website, columns: dict[str, Column], path: str
) -> None:
    address = f"/office/channels/{path.format(account=wechat.uid, site=website.uid)}"

    def queries_now() -> int:
        registrar.get(address)
        with CaptureQueriesContext(connection) as counted:
            registrar.get(address)
        return len(counted)

    def more(numbers: range) -> None:
        for number in numbers:
            read(wechat, "followers", number, f"2019-01-{number:02}")
            sent(wechat, issue(f"2019-01-{number:02}", "甲"))
            read(website, "views", 1, f"2019-01-{number:02}", f"2019-01-{number:02}")
            acts.enter_account(zone, described("weibo", f"wb-{number}", "号"), **DO)
            column = acts.ColumnDescription(f"lan-{number}", "栏目", "other", OPENED, columns["topic"])
            acts.enter_column(website, column, **DO)

    more(range(1, 3))
    few = queries_now()
    more(range(3, 28))
    assert queries_now() == few
