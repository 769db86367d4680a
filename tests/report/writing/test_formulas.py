"""Totals and their formulas."""

from __future__ import annotations

import pytest
from busy import busy_report

from gongkai.report.form import editions
from gongkai.report.writing.formulas import sum_of, totals


@pytest.mark.parametrize(
    ("refs", "formula"),
    [
        ("D6", "SUM(D6)"),
        ("D6 D7 D8", "SUM(D6:D8)"),
        ("D6 E6 F6", "SUM(D6:F6)"),
        ("D6 D7 D9", "SUM(D6:D7,D9)"),
        ("D6 D7 E7", "SUM(D6:D7,E7)"),
        ("D6 E6 E7", "SUM(D6:E6,E7)"),
        ("Y1 Z1 AA1 AB1", "SUM(Y1:AB1)"),
        ("D8 D6", "SUM(D8,D6)"),
    ],
)
def test_a_formula_adds_exactly_its_cells(refs: str, formula: str) -> None:
    assert sum_of(refs.split()) == formula


@pytest.mark.parametrize("edition", editions())
def test_every_total_of_a_busy_report_holds(edition: str) -> None:
    found = [total for table in ("applications", "remedies") for total in totals(busy_report(1, edition), table)]
    rows = len(editions()[edition].table("applications").rows)
    assert len(found) == rows + 7 + 3
    assert all(total.holds for total in found)


def test_a_total_with_a_blank_or_unread_part_is_left_out() -> None:
    report = busy_report(1)
    report.cells["remedies/reconsideration/upheld"] = None
    del report.cells["remedies/litigation.direct/upheld"]
    assert [total.cell for total in totals(report, "remedies")] == ["remedies/litigation.after_reconsideration/total"]


def test_a_total_that_contradicts_its_parts_keeps_both_numbers() -> None:
    report = busy_report(1)
    right = report.cells["remedies/reconsideration/total"] or 0
    report.cells["remedies/reconsideration/total"] = right + 1
    found = next(iter(totals(report, "remedies")))
    assert (found.value, found.sum, found.holds) == (right + 1, right, False)
