"""Writing the text of a report: templates of units, what officers change, a new draft, and the ledger."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.organisations.roles import matrix
from gongkai.oversight.acts import measures, problems
from gongkai.oversight.models import Problem
from gongkai.yearbook import narrative
from gongkai.yearbook.acts import narrative as acts
from gongkai.yearbook.models import Narrative, Template, YearReport
from gongkai.yearbook.narrative import BadTemplate
from gongkai.yearbook.queries.compiling import compile_report
from gongkai.yearbook.queries.narrative import changes_of, narrative_of, templates_of, texts_of
from gongkai.yearbook.queries.standing import standing

pytestmark = pytest.mark.django_db

BY = Program("test")
DAY = date(2025, 1, 2)
YEAR = 2024


@pytest.fixture
def district() -> Organisation:
    return organisations.enter(organisations.Description("qu", "某区人民政府", "district"), by=BY, on=date(2020, 1, 2))


@pytest.fixture
def bureau(district: Organisation) -> Organisation:
    description = organisations.Description("ju", "某区某局", "department", district)
    return organisations.enter(description, by=BY, on=date(2020, 1, 2))


@pytest.fixture
def making(bureau: Organisation) -> YearReport:
    return YearReport.objects.create(organisation=bureau, year=YEAR, begun_on=DAY, begun_by="program:test")


def officer(role: str, unit: Organisation) -> User:
    name = f"{role}-{unit.code}"
    organisations.appoint(organisations.Person(name, "某人"), role, unit, by=BY, on=DAY, from_on=DAY)
    return User.objects.get(username=name)


def problem(unit: Organisation, title: str, measure: str = "") -> Problem:
    """A problem that the year's report names, with a measure or without."""
    found = date(YEAR, 12, 1)
    description = problems.ProblemDescription(title, "self_check", found, report_year=YEAR)
    entered = problems.enter_problem(unit, description, by=BY, on=found)
    if measure:
        measures.enter_measure(entered, measures.MeasureDescription(measure), by=BY, on=found)
    return entered


def read(making: YearReport, section: str) -> str:
    compiled = compile_report(making.organisation, making.year, on=DAY)
    found = compiled.report.section(section)
    assert found is not None
    return found.text


def entries(act: str) -> list[Entry]:
    return list(Entry.objects.filter(act=act).order_by("pk"))


def test_without_records_and_nil_returns_nothing_is_said_of_applications(making: YearReport) -> None:
    text = read(making, "overview")
    assert text.startswith("2024年，某区某局认真贯彻")
    assert "在某区人民政府的指导下" in text
    assert "申请" not in text
    assert "（一）" not in text


def test_section_five_is_drafted_from_problems_and_measures_art_50(making: YearReport) -> None:
    problem(making.organisation, "公开不够及时", "按周检查。")
    problem(making.organisation, "业务不够熟", "按季培训")
    assert read(making, "problems") == (
        "（一）存在的主要问题。一是公开不够及时；二是业务不够熟。\n（二）改进措施。一是按周检查；二是按季培训。"
    )


def test_the_next_report_answers_for_the_problems_of_the_last_one_art_50(making: YearReport) -> None:
    done = date(YEAR + 1, 6, 1)
    solved = problem(making.organisation, "培训不够", "组织培训")
    problem(making.organisation, "目录不全", "补全目录")
    measures.finish_measure(solved.measures.get(), "组织培训两次", by=BY, on=done, done_on=done)
    problems.solve_problem(solved, "人人受训。", by=BY, on=done, solved_on=done)
    compiled = compile_report(making.organisation, YEAR + 1, on=date(YEAR + 2, 1, 5))
    found = compiled.report.section("problems")
    assert found is not None
    assert found.text == (
        "（一）上年问题的整改情况。一是关于“培训不够”，已经解决，人人受训；"
        "二是关于“目录不全”，仍在整改，继续落实“补全目录”。"
    )


def test_without_problems_the_officer_is_told_that_section_five_is_to_be_written(making: YearReport) -> None:
    compiled = compile_report(making.organisation, YEAR, on=DAY)
    drafted = narrative.draft(compiled, "problems", narrative.shipped()["problems"])
    assert drafted.text == ""
    assert drafted.left_out[0].is_missing
    assert "请登记后重新起草，或者直接在这里撰写" in drafted.left_out[0].why


@pytest.mark.parametrize("section", ["overview", "proactive", "applications", "remedies", "problems", "other"])
def test_every_section_has_a_shipped_template(bureau: Organisation, section: str) -> None:
    found = templates_of(bureau, YEAR)[section]
    assert found.text == narrative.shipped()[section]
    assert found.unit is None


def test_the_nearest_unit_s_template_wins(district: Organisation, bureau: Organisation) -> None:
    acts.write_template(district, "other", "区里的写法。", by=BY, on=DAY)
    found = templates_of(bureau, YEAR)["other"]
    assert (found.text, found.unit) == ("区里的写法。", district)
    acts.write_template(bureau, "other", "局里的写法。", by=BY, on=DAY)
    found = templates_of(bureau, YEAR)["other"]
    assert (found.text, found.unit) == ("局里的写法。", bureau)
    assert templates_of(district, YEAR)["other"].text == "区里的写法。"
    acts.drop_template(bureau, "other", by=BY, on=DAY)
    assert templates_of(bureau, YEAR)["other"].unit == district


