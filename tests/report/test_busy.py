"""The made-up reports are what they claim: every equation of the form holds in them."""

from __future__ import annotations

import pytest
from busy import busy_report, reports
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.form import Rule, editions
from gongkai.report.report import Report


def holds(rule: Rule, report: Report, previous: Report | None) -> bool:
    table = editions()[report.edition].table(rule.table)
    for along in [row.id for row in table.rows] if rule.each == "row" else [column.id for column in table.columns]:
        sides = []
        for terms in (rule.left, rule.right):
            values = [
                term.sign * ((previous or report) if term.previous else report).cells[rule.cell(along, term)]  # type: ignore[operator]
                for term in terms
            ]
            sides.append(sum(values))
        if not (sides[0] == sides[1] if rule.op == "=" else sides[0] <= sides[1]):
            return False
    return True


@given(reports())
def test_every_equation_within_a_report_holds(report: Report) -> None:
    rules = [rule for rule in editions()[report.edition].rules if not rule.between_years]
    assert [rule.id for rule in rules if not holds(rule, report, None)] == []


@pytest.mark.parametrize("edition", editions())
@given(seed=st.integers(0, 1000))
def test_every_equation_between_two_years_holds(edition: str, seed: int) -> None:
    previous = busy_report(seed, edition)
    report = busy_report(seed + 1, edition, previous=previous)
    assert report.year == (previous.year or 0) + 1
    rules = [rule for rule in editions()[edition].rules if rule.between_years]
    assert [rule.id for rule in rules if not holds(rule, report, previous)] == []


@pytest.mark.parametrize("edition", editions())
def test_most_cells_of_a_busy_report_are_not_zero(edition: str) -> None:
    cells = busy_report(1, edition).cells
    assert set(cells) == set(editions()[edition].cells)
    assert sum(bool(value) for value in cells.values()) > len(cells) / 2
