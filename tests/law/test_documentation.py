"""What the reference shows is what the library does, and every record it lists has its source."""

from __future__ import annotations

import doctest
from pathlib import Path

from gongkai.law.arrangement import announced

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "calendar.md"


def test_the_examples_of_the_reference_run_as_shown() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted >= 10
    assert result.failed == 0


def test_each_arrangement_names_its_notice_and_the_day_on_which_it_was_read() -> None:
    """Of the notices on 2004 and 2005 no copy with number and date was found; their titles are cited."""
    assert [entry.year for entry in announced() if not entry.number] == [2004, 2005]
    for entry in announced():
        assert entry.title.startswith("国务院")
        assert entry.number == "" or "明电〔" in entry.number
        assert (entry.issued_on is None) == (entry.number == "")
        assert entry.checked_on
        assert entry.status == "announced"


def test_there_is_one_annual_record_a_year_and_each_notice_is_issued_before_its_days() -> None:
    assert [entry.year for entry in announced() if entry.kind == "annual"] == list(range(2004, 2027))
    for entry in announced():
        days = [day for holiday in entry.holidays for day in holiday.rest + holiday.work]
        assert entry.issued_on is None or entry.issued_on < min(days)
