"""What the measure on holidays gives by itself, and where the days of the festivals come from."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import holidays as holidays_library
import pytest
from holidays.calendars.chinese import _ChineseLunisolar

from gongkai.law.arrangement import announced
from gongkai.law.statute import festivals, measure_on, measures, statutory, statutory_days

#: National Day and Mid-Autumn meet in these years; the notices on 2009 and 2020 made both up, the library makes up one.
MEETING = {date(2028, 10, 5), date(2031, 10, 6), date(2058, 10, 4), date(2077, 10, 6), date(2085, 10, 4)}


def test_2027_by_statute_alone() -> None:
    spans = {"01-01": 1, "02-05": 6, "04-05": 1, "05-01": 4, "06-09": 1, "09-15": 1, "10-01": 5}
    expected = [
        date.fromisoformat(f"2027-{first}") + timedelta(days=step)
        for first, length in spans.items()
        for step in range(length)
    ]
    assert sorted(statutory(2027)) == expected


@pytest.mark.parametrize("year", range(2027, 2100))
def test_a_computed_year_is_what_holidays_computes(year: int) -> None:
    theirs = holidays_library.CN(years=year)
    day, differ = date(year, 1, 1), set()
    while day.year == year:
        if (day.weekday() < 5 and day not in statutory(year)) != theirs.is_working_day(day):
            differ.add(day)
        day += timedelta(days=1)
    assert differ == {day for day in MEETING if day.year == year}


@pytest.mark.parametrize(
    ("year", "granted"), [(1949, 0), (1998, 7), (1999, 8), (2000, 10), (2008, 11), (2014, 11), (2025, 13), (2101, 6)]
)
def test_the_number_of_days_is_that_of_the_text_in_force(year: int, granted: int) -> None:
    """In 1999 the new text came in September: three days in October, one in May. 2101 has no known festivals."""
    assert statutory_days(year) == granted


@pytest.mark.parametrize("year", range(2004, 2027))
def test_each_announced_year_grants_the_days_of_the_statute_in_force(year: int) -> None:
    """Working days given up less weekend days worked are the statutory days, in each of the twenty-three notices."""
    notice = next(entry for entry in announced() if entry.kind == "annual" and entry.year == year)
    rest = {day for holiday in notice.holidays for day in holiday.rest}
    work = {day for holiday in notice.holidays for day in holiday.work}
    assert sum(day.weekday() < 5 for day in rest) - len(work) == statutory_days(year)
    assert all(day.weekday() > 4 for day in work)
    assert not [day for day, holiday in statutory(year).items() if not holiday.made_up and day not in rest]


def test_each_measure_has_its_source_and_they_follow_each_other() -> None:
    starts = [measure.from_day for measure in measures()]
    assert starts == sorted(set(starts))
    assert all(measure.source for measure in measures())
    assert measure_on(date(1949, 10, 1)) is None
    assert [measure.source for measure in measures() if measure.checked_on] == ["国务院令第795号"]


@pytest.mark.parametrize("year", range(1950, 2101))
def test_the_days_of_festivals_are_those_of_holidays(year: int) -> None:
    """But 清明 of 2100, which it has a day too early."""
    theirs = _ChineseLunisolar()
    asked = {
        "spring": theirs.lunar_new_year_date, "qingming": theirs.qingming_date,
        "dragon": theirs.dragon_boat_date, "autumn": theirs.mid_autumn_date,
    }  # fmt: skip
    found = {name: ask(year) for name, ask in asked.items()}
    days = {name: day[0] if isinstance(day, tuple) else day for name, day in found.items()}
    if year == 2100:
        days["qingming"] = date(2100, 4, 5)
    assert dict(festivals()[year]) == days


def sun(moment: datetime) -> float:
    """The sun's apparent longitude in degrees, good to a hundredth (a quarter of an hour)."""
    century = ((moment - datetime(2000, 1, 1, 12)).total_seconds() + 70) / 86400 / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * century)
    centre = (1.914602 - 0.004817 * century) * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly)
    node = math.radians(125.04 - 1934.136 * century)
    return (280.46646 + 36000.76983 * century + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


@pytest.mark.parametrize("year", range(1950, 2101))
def test_qingming_is_the_day_on_which_the_sun_reaches_fifteen_degrees(year: int) -> None:
    day = festivals()[year]["qingming"]
    midnight = datetime(day.year, day.month, day.day) - timedelta(hours=8)  # Beijing's, in universal time
    assert sun(midnight) < 15 <= sun(midnight + timedelta(days=1))
