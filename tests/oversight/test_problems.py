"""Problems and measures, from the report that names them to the next one, which must answer for them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from overseen_zone import DO, PDF, TODAY, a_measure, a_problem, appointed

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger import catalogue
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.oversight import acts, queries
from gongkai.oversight.acts import MeasureDescription, ProblemDescription, SentFile
from gongkai.oversight.models import KeptFile, Measure, Problem

pytestmark = pytest.mark.django_db


def said() -> list[str]:
    """The lines of the ledger about oversight, oldest first."""
    rows = Entry.objects.filter(act__startswith="oversight.").order_by("pk")
    return [catalogue.act(row.act).line.format(**json.loads(row.details)) for row in rows]


def test_art_50_what_a_report_names_the_next_one_answers_for(zone: Organisation) -> None:
    """The founding zone's two problems of 2019, and their measures."""
    policy = a_problem(zone, "贯彻落实政策有待深入（完整性、及时性）")
    skill = a_problem(zone, "工作人员业务水平有待提高")
    contact = a_measure(policy, "与区政府办公室加强沟通协调，学习政策要求")
    a_measure(skill, "定期开展培训，细化工作流程")
    acts.finish_measure(contact, "每季度对接一次", **DO, done_on=date(2020, 6, 1))
    acts.solve_problem(policy, "按时完成各项公开任务", **DO, solved_on=date(2020, 12, 1))

    named = queries.for_report(zone, 2019)
    assert [(found.title, [row.content for row in found.measures.all()]) for found in named.named] == [
        ("贯彻落实政策有待深入（完整性、及时性）", ["与区政府办公室加强沟通协调，学习政策要求"]),
        ("工作人员业务水平有待提高", ["定期开展培训，细化工作流程"]),
    ]
    assert named.answered == []

    answered = queries.for_report(zone, 2020).answered
    assert [(one.problem.title, one.is_solved, len(one.done), len(one.undone)) for one in answered] == [
        ("贯彻落实政策有待深入（完整性、及时性）", True, 1, 0),
        ("工作人员业务水平有待提高", False, 0, 1),
    ]
    assert queries.for_report(zone, 2020).named == []
    assert [one.problem.title for one in queries.for_report(zone, 2021).answered] == ["工作人员业务水平有待提高"]


def test_what_became_of_a_problem_is_told_as_of_the_end_of_the_year(zone: Organisation) -> None:
    problem = a_problem(zone)
    measure = a_measure(problem)
    acts.finish_measure(measure, "已完成", **DO, done_on=date(2021, 1, 1))
    acts.solve_problem(problem, "已解决", **DO, solved_on=date(2021, 1, 1))
    [at_the_end_of_2020] = queries.for_report(zone, 2020).answered
    assert (at_the_end_of_2020.is_solved, at_the_end_of_2020.done) == (False, [])
    [at_the_end_of_2021] = queries.for_report(zone, 2021).answered
    assert (at_the_end_of_2021.is_solved, at_the_end_of_2021.undone) == (True, [])
    assert queries.for_report(zone, 2022).answered == []


def test_a_problem_is_solved_only_when_every_measure_is_done_or_struck(zone: Organisation) -> None:
    problem = a_problem(zone)
    a_measure(problem, "甲")
    mistaken = a_measure(problem, "乙")
    with pytest.raises(Refused, match="还有2项措施没有完成"):
        acts.solve_problem(problem, "好了", **DO, solved_on=TODAY)
    acts.strike_measure(mistaken, "登记错了", **DO)
    acts.finish_measure(Measure.objects.get(content="甲"), "做完了", **DO, done_on=TODAY)
    solved = acts.solve_problem(problem, "好了", **DO, solved_on=TODAY)
    assert solved.solved_on == TODAY
    with pytest.raises(Refused, match="要改请先重新打开"):
        a_measure(problem, "丙")
    acts.reopen_problem(problem, "又出现了", **DO)
    assert Problem.objects.get().solved_on is None
    a_measure(problem, "丙")


def test_every_act_is_one_line_of_the_ledger_and_nothing_changed_is_none(zone: Organisation) -> None:
    problem = a_problem(zone, "甲")
    acts.correct_problem(problem, ProblemDescription("甲", "report", date(2019, 12, 31), report_year=2019), **DO)
    acts.correct_problem(problem, ProblemDescription("乙", "superior", date(2019, 12, 30)), **DO)
    measure = a_measure(problem, "做事")
    acts.correct_measure(measure, MeasureDescription("做事"), **DO)
    acts.correct_measure(measure, MeasureDescription("做好事", "张三", date(2020, 1, 1)), **DO)
    acts.finish_measure(measure, "做完了", **DO, done_on=date(2020, 1, 2))
    acts.solve_problem(problem, "好了", **DO, solved_on=date(2020, 1, 3))
    acts.reopen_problem(problem, "没有好", **DO)
    acts.strike_problem(problem, "重复", **DO)
    assert said() == [
        "登记或更正问题“甲”",
        "登记或更正问题“乙”",
        "针对问题“乙”登记或更正措施“做事”",
        "针对问题“乙”登记或更正措施“做好事”",
        "针对问题“乙”的措施“做好事”于2020年1月2日完成",
        "问题“乙”自2020年1月3日起已解决",
        "重新打开问题“乙”：没有好",
        "作废问题“乙”：重复",
    ]


