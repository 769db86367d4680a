"""The real reports of the shared corpus against the cells that a person read in them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.errors import Unreadable
from gongkai.report import Report, read, read_all

pytestmark = pytest.mark.corpus

# What even a person could not decide (the notes of the truth): rows of table two run together, and a table two
# whose numbers float away from their labels.
UNDECIDABLE = {"003": 6, "014": 19, "015": 16, "016": 3}


def _truths(corpus: Path) -> list[tuple[str, Path, dict[str, Any]]]:
    found = []
    for path in sorted((corpus / "truth").glob("*.json")):
        number = path.stem[:3]
        source = next((corpus / "reports").glob(f"{number}-*"))
        found.append((path.stem, source, json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)))
    return found


def _expected(value: Any) -> Any:
    return None if value == "/" else value


def _one(source: Path, truth: dict[str, Any]) -> Report:
    reports = read_all(source)
    return reports[0] if len(reports) == 1 else next(r for r in reports if r.year == truth["year"])


def test_no_cell_of_the_corpus_is_read_wrong_and_all_that_can_be_decided_are_read(corpus: Path) -> None:
    truths = _truths(corpus)
    assert len(truths) >= 20
    for stem, source, truth in truths:
        report = _one(source, truth)
        wrong = {
            c: (report.cells[c], v)
            for c, v in truth["cells"].items()
            if c in report.cells and report.cells[c] != _expected(v)
        }
        assert wrong == {}, stem
        doubtful = {doubt.cell for doubt in report.doubts}
        unread = [c for c in truth["cells"] if c not in report.cells]
        assert set(unread) <= doubtful, stem
        assert len(unread) == UNDECIDABLE.get(stem[:3], 0), (stem, unread)


def test_edition_and_year_of_the_corpus_are_right(corpus: Path) -> None:
    # Nothing in these page texts names the year; it was known from their address.
    silent = {"044", "048", "050"}
    for stem, source, truth in _truths(corpus):
        report = _one(source, truth)
        assert report.edition == truth["edition"], stem
        assert report.year == (None if stem in silent else truth["year"]), stem


def test_a_mixed_form_keeps_the_rows_it_really_has(corpus: Path) -> None:
    report = read(next((corpus / "reports").glob("008-*")))
    assert report.edition == "2021"
    assert report.tables == {"applications": "2019"}


@pytest.mark.parametrize(("number", "words"), [("047", "不可信"), ("075", "2019年以前")])
def test_a_page_that_lost_its_numbers_and_the_old_form_are_refused(corpus: Path, number: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(next((corpus / "reports").glob(f"{number}-*")))


def test_a_file_of_two_years_is_refused_unless_one_is_asked_for(corpus: Path) -> None:
    source = next((corpus / "reports").glob("010-*"))
    with pytest.raises(Unreadable, match="2023、2024"):
        read(source)
    assert read(source, year=2024).cells["documents/normative/in_force"] == 420
    with pytest.raises(Unreadable, match="没有2020年度"):
        read(source, year=2020)
