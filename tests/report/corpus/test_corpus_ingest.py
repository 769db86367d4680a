"""A folder of files becomes a store: each file once, whatever kills the run, and nothing is lost or guessed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest
from busy import busy_report

from gongkai.errors import Refused, Unreadable
from gongkai.report import examine, read
from gongkai.report.corpus import Progress, ingest, query
from gongkai.report.report import Report
from gongkai.report.writing import write

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")


def write_reports(folder: Path, number: int, first: int = 0) -> list[Path]:
    """Busy reports as HTML, Markdown and JSON, in subfolders."""
    paths = []
    for seed in range(first, first + number):
        path = folder / f"区{seed % 3}" / f"{seed:04}.{('html', 'md', 'json')[seed % 3]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(busy_report(seed, ("2019", "2021")[seed % 2]), path)
        paths.append(path)
    return paths


def everything(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a store but the times of files, in an order of their own."""
    tables = {
        table: query(store, f"SELECT * FROM {table} ORDER BY ALL").rows
        for table in ("reports", "cells", "findings", "sections", "unreadable")
    }
    tables["files"] = query(store, "SELECT * EXCLUDE (modified) FROM files ORDER BY ALL").rows
    return tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "年报"
    made.mkdir()
    return made


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "年报.parquet"


def test_every_cell_and_finding_of_every_report_is_in_the_store(folder: Path, store: Path) -> None:
    paths = write_reports(folder, 9)
    broken = busy_report(100, "2021")
    broken.cells["applications/received/total"] = 99999
    write(broken, folder / "broken.json")
    summary = ingest(folder, store, workers=2)
    assert (summary.files, summary.read, summary.reports, summary.unreadable) == (10, 10, 10, 0)
    for path in [*paths, folder / "broken.json"]:
        report = read(path)
        name = path.relative_to(folder).as_posix()
        cells = query(store, f"SELECT cell, value FROM cells JOIN reports USING (report) WHERE file = '{name}'").rows
        assert dict(cells) == report.cells
        findings = query(store, f"SELECT rule FROM findings JOIN reports USING (report) WHERE file = '{name}'").rows
        assert sorted(rule for (rule,) in findings) == sorted(finding.rule for finding in examine(report).findings)
    assert query(store, "SELECT errors > 0 FROM reports WHERE file = 'broken.json'").rows == [(True,)]


def test_figures_are_exact_and_blanks_and_marks_are_kept(folder: Path, store: Path) -> None:
    report = busy_report(1, "2019")
    report.cells["procurement/procurement/amount"] = Decimal("75394432.52")
    report.cells["licensing/licences/change"] = -18
    report.cells["documents/regulations/made"] = None
    report.marks["documents/regulations/made"] = "/"
    write(report, folder / "a.json")
    ingest(folder, store, workers=1)
    found = query(
        store,
        "SELECT cell, value, mark FROM cells WHERE cell IN"
        " ('procurement/procurement/amount', 'licensing/licences/change', 'documents/regulations/made') ORDER BY cell",
    )
    assert found.rows == [
        ("documents/regulations/made", None, "/"),
        ("licensing/licences/change", -18, None),
        ("procurement/procurement/amount", Decimal("75394432.52"), None),
    ]


def test_a_doubt_stands_in_the_store_as_a_doubt_with_its_candidates_and_no_value(folder: Path, store: Path) -> None:
    data = busy_report(1, "2021").to_data()
    del data["cells"]["documents/normative/issued"]
    data["doubts"] = [
        {"cell": "documents/normative/issued", "why": "数字连在一起", "candidates": [2, 23], "text": "230"}
    ]
    (folder / "a.json").write_text(Report.from_data(data).to_json(), encoding="utf-8")
    ingest(folder, store, workers=1)
    found = query(store, "SELECT value, doubt, candidates FROM cells WHERE cell = 'documents/normative/issued'")
    assert found.rows == [(None, True, "2|23")]
    assert query(store, "SELECT doubts, numbers FROM reports").rows == [(1, 199)]


