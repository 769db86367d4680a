"""The command of figures: every figure of a unit and year, and the records behind one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.cli.site import set_up
from gongkai.errors import GongkaiError, Unreadable

if TYPE_CHECKING:
    from gongkai.figures import Entry, Line, Total
    from gongkai.organisations.models import Organisation


class NoSite(GongkaiError):
    """A database without the site's tables."""


def register(commands: Any) -> None:
    """Add the parser of this command."""
    figures = commands.add_parser(
        "figures",
        help="列出一个机关一年的数，以及每个数所含的记录",
        description=(
            "列出机关本级一年里由记录合计出来的每个数，连同上一年的数和增长率。\n没有任何记录的数不列出，也不算作0。"
        ),
        epilog="例：gongkai figures xiqing-kfq 2019 --behind text/website.items/catalogue",
    )
    figures.add_argument("organisation", metavar="机关", help="机关的代码，如xiqing-kfq")
    figures.add_argument("year", type=year_of, metavar="年份", help="如2019")
    figures.add_argument("--behind", metavar="名称", help="改为列出这个数所含的每条记录")
    figures.add_argument("--json", action="store_true", help="以JSON输出")
    figures.set_defaults(run=run_figures)


def run_figures(arguments: argparse.Namespace) -> int:
    """Print the figures, or the records behind one."""
    unit = unit_of(arguments.organisation)
    if arguments.behind:
        return _print_records(unit, arguments)
    from gongkai.figures import years_beside
    from gongkai.report.exact_json import dumps

    lines = years_beside(unit, arguments.year)
    name = _name(unit, arguments.year)
    if arguments.json:
        figures = [_line_data(line) for line in lines]
        print(dumps({"organisation": unit.code, "name": name, "year": arguments.year, "figures": figures}, indent=2))
        return 0
    print(f"{name}{arguments.year}年：" + ("" if lines else "没有任何记录。"))
    for line in lines:
        print(f"  {line.cell}  {line.label}：{_line_words(line)}")
    return 0


def _print_records(unit: Organisation, arguments: argparse.Namespace) -> int:
    from gongkai.figures import Period, totals, words
    from gongkai.report.exact_json import dumps, plain

    cell, year = arguments.behind, arguments.year
    entries = list(_entries(cell, unit, year))
    total = totals([unit], Period.of_year(year)).get(unit.pk, {}).get(cell)
    if arguments.json:
        records = [
            {"record": entry.record, "title": entry.title, "on": entry.on.isoformat(), "amount": entry.amount,
             "address": entry.address}
            for entry in entries
        ]  # fmt: skip
        value = None if total is None else total.value
        print(dumps({"cell": cell, "value": value, "year": year, "records": records}, indent=2))
        return 0
    label, unit_words = words(cell, year)
    print(f"{_name(unit, year)}{year}年{label}：{_total_words(total, unit_words)}，共{len(entries)}条记录。")
    for entry in entries:
        print("  ".join(["", entry.on.isoformat(), plain(entry.amount), entry.title, entry.record, entry.address]))
    return 0


def _entries(cell: str, unit: Organisation, year: int) -> Iterator[Entry]:
    from gongkai.figures import Period, behind

    page = behind(cell, unit, Period.of_year(year))
    yield from page.entries
    while page.following:
        page = behind(cell, unit, Period.of_year(year), after=page.following)
        yield from page.entries


def _line_data(line: Line) -> dict[str, Any]:
    """A figure as JSON; what is not known is null, for that is not 0."""
    now, before = line.now, line.before
    return {
        "cell": line.cell,
        "label": line.label,
        "unit": line.unit,
        "value": None if now is None else now.value,
        "whole": None if now is None else now.is_whole,
        "before": None if before is None else before.value,
        "before_whole": None if before is None else before.is_whole,
        "change": line.change,
        "rate": line.rate,
    }


def _line_words(line: Line) -> str:
    words = _total_words(line.now, line.unit)
    if line.before is None:
        return words
    words += f"；上年{_total_words(line.before, line.unit)}"
    if line.rate is None:
        return words
    rate = "持平" if not line.change else f"{'增长' if line.rate >= 0 else '下降'}{abs(line.rate)}%"
    return f"{words}，{rate}"


def _total_words(total: Total | None, unit: str) -> str:
    if total is None:
        return "没有记录"
    from gongkai.report.exact_json import plain

    return f"{plain(total.value)}{unit}" + ("" if total.is_whole else "（有的日子没有数）")


def unit_of(code: str) -> Organisation:
    """
    The body of that code, once the site is set up.

    Raises:
        NoSite: the database has no tables of the site.
        Unreadable: there is no such body.
    """
    set_up()
    from django.db import connection

    from gongkai.organisations import queries
    from gongkai.organisations.models import Organisation

    if Organisation._meta.db_table not in connection.introspection.table_names():
        raise NoSite(
            "这个数据库里还没有机关：请先执行gongkai serve或gongkai manage migrate，或检查DATABASE_URL与GONGKAI_DATA。"
        )
    unit = queries.by_code(code)
    if unit is None:
        raise Unreadable(f"没有代码为“{code}”的机关，请在后台“机关”页核对代码。")
    return unit


def _name(unit: Organisation, year: int) -> str:
    from datetime import date

    from gongkai.organisations import queries

    return queries.name_on(unit, date(year, 12, 31))


def year_of(text: str) -> int:
    """A year typed on the command line. Raises ArgumentTypeError where it is none."""
    # The year before is asked for too, and a date has four digits.
    if not text.isascii() or not text.isdigit() or not 1950 <= int(text) <= 2199:
        raise argparse.ArgumentTypeError(f"年份应为四位数，如2019，现为“{text}”")
    return int(text)
