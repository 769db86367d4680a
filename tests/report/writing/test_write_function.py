"""`write` and `render`: formats by suffix, refusals, whole files, the same bytes again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from busy import busy_report

from gongkai.errors import GongkaiError, Refused
from gongkai.report import write
from gongkai.report.writing import FORMATS, render


@pytest.mark.parametrize(
    ("name", "to", "begins"),
    [
        ("r.html", None, b"<!DOCTYPE html>"),
        ("r.HTM", None, b"<!DOCTYPE html>"),
        ("r.docx", None, b"PK"),
        ("r.pdf", None, b"%PDF-"),
        ("r.xlsx", None, b"PK"),
        ("r.md", None, b"# "),
        ("r.json", None, b'{\n  "format": "gongkai-report/1"'),
        ("r.txt", "md", b"# "),
    ],
)
def test_the_format_is_that_of_the_suffix_unless_said(tmp_path: Path, name: str, to: str | None, begins: bytes) -> None:
    write(busy_report(1), tmp_path / name, to=to)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_unknown_format_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="不认识的格式“doc”"):
        write(busy_report(1), tmp_path / "r.doc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_report_is_the_same_bytes_at_another_time(to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = busy_report(5, "2019")
    first = render(report, to)
    tomorrow = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    time.sleep(1.1 if to in ("docx", "xlsx", "pdf") else 0)  # a zip's clock ticks every two seconds, a PDF's each one
    assert render(report, to) == first


@pytest.mark.parametrize("to", [to for to in FORMATS if to != "json"])
def test_a_cell_that_the_form_lacks_is_refused_rather_than_lost(to: str) -> None:
    report = busy_report(1, "2019")
    report.cells["applications/other.unpaid/person"] = 3
    with pytest.raises(Refused, match=r"applications/other\.unpaid/person"):
        render(report, to)


def test_json_keeps_even_what_the_form_lacks() -> None:
    report = busy_report(1, "2019")
    report.cells["applications/other.unpaid/person"] = 3
    assert b'"applications/other.unpaid/person": 3' in render(report, "json")
