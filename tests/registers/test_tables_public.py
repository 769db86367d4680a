"""The registers before everybody: what is public is found, the rest is not there, and nobody's name is given away."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from registered_zone import (
    DO,
    TODAY,
    a_fee,
    a_licence,
    a_matter,
    a_penalty,
    a_project,
    an_income,
    catalogued,
    collected,
    decided,
    listed,
)

from gongkai.channels.models import Website
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import changes, judging, procurement, withdrawing
from gongkai.registers.models import Decision
from gongkai.registers.queries import tables as queries
from gongkai.registers.tables import registers

pytestmark = pytest.mark.django_db

PENALTIES = "/registers/zone/decisions-penalties"


def text_of(answer: Any) -> str:
    """What a page says, without what stands around it."""
    page = answer.content.decode()
    return re.sub(r"\s+", " ", page[max(page.find("<main"), 0) :])


def data_of(answer: Any) -> bytes:
    """A file as it arrives."""
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def published(unit: Organisation, *rows: Any) -> list[Decision]:
    """Decisions, judged and published."""
    found = decided(unit, *rows)
    judged = [decision for decision in found if decision.is_public is None]
    if judged:
        judging.judge(judged, True, "有一定社会影响", **DO)
    judging.publish(Decision.objects.filter(pk__in=[decision.pk for decision in found]), **DO)
    return found


def a_persons(number: str = "丙号", **fields: Any) -> Any:
    """A penalty of a natural person."""
    return a_penalty(
        number, party_kind="person", party_name="张三丰", party_code="", representative="",
        facts="张三丰在路边摆摊", **fields,
    )  # fmt: skip


def test_a_decision_is_public_once_it_is_judged_and_published_and_not_before(
    client: Client, zone: Organisation
) -> None:
    decided(zone, a_penalty("乙号"))
    assert "这里还没有公开的记录" in text_of(client.get(f"{PENALTIES}/"))
    [decision] = published(zone, a_penalty("甲号"))
    page = text_of(client.get(f"{PENALTIES}/"))
    assert "甲号" in page
    assert "乙号" not in page
    page = text_of(client.get(f"{PENALTIES}/{decision.uid}/"))
    assert "未按规定公示信息" in page
    assert "李某" not in page  # the representative is for the credit sites
    assert client.get(f"{PENALTIES}/{Decision.objects.get(document_number='乙号').uid}/").status_code == 404


def test_art_48_a_decision_that_was_withdrawn_is_gone_with_its_reason(client: Client, zone: Organisation) -> None:
    """Penalty law art. 48: withdrawn within three days, with public reasons."""
    [decision] = published(zone, a_penalty("甲号"))
    withdrawing.change_or_annul(decision, TODAY, "行政复议撤销", **DO)
    decision.refresh_from_db()
    withdrawing.withdraw([decision], "决定已被撤销", **DO)
    assert "甲号" not in text_of(client.get(f"{PENALTIES}/"))
    answer = client.get(f"{PENALTIES}/{decision.uid}/")
    assert answer.status_code == 410
    assert "决定已被撤销" in text_of(answer)
    assert "未按规定公示信息" not in text_of(answer)


def test_a_natural_persons_name_is_nowhere_and_finds_nothing(client: Client, zone: Organisation) -> None:
    """Not in the list, the page, the data, nor by searching for it."""
    [decision] = published(zone, a_persons())
    pages = [text_of(client.get(f"{PENALTIES}/")), text_of(client.get(f"{PENALTIES}/{decision.uid}/"))]
    pages += [data_of(client.get(f"{PENALTIES}.{to}")).decode() for to in ("csv", "json")]
    for page in pages:
        assert "张某某" in page
        assert "张三丰" not in page
    for text in ("张三丰", "三丰", "路边"):
        assert "没有符合条件的记录" in text_of(client.get(f"{PENALTIES}/?text={text}"))
    assert "张某某" in text_of(client.get(f"{PENALTIES}/?text=丙号"))


def test_a_stranger_finds_a_decision_by_number_party_and_year(client: Client, zone: Organisation) -> None:
    published(zone, a_penalty("甲号", decided_on=date(2025, 5, 6)), a_penalty("乙号", party_name="另一家公司"))

    def shown(query: str) -> set[str]:
        page = text_of(client.get(f"{PENALTIES}/?{query}"))
        return {number for number in ("甲号", "乙号") if f">{number}<" in page}

    assert shown("") == {"甲号", "乙号"}
    assert shown("text=另一") == shown("text=乙号") == shown("year=2026") == {"乙号"}
    assert shown("year=2025") == {"甲号"}
    assert shown("year=x&behind=z&state=struck") == {"甲号", "乙号"}


def test_a_list_goes_on_behind_its_last_row(client: Client, zone: Organisation) -> None:
    published(zone, *(a_penalty(f"第{number}号") for number in range(60)))
    seen: list[str] = []
    address = f"{PENALTIES}/"
    while True:
        page = client.get(address).content.decode()
        seen += re.findall(r">(第\d+号)<", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        address = f"{PENALTIES}/{following[1].replace('&amp;', '&')}"
    assert sorted(seen) == sorted(f"第{number}号" for number in range(60))


def test_a_list_asks_as_often_for_many_rows_as_for_few(client: Client, zone: Organisation) -> None:
    counts = []
    for size in (1, 40):
        published(zone, *(a_penalty(f"{size}-{number}号") for number in range(size)))
        client.get(f"{PENALTIES}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{PENALTIES}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_open_data_has_a_stable_form(client: Client, zone: Organisation) -> None:
    published(zone, a_penalty("甲号", fine=50_050), a_licence("许号"))
    answer = client.get(f"{PENALTIES}.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    data = json.loads(data_of(answer))
    assert (data["schema"], data["register"], data["body"]["code"]) == (1, "decisions-penalties", "zone")
    assert {"field": "fine", "label": "罚款金额", "kind": "fen"} in data["columns"]
    [row] = data["rows"]
    assert list(row) == [column["field"] for column in data["columns"]]
    assert (row["document_number"], row["fine"], row["decided_on"]) == ("甲号", 50_050, "2026-11-02")
    assert row["valid_until"] is None
    [line] = csv.DictReader(io.StringIO(data_of(client.get(f"{PENALTIES}.csv")).decode("utf-8-sig")))
    assert line["罚款金额（元）"] == "500.5"
    assert json.loads(data_of(client.get("/registers/zone/decisions-coercion.json")))["rows"] == []


def test_of_matters_fees_and_projects_strangers_see_what_holds_today(client: Client, zone: Organisation) -> None:
    listed(zone, a_matter("X1"))
    listed(zone, a_matter("X2", closed_on=date(2020, 1, 1)))
    catalogued(zone, a_fee("F1"))
    procurement.enter_many(
        zone, [a_project("C1", result_published_on=date(2026, 11, 18)), a_project("C2")], **DO
    )  # fmt: skip
    for name, seen, not_seen in (("matters", "X1", "X2"), ("fee-items", "F1", "F9"), ("procurement", "C1", "C2")):
        page = text_of(client.get(f"/registers/zone/{name}/"))
        assert seen in page
        assert not_seen not in page


def test_what_is_struck_is_not_public(client: Client, zone: Organisation) -> None:
    matter = listed(zone, a_matter("X1"))
    changes.strike(matter, "误登", **DO)
    assert "X1" not in text_of(client.get("/registers/zone/matters/"))
    assert client.get(f"/registers/zone/matters/{matter.uid}/").status_code == 404


def test_money_collected_and_documents_have_no_public_list_here(client: Client, zone: Organisation) -> None:
    catalogued(zone, a_fee("F1"))
    collected(zone, an_income("F1", "2026-01-01", "2026-06-30", 100))
    for path in ("fee-incomes/", "fee-incomes.json", "documents/", "none/", "none.csv"):
        assert client.get(f"/registers/zone/{path}").status_code == 404
    assert client.get("/registers/none/matters/").status_code == 404


def test_a_row_is_found_at_its_own_body_and_register_alone(
    client: Client, zone: Organisation, other_unit: Organisation
) -> None:
    [decision] = published(zone, a_penalty("甲号"))
    assert client.get(f"/registers/other/decisions-penalties/{decision.uid}/").status_code == 404
    assert client.get(f"/registers/zone/decisions-licences/{decision.uid}/").status_code == 404


def test_the_pages_of_a_body_and_its_site_lead_to_its_registers(client: Client, zone: Organisation) -> None:
    Website.objects.create(organisation=zone, code="zone-site", name="开发区网", opened_on=date(2015, 1, 1))
    for address in ("/r/zone/", "/s/zone-site/"):
        assert "公开事项与记录" not in text_of(client.get(address))
    published(zone, a_penalty("甲号"))
    for address in ("/r/zone/", "/s/zone-site/", "/registers/zone/"):
        assert f'href="{PENALTIES}/"' in text_of(client.get(address))
    assert "decisions-licences" not in text_of(client.get("/registers/zone/"))


def test_in_english_the_pages_are_english_and_the_records_as_they_are(client: Client, zone: Organisation) -> None:
    published(zone, a_penalty("甲号"))
    page = text_of(client.get(f"/en{PENALTIES}/"))
    assert "Open data" in page
    assert "甲号" in page


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.id)
def test_what_strangers_see_of_a_register_is_one_query(register: Any, zone: Organisation) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert list(queries.public_rows(register, zone, TODAY + timedelta(days=1))) == []
    assert len(asked) <= 1
