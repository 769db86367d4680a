"""Files that are brought to the desk: reports with doubts to settle, packages, and what is neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from submitted_district import PROGRAM, TODAY, District, freeze, report

from gongkai.ledger import signing
from gongkai.report import Doubt
from gongkai.report.writing import render
from gongkai.yearbook.acts import packages
from gongkai.yearbook.models import Frozen, Sender, Submission

pytestmark = pytest.mark.django_db
NOW = "/office/yearbook"


def uploaded(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_report_of_a_unit_that_is_not_on_gongkai_comes_in_as_a_file(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    client = in_office("overseer", "qu-ban")
    path = f"{NOW}/desk/qu-ban/receive/"
    data = render(report("某街道办事处", documents__normative__issued=5), "docx")
    assert client.post(path, {"file": uploaded("年报.docx", data)}).status_code == 422
    page = client.post(path, {"file": uploaded("年报.docx", data), "unit": "jie", "scope": "body"})
    assert page.status_code == 200
    assert not Submission.objects.exists()
    fields = {name: page.context[name] for name in ("content", "scope")}
    client.post(path, fields | {"name": "年报.docx", "unit": "jie", "year": "", "confirm": "1"})
    made = Submission.objects.get()
    assert (made.organisation.code, made.origin, made.file_name) == ("jie", "file", "年报.docx")
    assert made.cells.get(cell="documents/normative/issued").value == 5


def test_doubts_of_a_file_are_settled_by_hand_and_a_wrong_number_is_said_at_its_field(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    made = report("某街道办事处")
    for cell in ("documents/normative/issued", "documents/normative/repealed"):
        del made.cells[cell]
        made.doubts.append(Doubt(cell, "数字连在一起", (2, 23), "230"))
    client, path = in_office("overseer", "qu-ban"), f"{NOW}/desk/qu-ban/receive/"
    page = client.post(path, {"file": uploaded("a.json", made.to_json().encode()), "unit": "jie", "scope": "body"})
    assert page.content.decode().count("数字连在一起") == 2
    fields = {"name": "a.json", "unit": "jie", "scope": "body", "year": "", "content": page.context["content"],
              "confirm": "1", "cell:documents/normative/issued": "23"}  # fmt: skip
    answer = client.post(path, fields | {"cell:documents/normative/repealed": "很多"})
    assert (answer.status_code, 'value="很多"' in answer.content.decode()) == (422, True)
    assert not Submission.objects.exists()
    client.post(path, fields | {"cell:documents/normative/repealed": "/"})
    kept = {row.cell: row.value for row in Submission.objects.get().cells.all()}
    assert (kept["documents/normative/issued"], kept["documents/normative/repealed"]) == (23, None)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"PK\x03\x04nonsense", "。"),
        ("a.txt", "今天天气很好。".encode(), "年度报告"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_words(
    submitting: District, in_office: Callable[[str, str], Client], name: str, data: bytes, words: str
) -> None:
    answer = in_office("overseer", "qu-ban").post(
        f"{NOW}/desk/qu-ban/receive/", {"file": uploaded(name, data), "unit": "jie", "scope": "body"}
    )
    assert (answer.status_code, words in answer.content.decode()) == (400, True)


def test_the_desk_takes_files_of_its_own_units_alone(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    data = render(report("他区教育局"), "html")
    answer = in_office("overseer", "qu-ban").post(
        f"{NOW}/desk/qu-ban/receive/", {"file": uploaded("a.html", data), "unit": "other-ju", "scope": "body"}
    )
    assert answer.status_code == 422


def test_a_package_that_is_brought_as_a_file_is_received_and_once_only(
    submitting: District, in_office: Callable[[str, str], Client]
) -> None:
    frozen: Frozen = freeze(submitting["jie"], report("某街道办事处"))
    data = packages.package(frozen, by=PROGRAM, on=TODAY)
    client, path = in_office("overseer", "qu-ban"), f"{NOW}/desk/qu-ban/receive/"
    answer = client.post(path, {"file": uploaded("p.zip", data)})
    assert (answer.status_code, "不认识发出这个报送包的系统" in answer.content.decode()) == (400, True)
    Sender.objects.create(
        organisation=submitting["jie"], name="街道系统", public_key=signing.own_key(), known_on=TODAY,
        known_by=str(PROGRAM),
    )  # fmt: skip
    told = [client.post(path, {"file": uploaded("p.zip", data)}, follow=True).content.decode() for _ in range(2)]
    assert "已收到某街道办事处2025年度报告" in told[0]
    assert "没有重复收取" in told[1]
    assert Submission.objects.count() == 1
    forged = data.replace(b"PK\x01\x02", b"PK\x01\x03", 1)
    assert "签名与内容不符" in client.post(path, {"file": uploaded("p.zip", forged)}).content.decode()


def test_a_sender_is_entered_and_ended(submitting: District, in_office: Callable[[str, str], Client]) -> None:
    client = in_office("overseer", "qu-ban")
    typed = {"unit": "ju", "name": "教育局年报系统", "public_key": "ab" * 32}
    client.post(f"{NOW}/desk/qu-ban/senders/enter/", typed)
    sender = Sender.objects.get()
    page = client.get(f"{NOW}/desk/qu-ban/senders/").content.decode()
    assert signing.own_key() in page
    assert "教育局年报系统" in page
    client.post(f"{NOW}/desk/qu-ban/senders/{sender.uid}/end/", {"sure": "1"})
    sender.refresh_from_db()
    assert sender.ended_on == TODAY
