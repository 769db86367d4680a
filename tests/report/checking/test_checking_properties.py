"""Properties of checking: what holds for every report that keeps the form's sums, and for every cell changed in it."""

from __future__ import annotations

import random

import pytest
from busy import busy_report
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.checking import examine
from gongkai.report.checking.layout import layout_of
from gongkai.report.form import editions
from gongkai.report.report import Report

SEEDS = st.integers(0, 10_000)
EDITIONS = st.sampled_from(sorted(editions()))
EQUATIONS = {rule.id for edition in editions().values() for rule in edition.rules}


def _tied(report: Report) -> list[str]:
    """The cells that an equation inside the year ties to others."""
    layout = layout_of(report)
    return sorted({cell for equation in layout.within if equation.rule.op == "=" for cell in equation.ids})


@settings(max_examples=150, deadline=None)
@given(SEEDS, EDITIONS)
def test_a_report_that_keeps_the_form_and_its_own_text_has_no_finding_but_hints(seed: int, edition: str) -> None:
    examination = examine(busy_report(seed, edition))
    assert [finding for finding in examination.findings if finding.severity != "hint"] == []
    assert examination.undecided == ()


@settings(max_examples=100, deadline=None)
@given(SEEDS, EDITIONS)
def test_two_years_that_fit_have_no_finding_but_hints(seed: int, edition: str) -> None:
    before = busy_report(seed, edition)
    after = busy_report(seed + 1, _edition_after(before), previous=before)
    assert [finding for finding in examine(after, before).findings if finding.severity != "hint"] == []


def _edition_after(report: Report) -> str:
    year = (report.year or 0) + 1
    return next(edition.id for edition in editions().values() if edition.covers(year))


@settings(max_examples=300, deadline=None)
@given(SEEDS, EDITIONS, st.integers(0, 10_000), st.integers(1, 500), st.booleans())
def test_one_cell_changed_is_named_by_a_finding(seed: int, edition: str, pick: int, by: int, up: bool) -> None:
    report = busy_report(seed, edition)
    tied = _tied(report)
    cell = tied[pick % len(tied)]
    report.cells[cell] = (report.cells[cell] or 0) + (by if up else -by)
    named = {name for finding in examine(report).findings if finding.rule in EQUATIONS for name in finding.cells}
    assert cell in named


@settings(max_examples=200, deadline=None)
@given(SEEDS, EDITIONS, st.integers(0, 10_000), st.sampled_from(("blank", "absent", "changed beside a blank")))
def test_a_rule_over_a_cell_without_a_number_neither_passes_nor_fails(
    seed: int, edition: str, pick: int, how: str
) -> None:
    report = busy_report(seed, edition)
    tied = _tied(report)
    cell = tied[pick % len(tied)]
    equations = [equation for equation in layout_of(report).within if cell in equation.ids]
    if how == "absent":
        del report.cells[cell]
    else:
        report.cells[cell] = None
    if how == "changed beside a blank":
        other = next(name for name in equations[0].ids if name != cell)
        report.cells[other] = (report.cells[other] or 0) + 7
    examination = examine(report)
    for equation in equations:
        undecided = next(u for u in examination.undecided if u.rule == equation.rule.id)
        assert cell in undecided.cells
    broken = [finding for finding in examination.findings if finding.rule in EQUATIONS]
    assert not any(cell in finding.cells for finding in broken)


@settings(max_examples=50, deadline=None)
@given(SEEDS, EDITIONS, st.randoms(use_true_random=False))
def test_findings_do_not_hang_on_the_order_in_which_cells_were_read(
    seed: int, edition: str, rng: random.Random
) -> None:
    report = busy_report(seed, edition)
    for cell in rng.sample(_tied(report), 5):
        report.cells[cell] = rng.choice((None, -3, 12_345))
    first = examine(report)
    mixed = list(report.cells.items())
    rng.shuffle(mixed)
    report.cells = dict(mixed)
    assert examine(report) == first


@pytest.mark.parametrize("edition", sorted(editions()))
def test_checking_leaves_the_report_as_it_was(edition: str) -> None:
    report = busy_report(5, edition)
    before = report.to_json()
    examine(report)
    assert report.to_json() == before
