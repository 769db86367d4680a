"""Pages of published reports."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_site import DEMO
from gongkai.organisations import acts as organisations
from gongkai.organisations.permissions import Program
from gongkai.report import Report, read
from gongkai.yearbook import acts as yearbook

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/r/xiqing-kfq/",
    "/r/xiqing-qu/",
    "/r/xiqing-kfq/2019/",
    "/r/shili/2024/",
    "/r/shili/2024/compare/",
    "/check/",
    "/accessibility/",
    "/api/v1/",
]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_page_answers_in_the_language_of_its_address(client: Client, path: str, language: str) -> None:
    response = client.get(path if language == "zh-Hans" else f"/en{path}")
    page = response.content.decode()
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in page
    assert ("跳到正文" in page) == (language == "zh-Hans")
    assert not response.cookies


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", PAGES)
def test_neither_a_cookie_nor_a_header_changes_the_language_of_a_public_page(client: Client, path: str) -> None:
    plain = client.get(path).content
    client.cookies["django_language"] = "en"
    assert client.get(path, headers={"Accept-Language": "en"}).content == plain


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_an_inline_style_or_script(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


@pytest.mark.usefixtures("demo")
def test_the_founding_report_shows_its_figures_and_every_cell(client: Client) -> None:
    page = client.get("/r/xiqing-kfq/2019/").content.decode()
    for figure in (
        "1029条",
        "19.98万次",
        "11.40万人",
        "31.3万人次",
        "17.3万人次",
        "5488人",
        "3740人",
        "145期",
        "535条",
    ):
        assert figure in page
    cells = re.findall(r'data-cell="([^"]+)"[^>]*>(.*?)</td>', page)
    assert len(cells) == 198
    assert {value for _, value in cells} == {"0"}


@pytest.mark.usefixtures("demo")
def test_a_report_of_zeros_has_no_chart_and_a_busy_one_has(client: Client) -> None:
    assert "<svg" not in client.get("/r/xiqing-kfq/2019/").content.decode()
    busy = client.get("/r/shili/2024/").content.decode()
    assert "<svg" in busy
    assert "予以公开177" in busy


@pytest.mark.usefixtures("demo")
def test_sample_data_say_so_on_every_page_that_shows_them(client: Client) -> None:
    for path in ("/", "/r/shili/", "/r/shili/2024/", "/r/shili/2024/compare/"):
        assert "示例数据" in client.get(path).content.decode()
    assert "示例数据" not in client.get("/r/xiqing-kfq/2019/").content.decode()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("to", ["html", "docx", "pdf", "xlsx", "md", "json"])
@pytest.mark.parametrize(("body", "year"), [("xiqing-kfq", 2019), ("shili", 2024)])
def test_each_download_reads_back_as_the_report(client: Client, body: str, year: int, to: str) -> None:
    response = client.get(f"/r/{body}/{year}.{to}")
    report = Report.from_json((DEMO / f"{body}-{year}.json").read_bytes())
    again = read(response.content, f"{body}.{to}")
    assert response.status_code == 200
    assert (again.agency, again.year, again.cells) == (report.agency, report.year, report.cells)


@pytest.mark.usefixtures("demo")
def test_the_json_at_the_stable_address_is_byte_for_byte_what_was_published(client: Client) -> None:
    published = (DEMO / "xiqing-kfq-2019.json").read_bytes()
    assert client.get("/r/xiqing-kfq/2019.json").content == published
    assert client.get("/api/v1/reports/xiqing-kfq/2019").content == published


@pytest.mark.usefixtures("demo")
def test_the_comparison_shows_what_moved_and_by_how_much(client: Client) -> None:
    page = client.get("/r/shili/2024/compare/").content.decode()
    assert "+1444" in page
    assert "+7.83%" in page
    assert "<ins>" in page
    assert "<del>" in page


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/r/nobody/",
        "/r/nobody/2019/",
        "/r/shili/1999/",
        "/r/shili/2023/compare/",
        "/r/shili/2019.exe",
        "/r/shili/2019.pdf",
        "/r/shili/20190/",
        "/.well-known/security.txt",
        "/en/healthz",
    ],
)
def test_what_is_not_there_is_404_with_a_sentence(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert ("没有这个页面" in response.content.decode()) == (not path.startswith("/en/"))


def test_a_home_page_without_reports_says_what_to_do(client: Client) -> None:
    assert "gongkai demo" in client.get("/").content.decode()


def test_markup_in_a_report_is_text_on_its_page(client: Client) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    report = Report.from_json((DEMO / "shili-2024.json").read_bytes())
    report.agency = report.title = evil
    report.extra["note"] = evil
    report.sections[0] = type(report.sections[0])("一", "overview", evil, evil)
    body = organisations.enter(
        organisations.Description("evil", evil[:60], "zone"), by=Program("test"), on=date(2025, 1, 1)
    )
    yearbook.publish_report(report, body, by=Program("test"), on=date(2025, 1, 1))
    for path in ("/", "/r/evil/", "/r/evil/2024/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("path", ["/", "/r/zone/"])
def test_a_list_of_reports_takes_the_same_queries_at_1_and_at_200(client: Client, path: str) -> None:
    body = organisations.enter(
        organisations.Description("zone", "某开发区", "zone"), by=Program("test"), on=date(2025, 1, 1)
    )
    report = Report.from_json((DEMO / "xiqing-kfq-2019.json").read_bytes())

    def publish(year: int) -> None:
        report.year = year
        yearbook.publish_report(report, body, by=Program("test"), on=date(year + 1, 1, 31))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    publish(2019)
    one = queries()
    for year in range(2020, 2219):
        publish(year)
    assert queries() == one <= 5


@pytest.mark.usefixtures("demo")
def test_a_report_page_takes_three_queries_the_report_its_years_and_its_versions(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/r/shili/2024/")
    assert len(asked) == 3


@pytest.mark.usefixtures("demo")
def test_a_report_stands_beside_the_year_before_as_a_chart_and_as_a_table(client: Client) -> None:
    page = client.get("/r/shili/2024/").content.decode()
    assert 'aria-label="2023年收到464件，办结454件；2024年收到542件，办结536件"' in page
    line = page.partition(">本年新收政府信息公开申请数量</a></th>")[2].partition("</tr>")[0]
    assert [cell.partition("</td>")[0] for cell in line.split('<td class="gk-cell">')[1:]] == [
        "542",
        "464",
        "+78",
        "+16.8%",
    ]
    alone = client.get("/r/shili/2023/").content.decode()
    assert "与往年相比" not in alone


@pytest.mark.usefixtures("demo")
def test_each_chart_says_its_numbers_in_a_table_too(client: Client) -> None:
    page = client.get("/r/shili/2024/").content.decode()
    assert page.count("<svg") == page.count('class="gk-table gk-chart__table"') == 2


@pytest.mark.usefixtures("demo")
def test_a_report_that_was_not_frozen_here_claims_no_sources_and_has_one_version(client: Client) -> None:
    page = client.get("/r/shili/2024/").content.decode()
    assert "数据来源" not in page
    assert "历次版本" not in page
    assert client.get("/r/shili/2024/v/1/").status_code == 200
    assert client.get("/r/shili/2024/v/2/").status_code == 404
    assert client.get("/r/shili/2024/v/1.json").content == client.get("/r/shili/2024.json").content


def test_security_txt_names_the_contact_of_the_installation(client: Client, settings: object) -> None:
    settings.GONGKAI_SECURITY_CONTACT = "mailto:security@example.org"  # type: ignore[attr-defined]
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@example.org\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)


def test_robots_are_kept_out_of_the_back_office_alone(client: Client) -> None:
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /office/",
        "Allow: /",
    ]


def test_the_json_of_a_page_is_announced_in_its_head(client: Client, demo: None) -> None:
    page = client.get("/r/xiqing-kfq/2019/").content.decode()
    address = re.search(r'rel="alternate" type="application/json" href="([^"]+)"', page)
    assert address is not None
    assert json.loads(client.get(address[1]).content)["year"] == 2019
