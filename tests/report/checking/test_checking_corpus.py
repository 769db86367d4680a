"""The shared corpus of real reports: what they break is found, and the clean ones are not accused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gongkai.report import read_all
from gongkai.report.checking import examine, pair_years
from gongkai.report.finding import Finding
from gongkai.report.report import Report, loads

pytestmark = pytest.mark.corpus

#: Whole reports without a contradiction, by what was read in the sources.
CLEAN = ("000", "001", "007", "014", "016")
#: Lost when a page was collected, or a form that is truly mixed: no word about the figures.
NOT_ABOUT_FIGURES = {"section.missing", "cell.missing", "cell.blank", "edition.wrong"}


def _reports(corpus: Path, number: str) -> list[Report]:
    (path,) = (corpus / "reports").glob(f"{number}-*")
    return read_all(path)


def _figures(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.rule not in NOT_ABOUT_FIGURES]


@pytest.mark.parametrize("number", CLEAN)
def test_a_clean_report_has_no_finding_at_all(corpus: Path, number: str) -> None:
    (report,) = _reports(corpus, number)
    assert [finding.message for finding in examine(report).findings] == []


def test_002_eleven_blank_totals_and_a_text_that_contradicts_the_table(corpus: Path) -> None:
    (report,) = _reports(corpus, "002")
    findings = examine(report).findings
    blanks = [finding for finding in findings if finding.rule == "cell.blank" and finding.severity == "error"]
    assert len(blanks) == 11
    assert sorted(int(str(finding.right)) for finding in blanks) == [3, 4, 5, 9, 12, 14, 25, 47, 149, 265, 272]
    said = {(finding.rule, finding.left, finding.right) for finding in _figures(findings)}
    assert said == {("prose.figure", 258, 275), ("prose.figure", 265, 337), ("prose.sum", 716, 805)}


def test_008_table_four_without_totals_and_a_table_of_the_older_form(corpus: Path) -> None:
    (report,) = _reports(corpus, "008")
    said = [(finding.rule, finding.left, finding.right) for finding in examine(report).findings]
    assert said == [("remedies.total", 0, 11), ("remedies.total", 0, 5), ("edition.wrong", "2019", "2021")]


def test_010_disputes_of_the_text_are_not_those_of_table_four(corpus: Path) -> None:
    report = next(report for report in _reports(corpus, "010") if report.year == 2024)
    said = [(finding.rule, finding.left, finding.right) for finding in _figures(examine(report).findings)]
    assert said == [("prose.figure", 134, 170), ("prose.figure", 57, 77)]


def test_014_to_016_three_years_of_one_body(corpus: Path) -> None:
    reports = [report for number in ("014", "015", "016") for report in _reports(corpus, number)]
    pairs = pair_years(reports)
    assert pairs == [None, reports[0], reports[1]]
    found = [_figures(examine(report, before).findings) for report, before in zip(reports, pairs, strict=True)]
    assert [[(f.rule, f.cells[0], f.left, f.right) for f in findings] for findings in found] == [
        [],
        [
            ("applications.outcomes", "applications/closed/person", 20, 26),
            ("applications.outcomes", "applications/closed/total", 21, 27),
        ],
        [],
    ]


def test_041_a_town_makes_no_regulations(corpus: Path) -> None:
    (report,) = _reports(corpus, "041")
    assert [(f.rule, f.left) for f in _figures(examine(report).findings)] == [("documents.regulations_power", 2)]


def test_044_two_applications_in_the_text_and_three_in_the_table(corpus: Path) -> None:
    (report,) = _reports(corpus, "044")
    assert [(f.rule, f.left, f.right) for f in _figures(examine(report).findings)] == [("prose.figure", 2, 3)]


def test_the_tables_as_people_read_them_break_only_what_people_saw(corpus: Path) -> None:
    """The truth alone, without a reader between: sums of the form against the violations written beside it."""
    for path in sorted((corpus / "truth").glob("*.json")):
        truth: Mapping[str, Any] = loads(path.read_text(encoding="utf-8"))
        findings = examine(_from_truth(truth)).findings
        broken = {
            (f.rule, str(f.left), str(f.right))
            for f in findings
            if f.rule in ("applications.outcomes", "remedies.total")
        }
        told = {
            (
                "remedies.total" if v["rule"].startswith("table4") else "applications.outcomes",
                str(v["right"]),
                str(v["left"]),
            )
            for v in truth["violations"]
            if v["rule"].startswith(("table4", "table3 column"))
        }
        assert broken == told, path.name
        others = {f.rule for f in findings if f.severity == "error"} - {r for r, _, _ in told} - NOT_ABOUT_FIGURES
        assert not others, path.name


def _from_truth(truth: Mapping[str, Any]) -> Report:
    cells = truth["cells"]
    mixed = "applications/other/person" in cells and truth["edition"] == "2021"
    return Report.from_data(
        {
            "format": "gongkai-report/1", "edition": truth["edition"], "agency": truth["agency"], "year": truth["year"],
            "cells": {cell: None if value == "/" else value for cell, value in cells.items()},
            "tables": {"applications": "2019"} if mixed else {},
        }
    )  # fmt: skip
