"""The tutorial, followed to the letter by somebody in an empty folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from gongkai.cli import main

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-report.md"


def commands() -> list[list[str]]:
    """What stands behind the prompts after the installation, in order."""
    lines = re.findall(r"^\$ (.*)$", TUTORIAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [line.split() for line in lines if line.startswith(("cp ", "gongkai "))]


def test_the_tutorial_can_be_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [copy, write, check_page, check_broken, check_years] = commands()
    for source in copy[1:-1]:
        shutil.copy(ROOT / source, tmp_path)

    assert main(write[1:]) == 0
    assert "已生成2024.html。" in capsys.readouterr().err
    assert main(check_page[1:]) == 0
    assert "错误0处" in capsys.readouterr().out

    draft = tmp_path / check_broken[-1]
    whole = draft.read_text(encoding="utf-8")
    broken = re.sub(
        r'("applications/received/person": )(\d+)', lambda found: f"{found[1]}{int(found[2]) + 1}", whole, count=1
    )
    draft.write_text(broken, encoding="utf-8")
    assert main(check_broken[1:]) == 1
    said = capsys.readouterr().out
    assert "错误2处" in said
    assert "applications.row_total" in said
    assert "applications.balance" in said

    draft.write_text(whole, encoding="utf-8")
    assert main(check_years[1:]) == 0
    assert "共检查2份报告" in capsys.readouterr().out
