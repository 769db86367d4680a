"""The registers' tables in the back office: lists, corrections and imports, for those who may and nobody else."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from registered_zone import (
    DO,
    a_fee,
    a_licence,
    a_penalty,
    a_project,
    an_income,
    appointed,
    catalogued,
    collected,
    decided,
    signed_in,
)
from table_files import HEADINGS, as_csv, as_pasted, as_xlsx, penalty

from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.registers.acts import changes, procurement
from gongkai.registers.models import Change, Decision, RegisterImport
from gongkai.registers.queries import tables as queries
from gongkai.registers.tables import registers

pytestmark = pytest.mark.django_db

PENALTIES = "/office/registers/unit/zone/table/decisions-penalties/"


@pytest.fixture
def registrar(zone: Organisation) -> Client:
    """The zone's registrar before the back office."""
    return signed_in(appointed("registrar", zone))


def text_of(answer: Any) -> str:
    """What a page says, without what stands around it."""
    page = answer.content.decode()
    return re.sub(r"\s+", " ", page[max(page.find("<main"), 0) :])


def streamed(answer: Any) -> bytes:
    """A file as it arrives."""
    data = b"".join(answer.streaming_content)
    if (file := getattr(answer, "file_to_stream", None)) is not None:
        file.close()  # the answer's own close would end the test's connection to the database too
    return data


def sent_away(browser: Client, content: dict[str, Any], to: str = PENALTIES) -> str:
    """Send a file or cells, and return the address of what they would do."""
    answer = browser.post(f"{to}import/", content)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


@pytest.mark.parametrize("register", registers())
def test_every_register_has_its_list_its_import_and_its_empty_form(
    register: str, registrar: Client, zone: Organisation
) -> None:
    at = f"/office/registers/unit/zone/table/{register}/"
    assert "还没有登记" in text_of(registrar.get(at))
    assert "下载空白表" in text_of(registrar.get(f"{at}import/"))
    book = load_workbook(io.BytesIO(registrar.get(f"{at}template/").content))
    assert book.active.cell(1, 1).value == registers()[register].columns[0].heading


@pytest.mark.parametrize("role", matrix().roles)
def test_who_may_do_what_is_what_the_table_of_roles_says(
    role: str, zone: Organisation, other_unit: Organisation, officers: dict[str, User]
) -> None:
    [row] = decided(zone, a_penalty())
    browser = signed_in(officers[role])
    acts = matrix().acts
    cells = {
        "": "registers.view", "export.csv": "registers.view", "template/": "registers.view",
        "import/": "registers.record", f"row/{row.uid}/": "registers.record",
    }  # fmt: skip
    for path, act in cells.items():
        allowed = role in acts[act].roles
        answer = browser.get(PENALTIES + path)
        assert answer.status_code == (200 if allowed else 404), (role, path)
        assert browser.get((PENALTIES + path).replace("/zone/", "/other/")).status_code == 404


def test_strangers_are_sent_to_the_door(client: Client, zone: Organisation) -> None:
    answer = client.get(PENALTIES)
    assert answer.status_code == 302
    assert "/office/login/" in answer["Location"]


@pytest.mark.parametrize(
    "path", ["table/none/", "table/decisions-penalties/row/none/", "table/matters/import/" + "0" * 32 + "/"]
)
def test_what_is_not_there_is_not_found(registrar: Client, path: str) -> None:
    assert registrar.get(f"/office/registers/unit/zone/{path}").status_code in {404, 302}


def test_a_row_is_not_corrected_through_another_register_or_unit(
    registrar: Client, zone: Organisation, other_unit: Organisation
) -> None:
    [licence] = decided(zone, a_licence())
    [foreign] = decided(other_unit, a_penalty())
    assert registrar.get(f"{PENALTIES}row/{licence.uid}/").status_code == 404
    assert registrar.get(f"{PENALTIES}row/{foreign.uid}/").status_code == 404


def test_cells_pasted_with_a_mistake_are_put_right_in_the_page_and_taken_in(
    registrar: Client, zone: Organisation
) -> None:
    rows = [HEADINGS, penalty(1), penalty(2, decided_on="去年")]
    at = sent_away(registrar, {"cells": as_pasted(rows)})
    page = text_of(registrar.get(at))
    assert "新增1行，已有0行，有问题的1行" in page
    assert "“去年”不是日期" in page
    assert "确认导入" not in page
    assert registrar.post(at, {"confirm": "1"}).status_code == 409
    assert not Decision.objects.exists()
    assert registrar.post(at, {"mend": "1", "cell-3-10": "前年"})["Location"] == at
    assert "“前年”不是日期" in text_of(registrar.get(at))
    registrar.post(at, {"mend": "1", "cell-3-10": "2026-11-03"})
    page = text_of(registrar.get(at))
    assert "新增2行" in page
    assert "确认导入" in page
    answer = registrar.post(at, {"confirm": "1"}, follow=True)
    assert "已导入：新增2行" in text_of(answer)
    assert Decision.objects.count() == 2
    assert registrar.get(at)["Location"] == f"{PENALTIES}import/"


