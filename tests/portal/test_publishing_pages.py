"""Pages of sites, columns and publications."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.channels.models import Column, Website
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Program
from gongkai.publications.models import Explains, Placement, Publication, Validity
from gongkai.publications.queries import public

pytestmark = pytest.mark.django_db

DAY = date(2019, 6, 3)


@pytest.fixture
def unit() -> Organisation:
    description = organisations.Description("zone", "示例开发区", "zone", None)
    return organisations.enter(description, by=Program("test"), on=DAY)


@pytest.fixture
def site(unit: Organisation) -> Website:
    return Website.objects.create(organisation=unit, code="zone", name="示例开发区网站", opened_on=date(2015, 1, 1))


@pytest.fixture
def column(site: Website) -> Column:
    return Column.objects.create(
        website=site, code="zone-news", name="工作动态", kind="news", opened_on=date(2015, 1, 1)
    )


def published(unit: Organisation, title: str, column: Column | None = None, **fields: Any) -> Publication:
    values: dict[str, Any] = {"kind": "article", "live": True, "published_on": DAY, **fields}
    made = Publication.objects.create(organisation=unit, title=title, **values)
    if column is not None:
        Placement.objects.create(
            organisation=unit, publication=made, column=column, state="accepted", from_on=values["published_on"] or DAY
        )
    return made


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_publication_has_a_page_with_its_way_back(client: Client, unit: Organisation, column: Column) -> None:
    made = published(unit, "示例：开工仪式", column, source="办公室")
    found = page(client, f"/p/{made.uid}/")
    assert "示例：开工仪式" in found
    assert "2019年6月3日" in found
    assert '<a href="/c/zone-news/"' in found
    assert '<a href="/s/zone/"' in found


def test_art_12_a_paper_shows_its_index_number_name_and_day_of_making(
    client: Client, unit: Organisation, column: Column
) -> None:
    made = published(
        unit, "示例：管理办法", column, kind="normative", index_number="000014349/2019-00001",
        made_on=date(2019, 5, 31),
        document_number="示开发〔2019〕6号", effective_on=date(2019, 7, 1), issuer="示例开发区", ground="20.1",
        subject="general", form="notice",
    )  # fmt: skip
    found = re.sub(r"<[^>]+>", " ", page(client, f"/p/{made.uid}/"))
    for words in ("000014349/2019-00001", "2019年5月31日", "示开发〔2019〕6号", "通知", "综合政务", "2019年7月1日"):
        assert words in found


@pytest.mark.parametrize("fields", [{"live": False, "published_on": None}, {"live": False}])
def test_what_is_not_public_is_not_there(client: Client, unit: Organisation, fields: dict[str, Any]) -> None:
    made = published(unit, "示例：草稿", **fields)
    assert "示例：草稿" not in page(client, f"/p/{made.uid}/", 404)


def test_what_was_withdrawn_says_so_and_shows_nothing_of_it(client: Client, unit: Organisation, column: Column) -> None:
    made = published(unit, "示例：撤下的稿件", column, live=False, is_withdrawn=True)
    assert "撤下的稿件" not in page(client, f"/p/{made.uid}/", 410)
    assert "撤下的稿件" not in page(client, "/c/zone-news/")


def test_only_accepted_placements_that_have_begun_and_not_ended_are_shown(
    client: Client, unit: Organisation, column: Column
) -> None:
    today = timezone.localdate()
    rows = {
        "在栏": {"state": "accepted", "from_on": today},
        "待确认": {"state": "offered", "from_on": today},
        "已退回": {"state": "returned", "from_on": today, "reason": "不合适"},
        "明日": {"state": "accepted", "from_on": today + timedelta(days=1)},
        "到期": {"state": "accepted", "from_on": DAY, "until_on": today},
    }
    for title, fields in rows.items():
        Placement.objects.create(
            organisation=unit, publication=published(unit, f"示例{title}"), column=column, **fields
        )
    found = page(client, "/c/zone-news/")
    assert [title for title in rows if f"示例{title}" in found] == ["在栏"]


def test_pages_of_a_column_are_numbered_from_the_oldest_so_that_a_full_page_stays(
    client: Client, unit: Organisation, column: Column
) -> None:
    for number in range(45):
        published(unit, f"示例第{number:02}条", column, published_on=DAY + timedelta(days=number))
    first = page(client, "/c/zone-news/1/")
    assert re.findall(r"示例第(\d\d)条", first) == [f"{number:02}" for number in range(19, -1, -1)]
    published(unit, "示例第99条", column, published_on=DAY + timedelta(days=99))
    assert re.findall(r"示例第(\d\d)条", page(client, "/c/zone-news/1/")) == re.findall(r"示例第(\d\d)条", first)
    newest = re.findall(r"示例第(\d\d)条", page(client, "/c/zone-news/"))
    assert newest[0] == "99"
    assert len(newest) == public.PAGE
    assert page(client, "/c/zone-news/3/").count("gk-entries__item") == 6
    page(client, "/c/zone-news/4/", 404)
    page(client, "/c/zone-news/0/", 404)


def test_a_column_costs_the_same_queries_with_one_entry_and_with_many(
    client: Client, unit: Organisation, column: Column
) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, address)
        return len(queries)

    published(unit, "示例一", column)
    before = asked("/c/zone-news/"), asked("/s/zone/")
    for number in range(60):
        published(unit, f"示例{number}", column)
    assert (asked("/c/zone-news/"), asked("/s/zone/")) == before


def test_a_site_shows_its_open_columns_with_counts_and_the_newest(
    client: Client, unit: Organisation, site: Website, column: Column
) -> None:
    Column.objects.create(
        website=site, code="zone-old", name="旧栏目", kind="other", opened_on=DAY, closed_on=DAY + timedelta(days=9)
    )
    for number in range(7):
        published(unit, f"示例第{number}条", column, published_on=DAY + timedelta(days=number))
    found = page(client, "/s/zone/")
    assert "7条" in found
    assert re.findall(r"示例第(\d)条", found) == ["6", "5", "4", "3", "2"]
    assert "旧栏目" not in found


def test_columns_of_outside_sites_have_no_page_here(client: Client, unit: Organisation) -> None:
    outside = Website.objects.create(
        organisation=unit,
        code="portal",
        name="区门户",
        is_own=False,
        address="https://qu.example.gov.cn/",
        opened_on=DAY,
    )
    Column.objects.create(website=outside, code="portal-open", name="公开", kind="catalogue", opened_on=DAY)
    page(client, "/c/portal-open/", 404)
    page(client, "/s/portal/", 404)


def test_a_repealed_paper_says_so_and_leads_to_the_one_in_its_place(
    client: Client, unit: Organisation, column: Column
) -> None:
    old = published(
        unit, "示例制度（2017年版）", column, kind="rule", effective_on=date(2017, 1, 1), validity="repealed"
    )
    new = published(
        unit, "示例制度（2019年版）", column, kind="rule", effective_on=date(2019, 7, 1), validity="in_force"
    )
    Validity.objects.create(publication=old, state="in_force", from_on=date(2017, 1, 1))
    Validity.objects.create(publication=old, state="repealed", from_on=date(2019, 7, 1), successor=new, reason="修订")
    Validity.objects.create(publication=new, state="in_force", from_on=date(2019, 7, 1))
    shown = page(client, f"/p/{old.uid}/")
    assert "本文件自2019年7月1日起废止" in shown
    assert f'<a href="/p/{new.uid}/"' in shown
    for uid in (old.uid, new.uid):
        found = page(client, f"/p/{uid}/")
        assert found.index("示例制度（2019年版）", found.index("历次版本")) < found.index(
            "示例制度（2017年版）", found.index("历次版本")
        )


def test_versions_that_replace_one_another_in_a_circle_are_shown_once(unit: Organisation) -> None:
    one, two = published(unit, "甲", kind="rule"), published(unit, "乙", kind="rule")
    Validity.objects.create(publication=one, state="repealed", from_on=DAY, successor=two)
    Validity.objects.create(publication=two, state="repealed", from_on=DAY, successor=one)
    assert len(public.versions_of(one)) == 2


def test_policy_and_explanation_lead_to_one_another_while_both_are_public(
    client: Client, unit: Organisation, column: Column
) -> None:
    policy = published(unit, "示例政策", column, kind="normative")
    explanation = published(unit, "一图读懂示例", column, kind="explanation")
    hidden = published(unit, "未公开的解读", kind="explanation", live=False, published_on=None)
    Explains.objects.create(explanation=explanation, policy=policy)
    Explains.objects.create(explanation=hidden, policy=policy)
    shown = page(client, f"/p/{policy.uid}/")
    assert f'<a href="/p/{explanation.uid}/"' in shown
    assert "未公开的解读" not in shown
    assert f'<a href="/p/{policy.uid}/"' in page(client, f"/p/{explanation.uid}/")


def test_what_is_typed_is_never_markup(client: Client, unit: Organisation, column: Column) -> None:
    made = published(unit, "<script>alert(1)</script>", column, source='"><img src=x onerror=y>')
    for address in (f"/p/{made.uid}/", "/c/zone-news/", "/s/zone/"):
        found = page(client, address)
        assert "<script>alert" not in found
        assert "<img src=x" not in found


@pytest.mark.parametrize("address", ["/s/zone/", "/c/zone-news/", "/c/zone-news/1/"])
def test_pages_are_there_in_english_too(client: Client, column: Column, address: str) -> None:
    assert '<html lang="en">' in page(client, f"/en{address}")


def test_home_and_the_page_of_a_body_lead_to_its_site(client: Client, column: Column) -> None:
    assert 'href="/s/zone/"' in page(client, "/")
    assert 'href="/s/zone/"' in page(client, "/r/zone/")
