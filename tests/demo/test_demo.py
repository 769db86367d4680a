"""The demonstration."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from django_site import DEMO
from gongkai.demo import acts
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Program
from gongkai.report import Report, editions, examine
from gongkai.yearbook import acts as yearbook
from gongkai.yearbook.models import PublishedReport


def report(name: str) -> Report:
    return Report.from_json((DEMO / f"{name}.json").read_bytes(), file=name)


def test_the_founding_report_has_every_cell_of_its_form_at_0() -> None:
    founding = report("xiqing-kfq-2019")
    assert list(founding.cells) == list(editions()["2019"].cells)
    assert set(founding.cells.values()) == {0}


@pytest.mark.parametrize(
    "figure",
    [
        "文件6件", "2019年部门预算", "2018年部门决算", "信息1029条", "概况类5条", "政务动态类729条",
        "信息公开目录类11条", "主题专栏2项", "19.98万次", "11.40万人", "推送160条", "31.3万人次", "17.3万人次",
        "增长81%", "推送145期", "资讯535条", "5488人", "3740人", "增长47%",
    ],
)  # fmt: skip
def test_the_founding_report_tells_each_figure_of_the_founding_document(figure: str) -> None:
    assert figure in "".join(section.text for section in report("xiqing-kfq-2019").sections)


@pytest.mark.corpus
def test_the_founding_reports_sentences_are_not_those_of_the_document(corpus: Path) -> None:
    document = re.sub(r"\s", "", next((corpus / "reports").glob("000-*")).read_text("utf-8"))
    ours = "".join(section.text for section in report("xiqing-kfq-2019").sections)
    shared = [part for part in re.split(r"[，。；：、\s]", ours) if len(part) > 14 and part in document]
    assert shared == []


@pytest.mark.parametrize(
    ("name", "before"), [("xiqing-kfq-2019", None), ("shili-2023", None), ("shili-2024", "shili-2023")]
)
def test_no_report_of_the_demonstration_breaks_a_rule(name: str, before: str | None) -> None:
    outcome = examine(report(name), report(before) if before else None)
    assert outcome.findings == ()
    assert outcome.undecided == ()


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_sample_has_cases_in_every_row_of_its_form_and_says_that_it_is_invented(year: int) -> None:
    sample = report(f"shili-{year}")
    table = editions()["2021"].table("applications")
    assert all(sample.cells[f"applications/{row.id}/total"] for row in table.rows)
    assert "虚构" in sample.extra["note"]
    assert "虚构" in sample.sections[0].text


@pytest.mark.django_db
def test_loading_twice_loads_once() -> None:
    assert acts.load_reports() == acts.Loaded(bodies=8, published=3, unchanged=0)
    kept = set(PublishedReport.objects.values_list("pk", "sha256"))
    assert acts.load_reports() == acts.Loaded(bodies=8, published=0, unchanged=3)
    assert set(PublishedReport.objects.values_list("pk", "sha256")) == kept
    zone = Organisation.objects.select_related("parent").get(code="xiqing-kfq")
    assert zone.parent is not None
    assert (zone.parent.code, zone.is_sample) == ("xiqing-qu", False)


@pytest.mark.django_db
def test_a_reset_loads_afresh_and_leaves_what_people_published() -> None:
    acts.load_reports()
    other = report("shili-2024")
    other.year = 2025
    body = Organisation.objects.get(code="shili")
    mine = yearbook.publish_report(other, body, by=Program("x"), on=PublishedReport.objects.first().published_on).report
    loaded = acts.reset(on=date(2026, 11, 24))
    assert (loaded.bodies, loaded.published, loaded.unchanged) == (8, 3, 0)
    assert PublishedReport.objects.filter(pk=mine.pk).exists()
    assert PublishedReport.objects.count() == 4
