"""`gongkai law clock`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongkai.cli import main

STEPS = (
    "2026-04-24 received way=desk\n2026-05-08 third_party_asked party=甲公司  # 信函\n\n2026-05-12 extended days=20\n"
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "case.txt"
    path.write_text(STEPS, "utf-8")
    return str(path)


def test_it_says_whose_turn_it_is_and_explains_each_day(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "clock", file, "--today", "2026-05-20"]) == 0
    out = capsys.readouterr().out
    assert "2026年5月20日：征求意见中" in out
    assert "2026年5月28日以前，“甲公司”提出意见（第三方）" in out
    assert "2026-05-09 不计 征求“甲公司”意见期间，不计入（条例第三十三条第三款）" in out
    assert "2026-05-01 不计 星期五，劳动节放假" in out


def test_json_has_the_keys_of_the_interface(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "clock", file, "--today", "2026-06-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: found[name] for name in ("position", "reply_due_on", "next_kind", "next_who", "days_left", "overdue",
                                           "provisional")} == {
        "position": "consulting", "reply_due_on": "2026-07-15", "next_kind": "note_silence", "next_who": "agency",
        "days_left": 31, "overdue": False, "provisional": False,
    }  # fmt: skip
    assert found["days"][0] == {"on": "2026-04-25", "counted": False, "why": "星期六，休息日"}


@pytest.mark.parametrize(("line", "words"), [
    ("2026-13-01 received", "第1行"), ("2026-04-24", "日期和步骤"), ("2026-04-24 recieved", "没有“recieved”这个步骤"),
    ("2026-04-24 received colour=red", "不认识“colour=red”"), ("2026-04-24 received until=soon", "应是日期"),
    ("2026-04-24 extended days=many", "应是整数"), ("2026-04-24 received id=a\n2026-04-25 registered id=a", "用过"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    path = tmp_path / "case.txt"
    path.write_text(line, "utf-8")
    assert main(["law", "clock", str(path)]) == 2
    assert words in capsys.readouterr().err


def test_a_step_that_cannot_follow_is_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.txt"
    path.write_text("2026-04-24 received\n2026-05-27 extended days=20\n", "utf-8")
    assert main(["law", "clock", str(path), "--today", "2026-05-27"]) == 1
    assert "条例第三十三条第二款" in capsys.readouterr().err
