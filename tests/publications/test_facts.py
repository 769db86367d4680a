"""Index numbers, the clock of article 26, validity, and the assessment of what is withheld."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_zone import PROGRAM, TODAY, appointed, written

from gongkai.errors import NotAllowed, Refused
from gongkai.law import national
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.publications import numbering
from gongkai.publications.acts import facts
from gongkai.publications.models import Evaluation, IndexSerial, Publication
from gongkai.publications.queries import facts as queries
from gongkai.publications.tasks import Clock


def test_a_number_is_organisation_code_year_and_serial_where_nothing_else_is_said(zone: Organisation) -> None:
    """目录系统实施指引: 000014349/2017-00110; the organisation code is characters 9 to 17 of the credit code."""
    paper = written(zone)
    assert facts.number(paper, on=TODAY) == "000013127/2026-00001"
    paper.refresh_from_db()
    assert paper.index_number == "000013127/2026-00001"


def test_a_number_once_given_stays_and_serials_run_per_year(zone: Organisation) -> None:
    first, second, later = written(zone), written(zone), written(zone)
    given = facts.number(first, on=date(2025, 12, 31))
    assert facts.number(first, on=TODAY) == given
    assert facts.number(second, on=date(2025, 12, 31)).endswith("2025-00002")
    assert facts.number(later, on=date(2026, 1, 4)).endswith("2026-00001")


def test_a_number_kept_from_elsewhere_is_passed_over_and_none_is_used_again(zone: Organisation) -> None:
    own = zone.credit_code[8:17]
    written(zone, index_number=f"{own}/2026-00002", is_withdrawn=True)
    given = [facts.number(written(zone), on=TODAY) for _ in range(3)]
    assert given == [f"{own}/2026-{serial:05}" for serial in (1, 3, 4)]


def test_a_unit_without_credit_code_is_named_by_its_code(other_unit: Organisation) -> None:
    assert facts.number(written(other_unit), on=TODAY) == "other/2026-00001"


def test_a_unit_s_own_scheme_holds_from_when_it_is_set(zone: Organisation) -> None:
    before = facts.number(written(zone), on=TODAY)
    facts.set_scheme(zone, " {credit}/{year}{month}-{serial:04} ", by=PROGRAM, on=TODAY)
    assert facts.number(written(zone), on=TODAY) == f"{zone.credit_code}/202611-0002"
    assert Publication.objects.filter(index_number=before).exists()
    assert Entry.objects.filter(act="publications.number").count() == 1
    facts.set_scheme(zone, "{credit}/{year}{month}-{serial:04}", by=PROGRAM, on=TODAY)
    assert Entry.objects.filter(act="publications.number").count() == 1


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{code}-{year}", "没有{serial}"),
        ("{code}-{serial}", "没有{year}"),
        ("{year}-{serial}", "代表本机关"),
        ("{code}{year}{serial}{colour}", "没有“{colour}”"),
        ("{code}{year}{serial:5.2f}", "写法不对"),
        ("{code:09}{year}{serial}", "写法不对"),
        ("{code.__class__}{year}{serial}", "没有“{code.__class__}”"),
        ("{code}{year}{serial", "花括号不成对"),
        ("{code}{year}{serial}{}", "没有“{}”"),
        ("{code!r}{year}{serial}", "“!”"),
        ("{code}{year}{serial}" + "长" * 60, "超过60个字符"),
    ],
)
def test_a_scheme_by_which_numbers_would_repeat_or_break_is_refused(
    zone: Organisation, template: str, words: str
) -> None:
    with pytest.raises(Refused, match=words.replace("{", r"\{").replace("}", r"\}").replace("!", r"\!")):
        facts.set_scheme(zone, template, by=PROGRAM, on=TODAY)


@given(serials=st.sets(st.integers(1, 10**6), min_size=2, max_size=5), form=st.sampled_from(["serial", "serial:05"]))
def test_different_serials_give_different_numbers(serials: set[int], form: str) -> None:
    unit = numbering.Numbered("zone", "")
    texts = {numbering.render(f"{{code}}/{{year}}-{{{form}}}", unit, TODAY, serial) for serial in serials}
    assert len(texts) == len(serials)


def test_only_an_administrator_sets_the_scheme(zone: Organisation, officers: dict[str, User]) -> None:
    for role, user in officers.items():
        if role == "administrator":
            facts.set_scheme(zone, "{code}/{year}-{serial}", by=user, on=TODAY)
        else:
            with pytest.raises(NotAllowed):
                facts.set_scheme(zone, "{code}:{year}:{serial}", by=user, on=TODAY)


def test_reserving_a_year_s_numbers_takes_few_queries(
    zone: Organisation, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(set(facts.reserve(zone, on=TODAY, count=1029))) == 1029
    assert IndexSerial.objects.get(organisation=zone, year=2026).last == 1029


# --- the clock --------------------------------------------------------------------------------------


def test_art_26_it_is_published_within_20_working_days_of_the_day_it_was_made(zone: Organisation) -> None:
    paper = written(zone, made_on=date(2026, 9, 1))
    found = facts.clock(paper, calendar=national())
    assert found is not None
    paper.refresh_from_db()
    assert paper.due_on == found.on == national().due_on(date(2026, 9, 1), 20).on
    assert paper.is_provisional is False


def test_art_26_a_change_starts_the_days_anew(zone: Organisation) -> None:
    paper = written(zone, made_on=date(2026, 3, 2), kind="normative", live=True)
    facts.set_validity(paper, "amended", from_on=date(2026, 9, 1), reason="修改决定", by=PROGRAM, on=TODAY)
    paper.refresh_from_db()
    assert paper.due_on == national().due_on(date(2026, 9, 1), 20).on


def test_without_a_day_on_which_it_was_made_there_is_no_clock(zone: Organisation) -> None:
    paper = written(zone, made_on=date(2026, 9, 1))
    facts.clock(paper, calendar=national())
    paper.made_on = None
    assert facts.clock(paper, calendar=national()) is None
    paper.refresh_from_db()
    assert paper.due_on is None


def test_a_period_into_a_year_not_announced_is_provisional_and_stays_so_until_it_is(zone: Organisation) -> None:
    paper = written(zone, made_on=date(2026, 12, 18))
    facts.clock(paper, calendar=national())
    paper.refresh_from_db()
    assert paper.is_provisional
    assert facts.renew_clocks(by=PROGRAM, on=TODAY) == 0
    assert not Entry.objects.filter(act="publications.renew_clocks").exists()


def test_a_provisional_period_is_counted_anew_once_its_year_is_announced(zone: Organisation) -> None:
    """As it was kept before the notice of 2026: a day by the statutory holidays alone, provisional."""
    paper = written(zone, made_on=date(2026, 2, 2), due_on=date(2026, 3, 4), is_provisional=True)
    assert facts.renew_clocks(by=PROGRAM, on=TODAY) == 1
    paper.refresh_from_db()
    assert (paper.due_on, paper.is_provisional) == (national().due_on(date(2026, 2, 2), 20).on, False)
    assert Entry.objects.filter(act="publications.renew_clocks").count() == 1
    assert facts.renew_clocks(by=PROGRAM, on=TODAY) == 0


# --- validity ---------------------------------------------------------------------------------------


@pytest.fixture
def paper(zone: Organisation) -> Publication:
    return written(
        zone, "管理办法", kind="normative", live=True, made_on=date(2020, 1, 2), effective_on=date(2020, 2, 1)
    )


def test_a_published_paper_is_in_force_from_its_day_and_lapses_after_its_last(paper: Publication) -> None:
    Publication.objects.filter(pk=paper.pk).update(lapses_on=date(2025, 1, 31))
    assert facts.renew_validity(date(2020, 1, 31)) == 0
    assert facts.renew_validity(date(2020, 2, 1)) == 1
    paper.refresh_from_db()
    assert paper.validity == "in_force"
    assert facts.renew_validity(date(2025, 1, 31)) == 0
    assert facts.renew_validity(date(2025, 2, 1)) == 1
    assert facts.renew_validity(date(2025, 2, 1)) == 0
    paper.refresh_from_db()
    assert paper.validity == "expired"
    assert [(shown.state, shown.since) for shown in queries.history_of(paper)] == [
        ("in_force", date(2020, 2, 1)),
        ("expired", date(2025, 2, 1)),
    ]
    assert Entry.objects.filter(act="publications.set_validity", actor="program:daily").count() == 2


def test_a_repeal_announced_for_a_later_day_is_shown_from_that_day_with_its_successor(
    zone: Organisation, paper: Publication
) -> None:
    successor = written(zone, "新办法", kind="normative", live=True)
    facts.renew_validity(date(2026, 1, 1))
    begins = date(2027, 1, 1)
    facts.set_validity(
        paper, "repealed", from_on=begins, successor=successor, reason="新办法第九条", by=PROGRAM, on=TODAY
    )
    paper.refresh_from_db()
    assert paper.validity == "in_force"
    assert facts.renew_validity(date(2026, 12, 31)) == 0
    assert facts.renew_validity(begins) == 1
    paper.refresh_from_db()
    shown = queries.validity_on(paper, begins)
    assert shown is not None
    assert (paper.validity, shown.label, shown.successor) == ("repealed", "废止", successor)


def test_the_same_day_again_corrects_and_saying_the_same_records_nothing(paper: Publication) -> None:
    for reason in ("第一号决定", "第二号决定", "第二号决定"):
        facts.set_validity(paper, "repealed", from_on=date(2026, 5, 1), reason=reason, by=PROGRAM, on=TODAY)
    assert [shown.reason for shown in queries.history_of(paper)] == ["第二号决定"]
    assert Entry.objects.filter(act="publications.set_validity").count() == 2


@pytest.mark.parametrize(
    ("state", "rest", "words"),
    [
        ("gone", {}, "没有这种有效性"),
        ("repealed", {"reason": " "}, "写明依据"),
        ("repealed", {"reason": "决定", "from_on": date(2019, 12, 31)}, "早于成文日期"),
    ],
)
def test_a_state_that_cannot_be_is_refused(paper: Publication, state: str, rest: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        facts.set_validity(paper, state, by=PROGRAM, on=TODAY, **{"from_on": TODAY, "reason": "", **rest})  # type: ignore[arg-type]


def test_successors_never_lead_back(zone: Organisation, paper: Publication) -> None:
    middle, newest = (written(zone, title, kind="normative", live=True) for title in ("二", "三"))
    given_by = {"by": PROGRAM, "on": TODAY, "from_on": TODAY, "reason": "决定"}
    facts.set_validity(paper, "repealed", successor=middle, **given_by)
    facts.set_validity(middle, "repealed", successor=newest, **given_by)
    with pytest.raises(Refused, match="已被这份文件替代"):
        facts.set_validity(newest, "repealed", successor=paper, **given_by)
    with pytest.raises(Refused, match="不能是它自己"):
        facts.set_validity(newest, "repealed", successor=newest, **given_by)


# --- what is withheld ---------------------------------------------------------------------------------


def test_art_18_what_is_withheld_comes_up_for_assessment_on_its_day_and_goes_when_it_is_opened(
    zone: Organisation,
) -> None:
    withheld = {"way": "withheld", "way_reason": "国家秘密"}
    never = written(zone, "从未评估", **withheld)
    dated = written(zone, "已定日期", way_review_on=date(2026, 12, 1), **withheld)
    written(zone, "主动公开的")
    assert list(queries.ways_due(date(2026, 11, 30))) == [never]
    assert list(queries.ways_due(date(2026, 12, 1))) == [never, dated]
    facts.evaluate(never, "kept", words="情形未变", next_on=date(2027, 11, 24), by=PROGRAM, on=TODAY)
    facts.evaluate(dated, "opened", words="已解密", next_on=None, by=PROGRAM, on=TODAY)
    assert list(queries.ways_due(date(2027, 11, 23))) == []
    assert list(queries.ways_due(date(2027, 11, 24))) == [never]
    assert Entry.objects.filter(act="publications.evaluate").count() == 2


@pytest.mark.parametrize(
    ("outcome", "words", "next_on", "said"),
    [
        ("kept", "", date(2027, 1, 1), "理由"),
        ("kept", "情形未变", None, "下次评估日期"),
        ("kept", "情形未变", TODAY, "晚于今天"),
        ("unknown", "情形未变", None, "评估结论"),
    ],
)
def test_art_18_an_assessment_says_why_and_when_the_next_one_is(
    zone: Organisation, outcome: str, words: str, next_on: date | None, said: str
) -> None:
    paper = written(zone, way="withheld", way_reason="国家秘密")
    with pytest.raises(Refused, match=said):
        facts.evaluate(paper, outcome, words=words, next_on=next_on, by=PROGRAM, on=TODAY)
    assert not Evaluation.objects.exists()


def test_what_is_disclosed_anyway_needs_no_assessment(zone: Organisation) -> None:
    with pytest.raises(Refused, match="主动公开的信息"):
        facts.evaluate(written(zone), "opened", words="理由", next_on=None, by=PROGRAM, on=TODAY)


def test_officers_of_another_unit_set_nothing(zone: Organisation, other_unit: Organisation, paper: Publication) -> None:
    stranger = appointed("approver", other_unit)
    with pytest.raises(NotAllowed):
        facts.set_validity(paper, "repealed", from_on=TODAY, reason="决定", by=stranger, on=TODAY)
    with pytest.raises(NotAllowed):
        facts.evaluate(paper, "kept", words="理由", next_on=date(2027, 1, 1), by=stranger, on=TODAY)


def test_the_day_s_first_look_at_the_clock_brings_validity_and_periods_to_that_day(paper: Publication) -> None:
    waiting = written(paper.organisation, made_on=date(2026, 2, 2), due_on=date(2026, 3, 4), is_provisional=True)
    Clock().look(datetime(2026, 11, 24, 0, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    paper.refresh_from_db()
    waiting.refresh_from_db()
    assert (paper.validity, waiting.is_provisional) == ("in_force", False)
