"""The duty watch: what the national inspection of sites and accounts would find (国办秘函〔2019〕19号)."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from overseen_zone import DO, PROGRAM, THEN, TODAY, a_training

from gongkai.channels import acts as channels
from gongkai.channels.models import Account, Column, Website
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation
from gongkai.oversight import acts, watch
from gongkai.oversight.watch import Finding, indicators
from gongkai.oversight.watch.indicators import LOOKS, _checked, looking_at
from gongkai.publications.models import Placement, Publication
from gongkai.registers.models import Budget, Decision

pytestmark = pytest.mark.django_db


def every() -> Any:
    return Organisation.objects.all()


def found(indicator: str, today: date = TODAY) -> list[Finding]:
    return [one for one in watch.watch(every(), today) if one.indicator.id == indicator]


def due(indicator: str, today: date = TODAY) -> list[tuple[str, date, bool]]:
    return [(one.subject, one.due_on, one.is_late(today)) for one in found(indicator, today)]


@pytest.fixture
def account(zone: Organisation) -> Account:
    described = channels.AccountDescription("wechat", "wx", "开发区发布", date(2026, 1, 1), owner="王主任")
    return channels.enter_account(zone, described, **DO)


@pytest.fixture
def website(zone: Organisation) -> Website:
    return channels.enter_site(zone, channels.SiteDescription("web", "开发区网", THEN), **DO)


def a_column(website: Website, code: str, name: str, kind: str = "news", parent: Column | None = None) -> Column:
    return channels.enter_column(website, channels.ColumnDescription(code, name, kind, THEN, parent), **DO)


def placed(column: Column, on: date, until: date | None = None, **more: Any) -> Placement:
    unit = column.website.organisation
    publication = Publication.objects.create(
        organisation=unit, kind="article", title="信息", live=True, published_on=on, **more
    )
    return Placement.objects.create(
        organisation=unit, publication=publication, column=column, from_on=on, until_on=until
    )  # fmt: skip


def sent(account: Account, on: date) -> None:
    row = channels.IssueRow(on.isoformat(), on, (channels.ArticleRow("推文"),))
    channels.record_issue(account, row, **DO)


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (14, [("微信公众号“开发区发布”", TODAY, False)]),
        (15, [("微信公众号“开发区发布”", TODAY - timedelta(days=1), True)]),
        (10, [("微信公众号“开发区发布”", TODAY + timedelta(days=4), False)]),
        (9, []),
    ],
)
def test_an_account_is_silent_after_two_weeks_and_told_of_in_the_week_in_which_it_will_be(
    account: Account, days: int, wanted: list[Any]
) -> None:
    """Today is a Wednesday: four days later is Sunday, five days later the next week."""
    sent(account, TODAY - timedelta(days=days))
    assert due("account.silent") == wanted


def test_an_account_without_an_issue_runs_from_its_opening_and_a_count_of_pushes_is_a_sign_of_life(
    account: Account,
) -> None:
    [silent] = found("account.silent")
    assert (silent.since, silent.owner, silent.words) == (date(2026, 1, 1), "王主任", "开通以来没有登记过推送")
    row = channels.ReadingRow(account, "pushes", 3, date(2026, 11, 24), date(2026, 11, 1), "后台")
    reading = channels.record_reading(row, **DO)
    assert found("account.silent") == []
    channels.strike_reading(reading, "抄错", **DO)
    assert len(found("account.silent")) == 1
    channels.close_account(account, "备案", **DO, from_on=TODAY)
    assert found("account.silent") == []


def test_columns_are_judged_by_their_class_and_name_and_each_by_one_indicator(website: Website) -> None:
    for code, name, kind, days in (
        ("a", "工作动态", "news", 15),
        ("b", "园区要闻", "news", 14),
        ("c", "通知公告", "news", 170),
        ("d", "政策文件", "catalogue", 181),
        ("e", "财政预决算", "catalogue", 366),
        ("f", "走进开发区", "profile", 3000),
        ("g", "信息公开指南", "catalogue", 3000),
    ):
        placed(a_column(website, code, name, kind), TODAY - timedelta(days=days))
    assert due("column.news") == [
        ("开发区网“工作动态”", TODAY - timedelta(days=1), True), ("开发区网“园区要闻”", TODAY, False),
    ]  # fmt: skip
    assert due("column.notices") == [("开发区网“政策文件”", TODAY - timedelta(days=1), True)]
    assert due("column.others") == [("开发区网“财政预决算”", TODAY - timedelta(days=1), True)]
    assert due("site.silent") == [("开发区网", TODAY, False)]


def test_a_column_with_nothing_on_it_is_empty_whether_it_never_had_anything_or_lost_it(website: Website) -> None:
    never, lost, kept = (a_column(website, code, code, "profile") for code in ("never", "lost", "kept"))
    placed(lost, date(2026, 1, 1), until=date(2026, 10, 1))
    placed(kept, date(2026, 1, 1))
    below = a_column(website, "below", "below", "profile", parent=never)
    assert {(one.subject, one.since) for one in found("column.empty")} == {
        ("开发区网“never”", THEN), ("开发区网“below”", THEN), ("开发区网“lost”", date(2026, 10, 1)),
    }  # fmt: skip
    placed(below, TODAY)
    assert [one.subject for one in found("column.empty")] == ["开发区网“lost”"]


def test_a_column_of_another_s_site_or_a_closed_one_is_not_watched(zone: Organisation, website: Website) -> None:
    outside = channels.SiteDescription("portal", "门户", THEN, is_own=False, address="https://portal.example.gov.cn/")
    a_column(channels.enter_site(zone, outside, **DO), "portal-news", "动态")
    channels.close_column(a_column(website, "gone", "旧栏目"), **DO, from_on=TODAY)
    assert watch.watch(every(), TODAY) == []


def test_five_stale_columns_of_one_site_reject_it_and_four_do_not(zone: Organisation, website: Website) -> None:
    for number in range(4):
        placed(a_column(website, f"n{number}", f"动态{number}"), date(2026, 1, 1))
    placed(a_column(website, "fresh", "要闻"), TODAY)
    [entry] = watch.by_unit(every(), TODAY)
    assert entry.rejections == []
    placed(a_column(website, "rules", "政策文件", "catalogue"), date(2026, 1, 1))
    [entry] = watch.by_unit(every(), TODAY)
    assert [(ground.label, ground.count, ground.veto_at) for ground in entry.rejections] == [
        ("动态要闻、通知公告、政策文件类栏目不更新", 5, 5)
    ]


def test_art_26_what_must_be_public_by_its_day_and_is_not(zone: Organisation) -> None:
    fields: dict[str, Any] = {"organisation": zone, "kind": "article"}
    Publication.objects.create(**fields, title="迟", due_on=date(2026, 11, 24), made_on=date(2026, 10, 27))
    Publication.objects.create(**fields, title="本周", due_on=date(2026, 11, 29))
    Publication.objects.create(**fields, title="下周", due_on=date(2026, 11, 30))
    Publication.objects.create(**fields, title="公开了", due_on=date(2026, 11, 1), live=True, published_on=TODAY)
    Publication.objects.create(**fields, title="依申请", due_on=date(2026, 11, 1), way="on_application", way_reason="x")
    assert due("publication.late") == [("迟", date(2026, 11, 24), True), ("本周", date(2026, 11, 29), False)]
    assert found("publication.late")[0].since == date(2026, 10, 27)


def a_decision(unit: Organisation, number: str, **more: Any) -> None:
    Decision.objects.create(
        organisation=unit, kind=more.pop("kind", "penalties"), document_number=number, party_kind="legal",
        party_name="某公司", decided_on=date(2026, 11, 2), is_public=True, **more,
    )  # fmt: skip


def test_penalties_law_art_48_decisions_are_published_in_time_and_withdrawn_in_three_working_days(
    zone: Organisation,
) -> None:
    a_decision(zone, "1号", due_on=date(2026, 11, 11))
    a_decision(zone, "2号", due_on=date(2026, 11, 11), published_on=date(2026, 11, 10))
    a_decision(zone, "3号", published_on=date(2026, 11, 3), changed_on=date(2026, 11, 19), changed_how="撤销")
    a_decision(zone, "4号", published_on=date(2026, 11, 3), changed_on=date(2026, 11, 20), changed_how="撤销")
    a_decision(zone, "5号", published_on=date(2026, 11, 3), changed_on=date(2026, 11, 10), changed_how="撤销",
               withdrawn_on=date(2026, 11, 11), withdrawn_for="撤销")  # fmt: skip
    assert due("decision.late") == [("行政处罚决定1号", date(2026, 11, 11), True)]
    assert due("decision.withdraw") == [
        ("行政处罚决定3号", date(2026, 11, 24), True), ("行政处罚决定4号", date(2026, 11, 25), False),
    ]  # fmt: skip


def test_budget_law_art_14_a_budget_is_public_20_days_after_its_approval(zone: Organisation) -> None:
    fields: dict[str, Any] = {"organisation": zone, "kind": "budget", "approved_on": date(2026, 11, 3)}
    Budget.objects.create(**fields, fiscal_year=2026, due_on=date(2026, 11, 23))
    shown = Publication.objects.create(organisation=zone, kind="budget", title="预算", live=True, published_on=TODAY)
    Budget.objects.create(**fields, fiscal_year=2025, due_on=date(2026, 11, 23), publication=shown)
    assert due("budget.late") == [("2026年预算", date(2026, 11, 23), True)]


def test_art_12_the_guide_is_published_anew_within_20_working_days_of_a_change(zone: Organisation) -> None:
    units.describe(zone, {"office": "办公室"}, by=PROGRAM, on=TODAY, from_on=date(2010, 1, 1))
    assert found("guide.stale")[0].due_on == date(2019, 6, 13)  # the Regulation came into force on 15 May
    units.describe(zone, {"office": "办公室", "head": "李主任"}, by=PROGRAM, on=TODAY, from_on=date(2026, 10, 8))
    [missing] = found("guide.stale")
    assert (missing.due_on, missing.owner, missing.words) == (date(2026, 11, 4), "李主任", "还没有公开过指南")
    guide = Publication.objects.create(
        organisation=zone, kind="guide", title="指南", live=True, published_on=date(2026, 10, 1)
    )
    assert found("guide.stale")[0].words == "指南2026年10月1日公开以后，所载事实有变化"
    Publication.objects.filter(pk=guide.pk).update(published_on=date(2026, 10, 8))
    assert found("guide.stale") == []


def test_who_answers_for_what_names_nobody_is_the_head_of_the_disclosure_office(
    zone: Organisation, website: Website
) -> None:
    a_column(website, "empty", "空栏目")
    units.describe(zone, {"office": "办公室", "head": ""}, by=PROGRAM, on=TODAY, from_on=TODAY)
    [entry] = watch.by_unit(every(), TODAY)
    assert {one.owner for one in entry.late} == {"办公室"}


def test_what_is_late_the_longest_comes_first_and_only_the_units_asked_for_are_looked_at(
    zone: Organisation, other_unit: Organisation, account: Account, website: Website
) -> None:
    a_column(website, "empty", "空栏目")
    foreign = channels.AccountDescription("wechat", "foreign", "他区", date(2026, 1, 1))
    channels.enter_account(other_unit, foreign, **DO)
    days = [one.due_on for one in watch.watch(every(), TODAY)]
    assert days == sorted(days)
    alone = watch.watch(Organisation.objects.filter(pk=zone.pk), TODAY)
    assert {one.unit for one in alone} == {zone.pk}
    assert watch.counts(every(), TODAY) == {zone.pk: 3, other_unit.pk: 1}


def test_the_watch_takes_the_same_queries_for_few_units_and_for_many(district: Organisation) -> None:
    def more(numbers: range) -> None:
        for number in numbers:
            described = units.Description(f"ju{number}", f"第{number}局", "department", district)
            unit = units.enter(described, by=PROGRAM, on=TODAY)
            units.describe(unit, {"office": "办公室"}, by=PROGRAM, on=TODAY, from_on=date(2026, 1, 1))
            account = channels.AccountDescription("wechat", f"wx{number}", "号", date(2026, 1, 1))
            channels.enter_account(unit, account, **DO)
            site = channels.enter_site(unit, channels.SiteDescription(f"web{number}", "网", THEN), **DO)
            placed(a_column(site, f"lan{number}", "动态"), date(2026, 1, 1))
            a_column(site, f"kong{number}", "空")
            a_decision(unit, f"{number}号", due_on=date(2026, 11, 11))
            Publication.objects.create(organisation=unit, kind="article", title="迟", due_on=date(2026, 11, 1))

    def asked() -> int:
        watch.by_unit(every(), TODAY)
        with CaptureQueriesContext(connection) as counted:
            watch.by_unit(every(), TODAY)
        return len(counted)

    more(range(2))
    few = asked()
    more(range(2, 20))
    assert asked() == few <= 14
    assert len(watch.by_unit(every(), TODAY)) == 20


def test_each_indicator_names_its_source_and_looks_at_something_that_is_looked_at() -> None:
    assert len(indicators()) >= 11
    for entry in indicators().values():
        assert re.search(r"[〔第]", entry.source), entry.id
        assert looking_at(entry.looks), entry.id
    assert {entry.looks for entry in indicators().values()} == set(LOOKS)
    good = {"id": "a", "looks": "account", "label": "甲", "days": 1, "source": "第一条"}
    for wrong, words in (({"looks": "moon"}, "moon"), ({"days": -1}, "-1 days")):
        with pytest.raises(ValueError, match=words):
            _checked([{**good, **wrong}], "x.toml")
    with pytest.raises(ValueError, match="stands twice"):
        _checked([good, good], "x.toml")
    with pytest.raises(TypeError):
        _checked([{**good, "colour": "red"}], "x.toml")


def test_the_command_prints_what_is_late_and_ends_with_1(zone: Organisation, account: Account) -> None:
    a_training(zone)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("watch", "qu", stdout=out)
    assert ended.value.code == 1
    assert "某区开发区管理委员会（zone）" in out.getvalue()
    assert "已超期  政务新媒体两周没有更新：微信公众号“开发区发布”，期限2026年1月15日，王主任" in out.getvalue()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("watch", "--json", stdout=out)
    [told] = json.loads(out.getvalue())
    assert told["unit"] == "zone"
    assert (told["indicator"], told["due_on"], told["is_late"]) == ("account.silent", "2026-01-15", True)
    with pytest.raises(CommandError, match="没有代码是“nobody”的机关"):
        call_command("watch", "nobody")
    channels.close_account(account, "备案", **DO, from_on=TODAY)
    call_command("watch", stdout=out)


def test_the_overview_counts_each_unit(zone: Organisation, account: Account) -> None:
    from gongkai.oversight import queries

    acts.hold_training(a_training(zone, on="2026-03-01"), [acts.AttendeeRow("甲")], **DO, held_on=date(2026, 3, 1))
    rows = {row.unit.code: row for row in queries.overview(every(), TODAY)}
    assert (rows["zone"].findings, rows["zone"].trainings, rows["zone"].problems) == (1, 1, 0)
    assert rows["qu"].findings == 0