@pytest.mark.parametrize(
    ("description", "words"),
    [
        (ProblemDescription("", "report", TODAY), "问题——"),
        (ProblemDescription("甲", "dreamt", TODAY), "怎样发现——"),
        (ProblemDescription("甲", "report", date(2026, 11, 26)), "还没有到"),
        (ProblemDescription("甲", "report", TODAY, report_year=2027), "年份2027不对"),
        (ProblemDescription("公开不够及时", "report", TODAY, report_year=2019), "已有“公开不够及时”"),
    ],
)
def test_what_cannot_be_is_refused_in_words(zone: Organisation, description: ProblemDescription, words: str) -> None:
    a_problem(zone)
    with pytest.raises(Refused, match=words):
        acts.enter_problem(zone, description, **DO)
    assert Problem.objects.count() == 1


def test_what_is_done_with_is_not_changed(zone: Organisation) -> None:
    problem = a_problem(zone)
    measure = a_measure(problem)
    with pytest.raises(Refused, match="早于发现日期"):
        a_measure(problem, "早", "2019-01-01")
    with pytest.raises(Refused, match="还没有到"):
        acts.finish_measure(measure, "做完了", **DO, done_on=date(2026, 11, 26))
    with pytest.raises(Refused, match="请填写完成情况"):
        acts.finish_measure(measure, "  ", **DO, done_on=TODAY)
    acts.finish_measure(measure, "做完了", **DO, done_on=TODAY)
    for again in (
        lambda: acts.finish_measure(measure, "又做完了", **DO, done_on=TODAY),
        lambda: acts.correct_measure(measure, MeasureDescription("改"), **DO),
        lambda: acts.strike_measure(measure, "改", **DO),
    ):
        with pytest.raises(Refused, match="已于2026年11月25日完成"):
            again()
    with pytest.raises(Refused, match="早于发现日期"):
        acts.solve_problem(problem, "好了", **DO, solved_on=date(2019, 1, 1))
    acts.strike_problem(problem, "重复", **DO)
    with pytest.raises(Refused, match="作废，不能再改"):
        acts.strike_problem(problem, "重复", **DO)
    assert queries.for_report(zone, 2019).named == []


def test_evidence_is_kept_with_the_act_and_nothing_is_left_of_one_that_failed(zone: Organisation) -> None:
    problem = a_problem(zone)
    measure = a_measure(problem)
    with pytest.raises(Refused, match="请填写完成情况"):
        acts.finish_measure(measure, "", **DO, done_on=TODAY, evidence=PDF)
    assert not KeptFile.objects.exists()
    finished = acts.finish_measure(measure, "做完了", **DO, done_on=TODAY, evidence=PDF)
    assert finished.evidence is not None
    with default_storage.open(finished.evidence.place.name) as file:
        assert file.read() == PDF.data
    folder = finished.evidence.place.name.rpartition("/")[0]
    kept = {name for name in default_storage.listdir(folder)[1] if KeptFile.objects.filter(place=f"{folder}/{name}")}
    assert kept == set(default_storage.listdir(folder)[1]) & {finished.evidence.place.name.rpartition("/")[2]}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SentFile("空.pdf", b""), "0字节"),
        (SentFile("坏.pdf", b"<script>alert(1)</script>"), "无法检查这种文件"),
        (SentFile("大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024)), "超过20 MB"),
    ],
)
def test_evidence_is_told_by_its_content(zone: Organisation, file: SentFile, words: str) -> None:
    measure = a_measure(a_problem(zone))
    with pytest.raises(Refused, match=words):
        acts.finish_measure(measure, "做完了", **DO, done_on=TODAY, evidence=file)
    assert Measure.objects.get().done_on is None


def test_art_47_a_superior_s_overseer_may_add_a_problem_below_and_not_elsewhere(
    district: Organisation, zone: Organisation, other_unit: Organisation
) -> None:
    overseer = appointed("overseer", district)
    problem = acts.enter_problem(zone, ProblemDescription("甲", "superior", TODAY), by=overseer, on=TODAY)
    acts.enter_measure(problem, MeasureDescription("整改"), by=overseer, on=TODAY)
    with pytest.raises(NotAllowed):
        acts.enter_problem(other_unit, ProblemDescription("甲", "superior", TODAY), by=overseer, on=TODAY)
    with pytest.raises(NotAllowed):
        acts.finish_measure(Measure.objects.get(), "做完了", by=overseer, on=TODAY, done_on=TODAY)


def test_who_may_not_is_not_allowed(zone: Organisation, officers: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        acts.enter_problem(zone, ProblemDescription("甲", "self_check", TODAY), by=officers["editor"], on=TODAY)


def test_the_database_holds_the_rules_too(zone: Organisation) -> None:
    problem = a_problem(zone)
    measure = a_measure(problem)
    for row, changes in (
        (problem, {"solved_on": TODAY}),
        (problem, {"solved_on": date(2019, 1, 1), "outcome": "好了"}),
        (problem, {"found": "dreamt"}),
        (problem, {"struck_on": TODAY}),
        (measure, {"done_on": TODAY}),
        (measure, {"struck_on": TODAY}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**changes)


def test_lists_take_the_same_queries_however_long_and_go_on_by_key(zone: Organisation) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as counted:
            queries.problems_of(zone)
            queries.for_report(zone, 2019)
            queries.for_report(zone, 2020)
            queries.measures_due(Organisation.objects.filter(pk=zone.pk), TODAY)
        return len(counted)

    def more(numbers: range) -> None:
        for number in numbers:
            a_measure(a_problem(zone, f"问题{number}"), due="2020-01-01")

    more(range(2))
    few = asked()
    more(range(2, 120))
    assert asked() == few
    seen: list[str] = []
    behind = ""
    for _page in range(3):
        listed = queries.problems_of(zone, behind=behind)
        seen += [row.title for row in listed.rows]
        behind = listed.following
    assert behind == ""
    assert len(seen) == len(set(seen)) == 120
    assert len(queries.measures_due(Organisation.objects.filter(pk=zone.pk), TODAY)) == 120
