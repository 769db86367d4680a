"""Working days: the notices of twenty-three years, the years nobody has announced, and what an office adds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
import holidays as holidays_library
import pytest

from gongkai.law import Arrangement, Calendar, Holiday, national
from gongkai.law.arrangement import announced
from gongkai.law.calendar import TURN_OF_YEAR

ANNOUNCED = range(2004, 2027)


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=step) for step in range(366 if year % 4 == 0 else 365)]


def closure(first: date, last: date, **fields: Any) -> Arrangement:
    holiday = Holiday.between("停工", first, last, fields.pop("work", ()))
    return Arrangement(first.year, "local", (holiday,), "台风停工", **{"issued_on": first, **fields})


@pytest.mark.parametrize("year", ANNOUNCED)
def test_every_day_of_an_announced_year_is_what_chinesecalendar_says(year: int) -> None:
    """But 31 December 2005, which it has off and the notice on 2006 (国办发明电〔2005〕35号) has worked."""
    differ = [day for day in days_of(year) if national().is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differ == ([date(2005, 12, 31)] if year == 2005 else [])


@pytest.mark.parametrize("year", ANNOUNCED)
def test_every_day_of_an_announced_year_is_what_holidays_says(year: int) -> None:
    theirs = holidays_library.CN(years=range(year - 1, year + 2))
    assert not [day for day in days_of(year) if national().is_working_day(day) != theirs.is_working_day(day)]


def test_2026_is_what_its_notice_says() -> None:
    """国办发明电〔2025〕7号."""
    spans = ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"]
    off = set()
    for span in spans:
        first, last = (date.fromisoformat(f"2026-{end}") for end in span.split())
        off |= {first + timedelta(days=step) for step in range((last - first).days + 1)}
    worked = {date.fromisoformat(f"2026-{day}") for day in ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]}
    for day in days_of(2026):
        assert national().is_working_day(day) == (day in worked or (day.weekday() < 5 and day not in off)), day


@pytest.mark.parametrize(
    ("day", "working", "words"),
    [
        (date(2026, 2, 13), True, "星期五，工作日"),
        (date(2026, 2, 14), True, "星期六，春节调休上班（国办发明电〔2025〕7号）"),
        (date(2026, 2, 16), False, "星期一，春节放假（国办发明电〔2025〕7号）"),
        (date(2026, 3, 1), False, "星期日，休息日"),
        (date(2018, 12, 29), True, "星期六，元旦调休上班（国办发明电〔2018〕15号）"),
        (date(2019, 5, 3), False, "星期五，劳动节放假（国办发明电〔2019〕3号）"),
        (date(2020, 2, 1), False, "星期六，春节放假（国办发明电〔2020〕1号）"),
        (date(2005, 10, 8), True, "星期六，国庆节调休上班（国务院办公厅关于2005年部分节假日安排的通知）"),
        (date(2027, 2, 10), False, "春节补休放假（按国务院令第795号推算）；2027年放假安排尚未公布，暂定"),
        (date(2027, 3, 1), True, "星期一，工作日；2027年放假安排尚未公布，暂定"),
        (date(2026, 12, 30), True, "星期三，工作日；2027年放假安排尚未公布，暂定"),
    ],
)
def test_each_day_says_by_which_rule_and_notice_it_is_worked(day: date, working: bool, words: str) -> None:
    assert national().is_working_day(day) is working
    assert national().why(day).words == words


def test_the_notice_that_came_later_prevails_over_the_first_one() -> None:
    """1 February 2020 was to be worked, until the holiday was lengthened; 3 May 2019 was to be worked as well."""
    first = {
        day: working
        for arrangement in announced()
        if arrangement.kind == "annual"
        for holiday in arrangement.holidays
        for working, days in ((True, holiday.work), (False, holiday.rest))
        for day in days
    }
    assert first[date(2020, 2, 1)] is True
    assert not national().is_working_day(date(2020, 2, 1))
    assert date(2019, 5, 3) not in first
    assert not national().is_working_day(date(2019, 5, 3))
    assert national().is_working_day(date(2019, 5, 5))


@pytest.mark.parametrize("year", [1, 1948, 1949, 1999, 2003, 2027, 2100, 2101, 9999])
def test_no_year_is_unknown_but_every_day_of_one_not_announced_is_provisional(year: int) -> None:
    calendar = Calendar()
    assert calendar.status(year) == "assumed"
    for day in (date(year, 1, 1), date(year, 6, 15), date(year, 12, 31)):
        assert calendar.why(day).waits_for == year
        assert calendar.is_provisional(day)


def test_days_of_announced_years_are_certain_but_for_the_last_days_of_the_last_one() -> None:
    assert [year for year in range(2000, 2030) if national().status(year) == "announced"] == list(ANNOUNCED)
    uncertain = [day for year in ANNOUNCED for day in days_of(year) if national().is_provisional(day)]
    assert uncertain == [date(2026, 12, day) for day in (29, 30, 31)]


def test_no_notice_has_changed_the_december_before_it_earlier_than_the_turn_of_year() -> None:
    earlier = [
        day
        for arrangement in announced()
        for holiday in arrangement.holidays
        for day in holiday.rest + holiday.work
        if day.year < arrangement.year
    ]
    assert min((day.month, day.day) for day in earlier) == TURN_OF_YEAR


def test_a_notice_added_makes_its_year_certain() -> None:
    notice = Arrangement(
        2027, "annual", (Holiday.between("春节", date(2027, 2, 5), date(2027, 2, 11), (date(2027, 1, 31),)),),
        "国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号", date(2026, 11, 5),
    )  # fmt: skip
    calendar = Calendar([notice])
    assert calendar.status(2027) == "announced"
    assert calendar.is_working_day(date(2027, 1, 31))
    assert calendar.is_working_day(date(2027, 2, 12))
    assert not calendar.is_provisional(date(2027, 2, 12))
    assert not calendar.is_provisional(date(2026, 12, 30))
    assert national().status(2027) == "assumed"


def test_an_arrangement_only_assumed_leaves_its_days_provisional() -> None:
    holiday = Holiday.between("春节", date(2027, 2, 5), date(2027, 2, 11))
    calendar = Calendar(
        [Arrangement(2027, "annual", (holiday,), "预计", issued_on=date(2026, 10, 1), status="assumed")]
    )
    assert not calendar.is_working_day(date(2027, 2, 11))
    assert calendar.why(date(2027, 2, 11)).waits_for == 2027
    assert calendar.status(2027) == "assumed"
    assert not calendar.is_working_day(date(2027, 4, 5)), "what it does not name follows the statute"


def test_a_local_notice_issued_later_prevails_over_the_national_one() -> None:
    """凉府办发〔2010〕31号: the Liangshan Yi prefecture kept its torch festival, and 8 October 2011 off."""
    liangshan = Arrangement(
        2011, "local",
        (
            Holiday.between("火把节", date(2011, 7, 24), date(2011, 7, 30), (date(2011, 7, 31),)),
            Holiday.between("国庆节、州庆", date(2011, 10, 1), date(2011, 10, 8), (date(2011, 10, 9),)),
        ),
        "凉山彝族自治州2011年部分节假日安排", "凉府办发〔2010〕31号", date(2010, 12, 20),
    )  # fmt: skip
    calendar = Calendar([liangshan])
    assert national().is_working_day(date(2011, 10, 8))
    assert not calendar.is_working_day(date(2011, 10, 8))
    assert calendar.is_working_day(date(2011, 7, 31))
    assert calendar.why(date(2011, 7, 25)).words == "星期一，火把节放假（凉府办发〔2010〕31号）"
    assert calendar.is_working_day(date(2011, 10, 10))


def test_of_two_of_one_date_the_local_one_prevails_and_between_local_ones_the_day_off() -> None:
    on, day = date(2025, 11, 4), date(2026, 10, 10)
    assert not Calendar([closure(day, day, issued_on=on)]).is_working_day(day)
    works = Arrangement(2026, "local", (Holiday("补课", (), (day,)),), "补课", issued_on=on)
    for extra in ([closure(day, day, issued_on=on), works], [works, closure(day, day, issued_on=on)]):
        assert not Calendar(extra).is_working_day(day)


def test_a_closure_in_a_year_not_announced_is_certain_on_its_own_days_alone() -> None:
    calendar = Calendar([closure(date(2027, 3, 1), date(2027, 3, 2), issued_on=date(2026, 11, 1))])
    assert not calendar.is_working_day(date(2027, 3, 1))
    assert not calendar.is_provisional(date(2027, 3, 1))
    assert calendar.is_provisional(date(2027, 3, 3))


@pytest.mark.parametrize("nonsense", [None, "2026-01-01", 20260101, datetime(2026, 1, 1, 9)])
def test_what_is_no_date_is_refused_in_words(nonsense: Any) -> None:
    for ask in (national().is_working_day, national().why, national().is_provisional, national().first_working_day):
        with pytest.raises(ValueError, match="应为日期"):
            ask(nonsense)


@pytest.mark.parametrize(
    ("holiday", "fields", "message"),
    [
        (Holiday("停工", (date(2026, 3, 2),), (date(2026, 3, 2),)), {}, "既放假又上班"),
        (Holiday("停工", (date(2028, 3, 2),)), {}, "不在2026年前后"),
        (Holiday("停工", (datetime(2026, 3, 2),)), {}, "不在2026年前后"),
        (Holiday("停工", (date(2026, 3, 2),)), {"issued_on": None}, "缺少发文日期"),
    ],
)
def test_an_arrangement_that_contradicts_itself_cannot_be_made(
    holiday: Holiday, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Arrangement(2026, "local", (holiday,), "台风停工", **{"issued_on": date(2026, 3, 1), **fields})


def test_a_holiday_that_ends_before_it_begins_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="早于第一天"):
        Holiday.between("春节", date(2026, 2, 23), date(2026, 2, 15))
