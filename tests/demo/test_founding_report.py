"""The founding zone's report on 2019, compiled from its records, against the founding document."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from gongkai.organisations.queries import by_code
from gongkai.registers.models import NilReturn
from gongkai.report import Report, compare, examine, read
from gongkai.yearbook import queries
from gongkai.yearbook.models import Frozen, YearReport
from gongkai.yearbook.queries.tracing import trace
from zone_year import in_the_year, year  # noqa: F401

DATA = Path(__file__).parents[2] / "src" / "gongkai" / "demo" / "data"
#: Every figure of the founding document's prose.
FIGURES = ["6件", "1029", "5条", "729条", "11条", "19.98万", "11.40万", "160", "31.3万", "17.3万", "81%", "145", "535",
           "5488", "3740", "47%", "2019年部门预算", "2018年部门决算"]  # fmt: skip


def published() -> Report:
    found = queries.published_report("xiqing-kfq", 2019)
    assert found
    return Report.from_json(found.text)


@pytest.mark.django_db
def test_what_is_loaded_without_the_records_is_the_founding_document_itself() -> None:
    from gongkai.demo import acts

    acts.load_reports()
    assert published() == Report.from_json((DATA / "xiqing-kfq-2019.json").read_bytes())
    assert not YearReport.objects.exists()


def test_it_is_frozen_and_published_by_its_officers() -> None:
    frozen = Frozen.objects.get(report__organisation__code="xiqing-kfq", report__year=2019)
    assert (frozen.number, frozen.report.state) == (1, "published")
    assert frozen.text == queries.published_report("xiqing-kfq", 2019).text  # type: ignore[union-attr]


def test_all_198_cells_are_those_of_the_founding_document() -> None:
    founding = Report.from_json((DATA / "xiqing-kfq-2019.json").read_bytes())
    assert len(published().cells) == 198
    assert published().cells == founding.cells
    assert not [cell for cell in compare(published(), founding).cells if cell.change]


@pytest.mark.corpus
def test_and_those_of_the_document_as_the_reader_reads_it(corpus: Path) -> None:
    [path] = (corpus / "reports").glob("000*")
    assert published().cells == read(path).cells


def test_each_figure_of_the_founding_documents_prose_stands_in_the_text_drafted_from_the_records() -> None:
    text = "\n".join(section.text for section in published().sections).replace(",", "")
    assert [figure for figure in FIGURES if figure not in text] == []
    assert "2个" in text
    assert "《" in text


def test_its_problems_and_measures_are_the_records() -> None:
    section = published().section("problems")
    assert section
    assert "落实公开政策的要求还不够深入" in section.text
    assert "定期组织培训" in section.text


def test_nothing_is_found_wrong_with_it() -> None:
    assert [finding.message for finding in examine(published()).findings] == []


def test_its_zeroes_are_those_of_nil_returns_and_the_trace_says_so() -> None:
    zone = by_code("xiqing-kfq")
    found = trace(zone, 2019, "enforcement/penalties/decisions", on=date(2020, 2, 1))
    assert (found.value, found.kind) == (0, "nil")
    [entry] = found.entries
    assert re.fullmatch(r"nilreturn:\w{13}", entry.record)
    assert NilReturn.objects.filter(organisation=zone, year=2019).count() == 10
