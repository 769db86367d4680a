"""The ledger's page in the back office."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from ledger_entries import DAY, UNIT, record, sealed, unguarded

from gongkai.ledger import acts, chain
from gongkai.ledger.models import Entry
from gongkai.organisations.models import User

pytestmark = pytest.mark.django_db

DESIGN = Path(__file__).parents[2] / "docs" / "design" / "ledger.md"
ADDRESSES = [("get", "/office/ledger/"), ("post", "/office/ledger/verify/"), ("get", "/office/ledger/export/")]


@pytest.fixture
def office() -> Client:
    chief = User.objects.create_superuser("chief", "chief@example.org", "a-long-password", name="王主任")
    client = Client()
    client.force_login(chief)
    return client


def exported(office: Client, query: str = "") -> list[dict[str, str]]:
    response = office.get(f"/office/ledger/export/{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_a_stranger_is_asked_to_sign_in_and_an_officer_finds_nothing(client: Client, method: str, address: str) -> None:
    if method == "get":
        assert client.get(address).headers["Location"].startswith("/office/login/")
    officer = User.objects.create_user("li", "li@example.org", "a-long-password", name="李小红")
    from django.contrib.auth.models import Permission

    officer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    unchecked = Client()
    unchecked.force_login(officer)
    assert getattr(unchecked, method)(address).status_code == 404


def test_the_list_says_in_words_what_was_done_and_how_the_ledger_stands(office: Client) -> None:
    sealed(2)
    record(2099)
    page = office.get("/office/ledger/").content.decode()
    assert "公布某局2001年度政府信息公开工作年度报告" in page
    assert "已封存2条，待封存1条。" in page
    assert "防改触发器齐全。" in page
    assert page.index("2099年度") < page.index("2001年度")


def test_the_list_is_filtered_by_unit_subject_and_days(office: Client) -> None:
    record(2010, on=date(2026, 1, 1))
    record(2011, on=date(2026, 1, 2), unit="organisation:other")
    for query in ("unit=organisation:other", "subject=report:aaaaaaaaaaaaa/2011", "since=2026-01-02&until=2026-01-02"):
        page = office.get(f"/office/ledger/?{query}").content.decode()
        assert "2011年度" in page, query
        assert "2010年度" not in page, query


@pytest.mark.parametrize("query", ["since=2026-02-01&until=2026-01-01", "since=yesterday", "unit=nobody"])
def test_a_filter_that_cannot_be_is_said_and_shows_nothing(office: Client, query: str) -> None:
    record(2010)
    for address in ("/office/ledger/", "/office/ledger/export/"):
        page = office.get(f"{address}?{query}").content.decode()
        assert "error-message" in page
        assert "2010年度" not in page


def test_a_long_list_has_pages_that_keep_the_filter(office: Client) -> None:
    for number in range(51):
        record(2000 + number)
    first = office.get(f"/office/ledger/?unit={UNIT}").content.decode()
    assert "2000年度" not in first
    oldest = Entry.objects.order_by("pk")[1].pk
    assert f"before={oldest}" in first
    second = office.get(f"/office/ledger/?unit={UNIT}&before={oldest}").content.decode()
    assert "2000年度" in second
    assert "2001年度" not in second


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_takes_the_same_queries_however_many_entries_it_shows(
    office: Client, count: int, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(count):
        record(number, by=f"user:p{number}", unit=f"organisation:u{number}")
    office.get("/office/ledger/")
    with django_assert_max_num_queries(24):
        office.get("/office/ledger/")


def test_verifying_says_that_all_is_well_or_names_what_is_not(office: Client) -> None:
    sealed(3)
    page = office.post("/office/ledger/verify/").content.decode()
    assert "已核验3条记录、0个签名。" in page
    assert "没有发现问题。" in page
    with unguarded():
        Entry.objects.filter(position=2).update(actor="user:intruder")
        page = office.post("/office/ledger/verify/").content.decode()
    assert "发现1处问题。" in page
    assert "第2条内容与封存时不符，已被改动。" in page


def test_the_button_carries_the_token_that_a_browser_must_send(office: Client) -> None:
    sealed(1)
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = office.cookies
    page = careful.get("/office/ledger/").content.decode()
    token = (
        page.split('action="/office/ledger/verify/"')[1].split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    )
    assert careful.post("/office/ledger/verify/").status_code == 403
    assert careful.post("/office/ledger/verify/", {"csrfmiddlewaretoken": token}).status_code == 200


def test_verifying_is_not_done_by_following_a_link(office: Client) -> None:
    assert office.get("/office/ledger/verify/").status_code == 405


def test_missing_guards_are_shown(office: Client) -> None:
    with unguarded():
        assert "防改触发器缺失" in office.get("/office/ledger/").content.decode()


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_exported_as_text(office: Client) -> None:
    person = User.objects.create_user("x", "x@example.org", "a-long-password", name='=HYPERLINK("http://x","x")')
    record(2019, by=person, on=DAY)
    (row,) = exported(office)
    assert row["办理人"] == '\'=HYPERLINK("http://x","x")'


def test_an_export_holds_what_the_filter_finds_and_the_chain_can_be_checked_with_it(office: Client) -> None:
    sealed(3)
    assert len(exported(office, "?subject=report:aaaaaaaaaaaaa/2001")) == 1
    previous = chain.GENESIS
    for row in sorted(exported(office), key=lambda row: int(row["序号"])):
        text = chain.canonical(
            {
                "act": row["事项标识"], "subject": row["对象"], "unit": row["单位标识"], "actor": row["办理人标识"],
                "on": row["办理日期"], "recorded_at": row["记录时刻"], "before": row["办理前摘要"],
                "after": row["办理后摘要"], "is_salted": row["加盐"] == "1", "details": row["要素"],
                "previous": previous,
            }
        )  # fmt: skip
        previous = chain.digest(text.encode())
        assert previous == row["封存摘要"]


def test_the_program_in_the_documentation_checks_an_export_and_a_head(office: Client, tmp_path: Path) -> None:
    entries = sealed(3)
    record(2099)
    page = DESIGN.read_text("utf-8")
    (tmp_path / "check.py").write_text(page.split("```python\n")[1].split("```")[0], encoding="utf-8")
    export = b"".join(office.get("/office/ledger/export/").streaming_content)  # type: ignore[attr-defined]
    (tmp_path / "ledger.csv").write_bytes(export)
    (tmp_path / "head.json").write_text(json.dumps(acts.current_head().to_data()))

    def check(file: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "check.py", file, "head.json"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    # The head was made after the export, and sealed what waited.
    assert check("ledger.csv").stderr.strip() == "the ledger is not the one that was signed"
    (tmp_path / "later.csv").write_bytes(b"".join(office.get("/office/ledger/export/").streaming_content))  # type: ignore[attr-defined]
    assert "4 entries hold" in check("later.csv").stdout
    assert "the head of" in check("later.csv").stdout
    (tmp_path / "changed.csv").write_bytes(export.replace(b"2001", b"2002"))
    assert check("changed.csv").stderr.strip() == f"entry {entries[1].position} does not hold"


def test_the_menu_leads_the_technician_to_the_ledger(office: Client) -> None:
    assert "/office/ledger/" in office.get("/office/").content.decode()