@pytest.mark.parametrize(("name", "made"), [("处罚.xlsx", as_xlsx), ("处罚.csv", as_csv)])
def test_a_file_is_taken_in_and_the_second_time_it_is_known(
    name: str, made: Any, registrar: Client, zone: Organisation
) -> None:
    data = made([HEADINGS, penalty(1)])
    at = sent_away(registrar, {"file": SimpleUploadedFile(name, data)})
    registrar.post(at, {"confirm": "1"})
    assert Decision.objects.count() == RegisterImport.objects.count() == 1
    again = sent_away(registrar, {"file": SimpleUploadedFile(name, data)})
    page = text_of(registrar.get(again))
    assert "导入过，不必再导入" in page
    assert "确认导入" not in page
    assert "没有变化" in text_of(registrar.post(again, {"confirm": "1"}, follow=True))
    assert Decision.objects.count() == 1


def test_what_is_no_table_is_refused_and_what_was_pasted_stays(registrar: Client, zone: Organisation) -> None:
    answer = registrar.post(f"{PENALTIES}import/", {"cells": "甲\t乙\n1\t2"})
    assert answer.status_code == 400
    assert "缺少表头" in text_of(answer)
    assert "甲\t乙" in answer.content.decode()
    assert registrar.post(f"{PENALTIES}import/", {}).status_code == 422
    bad = SimpleUploadedFile("x.xlsx", b"PK damaged")
    assert registrar.post(f"{PENALTIES}import/", {"file": bad}).status_code == 400


def test_the_marked_file_is_for_its_sender_alone(registrar: Client, zone: Organisation) -> None:
    at = sent_away(registrar, {"cells": as_pasted([HEADINGS, penalty(1, decided_on="去年")])})
    book = load_workbook(io.BytesIO(streamed(registrar.get(f"{at}marked/"))))
    assert "“去年”不是日期" in book.active["L2"].value
    other = appointed("registrar", zone.parent)  # type: ignore[arg-type]  # the zone lies below a district
    assert signed_in(other).get(f"{at}marked/").status_code == 404
    assert signed_in(other).get(at).status_code == 302
    assert registrar.get(at.replace("decisions-penalties", "matters")).status_code == 404


def test_bad_rows_are_shown_page_by_page(registrar: Client, zone: Organisation) -> None:
    rows = [HEADINGS, *(penalty(number, decided_on="去年") for number in range(60))]
    at = sent_away(registrar, {"cells": as_pasted(rows)})
    assert text_of(registrar.get(at)).count("不是日期") == 25
    page = text_of(registrar.get(f"{at}?page=3"))
    assert page.count("不是日期") == 10
    assert "第3页，共3页" in page


def test_a_whole_import_is_struck_with_its_reason(registrar: Client, zone: Organisation) -> None:
    registrar.post(sent_away(registrar, {"cells": as_pasted([HEADINGS, penalty(1)])}), {"confirm": "1"})
    taken = RegisterImport.objects.get()
    at = f"{PENALTIES}taken/{taken.uid}/strike/"
    assert registrar.post(at, {"reason": ""}).status_code == 422
    registrar.post(at, {"reason": "导错了文件"})
    assert Decision.objects.get().struck_for == "导错了文件"
    assert "作废：导错了文件" in text_of(registrar.get(f"{PENALTIES}import/"))


def test_a_list_asks_as_often_for_many_rows_as_for_few(registrar: Client, zone: Organisation) -> None:
    for register, enter in (("decisions-penalties", lambda n: a_penalty(f"{n}号")),):
        counts = []
        for size in (1, 40):
            decided(zone, *(enter(f"{size}-{number}") for number in range(size)))
            registrar.get(f"/office/registers/unit/zone/table/{register}/")
            with CaptureQueriesContext(connection) as asked:
                registrar.get(f"/office/registers/unit/zone/table/{register}/")
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_a_list_goes_on_behind_the_last_row_whatever_its_order(zone: Organisation) -> None:
    """Many decisions of one day: none is shown twice, none is left out."""
    days = [date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 3)]
    decided(zone, *(a_penalty(f"{number}号", decided_on=days[number % 3]) for number in range(20)))
    table = registers()["decisions-penalties"]
    rows = queries.rows_of(table, zone)
    for sort, order in (
        ("new", ["-decided_on", "-pk"]), ("old", ["decided_on", "pk"]), ("entered", ["-pk"]),
    ):  # fmt: skip
        seen, behind = [], ""
        while True:
            page = queries.page_of(rows, table, sort=sort, behind=behind, size=3)
            seen += [row.pk for row in page.rows]
            if not (behind := page.following):
                break
        assert seen == list(rows.order_by(*order).values_list("pk", flat=True))


