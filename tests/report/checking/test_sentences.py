"""The labelled set of sentences: figures found, faults found, nobody falsely accused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.report.checking import examine
from gongkai.report.checking.prose.text import narrative_of
from gongkai.report.form import editions
from gongkai.report.report import Report, Section

FILE = Path(__file__).parent / "sentences.toml"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the report that it stands in, the rules it breaks and the figures in it."""

    text: str
    report: Report
    rules: frozenset[str]
    figures: list[str]

    def fired(self) -> set[str]:
        """The rules of the text that the checker says are broken."""
        return {finding.rule for finding in examine(self.report).findings if finding.rule.startswith("prose.")}


def _report(context: Mapping[str, Any], section: str, text: str) -> Report:
    form = editions()[context["edition"]]
    cells = {cell: context["cells"].get(cell, 0) for cell in form.cells}
    assert set(context["cells"]) <= set(form.cells)
    return Report(
        edition=form.id, year=context["year"], agency=context["agency"], cells=cells,
        sections=[Section("", section, "", text)],
    )  # fmt: skip


def labelled() -> list[Labelled]:
    """Every case of the file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    return [
        Labelled(
            text, _report(data["context"][part["context"]], part.get("section", "overview"), text),
            frozenset(rules.split()), figures.split(),
        )
        for part in data["set"]
        for text, rules, figures in part["cases"]
    ]  # fmt: skip


CASES = labelled()


def test_the_contexts_of_the_labelled_set_keep_the_sums_of_the_form_that_the_sentences_speak_of() -> None:
    for case in {case.report.agency: case for case in CASES}.values():
        cells = case.report.cells
        total = {row: cells[f"applications/{row}/total"] for row in ("received", "carried_in", "closed", "carried_out")}
        assert total["received"] + total["carried_in"] == total["closed"] + total["carried_out"]  # type: ignore[operator]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_every_figure_of_a_sentence_is_found_with_its_unit(case: Labelled) -> None:
    found = [f"{figure.value}{figure.unit}" for s in narrative_of(case.report).sentences for figure in s.figures]
    assert found == case.figures


@pytest.mark.parametrize("case", [case for case in CASES if not case.rules], ids=lambda case: case.text)
def test_a_clean_sentence_is_never_accused(case: Labelled) -> None:
    assert case.fired() == set()


def test_faulty_sentences_are_found_and_clean_ones_are_not_accused(capsys: pytest.CaptureFixture[str]) -> None:
    faulty = [case for case in CASES if case.rules]
    clean = [case for case in CASES if not case.rules]
    found = [case for case in faulty if case.rules <= case.fired()]
    astray = [case for case in faulty if case.fired() - case.rules]
    accused = [case for case in clean if case.fired()]
    with capsys.disabled():
        print(
            f"\nsentences found {len(found)} of {len(faulty)}, falsely accused {len(accused)} of {len(clean)},"
            f" accused of the wrong thing {len(astray)} of {len(faulty)}"
        )
    assert len(CASES) >= 240
    assert len(faulty) >= 100
    assert len(found) >= 0.9 * len(faulty)
    assert not accused
    assert not astray
