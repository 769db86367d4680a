"""
Due dates: how many in a second, each explained day by day, against a plain loop over `chinesecalendar` without words.

Every start is another one, over all announced years, so that no period is worked out twice.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays, workdays

from gongkai.law import Arrangement, Calendar, Holiday

#: What is aimed at: due dates a second, and the microseconds of one.
A_SECOND, MICROSECONDS = 10_000, 50
#: Working days of the reply, and its years.
DAYS, FIRST, LAST = 20, date(2004, 1, 1), date(2026, 9, 30)
#: Something of a unit's own, so that the calendar is not the one that the process keeps.
CLOSURE = Arrangement(2027, "local", (Holiday("停工", (date(2027, 3, 1),)),), "停工", issued_on=date(2026, 11, 1))
#: Worked by the notice on 2006; the library does not know it.
DISPUTED = date(2005, 12, 31)


def by_loop(start: date) -> date:
    """What it is measured against: day after day, asking each."""
    day, left = start, DAYS
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day


def by_tables(start: date) -> date:
    """The same loop over the library's dictionaries, without its check of the year, which costs most of its time."""
    day, left = start, DAYS
    while left:
        day += timedelta(days=1)
        left -= day in workdays or (day.weekday() < 5 and day not in holidays)
    return day


def rate(work: Callable[[date], object], starts: Sequence[date], rounds: int) -> float:
    """Calls a second, the median of several rounds."""
    rates = []
    for _ in range(rounds):
        began = time.process_time()
        for start in starts:
            work(start)
        rates.append(len(starts) / (time.process_time() - began))
    return statistics.median(rates)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure how soon a calendar is ready, how fast it answers, and the loops."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few dates, to see that it runs")
    options = parser.parse_args(arguments)
    number, rounds = (200, 1) if options.smoke else (10_000, 5)
    draw = random.Random(1)
    starts = [FIRST + timedelta(days=draw.randrange((LAST - FIRST).days)) for _ in range(number)]

    began = time.process_time()
    calendar = Calendar([CLOSURE])
    for year in range(FIRST.year, LAST.year + 1):
        calendar.is_working_day(date(year, 1, 1))
    print(f"a calendar of {LAST.year - FIRST.year + 1} years made ready in {time.process_time() - began:.2f} s")
    ours = rate(lambda start: calendar.due_on(start, DAYS), starts, rounds)
    print(f"gongkai.law, every day explained: {ours:,.0f} due dates a second, {1e6 / ours:.1f} microseconds each")
    for name, loop in (("chinesecalendar", by_loop), ("its bare tables", by_tables)):
        theirs = rate(loop, starts[: number // 5], rounds)
        print(f"loop over {name}: {theirs:,.0f} a second; gongkai.law is {ours / theirs:.0f} times as fast")
    reached = ours >= A_SECOND and 1e6 / ours < MICROSECONDS
    print(f"aim: {A_SECOND:,} a second, {MICROSECONDS} microseconds: {'reached' if reached else 'NOT reached'}")
    wrong = [
        start
        for start in starts[: number // 5]
        if (due := calendar.due_on(start, DAYS)).on != by_loop(start) and DISPUTED not in [day.on for day in due.days]
    ]
    print(f"{len(starts[: number // 5])} compared with the loop: {len(wrong)} differ")
    return 0 if (reached or options.smoke) and not wrong else 1


if __name__ == "__main__":
    raise SystemExit(main())