def test_a_list_is_narrowed_down_by_text_year_and_state(registrar: Client, zone: Organisation) -> None:
    decided(zone, a_penalty("甲号", decided_on=date(2025, 5, 6)), a_penalty("乙号", party_name="另一家公司"),
            a_penalty("丙号"))  # fmt: skip
    struck = Decision.objects.get(document_number="丙号")
    changes.strike(struck, "误登", **DO)

    def shown(query: str) -> set[str]:
        page = text_of(registrar.get(f"{PENALTIES}?{query}"))
        return {number for number in ("甲号", "乙号", "丙号") if f"<span>{number}</span>" in page}

    assert shown("") == {"甲号", "乙号"}
    assert shown("text=另一家") == shown("text=乙号") == {"乙号"}
    assert shown("year=2025") == {"甲号"}
    assert shown("state=struck") == {"丙号"}
    assert shown("state=published") == set()
    assert shown("state=nonsense&year=x&sort=y&behind=z_z") == {"甲号", "乙号"}


def test_the_export_is_what_the_list_shows_and_reads_back(registrar: Client, zone: Organisation) -> None:
    decided(zone, a_penalty("甲号", decided_on=date(2025, 5, 6)), a_penalty("乙号"))
    data = streamed(registrar.get(f"{PENALTIES}export.csv?year=2025"))
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(line["行政处罚决定文书号"], line["罚款金额（元）"]) for line in lines] == [("甲号", "500")]
    book = load_workbook(io.BytesIO(streamed(registrar.get(f"{PENALTIES}export.xlsx"))))
    assert book.active.max_row == 3


def test_a_row_is_corrected_with_its_reason_and_what_was_typed_stays(registrar: Client, zone: Organisation) -> None:
    [row] = decided(zone, a_penalty())
    at = f"{PENALTIES}row/{row.uid}/"
    sent = fields(registrar, at)
    assert registrar.post(at, sent | {"fine": "600"}).status_code == 409  # no reason
    answer = registrar.post(at, sent | {"fine": "六百", "reason": "笔误"})
    assert answer.status_code == 422
    assert "“六百”不是金额" in text_of(answer)
    assert 'value="六百"' in text_of(answer)
    registrar.post(at, sent | {"fine": "600", "reason": "笔误"})
    row.refresh_from_db()
    assert row.fine == 60_000
    assert [(change.before, change.after, change.reason) for change in Change.objects.all()] == [
        ("500.00", "600.00", "笔误")
    ]


def test_the_second_of_two_who_correct_a_row_is_told_and_nothing_is_lost(registrar: Client, zone: Organisation) -> None:
    [row] = decided(zone, a_penalty())
    at = f"{PENALTIES}row/{row.uid}/?field=fine"
    first, second = fields(registrar, at), fields(registrar, at)
    assert registrar.post(at, first | {"fine": "600", "reason": "笔误"}).status_code == 302
    answer = registrar.post(at, second | {"fine": "700", "reason": "笔误"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "已有人更正过" in page
    assert 'value="700"' in page
    assert "现在登记的是：600" in page
    row.refresh_from_db()
    assert row.fine == 60_000
    third = fields(registrar, at)
    assert registrar.post(at, third | {"fine": "700", "reason": "笔误"}).status_code == 302


def test_one_cell_is_corrected_where_it_stands(registrar: Client, zone: Organisation) -> None:
    [row] = decided(zone, a_penalty())
    at, headers = f"{PENALTIES}row/{row.uid}/?field=fine", {"X-Gongkai-Cell": "1"}
    form = registrar.get(at, headers=headers)
    assert "<html" not in text_of(form)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text_of(form)))
    assert sent["fine"] == "500"
    assert registrar.post(at, sent | {"fine": "x", "reason": "笔误"}, headers=headers).status_code == 422
    answer = registrar.post(at, sent | {"fine": "600.5", "reason": "笔误"}, headers=headers)
    assert (answer.status_code, answer.content.decode()) == (200, "600.5")
    assert registrar.get(at.replace("fine", "published_on")).status_code == 404


def test_every_kind_of_row_can_be_corrected_on_its_page(registrar: Client, zone: Organisation) -> None:
    item = catalogued(zone, a_fee("F1"))
    income = collected(zone, an_income("F1", "2026-01-01", "2026-06-30", 100))
    procurement.enter_many(zone, [a_project("C1")], **DO)
    rows = {"fee-items": item, "fee-incomes": income}
    rows["procurement"] = queries.rows_of(registers()["procurement"], zone).get()
    texts = {"fee-items": ("rate", "每件20元"), "fee-incomes": ("amount", "2"), "procurement": ("is_central", "否")}
    for name, row in rows.items():
        at = f"/office/registers/unit/zone/table/{name}/row/{row.uid}/"
        field, text = texts[name]
        answer = registrar.post(at, fields(registrar, at) | {field: text, "reason": "笔误"})
        assert answer.status_code == 302, text_of(answer)
        assert fields(registrar, at)[field] == text


def fields(browser: Client, at: str) -> dict[str, str]:
    """What a form of a row would send if nothing was typed."""
    page = browser.get(at).content.decode()
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)<', page))
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found
