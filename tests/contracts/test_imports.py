"""What may import what, and what a command must not load."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.report import Report, editions

ROOT = Path(__file__).parents[2]
HEAVY = ("django", "wagtail", "pandas", "numpy", "duckdb", "pyarrow", "dask", "typst", "docx", "openpyxl")


def an_empty_report() -> Report:
    return Report(edition="2021", agency="测试局", year=2023, cells=dict.fromkeys(editions()["2021"].cells, 0))


def loaded_by(*words: str) -> set[str]:
    """The top modules loaded in a new process by the command `gongkai` with these words."""
    code = (
        "import sys, json; from gongkai.cli import main; status = main(sys.argv[1:]);"
        "names = sorted({name.partition('.')[0] for name in sys.modules});"
        "print(json.dumps([status, names]), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    status, names = json.loads(ended.stderr.strip().splitlines()[-1])
    assert status == 0, ended.stderr
    return set(names)


def test_layers_and_purity_hold() -> None:
    ended = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_importing_the_package_and_the_report_loads_no_reader() -> None:
    code = "import sys, gongkai, gongkai.report; print(' '.join(sys.modules))"
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"lxml", "pypdfium2", "gongkai.report.reading", *HEAVY} & set(names)


def test_checking_a_report_loads_neither_django_nor_the_heavy_libraries(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(an_empty_report().to_json(), encoding="utf-8")
    assert not set(HEAVY) & loaded_by("report", "check", str(file))


def test_reading_a_web_page_loads_neither_django_nor_the_heavy_libraries(tmp_path: Path) -> None:
    from gongkai.report import write

    page = tmp_path / "report.html"
    write(an_empty_report(), page)
    assert not set(HEAVY) & loaded_by("report", "read", str(page))


@pytest.mark.parametrize("words", [["--help"], ["report", "--help"], ["corpus", "--help"], ["--version"]])
def test_help_loads_no_library(words: list[str]) -> None:
    assert not {"lxml", "pypdfium2", *HEAVY} & loaded_by(*words)


def test_the_time_of_a_cold_check_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not asserted, for a busy machine is no fault: benchmarks/cold_start.py measures it."""
    file = tmp_path / "report.json"
    file.write_text(an_empty_report().to_json(), encoding="utf-8")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        command = [sys.executable, "-m", "gongkai", "report", "check", str(file)]
        ended = subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
        assert ended.returncode == 0, ended.stderr.decode()
    with capsys.disabled():
        print(f"\ncold `gongkai report check`: {sorted(times)[2] * 1000:.0f} ms (median of 5)")
