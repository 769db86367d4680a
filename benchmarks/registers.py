"""A register of very many decisions: its pages beside a plain query of fifty rows; a large file beside pandas."""

from __future__ import annotations

import argparse
import csv
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

#: What is aimed at: a page within so many milliseconds, and so many rows of a file taken in each second.
MILLISECONDS, ROWS = 100, 3_000
TODAY = date(2026, 11, 25)
_HEADINGS = (
    "相对人名称", "相对人类别", "决定文书号", "决定日期", "违法行为类型", "违法事实",
    "处罚依据", "处罚内容", "罚款金额（元）",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a folder of its own; DATABASE_URL is heeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few rows, to see that it runs")
    parser.add_argument("--decisions", type=int, default=1_000_000, help="rows of the register")
    parser.add_argument("--imported", type=int, default=300_000, help="rows of the file")
    options = parser.parse_args(arguments)
    decisions, imported = (2_000, 500) if options.smoke else (options.decisions, options.imported)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGKAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"
        import django

        django.setup()
        missed = measure(Path(folder), decisions, imported)
    return 0 if options.smoke else missed


def measure(folder: Path, decisions: int, imported: int) -> int:
    """Print the figures; 1 if one misses its aim."""
    from django.core.management import call_command
    from django.db import connection

    from gongkai.organisations import acts as organisations
    from gongkai.organisations.permissions import Program

    call_command("migrate", verbosity=0)
    unit, other = (
        organisations.enter(organisations.Description(code, name, "district", None), by=Program("benchmark"), on=TODAY)
        for code, name in (("qu", "示例区人民政府"), ("other", "另一区人民政府"))
    )
    fill(unit, decisions)
    connection.cursor().execute("ANALYZE")
    print(f"{connection.vendor}: a register of {decisions:,} decisions, {decisions * 9 // 10:,} of them public")
    missed = pages(unit, decisions)
    print(f"\na file of {imported:,} decisions")
    return missed | taking(folder, other, imported)


def fill(unit: Any, count: int) -> None:
    """So many penalties over seven years; nine of ten are public."""
    from gongkai.registers.models import Decision

    for start in range(0, count, 10_000):
        Decision.objects.bulk_create(
            (
                Decision(
                    organisation=unit, kind="penalties", document_number=f"示罚〔{number}〕号", party_kind="legal",
                    party_name=f"示例第{number * 7919 % count}号公司", decided_on=day(number),
                    facts="经营场所未悬挂营业执照", content="罚款", fine=number % 5000 * 100, is_public=True,
                    published_on=TODAY if number % 10 else None,
                )
                for number in range(start, min(start + 10_000, count))
            ),
            batch_size=500,
        )  # fmt: skip


def day(number: int) -> date:
    """The day of a decision, each day of seven years in turn."""
    return date(2019, 1, 1) + timedelta(days=number * 31 % 2555)


def pages(unit: Any, count: int) -> int:
    """The pages of the lists, each beside the plain query; 1 if one misses its aim."""
    from gongkai.registers.models import Decision

    plain = spent(lambda: list(Decision.objects.filter(organisation=unit).order_by("-pk")[:50]))
    print(f"  plain [:50]                     {plain:8.1f} ms")
    missed = 0
    for label, ask in asked(unit, count):
        took = spent(ask)
        print(f"  {label:<31} {took:8.1f} ms, {took / plain:5.1f} times")
        missed |= took > MILLISECONDS
    # Nothing ends the search before the whole index was gone through.
    print(f"  a word that stands nowhere      {spent(listed(unit, text='没有这个词'), 3):8.1f} ms (no aim)")
    print(f"aim: at most {MILLISECONDS} ms a page: {'NOT reached' if missed else 'reached'}")
    return missed


def asked(unit: Any, count: int) -> list[tuple[str, Callable[[], Any]]]:
    """What is asked of a register of *count* decisions."""
    middle = f"{day(count // 2).isoformat()}_{count // 2}"
    return [
        ("first page", listed(unit)),
        ("page in the middle", listed(unit, middle)),
        ("the oldest first", listed(unit, sort="old")),
        ("one year", listed(unit, year=2022)),
        ("found by its number", listed(unit, text=f"示罚〔{count // 3}〕号")),
        ("found by a common word", listed(unit, text="第1")),
        ("strangers' first page", seen(unit, "")),
        ("strangers' page in the middle", seen(unit, "", middle)),
        ("strangers find a number", seen(unit, f"示罚〔{count // 3 + 1}〕号")),
    ]


def listed(
    unit: Any, behind: str = "", *, text: str = "", year: int | None = None, sort: str = "new"
) -> Callable[[], Any]:
    """A page of the list in the back office, with the number of its rows."""
    from gongkai.registers.queries import tables as queries
    from gongkai.registers.tables import registers

    table, to = registers()["decisions-penalties"], queries.Narrowed(text=text, year=year, sort=sort)

    def ask() -> Any:
        rows = queries.narrowed(table, unit, to)
        return queries.counted(rows), queries.page_of(rows, table, sort=sort, behind=behind)

    return ask


def seen(unit: Any, text: str, behind: str = "") -> Callable[[], Any]:
    """A page of the list that everybody sees."""
    from gongkai.registers.queries import tables as queries
    from gongkai.registers.tables import registers

    table = registers()["decisions-penalties"]

    def ask() -> Any:
        rows = queries.publicly_narrowed(table, unit, queries.Narrowed(text=text), TODAY)
        return queries.counted(rows), queries.page_of(rows, table, behind=behind)

    return ask


def taking(folder: Path, unit: Any, count: int) -> int:
    """A file looked at and taken in, beside pandas, which checks nothing; 1 if it misses its aim."""
    from gongkai.organisations.permissions import Program
    from gongkai.registers.tables import registers
    from gongkai.registers.tables.examine import examine
    from gongkai.registers.tables.reading import look
    from gongkai.registers.tables.taking import take

    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        for number in range(count):
            writer.writerow((f"示例第{number}号公司", "法人及非法人组织", f"导〔{number}〕号", day(number).isoformat(),
                             "未按规定公示信息", "未悬挂营业执照", "《条例》第48条", "罚款500元", "500"))  # fmt: skip
    table = look(path, path.name, registers()["decisions-penalties"])
    began = time.perf_counter()
    outcome = examine(table, unit, on=TODAY)
    examined = time.perf_counter() - began
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began = time.perf_counter()
    entered = take(table, unit, by=Program("benchmark"), on=TODAY)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  looked at, every cell checked   {examined:8.1f} s, {outcome.new:,} new; at most {held} MB so far")
    print(f"  taken in, whole or not at all   {took:8.1f} s, {entered.new:,} rows; at most {peak} MB")
    beside = with_pandas(path, folder)
    if beside is None:
        print("  pandas is not installed: pip install pandas")
        return _judged(count, took)
    print(f"  pandas.read_csv and to_sql      {beside:8.1f} s, nothing checked; {took / beside:.1f} times as fast")
    return _judged(count, took)


def _judged(count: int, took: float) -> int:
    reached = count / took >= ROWS
    print(f"aim: at least {ROWS:,} rows a second: {count / took:,.0f}, {'reached' if reached else 'NOT reached'}")
    return int(not reached)


def with_pandas(path: Path, folder: Path) -> float | None:
    """The same file into a table of SQLite, in seconds; None without pandas."""
    import sqlite3
    from contextlib import closing

    try:
        import pandas
    except ImportError:
        return None
    with closing(sqlite3.connect(folder / "pandas.sqlite3")) as database:
        began = time.perf_counter()
        pandas.read_csv(path).to_sql("decisions", database, index=False)
        database.commit()
        return time.perf_counter() - began


def spent(work: Callable[[], Any], times: int = 7) -> float:
    """The median time of some tries, in milliseconds."""
    taken = []
    for _try in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