def test_a_template_of_a_unit_that_was_not_above_it_in_the_year_is_not_used(bureau: Organisation) -> None:
    new = organisations.enter(organisations.Description("shi", "某市人民政府", "city"), by=BY, on=date(2020, 1, 2))
    acts.write_template(new, "other", "市里的写法。", by=BY, on=DAY)
    organisations.move(bureau, new, by=BY, on=DAY, from_on=date(2025, 1, 1))
    assert templates_of(bureau, YEAR)["other"].unit is None
    assert templates_of(bureau, YEAR + 1)["other"].unit == new


def test_a_template_drafts_the_reports_of_its_unit(making: YearReport) -> None:
    acts.write_template(making.organisation, "other", "{{年度}}年，{{机关}}无其他事项。", by=BY, on=DAY)
    assert read(making, "other") == "2024年，某区某局无其他事项。"


@pytest.mark.parametrize(
    ("text", "words"), [("共{{text/nothing.here}}条。", "没有叫“text/nothing.here”的数"), ("共{{条。", "没有对应的")]
)
def test_a_template_that_cannot_be_is_not_kept(bureau: Organisation, text: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words) as caught:
        acts.write_template(bureau, "other", text, by=BY, on=DAY)
    assert caught.value.place == "第1行第2字"
    assert not Template.objects.exists()


def test_a_template_for_a_section_that_there_is_not_and_an_empty_one_are_refused(bureau: Organisation) -> None:
    with pytest.raises(Refused, match="没有“summary”这个部分"):
        acts.write_template(bureau, "summary", "甲。", by=BY, on=DAY)
    with pytest.raises(Refused, match="模板是空的"):
        acts.write_template(bureau, "other", " \n", by=BY, on=DAY)
    with pytest.raises(Refused, match="没有自己的模板"):
        acts.drop_template(bureau, "other", by=BY, on=DAY)


def test_each_version_of_a_template_is_an_act_in_the_ledger(bureau: Organisation) -> None:
    for text in ("一。", "二。", "二。"):
        acts.write_template(bureau, "other", text, by=BY, on=DAY)
    acts.drop_template(bureau, "other", by=BY, on=DAY)
    first, second = entries("yearbook.write_template")
    (dropped,) = entries("yearbook.drop_template")
    assert first.before == ""
    assert second.before == first.after
    assert (dropped.before, dropped.after) == (second.after, "")
    assert first.subject == f"template:{bureau.uid}/other"


def test_what_an_officer_writes_is_kept_beside_the_draft(making: YearReport) -> None:
    problem(making.organisation, "公开不够及时")
    drafted = "（一）存在的主要问题。{{records/problems|逐条}}。"
    kept = acts.write_section(making, "problems", f"{drafted}我们写的一句。", 0, by=BY, on=DAY)
    assert kept.drafted == drafted
    assert [(segment.kind, segment.text) for segment in changes_of(kept)] == [
        ("kept", drafted), ("added", "我们写的一句。"),
    ]  # fmt: skip
    assert read(making, "problems") == "（一）存在的主要问题。一是公开不够及时。我们写的一句。"
    assert texts_of(making) == {"problems": kept.text}


def test_references_stay_live_after_they_are_written(making: YearReport) -> None:
    problem(making.organisation, "公开不够及时")
    acts.write_section(making, "problems", "问题有：{{records/problems|逐条}}。", 0, by=BY, on=DAY)
    problem(making.organisation, "业务不够熟")
    assert read(making, "problems") == "问题有：一是公开不够及时；二是业务不够熟。"


def test_a_text_whose_figure_is_missing_stands_in_the_way_of_freezing(making: YearReport) -> None:
    acts.write_section(making, "other", "发布{{text/website.items|单位}}。", 0, by=BY, on=DAY)
    assert read(making, "other") == "发布【网站发布信息：没有数据】。"
    compiled = compile_report(making.organisation, making.year, on=DAY)
    sentence = "“其他需要报告的事项”里引用的网站发布信息没有数据：请补登记录，或者改写这句话。"
    assert sentence in standing(making, compiled).hindrances


def test_a_new_draft_follows_the_template_and_leaves_the_officer_s_sentences(making: YearReport) -> None:
    unit = making.organisation
    acts.write_template(unit, "other", "第一句。第二句。第三句。", by=BY, on=DAY)
    acts.write_section(making, "other", "第一句。我的第二句。第三句。", 0, by=BY, on=DAY)
    acts.write_template(unit, "other", "新的第一句。新的第二句。第三句。", by=BY, on=DAY)
    found = acts.redraft_section(making, "other", 1, by=BY, on=DAY)
    assert found.text == "新的第一句。我的第二句。第三句。"
    assert [(one.yours, one.redrafted) for one in found.kept] == [("我的第二句。", "新的第二句。")]
    kept = narrative_of(making, "other")
    assert kept is not None
    assert (kept.text, kept.drafted) == (found.text, "新的第一句。新的第二句。第三句。")
    assert len(entries("yearbook.redraft_section")) == 1


