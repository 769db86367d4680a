"""The reader is measured on real reports that were read by hand, and the measure itself is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from busy import busy_report

from gongkai.errors import Unreadable
from gongkai.report.corpus.accuracy import main, measure, page, undecidable_cells
from gongkai.report.report import Report, dumps
from gongkai.report.writing import write

UNDECIDABLE = Path(__file__).with_name("undecidable.toml")
HEAD = "file\tagency\tyear\tedition\tsource\tcomplete tables\tquirks\n"


def small_corpus(folder: Path, report: Report, **truth: object) -> Path:
    """One report as HTML with its truth, and a letter that must be refused."""
    (folder / "reports").mkdir()
    (folder / "truth").mkdir()
    write(report, folder / "reports" / "001-a.html")
    (folder / "reports" / "002-b.txt").write_text("这是一封信。", encoding="utf-8")
    (folder / "index.tsv").write_text(
        f"{HEAD}001-a.html\t{report.agency}\t{report.year}\t{report.edition}\t-\t2,3,4\t-\n"
        "002-b.txt\t某局\t2018\tpre-2019\t-\tnone of 2/3/4\t-\n",
        encoding="utf-8",
    )
    data = {"agency": report.agency, "year": report.year, "cells": report.cells, "violations": [], **truth}
    (folder / "truth" / "001.json").write_text(dumps(data), encoding="utf-8")
    return folder


def test_a_report_read_whole_is_all_right(tmp_path: Path) -> None:
    accuracy = measure(small_corpus(tmp_path, busy_report(1, "2021")))
    count = accuracy.kinds()[""]
    assert (count.files, count.cells, count.right) == (1, 200, 200)
    assert all(entry.perfect for entry in accuracy.entries)
    assert accuracy.entries[1].refused


def test_a_cell_that_differs_from_the_truth_is_wrong_and_named_and_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = busy_report(1, "2021")
    small_corpus(tmp_path, report)
    truth = json.loads((tmp_path / "truth" / "001.json").read_text(encoding="utf-8"))
    truth["cells"]["applications/received/person"] += 1
    truth["cells"]["applications/received/business"] = None
    (tmp_path / "truth" / "001.json").write_text(json.dumps(truth), encoding="utf-8")
    assert main([str(tmp_path), "--to", str(tmp_path / "page.md")]) == 1
    text = capsys.readouterr().out
    assert "wrong: `applications/received/person`" in text
    assert "wrong: `applications/received/business` is None" in text
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == text


def test_undecidable_cells_are_counted_apart(tmp_path: Path) -> None:
    small_corpus(tmp_path, busy_report(1, "2021"))
    accuracy = measure(tmp_path, {"001": ["applications/received/person"]})
    assert (accuracy.kinds()[""].cells, accuracy.undecidable().cells) == (199, 1)


def test_a_marked_contradiction_is_found_and_one_not_marked_is_an_alarm(tmp_path: Path) -> None:
    report = busy_report(1, "2021")
    total = report.cells["remedies/reconsideration/total"]
    assert isinstance(total, int)
    report.cells["remedies/reconsideration/total"] = total + 1
    label = {"rule": "table4: four outcomes = 总计", "where": "reconsideration", "left": total, "right": total + 1}
    (entry, _) = measure(small_corpus(tmp_path, report, violations=[label])).entries
    assert (entry.violations, entry.found, entry.violations_missed) == (1, 1, [])
    assert not [alarm for alarm in entry.alarms if alarm.startswith("remedies.total")]
    truth = json.loads((tmp_path / "truth" / "001.json").read_text(encoding="utf-8"))
    (tmp_path / "truth" / "001.json").write_text(json.dumps({**truth, "violations": []}), encoding="utf-8")
    (entry, _) = measure(tmp_path).entries
    assert [alarm for alarm in entry.alarms if alarm.startswith("remedies.total")]


def test_a_folder_without_an_index_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"index\.tsv"):
        measure(tmp_path)


@pytest.mark.corpus
def test_of_what_a_person_can_tell_995_in_1000_cells_are_right_and_at_most_1_in_2000_is_wrong(corpus: Path) -> None:
    accuracy = measure(corpus, undecidable_cells(UNDECIDABLE))
    count = accuracy.kinds()[""]
    assert count.share("right") >= 0.995, page(accuracy)
    assert count.share("wrong") <= 0.0005, page(accuracy)


@pytest.mark.corpus
def test_no_cell_that_nobody_can_tell_is_given_as_a_wrong_figure(corpus: Path) -> None:
    assert measure(corpus, undecidable_cells(UNDECIDABLE)).undecidable().wrong == 0


@pytest.mark.corpus
def test_what_must_be_refused_is_refused_and_nothing_else(corpus: Path) -> None:
    entries = measure(corpus).entries
    assert [entry.file for entry in entries if (entry.refused is not None) != entry.refusal_expected] == []
