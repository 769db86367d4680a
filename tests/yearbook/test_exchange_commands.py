"""`gongkai yearbook package` and `receive`: what another installation is sent, and what comes from one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submitted_district import PROGRAM, TODAY, YEAR, District, freeze, report

from gongkai.cli import main
from gongkai.ledger import signing
from gongkai.yearbook import exchange
from gongkai.yearbook.models import Sender, Submission

pytestmark = pytest.mark.django_db


def test_a_frozen_report_is_packed_and_received_by_commands(
    submitting: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "报送包.zip"
    words = ["yearbook", "package", "ju", str(YEAR), "--to", str(file)]
    assert main(words) == 1
    assert "还没有定稿" in capsys.readouterr().err
    freeze(submitting["ju"], report("某区教育局"))
    assert main(words) == 0
    assert signing.own_key() in capsys.readouterr().err
    exchange.verify(file.read_bytes(), signing.own_key())

    assert main(["yearbook", "receive", str(file)]) == 1
    assert "不认识发出这个报送包的系统" in capsys.readouterr().err
    Sender.objects.create(
        organisation=submitting["ju"], name="教育局系统", public_key=signing.own_key(), known_on=TODAY,
        known_by=str(PROGRAM),
    )  # fmt: skip
    assert main(["yearbook", "receive", str(file)]) == 0
    assert "已收取：某区教育局2025年度报告，第1次报送" in capsys.readouterr().out
    assert main(["yearbook", "receive", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["receipt"] == Submission.objects.get().uid


def test_what_is_no_package_is_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "年报.docx"
    file.write_bytes(b"PK\x03\x04")
    assert main(["yearbook", "receive", str(file)]) == 2
    assert "报送包不完整" in capsys.readouterr().err
    assert main(["yearbook", "receive", str(tmp_path / "没有.zip")]) == 2
