"""Comparing two reports: cells that moved, forms that changed, sections, findings between the years."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from busy import busy_report, rough_reports
from hypothesis import given

from gongkai.report import compare
from gongkai.report.comparison import Moved
from gongkai.report.form import editions
from gongkai.report.report import Report, Section, Value, dumps

CELL = "applications/received/person"


def pair(a: Value, b: Value) -> tuple[Report, Report]:
    """Two reports of one body on one year that differ in one cell."""
    reports = busy_report(1), busy_report(1)
    for report, value in zip(reports, (a, b), strict=True):
        report.cells[CELL] = value
    return reports


@pytest.mark.parametrize(
    ("a", "b", "change", "rate"),
    [
        (100, 150, 50, "0.5000"),
        (150, 100, -50, "-0.3333"),
        (3, 1, -2, "-0.6667"),
        (0, 5, 5, None),
        (5, 0, -5, "-1.0000"),
        (-10, -15, -5, "-0.5000"),
        (Decimal("1.5"), 3, Decimal("1.5"), "1.0000"),
        (None, 5, None, None),
        (5, None, None, None),
        (None, 0, None, None),
    ],
)
def test_change_and_rate_are_given_only_where_they_mean_something(
    a: Value, b: Value, change: Value, rate: str | None
) -> None:
    [moved] = compare(*pair(a, b)).cells
    assert (moved.cell, moved.a, moved.b, moved.change) == (CELL, a, b, change)
    assert moved.rate == (None if rate is None else Decimal(rate))


@given(rough_reports())
def test_a_report_does_not_differ_from_itself(report: Report) -> None:
    result = compare(report, report)
    assert (result.cells, result.sections, result.findings) == ((), (), ())


def test_the_data_have_the_shape_of_the_design() -> None:
    a, b = pair(3, 5)
    b.sections[0] = Section("一", "overview", "总体情况", a.sections[0].text + "\n新增一句。")
    data = json.loads(dumps(compare(a, b).to_data()))
    assert data == {
        "cells": [{"cell": CELL, "a": 3, "b": 5, "change": 2, "rate": 0.6667}],
        "sections": [{"key": "overview", "diff": a.sections[0].text + "{+\n新增一句。+}"}],
        "findings": [],
        "absent": {"a": [], "b": []},
    }


def test_blank_and_not_read_are_not_the_same() -> None:
    a, b = pair(None, 0)
    del b.cells[CELL]
    result = compare(a, b)
    assert [moved.sides for moved in result.cells] == [("given", "unread")]
    assert result.to_data()["absent"] == {"a": [], "b": [CELL]}


def test_a_cell_that_neither_has_is_no_difference() -> None:
    a, b = pair(1, 1)
    del a.cells[CELL]
    del b.cells[CELL]
    assert compare(a, b).cells == ()


def test_rows_that_only_one_form_has_are_told_apart_from_unread_ones() -> None:
    a, b = busy_report(1, "2019"), busy_report(1, "2021")
    moved = {entry.cell: entry for entry in compare(a, b).cells}
    assert moved["licensing/licences/previous"].sides == ("given", "formless")
    assert moved["documents/normative/issued"].sides == ("formless", "given")
    assert moved["procurement/procurement/projects"].sides == ("given", "formless")


@pytest.mark.parametrize("order", [1, -1])
def test_a_row_that_the_newer_form_splits_is_compared_with_the_sum_of_its_parts(order: int) -> None:
    older, newer = busy_report(1, "2019"), busy_report(1, "2021")
    parts = tuple(f"applications/other.{name}/person" for name in ("uncorrected", "unpaid", "other"))
    total = sum(newer.cells[part] or 0 for part in parts)
    result = compare(*(older, newer)[::order])
    [moved] = [entry for entry in result.cells if entry.cell == "applications/other/person"]
    assert moved.summed == parts
    assert (moved.a, moved.b) == (older.cells["applications/other/person"], total)[::order]
    assert not [entry for entry in result.cells if entry.cell in parts]


def test_a_split_row_with_an_unread_part_has_no_sum() -> None:
    older, newer = busy_report(1, "2019"), busy_report(1, "2021")
    del newer.cells["applications/other.unpaid/person"]
    [moved] = [entry for entry in compare(older, newer).cells if entry.cell == "applications/other/person"]
    assert (moved.b, moved.sides, moved.change) == (None, ("given", "unread"), None)


def test_every_cell_of_both_forms_is_looked_at() -> None:
    a, b = busy_report(1, "2019"), busy_report(2, "2021")
    a.cells = dict.fromkeys(editions()["2019"].cells, 1)
    b.cells = dict.fromkeys(editions()["2021"].cells, 5)
    seen: set[str] = set()
    for moved in compare(a, b).cells:
        seen |= {moved.cell, *moved.summed}
    assert seen == {*editions()["2019"].cells, *editions()["2021"].cells}


def test_years_that_follow_each_other_are_checked_together() -> None:
    a = busy_report(3)
    b = busy_report(4, previous=a)
    assert compare(a, b).findings == ()
    b.cells["applications/carried_in/person"] = (b.cells["applications/carried_in/person"] or 0) + 9
    rules = {finding.rule for finding in compare(a, b).findings}
    assert "applications.carried" in rules
    assert "applications.balance" not in rules
    assert {finding.rule for finding in compare(b, a).findings} == rules


@pytest.mark.parametrize("apart", [0, 2, None])
def test_years_that_do_not_follow_each_other_are_not_checked_together(apart: int | None) -> None:
    a = busy_report(3)
    b = busy_report(4, previous=a)
    b.cells["applications/carried_in/person"] = (b.cells["applications/carried_in/person"] or 0) + 9
    b.year = None if apart is None else (a.year or 0) + apart
    assert compare(a, b).findings == ()


def test_two_bodies_are_not_checked_together() -> None:
    a = busy_report(3)
    b = busy_report(4, previous=a)
    b.agency = "别处某某局"
    b.cells["applications/carried_in/person"] = 999
    assert compare(a, b).findings == ()


def test_a_section_that_one_lacks_is_all_new() -> None:
    a, b = pair(1, 1)
    a.sections = [section for section in a.sections if section.key != "problems"]
    [section] = compare(a, b).sections
    assert section.key == "problems"
    assert section.diff.startswith("{+")
    assert section.diff.endswith("+}")


def test_moved_cells_stand_in_the_order_of_the_form() -> None:
    cells = [moved.cell for moved in compare(busy_report(1), busy_report(2)).cells]
    order = list(editions()["2021"].cells)
    assert cells == sorted(cells, key=order.index)


def test_a_rate_of_a_negative_figure_points_where_the_figure_went() -> None:
    assert Moved("x", -4, -2).rate == Decimal("0.5")
