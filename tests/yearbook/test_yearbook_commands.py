"""The commands of the yearbook say what the pages say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from counted_year import ON, PROGRAM, YEAR, compiled, decided, declare_all, unit

from gongkai.cli import main
from gongkai.organisations.models import Organisation
from gongkai.report import read
from gongkai.yearbook.acts import publish_report

pytestmark = pytest.mark.django_db
CELL = "licensing/licences/decisions"


@pytest.fixture
def bureau(db: None) -> Organisation:
    return unit("ju", "department", unit("qu", "district"))


def test_compile_names_what_is_asked_for_and_ends_with_1(
    bureau: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(bureau, date(YEAR, 3, 1))
    assert main(["yearbook", "compile", "ju", str(YEAR)]) == 1
    said = capsys.readouterr()
    assert f"{CELL}  “行政许可”的“本年处理决定数量”：1件（记录，1条）" in said.out
    assert "applications/received/person  “一、本年新收政府信息公开申请数量”的“自然人”：待补" in said.out
    assert "待补：行政处罚" in said.err


def test_compile_prints_every_cell_with_its_origin_as_json(
    bureau: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    declare_all(bureau)
    assert main(["yearbook", "compile", "ju", str(YEAR), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["report"]["format"] == "gongkai-report/1"
    assert len(found["cells"]) == 200
    assert {"cell": CELL, "value": 0, "kind": "nil", "entries": 0, "adjusted": 0} in found["cells"]
    assert found["asked"] == []


@pytest.mark.parametrize("ending", ["json", "html", "docx", "xlsx"])
def test_compile_writes_the_report_as_a_file_that_reads_back(bureau: Organisation, tmp_path: Path, ending: str) -> None:
    decided(bureau, date(YEAR, 3, 1))
    declare_all(bureau)
    to = tmp_path / f"r.{ending}"
    assert main(["yearbook", "compile", "ju", str(YEAR), "--to", str(to)]) == 0
    assert read(to).cells == compiled(bureau).report.cells


def test_trace_prints_the_records_in_the_promised_form(
    bureau: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    made = decided(bureau, date(YEAR, 3, 1))
    assert main(["yearbook", "trace", "ju", str(YEAR), CELL, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["cell", "value", "edition", "year", "kind", "parts", "records", "next"]
    assert (found["value"], found["kind"], found["next"]) == (1, "records", None)
    assert found["records"][0]["record"] == f"decision:{made.uid}"
    assert list(found["records"][0]) == ["record", "title", "on", "amount", "address"]
    for _more in range(60):
        decided(bureau, date(YEAR, 3, 2))
    assert main(["yearbook", "trace", "ju", str(YEAR), CELL]) == 0
    said = capsys.readouterr()
    assert f"{YEAR}年“行政许可”的“本年处理决定数量”：61件（记录）" in said.out
    place = said.err.split("--after ")[1].strip()
    assert main(["yearbook", "trace", "ju", str(YEAR), CELL, "--after", place, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["records"]) == 11


def test_rollup_prints_sums_and_the_units_that_are_missing(
    bureau: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    decided(bureau, date(YEAR, 3, 1))
    declare_all(bureau)
    publish_report(compiled(bureau).report, bureau, by=PROGRAM, on=ON)
    assert main(["yearbook", "rollup", "qu", str(YEAR), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cells"][CELL] == 1
    assert [one["organisation"] for one in found["units"]] == ["ju"]
    assert [one["organisation"] for one in found["missing"]] == ["qu"]
    assert main(["yearbook", "rollup", "qu", str(YEAR)]) == 0
    said = capsys.readouterr()
    assert "汇总1个机关的报告" in said.out
    assert "缺：qu机关" in said.err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["compile", "nobody", "2024"], 2, "没有代码为“nobody”的机关"),
        (["compile", "ju", "2018"], 1, "另一种格式"),
        (["trace", "ju", "2024", "x/y/z"], 2, "没有“x/y/z”这一格"),
        (["trace", "ju", "2024", CELL, "--after", "x"], 2, "不是清单里的位置"),
        (["compile", "ju", "24"], 2, "年份应为四位数"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    bureau: Organisation, capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    assert main(["yearbook", *words]) == status
    assert said in capsys.readouterr().err


def test_write_writes_every_report_of_a_level_in_every_format_and_says_who_is_missing(
    bureau: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declare_all(bureau)
    publish_report(compiled(bureau).report, bureau, by=PROGRAM, on=ON)
    folder = tmp_path / "volume"
    assert main(["yearbook", "write", "qu", str(YEAR), "--to", str(folder), "--formats", "html,md,json"]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"ju-{YEAR}.html", f"ju-{YEAR}.json", f"ju-{YEAR}.md"]
    assert read(folder / f"ju-{YEAR}.html").cells == compiled(bureau).report.cells
    assert "已写1份报告" in capsys.readouterr().err


def test_write_names_a_report_that_cannot_be_written_and_writes_the_others(
    bureau: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declare_all(bureau)
    publish_report(compiled(bureau).report, bureau, by=PROGRAM, on=ON)
    (tmp_path / f"ju-{YEAR}.md").mkdir()
    assert main(["yearbook", "write", "qu", str(YEAR), "--to", str(tmp_path), "--formats", "md"]) == 1
    assert f"ju-{YEAR}：" in capsys.readouterr().err


def test_write_refuses_a_format_that_is_none(bureau: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["yearbook", "write", "qu", str(YEAR), "--to", "x", "--formats", "docx,gif"]) == 2
    assert "gif" in capsys.readouterr().err
