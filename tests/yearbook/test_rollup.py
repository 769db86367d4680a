"""The reports of many units as one: every sum with the units behind it, and those that are missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from counted_year import PROGRAM, YEAR, compiled, decided, declare_all, unit
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.errors import Refused
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation
from gongkai.report import Report
from gongkai.yearbook.acts import publish_report
from gongkai.yearbook.models import Submission, SubmissionCell
from gongkai.yearbook.queries.rollup import Rollup, behind_sum, rollup, rollup_years

pytestmark = pytest.mark.django_db
CELL = "licensing/licences/decisions"
LATER = date(2025, 1, 20)


@pytest.fixture
def district(db: None) -> Organisation:
    return unit("qu", "district")


def published(of: Organisation, licences: int | None, year: int = YEAR, **rest: Any) -> None:
    """A whole report of a unit with so many decisions on licences."""
    cells = dict.fromkeys(compiled(of, year).cells, 0) | {CELL: licences}
    report = Report(edition="2021", agency=of.name, year=year, cells=cells, **rest)
    publish_report(report, of, by=PROGRAM, on=date(year + 1, 1, 20))


def behind(found: Rollup, cell: str = CELL) -> dict[str, Any]:
    return {found.sources[key].unit.code: value for key, value in behind_sum(found, cell).items()}


def missing(found: Rollup) -> list[str]:
    return [each.code for each in found.missing]


def test_each_sum_opens_its_units_and_missing_units_are_named(district: Organisation) -> None:
    for number, code in enumerate(("a", "b", "c"), 1):
        below = unit(code, "department", district)
        if code != "c":
            published(below, number)
    unit("n", "branch", district)
    published(district, 10)
    found = rollup(district, YEAR)
    assert found.cells[CELL] == 13
    assert behind(found) == {"qu": 10, "a": 1, "b": 2}
    assert missing(found) == ["c"]
    assert list(found.cells) == list(compiled(district).cells)
    assert found.gaps == {}


def test_without_any_report_there_is_no_sum(district: Organisation) -> None:
    found = rollup(district, YEAR)
    assert (found.cells, found.sources, missing(found)) == ({}, {}, ["qu"])


def test_a_blank_cell_is_a_gap_and_not_0(district: Organisation) -> None:
    published(unit("a", "department", district), None)
    published(unit("b", "department", district), 4)
    found = rollup(district, YEAR)
    assert (found.cells[CELL], found.gaps) == (4, {CELL: 1})
    assert behind(found) == {"b": 4}


def test_a_level_s_report_stands_for_all_below_it_and_nothing_counts_twice(district: Organisation) -> None:
    city = unit("shi", "city")
    organisations.move(district, city, by=PROGRAM, on=LATER, from_on=date(2016, 1, 1))
    published(district, 1)
    published(unit("ju", "department", district), 2)
    assert rollup(city, YEAR).cells[CELL] == 3
    published(district, 3, scope="level")
    found = rollup(city, YEAR)
    assert behind(found) == {"qu": 3}
    assert missing(found) == ["shi"]
    # The level's own report adds the body's own up, never itself.
    assert behind(rollup(district, YEAR)) == {"qu": 1, "ju": 2}


def test_a_merged_unit_is_counted_in_its_successor_s_report_from_the_year_on_in_which_it_went(
    district: Organisation,
) -> None:
    old, new = unit("lao", "department", district), unit("xin", "department", district)
    for year in (YEAR - 1, YEAR):
        published(new, 5, year)
    published(old, 2, YEAR - 1)
    organisations.merge(old, new, by=PROGRAM, on=LATER, from_on=date(YEAR, 7, 1))
    before, after = rollup_years(district, [YEAR - 1, YEAR])
    assert (behind(before), behind(after)) == ({"lao": 2, "xin": 5}, {"xin": 5})
    assert missing(after) == ["qu"]


def test_a_renamed_or_moved_unit_counts_where_it_stood_at_the_end_of_the_year(district: Organisation) -> None:
    ju, other = unit("ju", "department", district), unit("other", "district")
    for year in (YEAR - 1, YEAR):
        published(ju, 5, year)
    organisations.rename(ju, "新名", by=PROGRAM, on=LATER, from_on=date(YEAR, 3, 1))
    organisations.move(ju, other, by=PROGRAM, on=LATER, from_on=date(YEAR, 3, 1))
    assert [found.cells.get(CELL) for found in rollup_years(district, [YEAR - 1, YEAR])] == [5, None]
    assert rollup(other, YEAR).cells[CELL] == 5


def test_a_set_that_was_chosen_is_added_up_whatever_its_place(district: Organisation) -> None:
    first, second = unit("a", "department", district), unit("b", "department")
    published(first, 1)
    published(second, 2)
    found = rollup(None, YEAR, units=[second, first])
    assert behind(found) == {"b": 2, "a": 1}
    assert found.cells[CELL] == 3


def test_a_report_that_came_from_elsewhere_counts_unless_it_was_returned(district: Organisation) -> None:
    below = unit("a", "department", district)
    given = {
        "superior": district, "organisation": below, "year": YEAR, "origin": "file", "text": "{}",
        "submitted_on": LATER, "submitted_by": "user:x",
    }  # fmt: skip
    first = Submission.objects.create(number=1, sha256="1" * 64, **given)
    SubmissionCell.objects.create(submission=first, cell=CELL, value=6)
    assert behind(rollup(district, YEAR)) == {"a": 6}
    Submission.objects.filter(pk=first.pk).update(state="returned", answered_on=LATER)
    assert missing(rollup(district, YEAR)) == ["qu", "a"]
    second = Submission.objects.create(number=2, sha256="2" * 64, **given)
    SubmissionCell.objects.create(submission=second, cell=CELL, value=7)
    assert behind(rollup(district, YEAR)) == {"a": 7}
    published(below, 8)
    assert behind(rollup(district, YEAR)) == {"a": 8}


def test_what_is_only_being_compiled_is_missing(district: Organisation) -> None:
    below = unit("a", "department", district)
    decided(below, date(YEAR, 1, 1))
    declare_all(below)
    assert missing(rollup(district, YEAR)) == ["qu", "a"]


def test_a_year_of_another_form_is_refused(district: Organisation) -> None:
    with pytest.raises(Refused, match="另一种格式"):
        rollup(district, 2017)


def test_a_roll_up_takes_the_same_queries_for_few_units_and_for_many(district: Organisation) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            rollup(district, YEAR)
        return len(captured)

    published(unit("a0", "department", district), 1)
    few = queries()
    for number in range(1, 25):
        published(unit(f"a{number}", "department", district), number)
    assert queries() == few <= 12
    assert rollup(district, YEAR).cells[CELL] == 1 + sum(range(1, 25))
