"""The founding zone's text, drafted from its records, holds each figure of the founding document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from django_site import DEMO
from gongkai.organisations import queries as bodies
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Program
from gongkai.oversight.queries import problems
from gongkai.registers.acts import nil_returns
from gongkai.report import Report, edition_for, read
from gongkai.report.checking.prose.numbers import figures_in, percents_in
from gongkai.yearbook import narrative
from gongkai.yearbook.queries.compiling import Compiled, compile_report
from zone_year import in_the_year, year  # noqa: F401

BY = Program("test")
DAY = date(2020, 1, 10)
#: What the founding document's section one says, as its own words have it, and the same in whole units.
SAID = {
    "1029条": 1029, "概况类信息5条": 5, "政务动态类729条": 729, "信息公开目录信息11条": 11, "19.98万次": 199_800,
    "11.40万人": 114_000, "160条": 160, "31.3万人次": 313_000, "17.3万人次": 173_000, "145期": 145, "535条": 535,
    "5488人": 5488, "3740人": 3740, "各类文件6件": 6, "专栏2项": 2,
}  # fmt: skip


@pytest.fixture
def zone() -> Organisation:
    found = bodies.by_code("xiqing-kfq")
    assert found is not None
    return found


@pytest.fixture
def compiled(zone: Organisation) -> Compiled:
    """The zone's report on 2019, after it has declared that its registers have nothing in the year."""
    registers = [register.id for register in edition_for(2019).registers]
    nil_returns.declare(zone, 2019, registers, by=BY, on=DAY)
    return compile_report(zone, 2019, on=DAY)


def text_of(compiled: Compiled, section: str) -> str:
    found = compiled.report.section(section)
    assert found is not None
    return found.text


def amounts(text: str) -> set[int | Decimal]:
    return {figure.value for sentence in text.split("。") for figure in figures_in(sentence)}


def rates(text: str) -> set[Decimal]:
    return {rate for _start, _end, rate, _step in percents_in(text)}


@pytest.mark.django_db
def test_the_database_is_there() -> None:
    """The first test of a file on the demonstration has the database made; see `zone_year`."""
    assert bodies.by_code("xiqing-kfq") is None


@pytest.mark.parametrize(("said", "value"), SAID.items())
def test_each_figure_of_the_founding_document_is_drafted(compiled: Compiled, said: str, value: int) -> None:
    assert value in amounts(said)
    assert value in amounts(text_of(compiled, "overview"))


def test_both_rates_of_growth_are_drafted_with_the_figure_before(compiled: Compiled) -> None:
    text = text_of(compiled, "overview")
    assert rates(text) == {81, 47}
    assert "年末累计阅读量31.3万次，较上年末（17.3万次）增长81%" in text
    assert "年末粉丝5488人，较上年末（3740人）增长47%" in text


def test_the_numbers_stand_as_officers_write_them(compiled: Compiled) -> None:
    text = text_of(compiled, "overview")
    for words in ("1029条", "19.98万", "11.40万", "145次", "535篇", "160次"):
        assert words in text


def test_budget_and_final_accounts_are_named_with_their_years(compiled: Compiled) -> None:
    assert "公开2019年部门预算、2018年部门决算。" in text_of(compiled, "overview")


def test_the_topics_stand_with_their_names(compiled: Compiled) -> None:
    topics = "“沿着习近平总书记指引的方向前进”“深入开展‘不忘初心、牢记使命’主题教育”"
    assert f"新开设专栏专题2个：{topics}。" in text_of(compiled, "overview")


def test_the_site_s_rule_stands_with_what_its_new_version_settled(compiled: Compiled) -> None:
    text = text_of(compiled, "overview")
    assert "《天津西青经济技术开发区中文官网管理制度（示例文本，2019年修订）》" in text
    assert "完善信息发布时间和信息审核的规定" in text


@pytest.mark.corpus
def test_no_figure_of_the_founding_document_s_section_one_is_missing(compiled: Compiled, corpus: Path) -> None:
    """Read by the reader: every number and rate of its text; the rest of the draft's numbers are the zone's too."""
    file = next((corpus / "reports").glob("000-*"))
    founding = read(file.read_bytes(), file.name).section("overview")
    assert founding is not None
    ours = text_of(compiled, "overview")
    assert len(amounts(founding.text)) == 15
    assert amounts(founding.text) <= amounts(ours)
    assert rates(founding.text) <= rates(ours)


def test_a_year_without_applications_says_so_and_sections_two_to_four_say_nothing(compiled: Compiled) -> None:
    assert "全年未收到政府信息公开申请。" in text_of(compiled, "overview")
    assert [text_of(compiled, section) for section in ("proactive", "applications", "remedies")] == ["", "", ""]
    assert text_of(compiled, "other") == "无其他需要报告的事项。"


def test_the_drafted_text_breaks_no_rule_of_the_text_and_wants_no_second_look(compiled: Compiled) -> None:
    assert [finding for finding in compiled.findings if finding.rule.startswith("prose.")] == []
    known = narrative.known(compiled)
    for section, template in narrative.shipped().items():
        text = narrative.draft(known, section, template).text
        assert narrative.marks(text, known, section=section) == []
        assert narrative.suggest(text, known) == []


def test_section_five_is_drafted_from_the_two_problems_and_their_measures(zone: Organisation) -> None:
    """Regulation art. 50(4)."""
    named = problems.for_report(zone, 2019).named
    assert len(named) == 2
    text = text_of(compile_report(zone, 2019, on=DAY), "problems")
    first, second = text.split("\n")
    assert first.startswith("（一）存在的主要问题。一是")
    assert second.startswith("（二）改进措施。一是")
    for problem in named:
        assert problem.title in first
        assert all(measure.content.rstrip("。") in second for measure in problem.measures.all())


def test_every_name_of_the_shipped_templates_is_known() -> None:
    for template in narrative.shipped().values():
        narrative.check(narrative.parse(template), narrative.vocabulary())


@pytest.mark.parametrize(("year_", "edition"), [(2023, "2021"), (2024, "2021")])
def test_the_shipped_templates_draft_a_busy_year_that_breaks_no_rule_of_the_text(year_: int, edition: str) -> None:
    """The invented body's cells: hundreds of applications, reconsiderations and lawsuits."""
    now, before = (Report.from_json((DEMO / f"shili-{number}.json").read_bytes()) for number in (year_, 2023))
    known = narrative.Known(
        year=year_, edition=edition, facts={"年度": str(year_), "机关": now.agency}, vocabulary=narrative.vocabulary(),
        numbers={cell: value for cell, value in now.cells.items() if value is not None},
        before={cell: value for cell, value in before.cells.items() if value is not None} if year_ > 2023 else {},
    )  # fmt: skip
    drafted = {key: narrative.draft(known, key, template).text for key, template in narrative.shipped().items()}
    assert all(narrative.marks(text, known, section=key) == [] for key, text in drafted.items())
    received = now.cells["applications/received/total"]
    assert f"收到政府信息公开申请{received}件" in narrative.render(drafted["applications"], known)
    assert "被提起行政诉讼" in narrative.render(drafted["remedies"], known)
