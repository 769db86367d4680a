"""Compiling a report from very many records, beside SQL written by hand for the same numbers; a trace; a roll-up."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

#: What is aimed at, in milliseconds: a compile on PostgreSQL and on SQLite, a trace, six years of a level.
COMPILE, TRACE, ROLLUP = {"postgresql": 1000, "sqlite": 3000}, 100, 200
#: And how many times as long a compile may take as the same numbers by hand.
TIMES = 1.5
YEAR, ON = 2025, date(2026, 1, 2)
KINDS = ("licences", "licences", "penalties", "coercion")
CLASSES = ("news", "profile", "catalogue", "service")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in a folder of its own; DATABASE_URL is heeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few rows, to see that it runs")
    parser.add_argument("--placements", type=int, default=100_000, help="items placed on columns in two years")
    parser.add_argument("--decisions", type=int, default=300_000, help="decisions in two years")
    parser.add_argument("--units", type=int, default=300, help="units of the level")
    options = parser.parse_args(arguments)
    counts = (400, 600, 5) if options.smoke else (options.placements, options.decisions, options.units)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGKAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        missed = compiling(counts[0], counts[1]) | adding(counts[2])
    return 0 if options.smoke else missed


def compiling(placements: int, decisions: int) -> int:
    """Print what compiling and tracing take; 1 if one misses its aim."""
    from django.db import connection

    from gongkai import figures
    from gongkai.figures import Period, Text
    from gongkai.organisations import acts as organisations
    from gongkai.organisations.permissions import Program
    from gongkai.yearbook.queries.compiling import compile_report
    from gongkai.yearbook.queries.tracing import trace

    described = organisations.Description("qu", "示例区人民政府", "district", None)
    unit = organisations.enter(described, by=Program("benchmark"), on=ON)
    place(unit, placements)
    decide(unit, decisions)
    connection.cursor().execute("ANALYZE")
    texts = [each for each in figures.registry.declared if isinstance(each.cell, Text)]

    def counted(of: int) -> None:
        figures.totals([of], Period.of_year(YEAR))
        figures.totals([of], Period.of_year(YEAR - 1), among=texts)

    whole = spent(lambda: compile_report(unit, YEAR, on=ON))
    numbers, by_hand = spent(lambda: counted(unit.pk)), spent(lambda: written_by_hand(unit.pk))
    # What the declarations take where there is nothing to count: it does not grow with the records.
    fixed = spent(lambda: counted(0))
    cell = "licensing/licences/decisions"
    found = compile_report(unit, YEAR, on=ON)
    if found.cells[cell].value != written_by_hand(unit.pk)["licences"]:
        raise SystemExit("the two do not count the same")
    page = spent(lambda: trace(unit, YEAR, cell, on=ON))
    items = spent(lambda: trace(unit, YEAR, "text/website.items", on=ON))
    aim = COMPILE[connection.vendor]
    print(f"{connection.vendor}: {placements:,} placements and {decisions:,} decisions in two years")
    print(f"compiling a report:         {whole:8.0f} ms (aim: {aim} ms)")
    print(f"of that, its numbers:       {numbers:8.0f} ms ({fixed:.0f} ms without any record)")
    print(f"the same numbers by hand:   {by_hand:8.0f} ms, so {numbers / by_hand:.2f} times as long (aim: {TIMES})")
    print(f"a cell's first page:        {page:8.0f} ms (aim: {TRACE} ms)")
    print(f"a figure's first page:      {items:8.0f} ms (aim: {TRACE} ms)")
    reached = whole <= aim and numbers <= TIMES * by_hand and max(page, items) <= TRACE
    print("reached" if reached else "NOT reached")
    return int(not reached)


def place(unit: Any, count: int) -> None:
    """So many items, each of some publication on some column."""
    from gongkai.channels.models import Column, Website
    from gongkai.publications.models import Placement, Publication

    site = Website.objects.create(organisation=unit, code="qu", name="示例网站", opened_on=date(2015, 1, 1))
    columns = [
        Column.objects.create(
            website=site, code=f"c{number}", name=f"栏目{number}", kind=kind, opened_on=date(2015, 1, 1)
        )
        for number, kind in enumerate(CLASSES * 5)
    ]
    each = max(count // len(columns), 1)
    Publication.objects.bulk_create(
        (Publication(organisation=unit, kind="article", title=f"第{number}条", live=False) for number in range(each)),
        batch_size=500,
    )
    keys = list(Publication.objects.values_list("pk", flat=True))
    Placement.objects.bulk_create(
        (
            Placement(
                organisation=unit, publication_id=keys[number % each], column=columns[number // each],
                from_on=day(number), until_on=None, state="accepted",
            )
            for number in range(each * len(columns))
        ),
        batch_size=500,
    )  # fmt: skip


def decide(unit: Any, count: int) -> None:
    """So many decisions of every kind."""
    from gongkai.registers.models import Decision

    Decision.objects.bulk_create(
        (
            Decision(
                organisation=unit, kind=KINDS[number % len(KINDS)], document_number=f"示〔{number}〕号",
                party_kind="legal", party_name=f"示例第{number}号公司", decided_on=day(number), is_public=True,
                published_on=day(number),
                fine=number % 5000 * 100 if KINDS[number % len(KINDS)] == "penalties" else None,
            )
            for number in range(count)
        ),
        batch_size=500,
    )  # fmt: skip


def day(number: int) -> date:
    """Days of two years, the same every time."""
    return date(YEAR - 1, 1, 1) + timedelta(days=number * 7919 % 730)


_PLACED = """
SELECT c.kind, COUNT(*) FROM gk_publications_placement p
JOIN gk_channels_column c ON c.id = p.column_id JOIN gk_channels_website w ON w.id = c.website_id
WHERE w.organisation_id = %s AND p.state = 'accepted' AND (p.until_on IS NULL OR p.until_on > p.from_on)
AND p.from_on BETWEEN %s AND %s GROUP BY c.kind
"""
_ELSEWHERE = """
SELECT COUNT(*) FROM gk_publications_placement p
JOIN gk_channels_column c ON c.id = p.column_id JOIN gk_channels_website w ON w.id = c.website_id
WHERE p.organisation_id = %s AND w.organisation_id <> p.organisation_id AND p.state = 'accepted'
AND (p.until_on IS NULL OR p.until_on > p.from_on) AND p.from_on BETWEEN %s AND %s
"""
# In the words that let the indexes be used: by one kind, and by the kinds that there are.
_DECIDED = """
SELECT COUNT(*) FROM gk_registers_decision
WHERE organisation_id = %s AND kind = %s AND struck_on IS NULL AND decided_on BETWEEN %s AND %s
"""
_FINED = """
SELECT SUM(fine) FROM gk_registers_decision
WHERE organisation_id = %s AND kind = 'penalties' AND struck_on IS NULL AND fine IS NOT NULL
AND decided_on BETWEEN %s AND %s
"""
_SHOWN = """
SELECT kind, COUNT(*) FROM gk_registers_decision
WHERE organisation_id = %s AND kind IN ('licences', 'other_services', 'penalties', 'coercion') AND struck_on IS NULL
AND {on} BETWEEN %s AND %s GROUP BY kind
"""


def written_by_hand(unit: int) -> dict[str, int]:
    """The numbers over the large tables in both years, as somebody would write them who wants nothing else."""
    from django.db import connection

    found: dict[str, int] = {}
    shown = [_SHOWN.format(on=on) for on in ("published_on", "withdrawn_on")]
    with connection.cursor() as cursor:
        for year in (YEAR - 1, YEAR):
            days = [date(year, 1, 1), date(year, 12, 31)]
            for query in (_PLACED, _ELSEWHERE, _FINED, *shown):
                cursor.execute(query, [unit, *days])
                cursor.fetchall()
        for kind in dict.fromkeys(KINDS):
            cursor.execute(_DECIDED, [unit, kind, *days])
            found[kind] = cursor.fetchone()[0]
    return found


def adding(units: int) -> int:
    """Print what the roll-up of six years takes; 1 if it misses its aim."""
    from django.db import connection

    from gongkai.organisations import acts as organisations
    from gongkai.organisations.permissions import Program
    from gongkai.report import edition_for
    from gongkai.yearbook.models import Frozen, FrozenCell, YearReport
    from gongkai.yearbook.queries.rollup import behind_sum, rollup_years

    by = Program("benchmark")
    level = organisations.enter(organisations.Description("shi", "示例市人民政府", "city", None), by=by, on=ON)
    below = [
        organisations.enter(organisations.Description(f"u{n}", f"第{n}局", "department", level), by=by, on=ON)
        for n in range(units)
    ]
    years = range(YEAR - 5, YEAR + 1)
    made = YearReport.objects.bulk_create(
        YearReport(organisation=unit, year=year, state="frozen", begun_on=ON, begun_by="program:benchmark")
        for unit in below for year in years
    )  # fmt: skip
    frozen = Frozen.objects.bulk_create(
        Frozen(report=each, number=1, text="{}", sha256="0" * 64, entries_file="", entries_sha256="0" * 64, entries=0,
               frozen_on=ON, frozen_by="program:benchmark")
        for each in made
    )  # fmt: skip
    # A quarter of the cells hold a number, as in the report of a busy department.
    cells = (
        FrozenCell(frozen=one, cell=cell, value=(number + place) % 90 if (number + place) % 4 == 0 else 0)
        for number, one in enumerate(frozen)
        for place, cell in enumerate(edition_for(one.report.year).cells)
    )
    FrozenCell.objects.bulk_create(cells, batch_size=500)
    connection.cursor().execute("ANALYZE")
    six = spent(lambda: rollup_years(level, years))
    one = rollup_years(level, [YEAR])[0]
    opened = spent(lambda: behind_sum(one, "applications/received/total"))
    print(f"\nroll-up of {units} units over six years: {six:.0f} ms (aim: {ROLLUP} ms); a sum opened: {opened:.0f} ms")
    print("reached" if six <= ROLLUP else "NOT reached")
    return int(six > ROLLUP)


def spent(work: Callable[[], object]) -> float:
    """The median time of a piece of work, in milliseconds; once before, for what is kept from then on."""
    work()
    times = []
    for _turn in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
