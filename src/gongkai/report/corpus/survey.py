"""Check a whole store: the rules broken by each agency in each year, those between its years too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.report.checking import examine
from gongkai.report.corpus.queries import Answer
from gongkai.report.corpus.store import open_store
from gongkai.report.finding import Finding
from gongkai.report.report import Doubt, Report, Section, Value

_SEVERITIES = ("error", "warning", "hint")


@dataclass(slots=True)
class Survey:
    """
    What a store's reports break.

    `broken` counts findings by (agency, year, rule, severity), `breaking` the reports by (rule, severity); `pairs` is
    how many reports could be set against the year before; `twice` lists agencies and years with more than one report,
    of which the first was taken for pairs.
    """

    reports: int = 0
    clean: int = 0
    pairs: int = 0
    broken: Counter[tuple[str, int | None, str, str]] = field(default_factory=Counter)
    breaking: Counter[tuple[str, str]] = field(default_factory=Counter)
    between: list[tuple[str, int, Finding]] = field(default_factory=list)
    twice: list[tuple[str, int]] = field(default_factory=list)

    def by_agency(self) -> Answer:
        """A row an agency, year and rule, worst first within each report."""
        rows = [(agency, year, rule, severity, n) for (agency, year, rule, severity), n in self.broken.items()]
        rows.sort(key=lambda row: (row[0], row[1] or 0, _SEVERITIES.index(row[3]), row[2]))
        return Answer(("agency", "year", "rule", "severity", "findings"), rows)

    def by_rule(self) -> Answer:
        """A row a rule: how many findings in how many reports."""
        findings: Counter[tuple[str, str]] = Counter()
        for (_, _, rule, severity), n in self.broken.items():
            findings[rule, severity] += n
        rows = [(rule, severity, n, self.breaking[rule, severity]) for (rule, severity), n in findings.items()]
        rows.sort(key=lambda row: (_SEVERITIES.index(row[1]), -row[2], row[0]))
        return Answer(("rule", "severity", "findings", "reports"), rows)

    def errors(self) -> int:
        """How many findings are errors."""
        return sum(n for (_, _, _, severity), n in self.broken.items() if severity == "error")

    def to_data(self) -> dict[str, Any]:
        """The survey as JSON-ready data, with the findings between years in full."""
        return {
            "reports": self.reports,
            "clean": self.clean,
            "pairs": self.pairs,
            "broken": [dict(zip(self.by_agency().names, row, strict=True)) for row in self.by_agency().rows],
            "between": [
                {"agency": agency, "year": year, **finding.to_data()} for agency, year, finding in self.between
            ],
            "twice": [{"agency": agency, "year": year} for agency, year in self.twice],
        }


def check(store: str | Path) -> Survey:
    """
    Count the rules that the reports of *store* break, alone (found when they were read) and between years (found now).

    Memory does not grow with the store: agencies pass one by one.

    Raises:
        Unreadable: there is no store, or nothing in it.
        MissingExtra: DuckDB is not installed.
    """
    connection = open_store(store).connect()
    try:
        survey = Survey()
        survey.reports, survey.clean = connection.execute(
            "SELECT count(*), count(*) FILTER (report NOT IN (SELECT report FROM findings)) FROM reports"
        ).fetchone()
        if not survey.reports:
            raise Unreadable("库里还没有报告，请先用gongkai corpus ingest读入。", file=str(store))
        for agency, year, rule, severity, n in connection.execute(
            "SELECT agency, year, rule, severity, count(*) FROM findings GROUP BY ALL"
        ).fetchall():
            survey.broken[agency, year, rule, severity] += n
        for rule, severity, n in connection.execute(
            "SELECT rule, severity, count(DISTINCT report) FROM findings GROUP BY ALL"
        ).fetchall():
            survey.breaking[rule, severity] += n
        survey.twice = connection.execute(
            "SELECT agency, year FROM reports WHERE agency <> '' AND year IS NOT NULL"
            " GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL"
        ).fetchall()
        for reports in _agencies(connection):
            _between_years(reports, survey)
        return survey
    finally:
        connection.close()


def _between_years(reports: list[Report], survey: Survey) -> None:
    """Set each report of one agency against the year before, and add what neither showed alone."""
    by_year = {report.year: report for report in reversed(reports) if report.year is not None}
    for year in sorted(by_year):
        before = by_year.get(year - 1)
        if before is None:
            continue
        survey.pairs += 1
        alone = {(finding.rule, finding.message) for finding in examine(by_year[year]).findings}
        agency = by_year[year].agency
        new = [f for f in examine(by_year[year], before).findings if (f.rule, f.message) not in alone]
        survey.breaking.update({(finding.rule, finding.severity) for finding in new})
        for finding in new:
            survey.broken[agency, year, finding.rule, finding.severity] += 1
            survey.between.append((agency, year, finding))


#: The reports of agencies that have two years in a row; others need no second look.
_PAIRED = """
    SELECT report, agency, year, edition, tables, title, numbers FROM reports
    WHERE agency <> '' AND agency IN (
        SELECT a.agency FROM reports a JOIN reports b ON a.agency = b.agency AND a.year = b.year + 1
    )
"""
#: Nothing in these is a caller's: the parts are constants.
_ORDER = "ORDER BY agency, year, report"


def _agencies(connection: Any) -> Iterator[list[Report]]:
    """The reports of one agency after another, with cells, doubts and sections, in the order of years."""
    heads = _rows(connection, f"SELECT agency, report, year, edition, tables, title FROM ({_PAIRED}) {_ORDER}")  # noqa: S608
    cells = _by_report(
        _rows(
            connection,
            "SELECT report, agency, year, cell, value, mark, doubt, candidates FROM cells"  # noqa: S608
            f" WHERE report IN (SELECT report FROM ({_PAIRED})) {_ORDER}",
        )
    )
    texts = _by_report(
        _rows(
            connection,
            "SELECT report, agency, year, key, number, heading, text FROM sections"  # noqa: S608
            f" WHERE report IN (SELECT report FROM ({_PAIRED})) {_ORDER}",
        )
    )
    next_cells, next_texts = next(cells, None), next(texts, None)
    for _, group in groupby(heads, key=lambda row: row[0]):
        reports = []
        for agency, number, year, edition, tables, title in group:
            report = Report(edition=edition, agency=agency, year=year, title=title)
            report.tables = dict(pair.split("=") for pair in tables.split())
            if next_cells and next_cells[0] == number:
                _fill(report, next_cells[1])
                next_cells = next(cells, None)
            if next_texts and next_texts[0] == number:
                report.sections = [Section(row[4], row[3], row[5], row[6]) for row in next_texts[1]]
                next_texts = next(texts, None)
            reports.append(report)
        yield reports


def _fill(report: Report, rows: list[tuple[Any, ...]]) -> None:
    for _, _, _, cell, value, mark, doubt, candidates in rows:
        if doubt:
            found = tuple(_exact(text) for text in (candidates or "").split("|") if text)
            report.doubts.append(Doubt(cell, "读取时拿不准", found))
            continue
        report.cells[cell] = None if value is None else _exact(str(value))
        if mark:
            report.marks[cell] = mark


def _exact(text: str) -> Value:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number.normalize()


def _by_report(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for number, group in groupby(rows, key=lambda row: row[0]):
        yield str(number), list(group)


def _rows(connection: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows as they are needed, on a cursor of their own so that several can be open."""
    cursor = connection.cursor()
    cursor.execute(sql)
    while batch := cursor.fetchmany(10_000):
        yield from batch
