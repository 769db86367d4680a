"""The page that checks a report."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_site import DEMO, broken_report


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def sample(year: int) -> SimpleUploadedFile:
    return file(f"shili-{year}.json", (DEMO / f"shili-{year}.json").read_bytes())


def posted(client: Client, path: str = "/check/", **fields: object) -> HttpResponse:
    return client.post(path, fields)


def test_a_clean_report_is_told_so(client: Client) -> None:
    page = posted(client, report=sample(2024)).content.decode()
    assert "没有发现问题" in page
    assert "读到200格，应有200格" in page
    assert "跨年的规则没有检查" in page


def test_a_wrong_cell_is_marked_and_linked_with_its_finding_both_ways(client: Client) -> None:
    response = posted(client, report=file("a.json", broken_report()))
    page = response.content.decode()
    assert response.status_code == 200
    assert "发现1处错误" in page
    cell = re.search(r'<td class="gk-cell gk-cell--error" id="([^"]+)"[^>]*><a href="#(finding-1)">27</a>', page)
    assert cell is not None
    finding = page[page.index('id="finding-1"') :]
    assert f'href="#{cell[1]}"' in finding[: finding.index("</li>\n</ol>") if "</li>\n</ol>" in finding else 3000]


def test_every_link_within_the_page_leads_somewhere(client: Client) -> None:
    page = posted(client, report=file("a.json", broken_report()), previous=sample(2023)).content.decode()
    targets = set(re.findall(r'\sid="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= targets


def test_last_years_report_is_checked_against(client: Client) -> None:
    page = posted(client, report=sample(2024), previous=sample(2023)).content.decode()
    assert "已与2023年度报告核对衔接" in page


def test_years_that_are_not_neighbours_are_remarked(client: Client) -> None:
    founding = file("2019.json", (DEMO / "xiqing-kfq-2019.json").read_bytes())
    assert "不是相邻的两年" in posted(client, report=sample(2024), previous=founding).content.decode()


def test_files_in_the_wrong_order_are_exchanged_and_it_is_said(client: Client) -> None:
    page = posted(client, report=sample(2023), previous=sample(2024)).content.decode()
    assert "已自动对调" in page
    assert "已与2023年度报告核对衔接" in page


def test_a_report_can_be_pasted(client: Client) -> None:
    from gongkai.report import Report
    from gongkai.report.writing import render

    text = render(Report.from_json((DEMO / "shili-2024.json").read_bytes()), "md").decode()
    assert "没有发现问题" in posted(client, text=text).content.decode()


def test_doubts_are_shown_as_doubts_and_open_rules_as_open(client: Client) -> None:
    text = (DEMO / "shili-2024.json").read_text("utf-8")
    value = '"applications/granted/person": '
    number = text[text.index(value) + len(value) :].split(",")[0]
    found = '"why": "数字连在一起", "candidates": [1, 13], "text": "113"'
    doubt = f'"doubts": [{{"cell": "applications/granted/person", {found}}}]'
    doubtful = text.replace(f"    {value}{number},\n", "").replace('"doubts": []', doubt)
    page = posted(client, report=file("a.json", doubtful.encode())).content.decode()
    assert "没有把握的数字" in page
    assert "1、13" in page
    assert "无法判断的规则" in page
    assert "没有发现问题，但没有读全" in page
    assert re.search(r'gk-cell--unknown"[^>]*id="cell-applications-granted-person"', page)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({}, 400, "请选择一份报告"),
        ({"text": "   \n"}, 400, "请选择一份报告"),
        ({"text": "这不是年度报告，只是一句话。"}, 422, "年度报告"),
    ],
)
def test_what_cannot_be_checked_is_said_and_what_was_typed_is_kept(
    client: Client, fields: dict[str, str], status: int, words: str
) -> None:
    response = posted(client, **fields)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "没能检查" in page
    assert f">{fields.get('text', '')}</textarea>" in page


def test_an_empty_file_is_named_and_refused(client: Client) -> None:
    response = posted(client, report=file("空.docx", b""))
    assert response.status_code in {400, 422}
    assert "Traceback" not in response.content.decode()


def test_a_file_above_the_limit_is_refused(client: Client, settings: object) -> None:
    settings.GONGKAI_LARGEST_REPORT = 1024 * 1024  # type: ignore[attr-defined]
    response = posted(client, report=file("a.txt", b"x" * (1024 * 1024 + 1)))
    assert response.status_code == 400
    assert "不能超过1 MB" in response.content.decode()


def test_markup_in_a_draft_is_text_in_the_result(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    data = broken_report().decode().replace("全年举办业务培训", evil)
    assert evil in data
    page = posted(client, report=file("a.json", data.encode())).content.decode()
    assert "发现1处错误" in page
    assert evil not in page


@pytest.mark.django_db
def test_nothing_of_a_draft_is_stored(client: Client) -> None:
    before = snapshot()
    with CaptureQueriesContext(connection) as asked:
        large = broken_report() + b" " * 4_000_000  # above what Django would keep in memory by itself
        response = posted(client, report=file("a.json", large), previous=sample(2023))
    assert response.status_code == 200
    assert "没有被保存" in response.content.decode()
    assert [query["sql"] for query in asked] == []
    assert not response.cookies
    assert snapshot() == before


def snapshot() -> list[tuple[str, int]]:
    """Every file of the data folder with its size."""
    found = Path(django_settings.GONGKAI_DATA.path).rglob("*")
    return sorted((str(path), os.stat(path).st_size) for path in found if path.is_file())


def test_the_english_page_explains_in_english(client: Client) -> None:
    page = posted(client, "/en/check/", report=file("a.json", broken_report())).content.decode()
    assert "1 error found" in page
    assert "have not been stored" in page


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("000", "没有发现问题"),
        ("008", "总计为0"),
        ("015", "没有把握的数字"),
        ("075", "旧格式"),
        ("047", "不可信"),
    ],
)
def test_real_reports(client: Client, corpus: Path, number: str, words: str) -> None:
    path = next((corpus / "reports").glob(f"{number}-*"))
    assert words in posted(client, report=file(path.name, path.read_bytes())).content.decode()
