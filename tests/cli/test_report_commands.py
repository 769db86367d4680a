"""`gongkai report` as a person or a script meets it: what is printed where, and the exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.cli import main
from gongkai.report import Report, Section, editions

SECTIONS = [
    Section(form.number, form.key, form.heading, "本机关依法公开政府信息。") for form in editions()["2021"].sections
]


def a_report(year: int = 2023, **cells: int | None) -> Report:
    """A report of zeros in which everything agrees, but for *cells* (`received__person=1`) of table three."""
    values: dict[str, int | None] = dict.fromkeys(editions()["2021"].cells, 0)  # type: ignore[arg-type]
    for name, value in cells.items():
        values["applications/" + name.replace("__", "/")] = value
    return Report(edition="2021", agency="测试局", year=year, title="年度报告", cells=values, sections=list(SECTIONS))


@pytest.fixture
def saved(tmp_path: Path):
    """Saves a report as JSON and gives its path."""

    def save(report: Report, name: str = "report.json") -> str:
        path = tmp_path / name
        path.write_text(report.to_json(), encoding="utf-8")
        return str(path)

    return save


def balanced(year: int, *, carried_in: int, carried_out: int) -> Report:
    """A report that received `carried_out` applications of persons and closed what it carried in."""
    return a_report(
        year,
        received__person=carried_out, received__total=carried_out,
        carried_in__person=carried_in, carried_in__total=carried_in,
        granted__person=carried_in, granted__total=carried_in,
        closed__person=carried_in, closed__total=carried_in,
        carried_out__person=carried_out, carried_out__total=carried_out,
    )  # fmt: skip


# --- read ---------------------------------------------------------------------------------------------


def test_read_prints_the_report_as_json_on_stdout_and_nothing_else(saved, capsys) -> None:
    assert main(["report", "read", saved(a_report())]) == 0
    printed = capsys.readouterr()
    data = json.loads(printed.out)
    assert (data["format"], data["agency"], data["year"]) == ("gongkai-report/1", "测试局", 2023)
    assert len(data["cells"]) == 200
    assert printed.err == ""


def test_read_all_prints_a_list(saved, capsys) -> None:
    assert main(["report", "read", saved(a_report()), "--all"]) == 0
    assert [entry["year"] for entry in json.loads(capsys.readouterr().out)] == [2023]


def test_read_keeps_null_and_zero_apart(saved, capsys) -> None:
    main(["report", "read", saved(a_report(received__person=None))])
    cells = json.loads(capsys.readouterr().out)["cells"]
    assert cells["applications/received/person"] is None
    assert cells["applications/received/total"] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\x00\x01\x02" * 100, b"{", b"[]", b'{"format": "other/1"}', b"%PDF-1.7 broken", b"PK\x03\x04zip",
     "年度报告".encode("utf-16"), b"<html><body>404</body></html>", b"\xff" * 5000],
    ids=["empty", "words", "binary", "half JSON", "list", "other JSON", "broken PDF", "broken zip", "no tables", "404",
         "no text"],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence_on_stderr_and_status_2(tmp_path: Path, capsys, content: bytes) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(content)
    assert main(["report", "read", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert "Traceback" not in printed.err
    assert "程序内部出错" not in printed.err
    assert printed.err.rstrip().endswith("。")


@pytest.mark.parametrize("words", [["report", "read"], ["report", "check"], ["report", "write", "--to", "x.html"]])
def test_a_file_that_is_not_there_is_named(words: list[str], capsys) -> None:
    assert main([*words, "没有这份.html"]) == 2
    assert "没有这份.html" in capsys.readouterr().err


def test_a_folder_is_no_report(tmp_path: Path, capsys) -> None:
    assert main(["report", "read", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


# --- check --------------------------------------------------------------------------------------------


def test_a_report_that_agrees_has_status_0(saved, capsys) -> None:
    assert main(["report", "check", saved(a_report())]) == 0
    assert "错误0处" in capsys.readouterr().out


def test_an_error_has_status_1_and_is_said_with_both_figures(saved, capsys) -> None:
    assert main(["report", "check", saved(a_report(received__person=3, received__total=3))]) == 1
    out = capsys.readouterr().out
    assert "applications.balance" in out
    assert "3" in out


def test_check_json_has_exactly_the_agreed_keys(saved, capsys) -> None:
    path = saved(a_report(received__person=3, received__total=3))
    assert main(["report", "check", path, "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["reports"]
    [report] = data["reports"]
    assert set(report) == {"file", "agency", "year", "findings", "undecided"}
    assert report["file"] == path
    for finding in report["findings"]:
        assert set(finding) == {"rule", "severity", "cells", "left", "right", "place", "message"}
        assert finding["severity"] in {"error", "warning", "hint"}


def test_a_warning_fails_only_when_strict(saved, capsys) -> None:
    path = saved(a_report())
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    data["cells"]["documents/regulations/issued"] = None  # a blank that no sum needs is a warning
    Path(path).write_text(json.dumps(data), encoding="utf-8")
    assert main(["report", "check", path]) == 0
    assert "警告1处" in capsys.readouterr().out
    assert main(["report", "check", path, "--strict"]) == 1


def test_years_of_one_agency_are_paired_by_themselves(saved, capsys) -> None:
    before = saved(balanced(2022, carried_in=0, carried_out=5), "2022.json")
    after = saved(balanced(2023, carried_in=4, carried_out=0), "2023.json")
    assert main(["report", "check", after, before, "--json"]) == 1
    rules = {
        report["year"]: {finding["rule"] for finding in report["findings"]}
        for report in json.loads(capsys.readouterr().out)["reports"]
    }
    assert "applications.carried" in rules[2023]
    assert "applications.carried" not in rules[2022]


def test_previous_gives_last_years_report(saved, capsys) -> None:
    before = saved(balanced(2022, carried_in=0, carried_out=5), "2022.json")
    after = saved(balanced(2023, carried_in=4, carried_out=0), "2023.json")
    assert main(["report", "check", after]) == 0
    assert main(["report", "check", after, "--previous", before]) == 1
    assert "applications.carried" in capsys.readouterr().out


def test_a_report_of_another_year_is_refused_as_previous(saved, capsys) -> None:
    before = saved(a_report(2020), "2020.json")
    assert main(["report", "check", saved(a_report(2023)), "--previous", before]) == 2
    assert "应给2022年度的" in capsys.readouterr().err


def test_one_unreadable_file_among_others_is_told_and_the_others_are_checked(saved, tmp_path: Path, capsys) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"")
    assert main(["report", "check", str(broken), saved(a_report())]) == 2
    printed = capsys.readouterr()
    assert "broken.pdf" in printed.err
    assert "共检查1份报告" in printed.out


def test_findings_are_listed_worst_first(saved, capsys) -> None:
    path = saved(a_report(received__person=3, received__total=3))
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    data["cells"]["documents/regulations/issued"] = None
    Path(path).write_text(json.dumps(data), encoding="utf-8")
    main(["report", "check", path])
    words = [line.split("　")[0].strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    kinds = [word for word in words if word in ("错误", "警告", "提示")]
    assert kinds == sorted(kinds, key=["错误", "警告", "提示"].index)
    assert {"错误", "警告"} <= set(kinds)


# --- write and compare --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["html", "docx", "xlsx", "md", "json"])
def test_write_makes_a_file_that_reads_back_the_same_cells(saved, tmp_path: Path, capsys, suffix: str) -> None:
    out = tmp_path / f"report.{suffix}"
    assert main(["report", "write", saved(a_report(received__person=None)), "--to", str(out)]) == 0
    assert str(out) in capsys.readouterr().err
    assert main(["report", "read", str(out)]) == 0
    cells = json.loads(capsys.readouterr().out)["cells"]
    assert cells == a_report(received__person=None).cells


def test_write_refuses_a_suffix_it_does_not_know(saved, tmp_path: Path, capsys) -> None:
    assert main(["report", "write", saved(a_report()), "--to", str(tmp_path / "report.exe")]) == 2
    assert not (tmp_path / "report.exe").exists()
    assert capsys.readouterr().err.rstrip().endswith("。")


def test_write_into_a_folder_that_is_not_there_is_a_sentence(saved, tmp_path: Path, capsys) -> None:
    assert main(["report", "write", saved(a_report()), "--to", str(tmp_path / "no" / "report.html")]) == 2
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "程序内部出错" not in err


def test_compare_shows_the_cells_that_moved(saved, capsys) -> None:
    a = saved(balanced(2022, carried_in=0, carried_out=5), "2022.json")
    b = saved(balanced(2023, carried_in=5, carried_out=5), "2023.json")
    assert main(["report", "compare", a, b, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) >= {"cells", "sections", "findings"}
    moved = {cell["cell"]: (cell["a"], cell["b"], cell["change"]) for cell in data["cells"]}
    assert moved["applications/carried_in/person"] == (0, 5, 5)


def test_compare_prints_text_and_writes_a_page(saved, tmp_path: Path, capsys) -> None:
    a = saved(balanced(2022, carried_in=0, carried_out=5), "2022.json")
    b = saved(balanced(2023, carried_in=5, carried_out=5), "2023.json")
    assert main(["report", "compare", a, b]) == 0
    assert "5" in capsys.readouterr().out
    page = tmp_path / "compared.html"
    assert main(["report", "compare", a, b, "--to", str(page)]) == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")
    assert main(["report", "compare", a, b, "--to", str(tmp_path / "compared.docx")]) == 2


# --- the process --------------------------------------------------------------------------------------


def gongkai(*words: str, **rest) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "gongkai", *words], capture_output=True, check=False, **rest)


def test_a_reader_that_closes_the_pipe_makes_no_noise(saved) -> None:
    command = f"'{sys.executable}' -m gongkai report read '{saved(a_report())}' --all | head -c 10"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert ended.stderr == b""


def test_ctrl_c_ends_with_a_word_and_130(tmp_path: Path) -> None:
    fifo = tmp_path / "slow.html"
    os.mkfifo(fifo)
    with subprocess.Popen(
        [sys.executable, "-m", "gongkai", "report", "read", str(fifo)], stderr=subprocess.PIPE
    ) as running:
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert err.decode() == "已中断。\n"


def test_json_is_utf8_whatever_the_terminal_speaks(saved) -> None:
    ended = gongkai("report", "read", saved(a_report()), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0
    assert json.loads(ended.stdout.decode("utf-8"))["agency"] == "测试局"


def test_text_for_an_old_terminal_does_not_fail(saved) -> None:
    ended = gongkai("report", "check", saved(a_report()), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert gongkai("--version").stdout.decode().strip() == f"gongkai {version('gongkai')}"
