"""Packages that come by the programming interface: the signature is the only key (art. 49)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from submitted_district import PROGRAM, TODAY, YEAR, District, freeze, report

from gongkai.ledger import signing
from gongkai.yearbook import exchange
from gongkai.yearbook.acts import packages
from gongkai.yearbook.models import Sender, Submission

pytestmark = pytest.mark.django_db
PATH = "/api/v1/submissions/"


@pytest.fixture
def package(submitting: District) -> bytes:
    """A package of the bureau, whose installation is known; it is this one, for a test has one key."""
    Sender.objects.create(
        organisation=submitting["ju"], name="教育局系统", public_key=signing.own_key(), known_on=TODAY,
        known_by=str(PROGRAM),
    )  # fmt: skip
    return packages.package(freeze(submitting["ju"], report("某区教育局")), by=PROGRAM, on=TODAY)


def sent(client: Client, data: bytes) -> tuple[int, Any]:
    answer = client.post(PATH, data, content_type="application/zip")
    assert answer["Content-Type"] == "application/json"
    assert not answer.cookies
    return answer.status_code, json.loads(answer.content)


def test_a_package_is_answered_with_its_receipt_and_again_with_the_same(client: Client, package: bytes) -> None:
    status, receipt = sent(client, package)
    kept = Submission.objects.get()
    assert (status, receipt["receipt"], receipt["format"]) == (201, kept.uid, "gongkai-receipt/1")
    assert (receipt["body"], receipt["year"], receipt["number"], receipt["sha256"]) == ("ju", YEAR, 1, kept.sha256)
    assert sent(client, package) == (200, receipt)
    assert Submission.objects.count() == 1


def test_a_package_in_a_multipart_form_is_the_same(client: Client, package: bytes) -> None:
    answer = client.post(PATH, {"file": SimpleUploadedFile("p.zip", package)})
    assert answer.status_code == 201


def test_forged_cut_and_foreign_packages_are_refused_in_words(client: Client, package: bytes) -> None:
    changed = bytearray(package)
    changed[100] ^= 1
    for data, status, words in [
        (bytes(changed), 403, "签名与内容不符"),
        (package[:-1], 422, "不完整"),
        (package[: len(package) // 2], 422, "不完整"),
        ("今天天气很好。".encode(), 422, "这不是报送包"),
        (b"", 400, "没有收到报告"),
    ]:
        found, answer = sent(client, data)
        assert (found, words in answer["error"]) == (status, True), answer
    Sender.objects.update(ended_on=TODAY)
    found, answer = sent(client, package)
    assert (found, "不认识" in answer["error"]) == (403, True)
    assert not Submission.objects.exists()


def test_a_package_of_a_unit_for_which_the_sender_does_not_answer_is_409(
    client: Client, submitting: District, package: bytes
) -> None:
    made = report("某街道办事处").to_json().encode()
    foreign = exchange.sealed(exchange.Contents("jie", "某街道办事处", YEAR, "body", 1, TODAY, made, "", 0))
    status, answer = sent(client, foreign)
    assert (status, "不能报送“某街道办事处”" in answer["error"]) == (409, True)


def test_the_address_takes_posts_alone_and_not_too_many_a_minute(client: Client, package: bytes, settings: Any) -> None:
    assert client.get(PATH).status_code == 405
    settings.GONGKAI_READS_A_MINUTE = 1
    answers = [client.post(PATH, package, content_type="application/zip") for _ in range(3)]
    assert [answer.status_code for answer in answers[1:]] == [429, 429]
    assert answers[-1]["Retry-After"]