def test_files_that_cannot_be_read_are_listed_with_the_reason_that_read_gives(folder: Path, store: Path) -> None:
    (folder / "empty.html").write_bytes(b"")
    (folder / "letter.txt").write_text("这是一封信。", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    write_reports(folder, 1)
    summary = ingest(folder, store, workers=1)
    assert (summary.files, summary.read, summary.unreadable) == (3, 1, 2)
    for file, reason in query(store, "SELECT file, reason FROM unreadable").rows:
        with pytest.raises(Unreadable) as wrong:
            read(folder / file)
        assert reason == wrong.value.message


def test_the_same_content_is_read_once_and_listed_as_a_duplicate(folder: Path, store: Path) -> None:
    (path,) = write_reports(folder, 1)
    shutil.copy(path, folder / "区9.html")
    summary = ingest(folder, store, workers=1)
    assert summary.duplicates == [("区9.html", "区0/0000.html")]
    assert query(store, "SELECT count(*) FROM reports").rows == [(1,)]
    assert query(store, "SELECT file, same_as FROM files WHERE status = 'duplicate'").rows == summary.duplicates
    assert ingest(folder, store, workers=1).unchanged == 2


def test_a_second_run_reads_only_what_is_new_and_a_changed_file_takes_the_place_of_the_old(
    folder: Path, store: Path
) -> None:
    first, *_ = write_reports(folder, 3)
    ingest(folder, store, workers=1)
    write_reports(folder, 2, first=10)
    write(busy_report(77, "2021"), first)
    os.utime(first, (1, 1))
    summary = ingest(folder, store, workers=1)
    assert (summary.files, summary.unchanged, summary.read) == (5, 2, 3)
    assert query(store, "SELECT count(*), count(DISTINCT file) FROM reports").rows == [(5, 5)]
    name = first.relative_to(folder).as_posix()
    value = busy_report(77, "2021").cells["applications/received/total"]
    assert query(
        store,
        "SELECT value FROM cells JOIN reports USING (report)"
        f" WHERE file = '{name}' AND cell = 'applications/received/total'",
    ).rows == [(value,)]


def test_a_file_touched_but_not_changed_is_not_read_again(folder: Path, store: Path) -> None:
    (path,) = write_reports(folder, 1)
    ingest(folder, store, workers=1)
    os.utime(path, (1, 1))
    assert ingest(folder, store, workers=1).unchanged == 1


@pytest.mark.slow
def test_a_run_killed_at_any_moment_is_continued_without_loss_or_doubles(folder: Path, store: Path) -> None:
    write_reports(folder, 500)
    shutil.copy(folder / "区0" / "0000.html", folder / "twice.html")
    clean = store.with_name("clean.parquet")
    ingest(folder, clean, workers=2)
    command = [sys.executable, "-m", "gongkai", "corpus", "ingest", str(folder), "--to", str(store)]
    moments = random.Random(7)
    kills = 0
    for _ in range(12):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            run.wait(moments.uniform(0.2, 2.0))
            break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += 1
            _same_or_less(store, clean)
    assert kills >= 3
    ingest(folder, store, workers=2)
    assert everything(store) == everything(clean)
    assert not list(store.glob("new-*"))


def _same_or_less(store: Path, clean: Path) -> None:
    """Whatever is in the store after a kill is whole: reports with all their cells, none twice."""
    if not (store / "store.json").exists():
        return
    whole = dict(query(clean, "SELECT file, numbers + blanks + doubts FROM reports").rows)
    held = query(store, "SELECT file, count(*) FROM reports JOIN cells USING (report) GROUP BY ALL").rows
    assert all(whole[file] == cells for file, cells in held)


def test_a_worker_that_is_killed_costs_one_file_at_most(folder: Path, store: Path) -> None:
    write_reports(folder, 600)
    killed = threading.Event()

    def kill_one(progress: Progress) -> None:
        if progress.done > 50 and not killed.is_set():
            os.kill(_children(os.getpid())[0], signal.SIGKILL)
            killed.set()

    summary = ingest(folder, store, workers=2, progress=kill_one)
    assert killed.is_set()
    assert (summary.read + summary.unreadable, summary.unreadable) == (600, 1)
    ((reason,),) = query(store, "SELECT reason FROM unreadable").rows
    assert "意外结束" in reason


def _children(parent: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True, check=True
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "corpus.worker" in line]


def test_a_file_that_takes_too_long_is_given_up_and_listed(folder: Path, store: Path) -> None:
    write_reports(folder, 3)
    slow = "".join(f"<tr><td>{n}</td><td>规章</td><td>{n}</td></tr>" for n in range(400_000))
    (folder / "endless.html").write_text(f"<html><body><table>{slow}</table></body></html>", encoding="utf-8")
    began = time.monotonic()
    ingest(folder, store, workers=1, seconds=0.5)
    assert time.monotonic() - began < 20
    ((file, reason),) = query(store, "SELECT file, reason FROM unreadable").rows
    assert file == "endless.html"
    assert "0.5秒" in reason
    assert query(store, "SELECT count(*) FROM reports").rows == [(3,)]


def test_two_runs_cannot_write_one_store(folder: Path, store: Path) -> None:
    write_reports(folder, 1)
    refused: list[Refused] = []

    def again(progress: Progress) -> None:
        with pytest.raises(Refused, match="另一个程序") as wrong:
            ingest(folder, store, workers=1)
        refused.append(wrong.value)

    ingest(folder, store, workers=1, progress=again)
    assert refused


def test_a_store_is_not_written_over_something_else_nor_mixed_from_two_folders(folder: Path, store: Path) -> None:
    write_reports(folder, 1)
    store.mkdir()
    (store / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="不会覆盖"):
        ingest(folder, store)
    (store / "mine.txt").unlink()
    ingest(folder, store, workers=1)
    other = folder.with_name("other")
    other.mkdir()
    with pytest.raises(Refused, match="不能混入"):
        ingest(other, store)


def test_progress_reaches_the_number_of_files(folder: Path, store: Path) -> None:
    write_reports(folder, 4)
    seen: list[tuple[int, int]] = []
    ingest(folder, store, workers=1, progress=lambda progress: seen.append((progress.done, progress.total)))
    assert seen[-1] == (4, 4)


def test_reading_without_pyarrow_says_what_to_install(folder: Path, store: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None; from gongkai.cli import main;"
        f"sys.exit(main(['corpus', 'ingest', {str(folder)!r}, '--to', {str(store)!r}]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "pip install 'gongkai[corpus]'" in run.stderr
    assert "Traceback" not in run.stderr
