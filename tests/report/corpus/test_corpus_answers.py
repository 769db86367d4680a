"""What a store answers: SQL and nothing but SQL, the rules broken, and files for spreadsheets."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from busy import busy_report
from openpyxl import load_workbook

from gongkai.cli import main
from gongkai.errors import Refused, Unreadable
from gongkai.report.corpus import check, export, ingest, query
from gongkai.report.corpus.schema import TABLES
from gongkai.report.report import Report
from gongkai.report.writing import write

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of one body, the last of which forgot what it carried over, a broken report, and a letter."""
    folder = tmp_path_factory.mktemp("reports")
    reports: list[Report] = [busy_report(5, "2021")]
    reports[0].agency = "青岚市司法局"
    reports.append(busy_report(6, "2021", previous=reports[0]))
    reports.append(busy_report(7, "2021", previous=reports[1]))
    reports[2].cells["applications/carried_in/person"] += 3  # type: ignore[operator]
    alone = busy_report(8, "2019")
    alone.agency, alone.title = "=HYPERLINK(1)", "公式样子的标题"
    alone.cells["remedies/reconsideration/total"] += 1  # type: ignore[operator]
    for number, report in enumerate([*reports, alone]):
        write(report, folder / f"{number}.json")
    (folder / "letter.txt").write_text("这是一封信。", encoding="utf-8")
    path = folder.with_name("store.parquet")
    ingest(folder, path, workers=1)
    return path


@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_the_columns_of_the_schema_in_sql_too(store: Path, table: str) -> None:
    described = query(store, f"SELECT column_name, column_type FROM (DESCRIBE {table})").rows
    assert described == [(field.name, field.type) for field in TABLES[table]]


def test_sums_in_sql_are_exact(store: Path) -> None:
    sql = "SELECT sum(value) FROM cells WHERE table_id = 'applications' AND column_id = 'total' AND row_id = 'received'"
    total = query(store, "SELECT value FROM cells WHERE cell = 'applications/received/total'").rows
    assert query(store, sql).rows == [(sum(value for (value,) in total),)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM glob('/*')",
        "COPY reports TO 'out.csv'",
        "CREATE TABLE mine AS SELECT 1",
        "DROP VIEW reports",
        "SELECT 1; SELECT 2",
        "SET enable_external_access = true",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "",
    ],
)
def test_anything_but_one_select_over_the_store_is_refused(store: Path, sql: str, tmp_path: Path) -> None:
    before = sorted(store.rglob("*"))
    with pytest.raises((Refused, Unreadable)):
        query(store, sql)
    assert sorted(store.rglob("*")) == before


def test_wrong_sql_is_told_with_the_tables_there_are(store: Path) -> None:
    with pytest.raises(Unreadable, match="可用的表：reports、cells"):
        query(store, "SELECT * FROM report")


def test_a_carry_over_forgotten_between_two_years_is_found_over_the_whole_store(store: Path) -> None:
    survey = check(store)
    assert survey.pairs == 2
    assert {(agency, finding.rule) for agency, _, finding in survey.between} >= {
        ("青岚市司法局", "applications.carried")
    }
    broken = {(agency, rule) for agency, _, rule, _ in survey.broken}
    assert ("=HYPERLINK(1)", "remedies.total") in broken
    years = {year for agency, year, finding in survey.between if finding.rule == "applications.carried"}
    assert years == {
        max(year for (year,) in query(store, "SELECT year FROM reports WHERE agency = '青岚市司法局'").rows)
    }


def test_rules_found_alone_are_not_counted_again_between_years(store: Path) -> None:
    survey = check(store)
    alone = dict(query(store, "SELECT rule, count(*) FROM findings GROUP BY rule").rows)
    between = [finding.rule for _, _, finding in survey.between]
    for rule, _, findings, _ in survey.by_rule().rows:
        assert findings == alone.get(rule, 0) + between.count(rule)


def test_csv_has_every_cell_and_opens_in_a_spreadsheet(store: Path, tmp_path: Path) -> None:
    export(store, tmp_path / "cells.csv")
    raw = (tmp_path / "cells.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == query(store, "SELECT count(*) FROM cells").rows[0][0]
    assert list(rows[0]) == [field.name for field in TABLES["cells"]]


def test_a_workbook_has_a_report_a_row_with_every_cell_a_column(store: Path, tmp_path: Path) -> None:
    export(store, tmp_path / "all.xlsx")
    book = load_workbook(tmp_path / "all.xlsx")
    head, *rows = list(book["报告"].values)
    assert len(rows) == 4
    at = head.index("applications/received/total")
    expected = query(
        store, "SELECT value FROM cells WHERE cell = 'applications/received/total' ORDER BY agency, year, report"
    ).rows
    assert [(row[at],) for row in rows] == expected
    assert [row[0] for row in list(book["读不了的文件"].values)[1:]] == ["letter.txt"]


def test_an_agency_that_looks_like_a_formula_stays_text(store: Path, tmp_path: Path) -> None:
    export(store, tmp_path / "all.xlsx")
    export(store, tmp_path / "reports.csv", table="reports")
    kinds = {cell.data_type for row in load_workbook(tmp_path / "all.xlsx")["报告"].iter_rows() for cell in row}
    assert "f" not in kinds
    assert "'=HYPERLINK(1)" in (tmp_path / "reports.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("to", "table"), [("a.pdf", "cells"), ("a.csv", "nothing")])
def test_an_export_that_cannot_be_made_is_refused_in_words(store: Path, tmp_path: Path, to: str, table: str) -> None:
    with pytest.raises(Refused, match=r"只能导出|没有表"):
        export(store, tmp_path / to, table=table)


def test_the_commands_print_json_that_others_can_read(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "query", str(store), "SELECT count(*) AS n FROM reports", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"n": 4}]
    assert main(["corpus", "check", str(store), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["pairs"] == 2
    assert any(row["rule"] == "applications.carried" for row in found["broken"])


def test_the_commands_print_chinese_tables_that_line_up(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "query", str(store), "SELECT agency, year FROM reports ORDER BY year, agency"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("─")
    assert main(["corpus", "check", str(store)]) == 1
    assert "applications.carried" in capsys.readouterr().out


def test_a_store_that_is_not_there_is_told_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "query", str(tmp_path / "none"), "SELECT 1"]) == 2
    assert "没有报告库" in capsys.readouterr().err


def test_the_page_about_the_schema_is_what_the_schema_says() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "gongkai.report.corpus.schema"], capture_output=True, text=True, check=True
    )
    page = Path(__file__).parents[3] / "docs" / "reference" / "corpus.md"
    assert page.read_text(encoding="utf-8") == made.stdout, (
        "docs/reference/corpus.md is stale: python -m gongkai.report.corpus.schema > docs/reference/corpus.md"
    )
