"""`read(write(report))` is the same report, in all six formats."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from busy import busy_report, mixed_report, reports, rough_reports
from hypothesis import given, settings

from gongkai.errors import Unreadable
from gongkai.report import read, read_all
from gongkai.report.form import editions
from gongkai.report.report import Report, Section
from gongkai.report.writing import FORMATS, render

#: Typst and the office formats take some 30 to 60 ms a report.
EXAMPLES = {"json": 200, "html": 150, "md": 150, "docx": 40, "xlsx": 30, "pdf": 40}


def facts(report: Report) -> dict[str, Any]:
    """What a printed report says: all but where it was read, and what a doubt could have been."""
    return {
        "edition": report.edition, "agency": report.agency, "year": report.year, "title": report.title,
        "sections": report.sections, "tables": report.tables, "marks": report.marks,
        **{cell: ("value", value) for cell, value in report.cells.items()},
    }  # fmt: skip


#: A printed page shows no difference between a space beside a Chinese character and none.
_FAINT_SPACE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


def printed(report: Report) -> dict[str, Any]:
    """The facts that a PDF keeps: all but spaces beside Chinese characters."""
    sections = [replace(section, text=_FAINT_SPACE.sub("", section.text)) for section in report.sections]
    return facts(report) | {"sections": sections}


def assert_same(report: Report, to: str) -> None:
    back = read_back(report, to)
    if to == "pdf":
        assert printed(back) == printed(report)
    else:
        assert facts(back) == facts(report)


def read_back(report: Report, to: str) -> Report:
    return read(render(report, to), f"report.{to}")


def founding(truth: dict[str, Any]) -> Report:
    """The founding zone's report: its own figures, sentences of ours."""
    edition = editions()[truth["edition"]]
    texts = {
        "overview": "全年通过门户网站公开各类文件6件，更新信息1029条，访问量19.98万次。\n（一）平台建设。新设专栏2项。",
        "problems": "公开的主动性还不够强，下一步将细化目录、加强培训。",
        "other": "无其他需要报告的事项。",
    }
    return Report(
        edition=edition.id, agency=truth["agency"], year=truth["year"],
        title=edition.title.format(agency=truth["agency"], year=truth["year"]),
        cells={cell: int(Decimal(str(value))) for cell, value in truth["cells"].items()},
        sections=[Section(s.number, s.key, s.heading, texts.get(s.key, "")) for s in edition.sections],
    )  # fmt: skip


@pytest.mark.corpus
@pytest.mark.parametrize("to", FORMATS)
def test_the_founding_report_reads_back(to: str, corpus: Path) -> None:
    report = founding(json.loads((corpus / "truth" / "000.json").read_text(encoding="utf-8")))
    assert_same(report, to)


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("to", FORMATS)
def test_no_cell_of_a_real_report_changes_when_it_is_written_and_read(to: str, corpus: Path) -> None:
    seen = 0
    for path in sorted((corpus / "reports").iterdir()):
        try:
            reports = read_all(path)
        except Unreadable:
            continue
        for report in reports:
            back = read_back(report, to)
            assert (back.cells, back.marks) == (report.cells, report.marks), path.name
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("edition", editions())
def test_a_busy_report_reads_back(to: str, edition: str) -> None:
    report = busy_report(11, edition)
    assert_same(report, to)


@pytest.mark.parametrize("to", FORMATS)
def test_a_mixed_form_reads_back(to: str) -> None:
    report = mixed_report(11)
    assert_same(report, to)


@pytest.mark.parametrize("to", FORMATS)
def test_any_valid_report_reads_back(to: str) -> None:
    @settings(max_examples=EXAMPLES[to], deadline=None)
    @given(reports())
    def holds(report: Report) -> None:
        assert_same(report, to)

    holds()


@pytest.mark.parametrize("to", FORMATS)
def test_blanks_marks_unknowns_contradictions_and_awkward_sentences_read_back(to: str) -> None:
    @settings(max_examples=EXAMPLES[to], deadline=None)
    @given(rough_reports())
    def holds(report: Report) -> None:
        assert_same(report, to)

    holds()
