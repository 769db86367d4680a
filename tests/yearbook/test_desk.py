"""The superior's desk: how far each unit is, who is late, who is reminded, which values stand out (arts. 47, 49)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from submitted_district import PROGRAM, THEN, TODAY, YEAR, District, freeze, report

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as organisations
from gongkai.yearbook.acts import deadlines as deadline_acts
from gongkai.yearbook.acts import publish_report, submissions
from gongkai.yearbook.acts.reminders import remind
from gongkai.yearbook.models import Reminder, YearReport
from gongkai.yearbook.queries import across, week
from gongkai.yearbook.queries.desk import desk, superiors_of

pytestmark = pytest.mark.django_db
CELL = "documents/normative/issued"


def begun(district: District, code: str, state: str) -> None:
    YearReport.objects.create(organisation=district[code], year=YEAR, state=state, begun_on=THEN, begun_by=str(PROGRAM))


def states(district: District, on: date = TODAY, code: str = "qu-ban") -> dict[str, str]:
    return {row.unit.code: row.label for row in desk(district[code], YEAR, on=on).rows}


# --- states ------------------------------------------------------------------------------------------------


def test_the_desk_says_of_each_unit_how_far_its_report_is(submitting: District) -> None:
    assert states(submitting) == {"jie": "未开始", "ju": "未开始"}
    begun(submitting, "ju", "compiling")
    begun(submitting, "jie", "in_review")
    assert states(submitting) == {"jie": "审核中", "ju": "编制中"}
    frozen = freeze(submitting["ju"], report("某区教育局"))
    YearReport.objects.filter(pk=frozen.report_id).update(state="frozen")
    assert states(submitting)["ju"] == "已定稿"
    publish_report(report("某街道办事处"), submitting["jie"], by=PROGRAM, on=TODAY)
    YearReport.objects.filter(organisation=submitting["jie"]).delete()
    assert states(submitting)["jie"] == "已公布"
    sent = submissions.submit(frozen, by=PROGRAM, on=TODAY).submission
    assert states(submitting)["ju"] == "已报送"
    submissions.return_(sent, "重报", by=submitting.officer("overseer", "qu-ban"), on=TODAY)
    assert states(submitting)["ju"] == "已退回"
    again = freeze(submitting["ju"], report("某区教育局", documents__normative__issued=1))
    submissions.accept(submissions.submit(again, by=PROGRAM, on=TODAY).submission, by=PROGRAM, on=TODAY)
    assert states(submitting)["ju"] == "已接收"
    counts = {label: count for _state, label, count in desk(submitting["qu-ban"], YEAR, on=TODAY).counts if count}
    assert counts == {"已公布": 1, "已接收": 1}


def test_art_3_a_unit_stands_on_the_desk_of_the_body_named_for_it_and_else_of_its_superior(
    submitting: District,
) -> None:
    assert set(states(submitting, code="qu")) == {"qu-ban"}
    assert set(states(submitting, code="other")) == {"other-ju"}
    organisations.supervise(submitting["ju"], None, by=PROGRAM, on=TODAY, from_on=TODAY)
    assert set(states(submitting, code="qu")) == {"qu-ban", "ju"}
    assert set(states(submitting, code="qu", on=TODAY - timedelta(days=1))) == {"qu-ban"}
    every = type(submitting["qu"]).objects.all()
    assert [unit.code for unit in superiors_of(every, TODAY)] == ["other", "qu", "qu-ban"]


def test_bodies_that_owe_no_report_of_their_own_are_shown_once_they_have_one(submitting: District) -> None:
    submitting.enter("suo", "branch", "qu-ban", "某区教育所")
    assert set(states(submitting)) == {"ju", "jie"}
    begun(submitting, "suo", "compiling")
    assert set(states(submitting)) == {"ju", "jie", "suo"}


def test_a_unit_that_submitted_stays_on_the_desk_though_it_was_closed_since(submitting: District) -> None:
    sent = freeze(submitting["ju"], report("某区教育局"))
    submissions.submit(sent, by=PROGRAM, on=TODAY)
    for code in ("ju", "jie"):
        organisations.close(submitting[code], by=PROGRAM, on=TODAY, from_on=TODAY)
    assert states(submitting) == {"ju": "已报送"}


def test_the_desk_of_a_year_long_past_shows_the_units_of_the_year_in_which_it_was_due(submitting: District) -> None:
    organisations.supervise(submitting["ju"], None, by=PROGRAM, on=date(2027, 3, 2), from_on=date(2027, 3, 1))
    assert "ju" in states(submitting, on=date(2030, 1, 1))


# --- late ----------------------------------------------------------------------------------------------------


def test_art_49_late_is_what_came_after_the_day_or_is_missing_after_it(submitting: District) -> None:
    office = submitting["qu-ban"]
    deadline_acts.set_deadline(office, YEAR, "body", date(2026, 1, 26), by=PROGRAM, on=TODAY)
    assert desk(office, YEAR, on=date(2026, 1, 26)).late == []
    on_time = freeze(submitting["ju"], report("某区教育局"))
    submissions.submit(on_time, by=PROGRAM, on=date(2026, 1, 26))
    late = desk(office, YEAR, on=date(2026, 1, 29)).late
    assert [(row.unit.code, row.days_late, row.first_on) for row in late] == [("jie", 3, None)]
    submissions.submit(freeze(submitting["jie"], report("某街道办事处")), by=PROGRAM, on=date(2026, 2, 2))
    late = desk(office, YEAR, on=date(2026, 5, 1)).late
    assert [(row.unit.code, row.days_late, row.first_on) for row in late] == [("jie", 7, date(2026, 2, 2))]


def test_a_report_given_back_is_not_late_by_that(submitting: District) -> None:
    sent = submissions.submit(freeze(submitting["ju"], report("某区教育局")), by=PROGRAM, on=TODAY).submission
    submissions.return_(sent, "重报", by=PROGRAM, on=TODAY)
    [row] = [row for row in desk(submitting["qu-ban"], YEAR, on=date(2026, 2, 10)).rows if row.unit.code == "ju"]
    assert (row.days_late, row.days_over, row.owes) == (0, 10, True)


# --- reminders -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("submitting")
def test_arts_47_and_49_one_press_reminds_every_unit_that_owes_and_mails_its_reporters(
    submitting: District, django_capture_on_commit_callbacks: object
) -> None:
    overseer = submitting.officer("overseer", "qu-ban")
    reporter = submitting.officer("reporter", "ju")
    submissions.submit(freeze(submitting["jie"], report("某街道办事处")), by=PROGRAM, on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        outcome = remind(submitting["qu-ban"], YEAR, by=overseer, on=TODAY)
    assert [unit.code for unit in outcome.reminded] == ["ju"]
    assert outcome.unreachable == ()
    [sent] = mail.outbox
    assert sent.to == [reporter.email]
    assert sent.subject == "催报：某区教育局2025年度政府信息公开工作年度报告"
    assert "2026年1月31日" in sent.body
    assert "第四十九条" in sent.body
    assert Reminder.objects.get().words in sent.body
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        again = remind(submitting["qu-ban"], YEAR, by=overseer, on=TODAY)
    assert (again.reminded, [unit.code for unit in again.before]) == ((), ["ju"])
    assert (len(mail.outbox), Reminder.objects.count()) == (1, 1)
    tomorrow = TODAY + timedelta(days=1)
    remind(submitting["qu-ban"], YEAR, "请今天报来。", only=[submitting["ju"]], by=overseer, on=tomorrow)
    [row] = [row for row in desk(submitting["qu-ban"], YEAR, on=TODAY).rows if row.unit.code == "ju"]
    assert (row.reminders, row.reminded_on) == (2, tomorrow)
    assert Entry.objects.filter(act="yearbook.remind").count() == 2


def test_a_mail_that_cannot_be_sent_undoes_no_reminder(
    submitting: District, settings: object, django_capture_on_commit_callbacks: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    submitting.officer("reporter", "ju")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        outcome = remind(submitting["qu-ban"], YEAR, by=PROGRAM, on=TODAY)
    assert {unit.code for unit in outcome.reminded} == {"ju", "jie"}
    assert [unit.code for unit in outcome.unreachable] == ["jie"]
    assert Reminder.objects.count() == 2


def test_nobody_is_reminded_who_owes_nothing_and_nobody_but_an_overseer_reminds(submitting: District) -> None:
    for code in ("ju", "jie"):
        submissions.submit(freeze(submitting[code], report(submitting[code].name)), by=PROGRAM, on=TODAY)
    with pytest.raises(Refused, match="应报的都已报送"):
        remind(submitting["qu-ban"], YEAR, by=PROGRAM, on=TODAY)
    for role, code in [("reporter", "qu-ban"), ("overseer", "ju"), ("overseer", "other")]:
        with pytest.raises(NotAllowed):
            remind(submitting["qu-ban"], YEAR, by=submitting.officer(role, code), on=TODAY)


# --- one cell over all ----------------------------------------------------------------------------------------


def test_a_cell_over_units_and_years_takes_submissions_before_what_was_published(submitting: District) -> None:
    unit, street = submitting["ju"], submitting["jie"]
    publish_report(report(unit.name, 2023, documents__normative__issued=1), unit, by=PROGRAM, on=TODAY)
    publish_report(report(unit.name, 2024, documents__normative__issued=2), unit, by=PROGRAM, on=TODAY)
    submissions.submit(freeze(unit, report(unit.name, 2024, documents__normative__issued=5)), by=PROGRAM, on=TODAY)
    freeze(street, report(street.name, documents__normative__issued=7))
    table = across.across(submitting["qu-ban"], CELL, [2025, 2023, 2024], on=TODAY)
    assert table.years == (2023, 2024, 2025)
    assert {row.unit.code: [value.value for value in values] for row, values in table.rows} == {
        "ju": [1, 5, None], "jie": [None, None, 7],
    }  # fmt: skip
    assert table.sums == (1, 5, 7)


def test_a_cell_that_a_year_s_form_lacks_has_no_value_there_and_one_that_none_has_is_refused(
    submitting: District,
) -> None:
    unit = submitting["ju"]
    publish_report(report(unit.name, 2020, documents__normative__made=4), unit, by=PROGRAM, on=TODAY)
    table = across.across(submitting["qu-ban"], CELL, across.years_until(2021, 3), on=TODAY)
    assert (table.years, table.sums) == ((2019, 2020, 2021), (None, None, None))
    with pytest.raises(KeyError):
        across.across(submitting["qu-ban"], "documents/normative/eaten", [2025], on=TODAY)


def test_a_value_stands_out_against_the_unit_s_own_past(submitting: District) -> None:
    unit = submitting["ju"]
    for year, count in zip((2021, 2022, 2023, 2024, 2025), (50, 52, 49, 55, 90), strict=True):
        publish_report(report(unit.name, year, documents__normative__issued=count), unit, by=PROGRAM, on=TODAY)
    table = across.across(submitting["qu-ban"], CELL, across.years_until(2025, 5), on=TODAY)
    [values] = [values for row, values in table.rows if row.unit.code == "ju"]
    assert [value.past for value in values] == [None, None, None, None, Decimal(51)]
    assert table.outliers == 1


def test_a_value_stands_out_among_units_of_its_kind_alone(submitting: District) -> None:
    for number in range(6):
        submitting.enter(f"ju-{number}", "department", "qu-ban")
    counts = {"ju": 300, **{f"ju-{number}": 10 + number for number in range(6)}, "jie": 300}
    for code, count in counts.items():
        unit = submitting[code]
        publish_report(report(unit.name, documents__normative__issued=count), unit, by=PROGRAM, on=TODAY)
    table = across.across(submitting["qu-ban"], CELL, [2025], on=TODAY)
    assert {row.unit.code: values[0].peers for row, values in table.rows if values[0].stands_out} == {"ju": 13}


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=30), st.integers(1, 10**6))
def test_the_median_of_values_never_stands_out_among_them_and_something_far_enough_does(
    values: list[int], far: int
) -> None:
    spread = across.spread_of(values, across.PEERS)
    assert spread is not None
    assert not spread.leaves_out(spread.middle)
    assert spread.leaves_out(spread.middle + spread.reach + far)
    assert across.spread_of(values[:4], across.PEERS) is None


@pytest.mark.parametrize("count", range(8))
def test_among_zeros_a_handful_is_no_news(count: int) -> None:
    spread = across.spread_of([0] * 10, across.PEERS)
    assert spread is not None
    assert spread.leaves_out(count) is (count > 3)


# --- the week -------------------------------------------------------------------------------------------------


def test_the_week_lists_what_is_overdue_or_due_within_seven_days(submitting: District) -> None:
    office = submitting["qu-ban"]
    assert week.week(office, on=date(2026, 1, 23)) == []
    sent = submissions.submit(freeze(submitting["ju"], report("某区教育局")), by=PROGRAM, on=TODAY).submission
    submissions.remark(sent, "请核对", by=PROGRAM, on=TODAY)
    submissions.return_(sent, "", by=PROGRAM, on=TODAY)
    duties = [(duty.unit.code, duty.what, duty.days_left) for duty in week.week(office, on=date(2026, 2, 2))]
    assert duties == [
        ("jie", "报送2025年度本机关年度报告（未开始）", -2),
        ("ju", "更正后重新报送2025年度本机关年度报告（1条意见未答复）", -2),
    ]


# --- how much it asks of the database -----------------------------------------------------------------------


def asked(act: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()  # type: ignore[operator]
    return len(queries)


def test_desk_table_and_week_ask_the_same_of_the_database_for_2_units_and_for_30(submitting: District) -> None:
    office = submitting["qu-ban"]
    acts = [
        lambda: desk(office, YEAR, on=TODAY),
        lambda: across.across(office, CELL, across.years_until(YEAR, 6), on=TODAY),
        lambda: week.week(office, on=date(2026, 1, 30)),
    ]
    submissions.submit(freeze(submitting["ju"], report("某区教育局")), by=PROGRAM, on=TODAY)
    few = [asked(act) for act in acts]
    for number in range(28):
        unit = submitting.enter(f"ju-{number}", "department", "qu-ban")
        if number % 3 == 0:
            begun(submitting, unit.code, "compiling")
        if number % 3 == 1:
            submissions.submit(freeze(unit, report(unit.name)), by=PROGRAM, on=TODAY)
    assert len(desk(office, YEAR, on=TODAY).rows) == 30
    assert [asked(act) for act in acts] == few
    assert few[0] <= 9
