"""The programming interface."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from django_site import DEMO, broken_report
from gongkai.report import Report, examine

CHECK, READ = "/api/v1/reports/check", "/api/v1/reports/read"


def sample(year: int) -> bytes:
    return (DEMO / f"shili-{year}.json").read_bytes()


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def answer(response: Any) -> Any:
    assert response.headers["Content-Type"] == "application/json"
    assert not response.cookies
    return json.loads(response.content)


def test_a_check_answers_as_the_command_does(client: Client) -> None:
    data = answer(client.post(CHECK, {"file": sent("a.json", broken_report())}))
    entry = data["reports"][0]
    expected = examine(Report.from_json(broken_report()))
    assert list(entry) == ["file", "agency", "year", "findings", "undecided"]
    assert (entry["file"], entry["agency"], entry["year"]) == ("a.json", "示例区", 2024)
    assert [(f["rule"], f["message"]) for f in entry["findings"]] == [
        (f.rule, f.message + f.slip) for f in expected.findings
    ]


def test_a_check_with_last_years_report_looks_between_the_years(client: Client) -> None:
    wrong = sample(2024).replace(b'"applications/carried_in/person": ', b'"applications/carried_in/person": 1')
    files = {"file": sent("a.json", wrong), "previous": sent("b.json", sample(2023))}
    rules = {finding["rule"] for finding in answer(client.post(CHECK, files))["reports"][0]["findings"]}
    assert "applications.carried" in rules


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream", "text/html", "application/pdf"])
def test_a_report_may_be_the_body_of_the_request_whatever_its_type_says(client: Client, kind: str) -> None:
    response = client.post(f"{READ}?name=2024.json", sample(2024), content_type=kind)
    assert answer(response)["cells"] == json.loads(sample(2024))["cells"]


def test_what_is_read_says_where_each_cell_stood(client: Client) -> None:
    from gongkai.report.writing import render

    page = render(Report.from_json(sample(2024)), "html")
    data = answer(client.post(READ, {"file": sent("2024.html", page)}))
    assert data["format"] == "gongkai-report/1"
    assert set(data["places"]) == set(data["cells"])


@pytest.mark.parametrize(
    ("path", "fields", "status", "words"),
    [
        (CHECK, {}, 400, "没有收到报告"),
        (READ, {}, 400, "没有收到报告"),
        (READ + "?year=last", {"file": "x"}, 400, "四位数字"),
        (READ + "?year=２０２４", {"file": "x"}, 400, "四位数字"),
        (CHECK, {"file": "不是报告"}, 422, "年度报告"),
        (READ, {"file": '{"format": "gongkai-report/1",}'}, 422, "JSON"),
    ],
)
def test_refusals_are_json_with_a_chinese_sentence(
    client: Client, path: str, fields: dict[str, str], status: int, words: str
) -> None:
    files = {name: sent("a.txt", text.encode()) for name, text in fields.items()}
    response = client.post(path, files)
    assert response.status_code == status
    assert words in answer(response)["error"]


def test_an_empty_body_is_refused(client: Client) -> None:
    response = client.post(READ, b"", content_type="application/octet-stream")
    assert (response.status_code, "没有收到" in answer(response)["error"]) == (400, True)


def test_a_report_above_the_limit_is_413(client: Client, settings: object) -> None:
    settings.GONGKAI_LARGEST_REPORT = 1024 * 1024  # type: ignore[attr-defined]
    large = b"x" * (1024 * 1024 + 1)
    for response in (
        client.post(READ, large, content_type="text/plain"),
        client.post(CHECK, {"file": sent("a.txt", large)}),
        client.post(CHECK, {"file": sent("a.json", sample(2024)), "previous": sent("b.txt", large)}),
    ):
        assert response.status_code == 413
        assert "不能超过1 MB" in answer(response)["error"]


def test_a_broken_multipart_is_400(client: Client) -> None:
    response = client.post(CHECK, b"--nonsense", content_type="multipart/form-data; boundary=")
    assert response.status_code == 400
    assert "error" in answer(response)


@pytest.mark.parametrize("path", [CHECK, READ])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_post_reads_reports(client: Client, path: str, method: str) -> None:
    response = getattr(client, method)(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "POST" in answer(response)["error"]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_published_report_carries_its_digest_and_may_be_read_from_other_sites(client: Client) -> None:
    from hashlib import sha256

    response = client.get("/api/v1/reports/shili/2024")
    assert response.headers["ETag"] == f'"{sha256(response.content).hexdigest()}"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_a_report_that_is_not_published_is_404_in_json(client: Client) -> None:
    response = client.get("/api/v1/reports/nobody/2024")
    assert response.status_code == 404
    assert "nobody" in answer(response)["error"]


def test_the_description_names_exactly_the_addresses_that_there_are(client: Client) -> None:
    from django.urls import get_resolver

    document = answer(client.get("/api/v1/openapi.json"))
    described = {path.replace("{body}", "shili").replace("{year}", "2024") for path in document["paths"]}
    assert document["openapi"].startswith("3.1")
    assert described == {"/reports/check", "/reports/read", "/reports/shili/2024", "/submissions/"}
    for path in described:
        assert get_resolver().resolve(f"/api/v1{path}").func.__module__ == "gongkai.api.views"


def test_every_reference_of_the_description_is_defined(client: Client) -> None:
    text = client.get("/api/v1/openapi.json").content.decode()
    document = json.loads(text)
    import re

    for name in re.findall(r'"#/components/schemas/(\w+)"', text):
        assert name in document["components"]["schemas"]


def test_the_page_for_people_shows_every_call_of_the_document(client: Client) -> None:
    document = answer(client.get("/api/v1/openapi.json"))
    page = client.get("/api/v1/").content.decode()
    for path, methods in document["paths"].items():
        assert f"/api/v1{path}" in page
        for call in methods.values():
            assert call["summary"] in page
            for status in call["responses"]:
                assert f"<code>{status}</code>" in page


def test_the_english_page_has_no_chinese_explanations(client: Client) -> None:
    page = client.get("/en/api/v1/").content.decode()
    assert "Check a report" in page
    assert "检查一份报告" not in page