def test_a_section_that_nobody_wrote_is_drafted_and_kept(making: YearReport) -> None:
    acts.redraft_section(making, "other", 0, by=BY, on=DAY)
    kept = narrative_of(making, "other")
    assert kept is not None
    assert kept.text == kept.drafted == "无其他需要报告的事项。"
    assert changes_of(kept)[0].kind == "kept"


def test_a_text_that_empties_a_section_is_kept_as_such(making: YearReport) -> None:
    acts.write_section(making, "other", "  \r\n ", 0, by=BY, on=DAY)
    assert read(making, "other") == ""


def test_two_who_write_at_once_are_told_and_the_first_one_s_words_stand(making: YearReport) -> None:
    acts.write_section(making, "other", "甲的话。", 0, by=BY, on=DAY)
    with pytest.raises(Refused, match="您写的还在下面"):
        acts.write_section(making, "other", "乙的话。", 0, by=BY, on=DAY)
    with pytest.raises(Refused, match="又被改过"):
        acts.redraft_section(making, "other", 0, by=BY, on=DAY)
    assert read(making, "other") == "甲的话。"
    acts.write_section(making, "other", "乙的话。", 1, by=BY, on=DAY)
    assert read(making, "other") == "乙的话。"


def test_the_same_text_again_is_no_change(making: YearReport) -> None:
    acts.write_section(making, "other", "甲。", 0, by=BY, on=DAY)
    acts.write_section(making, "other", "甲。\r\n", 1, by=BY, on=DAY)
    making.refresh_from_db()
    assert making.edition == 1
    assert len(entries("yearbook.write_section")) == 1


@pytest.mark.parametrize("state", ["in_review", "frozen", "published"])
def test_only_a_report_that_is_being_compiled_is_written(making: YearReport, state: str) -> None:
    YearReport.objects.filter(pk=making.pk).update(state=state)
    for act in (lambda: acts.write_section(making, "other", "甲。", 0, by=BY, on=DAY),
                lambda: acts.redraft_section(making, "other", 0, by=BY, on=DAY)):  # fmt: skip
        with pytest.raises(Refused, match="不能修改文字"):
            act()
    assert not Narrative.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{有 text/website.items}}甲。", "模板里的条件"),
        ("共{{text/nope.nope}}条。", "没有叫"),
        ("共{{条。", "没有对应的"),
    ],
)
def test_a_text_that_cannot_be_read_is_not_kept(making: YearReport, text: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words):
        acts.write_section(making, "other", text, 0, by=BY, on=DAY)
    assert not Narrative.objects.exists()


@pytest.mark.parametrize("role", list(matrix().roles))
def test_the_reporter_of_the_unit_writes_and_nobody_else(making: YearReport, role: str) -> None:
    """The four acts, by the matrix of roles, at the unit and not at another one."""
    unit = making.organisation
    other = organisations.enter(organisations.Description("other", "他区", "district"), by=BY, on=date(2020, 1, 2))
    mine, foreign = officer(role, unit), officer(role, other)
    calls = {
        "yearbook.write_template": lambda by: acts.write_template(unit, "other", "甲。", by=by, on=DAY),
        "yearbook.drop_template": lambda by: acts.drop_template(unit, "other", by=by, on=DAY),
        "yearbook.write_section": lambda by: acts.write_section(making, "other", "甲。", 0, by=by, on=DAY),
        "yearbook.redraft_section": lambda by: acts.redraft_section(making, "other", 1, by=by, on=DAY),
    }
    for name, call in calls.items():
        with pytest.raises(NotAllowed):
            call(foreign)
        if role in matrix().acts[name].roles:
            call(mine)
        else:
            with pytest.raises(NotAllowed):
                call(mine)
    assert Narrative.objects.exists() == (role == "reporter")


def test_the_text_takes_as_many_queries_however_much_there_is_to_tell(making: YearReport) -> None:
    compiled = compile_report(making.organisation, YEAR, on=DAY)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            narrative.sections(compiled, making)
        return len(queries)

    problem(making.organisation, "第一个问题")
    few = count()
    for number in range(20):
        problem(making.organisation, f"第{number + 2}个问题")
    for section in narrative.shipped():
        making.narratives.create(
            section=section, text="甲。", drafted="乙。", changed_on=DAY, changed_by="program:test"
        )
    assert count() == few
    assert few <= 20


def test_a_page_gathers_what_is_known_once(making: YearReport) -> None:
    found = narrative.known(compile_report(making.organisation, YEAR, on=DAY))
    with CaptureQueriesContext(connection) as queries:
        text = narrative.draft(found, "overview", narrative.shipped()["overview"]).text
        narrative.render(text, found)
        narrative.marks(text, found)
        narrative.suggest(text, found)
    assert len(queries) == 0
