"""Drafts are read in a process of their own and forgotten."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_site import DEMO, broken_report
from gongkai.errors import Unreadable
from gongkai.report import Report
from gongkai.yearbook.queries import Draft, examine_drafts, read_draft


def sample(year: int) -> Draft:
    return Draft(f"shili-{year}.json", (DEMO / f"shili-{year}.json").read_bytes())


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Whatever happens to a draft, nothing of it stays on disk."""
    yield
    assert [name for name in os.listdir(django_settings.FILE_UPLOAD_TEMP_DIR) if name.startswith("draft-")] == []


def test_a_draft_is_read_as_the_library_reads_it() -> None:
    draft = sample(2024)
    assert read_draft(draft).cells == Report.from_json(draft.data).cells


def test_a_finding_comes_back_whole() -> None:
    outcome = examine_drafts(Draft("a.json", broken_report())).examination
    finding = outcome.findings[0]
    assert (finding.rule, finding.severity, finding.left, finding.right) == ("remedies.total", "error", 27, 22)
    assert "remedies/reconsideration/total" in finding.cells
    assert "27" in finding.message


def test_last_years_report_decides_the_rules_between_years() -> None:
    draft, before = sample(2024), sample(2023)
    wrong = draft.data.replace(b'"applications/carried_in/person": ', b'"applications/carried_in/person": 1')
    alone = {finding.rule for finding in examine_drafts(Draft("a.json", wrong)).examination.findings}
    both = {finding.rule for finding in examine_drafts(Draft("a.json", wrong), before).examination.findings}
    assert "applications.carried" not in alone
    assert "applications.carried" in both


def test_two_files_in_the_wrong_order_are_exchanged_and_it_is_said() -> None:
    right, wrong = examine_drafts(sample(2024), sample(2023)), examine_drafts(sample(2023), sample(2024))
    assert (right.is_swapped, wrong.is_swapped) == (False, True)
    assert right.examination == wrong.examination
    assert wrong.report.year == 2024
    assert wrong.previous is not None
    assert wrong.previous.year == 2023


@pytest.mark.corpus
def test_a_file_of_two_years_is_checked_as_the_newer_with_the_older_as_last_years(corpus: Path) -> None:
    file = next((corpus / "reports").glob("010-*"))
    outcome = examine_drafts(Draft(file.name, file.read_bytes()))
    assert outcome.report.year == 2024
    assert outcome.previous is not None
    assert outcome.previous.year == 2023


@pytest.mark.django_db
def test_reading_a_draft_asks_nothing_of_the_database() -> None:
    with CaptureQueriesContext(connection) as asked:
        examine_drafts(sample(2024), sample(2023))
    assert len(asked) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空"),
        (b"\x00\x01\x02" * 1000, "。"),
        ("今天天气很好。".encode(), "年度报告"),
        (b'{"format": "gongkai-report/9", "edition": "2021"}', "升级"),
        (b"[" * 200_000, "。"),
        (b"<div>" * 200_000, "。"),
        (b"%PDF-1.7\n%%EOF", "PDF"),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence_that_names_the_file(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refused:
        examine_drafts(Draft("某文件", data))
    assert str(refused.value).startswith("某文件")
    assert "Traceback" not in str(refused.value)


def test_a_reading_that_takes_too_long_is_killed(settings: object) -> None:
    settings.GONGKAI_READING_SECONDS = 0.05  # type: ignore[attr-defined]
    start = time.monotonic()
    with pytest.raises(Unreadable, match="已停止"):
        examine_drafts(sample(2024))
    assert time.monotonic() - start < 3


def test_a_reading_that_takes_too_much_memory_is_ended(settings: object) -> None:
    settings.GONGKAI_READING_MEMORY = 200 * 1024 * 1024  # type: ignore[attr-defined]
    greedy = b'{"format": "gongkai-report/1", "x": [' + b"[]," * 3_000_000 + b"[]]}"
    with pytest.raises(Unreadable, match="已停止"):
        examine_drafts(Draft("大.json", greedy))


def test_a_reading_after_one_that_was_killed_works(settings: object) -> None:
    settings.GONGKAI_READING_SECONDS = 0.05  # type: ignore[attr-defined]
    for _ in range(5):
        with pytest.raises(Unreadable):
            examine_drafts(sample(2024))
    settings.GONGKAI_READING_SECONDS = 10  # type: ignore[attr-defined]
    assert examine_drafts(sample(2024)).report.year == 2024
