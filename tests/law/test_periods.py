"""Periods: tables of dates from the notices, and what must hold of any period."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import Arrangement, Calendar, Holiday, national
from gongkai.law.periods import months_after

CHECKED = {
    "2025-09-15": "2025-09-24 2025-10-11 2025-10-17 2025-11-14",
    "2025-12-25": "2026-01-06 2026-01-16 2026-01-23 2026-02-27",
    "2026-02-14": "2026-03-03 2026-03-13 2026-03-20 2026-04-20",
    "2026-04-24": "2026-05-08 2026-05-19 2026-05-26 2026-06-24",
    "2026-09-24": "2026-10-12 2026-10-22 2026-10-29 2026-11-26",
}


@pytest.mark.parametrize("start", CHECKED)
def test_the_check_values_computed_from_the_notices(start: str) -> None:
    for days, due in zip((7, 15, 20, 40), CHECKED[start].split(), strict=True):
        found = national().due_on(date.fromisoformat(start), days)
        assert (found.on, found.provisional) == (date.fromisoformat(due), False)


def test_a_period_over_the_lengthened_spring_festival_of_2020() -> None:
    assert national().due_on(date(2019, 12, 3), 40).on == date(2020, 2, 5)


def test_the_explanation_names_every_day_from_the_one_after_the_start() -> None:
    due = national().due_on(date(2026, 9, 17), 3)
    assert [(on.isoformat(), counted, why.words) for on, counted, why in due.days] == [
        ("2026-09-18", True, "星期五，工作日"),
        ("2026-09-19", False, "星期六，休息日"),
        ("2026-09-20", True, "星期日，国庆节调休上班（国办发明电〔2025〕7号）"),
        ("2026-09-21", True, "星期一，工作日"),
    ]
    assert due.to_data()["days"][2] == {
        "on": "2026-09-20", "counted": True, "why": "星期日，国庆节调休上班（国办发明电〔2025〕7号）",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "days", "on", "waits_for"),
    [
        (date(2026, 11, 24), 20, date(2026, 12, 22), ()),
        (date(2026, 12, 1), 20, date(2026, 12, 29), (2027,)),
        (date(2026, 12, 1), 40, date(2027, 1, 27), (2027,)),
        (date(2027, 12, 20), 20, date(2028, 1, 18), (2027, 2028)),
        (date(2003, 12, 20), 10, date(2004, 1, 5), (2003,)),
    ],
)
def test_a_due_date_that_crosses_a_day_not_announced_is_provisional(
    start: date, days: int, on: date, waits_for: tuple[int, ...]
) -> None:
    due = national().due_on(start, days)
    assert (due.on, due.waits_for, due.provisional) == (on, waits_for, bool(waits_for))


@pytest.mark.parametrize(
    ("start", "days", "on"),
    [
        (date(2026, 3, 2), 15, date(2026, 3, 17)),
        (date(2026, 8, 1), 60, date(2026, 9, 30)),
        (date(2026, 8, 3), 60, date(2026, 10, 8)),      # 2 October, a holiday
        (date(2026, 1, 30), 15, date(2026, 2, 14)),     # a Saturday that is worked
        (date(2026, 1, 31), 15, date(2026, 2, 24)),     # 15 February, the first day off
        (date(2026, 3, 6), 15, date(2026, 3, 23)),      # a Saturday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),        # a Sunday
    ],
)  # fmt: skip
def test_a_natural_period_that_ends_on_a_day_off_ends_on_the_working_day_after(
    start: date, days: int, on: date
) -> None:
    due = national().natural_due_on(start, days)
    assert due.on == on
    assert sum(day.counted for day in due.days) == days
    assert [day.on for day in due.days] == [start + timedelta(days=step) for step in range(1, (on - start).days + 1)]


def test_a_natural_period_says_why_it_was_moved() -> None:
    due = national().natural_due_on(date(2026, 9, 21), 16)
    assert [(day.on.day, day.counted, day.why.words) for day in due.days[-2:]] == [
        (7, True, "星期三，逢国庆节，休息日，期间顺延"),
        (8, False, "星期四，工作日"),
    ]


def test_only_the_end_of_a_natural_period_can_be_provisional() -> None:
    assert not national().natural_due_on(date(2026, 9, 1), 60).provisional
    assert national().natural_due_on(date(2026, 12, 1), 60).waits_for == (2027,)
    added = Arrangement(2027, "annual", (), "通知", "国办发明电〔2026〕9号", date(2026, 11, 5))
    assert not Calendar([added]).natural_due_on(date(2026, 12, 1), 60).provisional


@pytest.mark.parametrize(
    ("start", "months", "same_day", "on"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28), date(2026, 2, 28)),   # a Saturday that is worked
        (date(2023, 8, 31), 6, date(2024, 2, 29), date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30), date(2026, 4, 30)),
        (date(2026, 4, 2), 6, date(2026, 10, 2), date(2026, 10, 8)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15), date(2026, 1, 15)),
    ],
)  # fmt: skip
def test_a_period_of_months_ends_on_the_same_day_number_or_the_last_day_of_the_month(
    start: date, months: int, same_day: date, on: date
) -> None:
    assert months_after(start, months) == same_day
    assert national().months_due_on(start, months).on == on


@pytest.mark.parametrize(
    ("start", "until", "days"),
    [
        (date(2025, 9, 15), date(2025, 10, 17), 20),
        (date(2025, 12, 25), date(2026, 2, 27), 40),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
        (date(2026, 1, 3), date(2026, 1, 4), 1),
        (date(2025, 12, 31), date(2026, 12, 31), 248),
    ],
)
def test_working_days_between_count_the_last_day_and_not_the_first(start: date, until: date, days: int) -> None:
    assert national().working_days_between(start, until) == days


@pytest.mark.parametrize("length", [0, -1, 2.0, "20", True, None])
def test_a_length_that_is_no_whole_number_of_at_least_one_is_refused_in_words(length: Any) -> None:
    for ask in (national().due_on, national().natural_due_on, national().months_due_on):
        with pytest.raises(ValueError, match="不少于1"):
            ask(date(2026, 1, 5), length)


@pytest.mark.parametrize("start", ["2026-01-05", datetime(2026, 1, 5, 9), None])
def test_a_start_that_is_no_date_is_refused_in_words(start: Any) -> None:
    for ask in (national().due_on, national().natural_due_on, national().months_due_on):
        with pytest.raises(ValueError, match="应为日期"):
            ask(start, 20)


def test_an_interval_that_runs_backwards_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="终止日（2026-01-04）早于起始日（2026-01-05）"):
        national().working_days_between(date(2026, 1, 5), date(2026, 1, 4))


def test_a_period_beyond_the_year_9999_is_refused_in_words() -> None:
    for ask in (
        lambda: national().due_on(date(9999, 12, 20), 20),
        lambda: national().natural_due_on(date(9999, 12, 20), 20),
        lambda: national().months_due_on(date(9999, 12, 20), 2),
    ):
        with pytest.raises(ValueError, match="公元9999年"):
            ask()


# What must hold of any period, in announced years and others alike.

STARTS = st.dates(date(2002, 1, 1), date(2035, 12, 31))
LENGTHS = st.integers(1, 90)


@st.composite
def closures(draw: st.DrawFn, only_rest: bool = False) -> Arrangement:
    first = draw(st.dates(date(2025, 6, 1), date(2028, 6, 1)))
    rest = tuple(first + timedelta(days=step) for step in range(draw(st.integers(0 if not only_rest else 1, 9))))
    work = () if only_rest and rest else tuple({first - timedelta(days=draw(st.integers(1, 20)))})
    issued = draw(st.dates(date(2025, 1, 1), date(2028, 6, 1)))
    return Arrangement(first.year, "local", (Holiday("停工", rest, work),), draw(st.sampled_from("甲乙")), "", issued)


@given(STARTS, LENGTHS)
def test_exactly_as_many_days_are_counted_as_the_period_has_and_the_last_one_is_worked(start: date, days: int) -> None:
    due = national().due_on(start, days)
    assert sum(day.counted for day in due.days) == days
    assert due.days[-1].counted
    assert due.days[-1].on == due.on
    assert all(day.counted == national().is_working_day(day.on) for day in due.days)
    assert national().working_days_between(start, due.on) == days


@given(STARTS, LENGTHS)
def test_every_day_between_is_explained_once_and_in_order(start: date, days: int) -> None:
    for due in (national().due_on(start, days), national().natural_due_on(start, days)):
        length = (due.on - start).days
        assert [day.on for day in due.days] == [start + timedelta(days=step) for step in range(1, length + 1)]
        assert all(day.why.words for day in due.days)


@given(STARTS, st.integers(0, 60), LENGTHS)
def test_due_dates_never_move_back_as_the_start_moves_forward(start: date, later: int, days: int) -> None:
    after = start + timedelta(days=later)
    assert national().due_on(start, days).on <= national().due_on(after, days).on
    assert national().natural_due_on(start, days).on <= national().natural_due_on(after, days).on
    assert national().months_due_on(start, days).on <= national().months_due_on(after, days).on


@given(STARTS, LENGTHS)
def test_a_due_date_is_provisional_exactly_if_a_day_it_crossed_is(start: date, days: int) -> None:
    due = national().due_on(start, days)
    assert due.provisional == any(national().is_provisional(day.on) for day in due.days)


@given(STARTS.filter(lambda day: 2025 <= day.year <= 2028), LENGTHS, st.lists(closures(), max_size=3), closures(True))
def test_a_closure_added_never_makes_a_due_date_earlier(
    start: date, days: int, others: list[Arrangement], closure: Arrangement
) -> None:
    before, after = Calendar(others), Calendar([*others, closure])
    assert after.due_on(start, days).on >= before.due_on(start, days).on
    assert after.natural_due_on(start, days).on >= before.natural_due_on(start, days).on


@given(st.lists(closures(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_in_which_arrangements_are_given_never_matters(added: list[Arrangement], random: Any) -> None:
    shuffled = added.copy()
    random.shuffle(shuffled)
    one, other = Calendar(added), Calendar(shuffled)
    span = [date(2025, 1, 1) + timedelta(days=step) for step in range(1400)]
    assert [one.why(day) for day in span] == [other.why(day) for day in span]


@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 2, 15), date(2026, 2, 24)),
        (date(2022, 12, 31), date(2023, 1, 3)),
    ],
)
def test_the_first_working_day_is_the_day_itself_or_the_next_one_also_across_the_year(day: date, on: date) -> None:
    assert national().first_working_day(day) == on
