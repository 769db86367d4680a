"""The double-publicity rule (双公示): judged, published in seven working days, withdrawn in three, masked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from registered_zone import DO, PROGRAM, TODAY, a_licence, a_penalty, appointed, decided

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation
from gongkai.registers import display, publicity
from gongkai.registers.acts import changes, decisions, judging, withdrawing
from gongkai.registers.models import Change, Decision
from gongkai.registers.queries import decisions as queries

pytestmark = pytest.mark.django_db
PERSON: dict[str, Any] = {"party_kind": "person", "party_name": "张小明", "party_code": "", "representative": ""}


def again(decision: Decision) -> Decision:
    return Decision.objects.select_related("organisation").get(pk=decision.pk)


def public(zone: Organisation, number: str = "一", **fields: Any) -> Decision:
    """A penalty that is published."""
    [made] = decided(zone, a_penalty(number, **fields))
    judging.judge([made], True, "涉及食品安全，有一定社会影响", **DO)
    judging.publish([again(made)], **DO)
    return again(made)


@pytest.mark.parametrize(
    ("kind", "decided_on", "due"),
    [
        ("penalties", date(2026, 11, 2), date(2026, 11, 11)),
        ("licences", date(2026, 9, 29), date(2026, 10, 14)),  # over the National Day, with 10 October worked
        ("penalties", date(2026, 2, 12), date(2026, 2, 28)),  # over the Spring Festival, with 14 and 28 February worked
        ("coercion", date(2026, 10, 20), date(2026, 11, 17)),  # other decisions: art. 26, twenty working days
    ],
)
def test_the_clock_runs_seven_working_days_after_the_decision(
    zone: Organisation, kind: str, decided_on: date, due: date
) -> None:
    plain = {"fine": None, "offence": "", "sub_kind": "普通"} if kind != "penalties" else {}
    valid = {"valid_from": None, "valid_until": None}
    [made] = decided(zone, a_penalty("一", kind=kind, decided_on=decided_on, **plain, **valid))
    assert (made.due_on, made.is_provisional) == (due, False)


def test_a_clock_into_a_year_without_an_arrangement_is_provisional_and_counted_anew_once_it_is_known(
    zone: Organisation,
) -> None:
    late = date(2027, 2, 3)
    row = a_penalty("一", decided_on=date(2027, 2, 2))
    [uid] = decisions.enter_many(zone, [row], by=PROGRAM, on=late).uids
    made = Decision.objects.get(uid=uid)
    assert made.is_provisional
    assert judging.renew_clocks(by=PROGRAM, on=late) == 0
    Decision.objects.filter(pk=made.pk).update(due_on=date(2027, 1, 1), decided_on=date(2026, 2, 12))
    assert judging.renew_clocks(by=PROGRAM, on=late) == 1
    assert (again(made).due_on, again(made).is_provisional) == (date(2026, 2, 28), False)


def test_licensing_law_art_40_licences_are_public_without_being_judged(zone: Organisation) -> None:
    licence, penalty = decided(zone, a_licence(), a_penalty())
    assert (licence.is_public, penalty.is_public) == (True, None)
    assert "第四十条" in licence.public_reason
    with pytest.raises(Refused, match="公众有权查阅"):
        judging.judge([licence], False, "不便公开", **DO)
    judging.judge([licence], False, "含商业秘密", **DO)
    assert again(licence).is_public is False


def test_a_summary_penalty_on_a_natural_person_is_not_public_and_not_reported(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty(is_summary=True, **PERSON))
    assert made.is_public is False
    with pytest.raises(Refused, match="不予公示，不能判定为公开"):
        judging.judge([made], True, "影响大", **DO)
    with pytest.raises(Refused, match="也不报送"):
        judging.report_to_credit([made], **DO)
    assert (made.display_class, made.display_until) == ("", None)


def test_penalties_law_art_48_a_penalty_is_published_only_once_it_was_judged(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty())
    with pytest.raises(Refused, match="还没有判定是否公开"):
        judging.publish([made], **DO)
    judging.judge([made], False, "没有社会影响", **DO)
    with pytest.raises(Refused, match="已判定不公开（没有社会影响）"):
        judging.publish([made], **DO)
    with pytest.raises(Refused, match="理由"):
        judging.judge([made], True, " ", **DO)
    assert judging.judge([made], True, "社会关注", **DO) == 1
    assert judging.judge([made], True, "社会关注", **DO) == 0
    assert judging.publish([made], **DO) == 1
    assert judging.publish([made], **DO) == 0
    assert again(made).published_on == TODAY


@pytest.mark.parametrize(
    ("row", "label"),
    [
        (a_penalty(fine=None), "罚款金额（分）"),
        (a_penalty(sub_kind="没收违法所得", fine=None), "没收金额（分）"),
        (a_penalty(sub_kind="吊销许可证", fine=None), "证书名称及编号"),
        (a_penalty(facts=""), "违法事实"),
        (a_penalty(grounds=""), "决定依据"),
        (a_licence(party_code=""), "统一社会信用代码"),
        (a_licence(valid_until=None), "有效期至"),
        (a_licence(representative=""), "法定代表人"),
    ],
)
def test_what_the_rule_asks_for_stands_there_before_it_is_published(zone: Organisation, row: Any, label: str) -> None:
    [made] = decided(zone, row)
    if made.is_public is None:
        judging.judge([made], True, "社会关注", **DO)
    with pytest.raises(Refused, match="还空着") as refused:
        judging.publish([made], **DO)
    assert label.partition("（分")[0] in refused.value.message


def test_a_person_s_licence_needs_no_code_and_no_representative(zone: Organisation) -> None:
    [made] = decided(zone, a_licence(**PERSON))
    assert judging.publish([made], **DO) == 1


def test_what_strangers_read_tells_no_telephone_of_a_person(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty(facts="联系电话13812345678"))
    judging.judge([made], True, "社会关注", **DO)
    with pytest.raises(Refused, match="违法事实里有手机号码"):
        judging.publish([made], **DO)


def test_a_batch_is_done_whole_or_not_at_all_and_the_one_in_the_way_is_named(zone: Organisation) -> None:
    good, bad = decided(zone, a_licence("一"), a_licence("二", content=""))
    with pytest.raises(Refused, match="二：公示要求的决定内容还空着"):
        judging.publish([good, bad], **DO)
    assert again(good).published_on is None


def test_a_batch_is_of_one_unit(zone: Organisation, other_unit: Organisation) -> None:
    [own], [foreign] = decided(zone, a_licence()), decided(other_unit, a_licence())
    with pytest.raises(Refused, match="不属于同一机关"):
        judging.publish([own, foreign], **DO)
    with pytest.raises(Refused, match="先勾选"):
        judging.publish([], **DO)


@pytest.mark.parametrize(
    ("role", "judges", "publishes"),
    [("registrar", True, False), ("approver", True, True), ("editor", False, False), ("administrator", False, False)],
)
def test_the_registrar_judges_and_the_approver_publishes_and_withdraws(
    zone: Organisation, role: str, judges: bool, publishes: bool
) -> None:
    person, made = appointed(role, zone), decided(zone, a_penalty())
    acts: list[tuple[bool, Callable[[], int]]] = [
        (judges, lambda: judging.judge(made, True, "社会关注", by=person, on=TODAY)),
        (publishes, lambda: judging.publish(made, by=person, on=TODAY)),
        (publishes, lambda: withdrawing.withdraw(made, "误公开", by=person, on=TODAY)),
    ]
    for may, act in acts:
        if may:
            assert act() == 1
        else:
            with pytest.raises(NotAllowed):
                act()


def test_penalties_law_art_48_an_annulled_one_is_withdrawn_within_three_working_days_with_reasons(
    zone: Organisation,
) -> None:
    made = public(zone)
    withdrawing.change_or_annul(made, date(2026, 11, 20), "经行政复议撤销", **DO)
    [work] = queries.worklist(zone, "withdraw", today=TODAY).rows
    assert (work.due_on, work.days_left, work.is_overdue) == (date(2026, 11, 25), 1, False)
    assert queries.to_do(zone, today=date(2026, 11, 26))["withdraw"] == (1, 1)
    with pytest.raises(Refused, match="理由"):
        withdrawing.withdraw([made], "", **DO)
    assert withdrawing.withdraw([made], "处罚决定已被撤销", **DO) == 1
    assert (again(made).withdrawn_on, again(made).withdrawn_for) == (TODAY, "处罚决定已被撤销")
    assert queries.worklist(zone, "withdraw", today=TODAY).rows == ()
    with pytest.raises(Refused, match="已于2026年11月20日经行政复议撤销，不能公开"):
        judging.publish([again(made)], **DO)
    with pytest.raises(Refused, match="没有公开，不用撤回"):
        withdrawing.withdraw([again(made)], "再撤", **DO)


def test_a_change_is_noted_once_and_not_before_the_decision_or_the_day(zone: Organisation) -> None:
    made = public(zone)
    for day, words in ((date(2026, 11, 1), "早于决定日期"), (date(2026, 11, 25), "还没有到")):
        with pytest.raises(Refused, match=words):
            withdrawing.change_or_annul(made, day, "撤销", **DO)
    withdrawing.change_or_annul(made, TODAY, "撤销", **DO)
    with pytest.raises(Refused, match="已登记于2026年11月24日撤销"):
        withdrawing.change_or_annul(made, TODAY, "再撤销", **DO)


def test_what_was_published_by_mistake_is_withdrawn_and_may_be_published_again(zone: Organisation) -> None:
    made = public(zone)
    withdrawing.withdraw([made], "误公开", **DO)
    assert judging.publish([again(made)], **DO) == 1
    assert again(made).withdrawn_on is None
    told = [(line.field, line.before, line.after) for line in Change.objects.filter(record=f"decision:{made.uid}")]
    assert ("公开", "2026年11月24日公开", "2026年11月24日撤回") in told
    assert ("公开", "2026年11月24日撤回", "2026年11月24日公开") in told


def test_each_decision_of_a_batch_has_its_entry_in_the_ledger_without_the_party_s_name(zone: Organisation) -> None:
    made = decided(zone, *(a_penalty(str(number), **PERSON) for number in range(3)))
    judging.judge(made, True, "社会关注", **DO)
    entries = Entry.objects.filter(act="registers.judge")
    assert {entry.subject for entry in entries} == {f"decision:{decision.uid}" for decision in made}
    assert not [entry for entry in Entry.objects.all() if "张小明" in entry.details]


def test_reported_to_the_credit_sites_is_noted_once(zone: Organisation) -> None:
    made = decided(zone, a_penalty("一"), a_licence("二"))
    assert judging.report_to_credit(made, **DO) == 2
    assert judging.report_to_credit(made, **DO) == 0
    [coercion] = decided(zone, a_licence("三", kind="coercion"))
    with pytest.raises(Refused, match="不报送信用网站"):
        judging.report_to_credit([coercion], **DO)


@pytest.mark.parametrize(
    ("decided_on", "fields", "class_id", "until"),
    [
        (date(2017, 7, 30), {}, "", None),
        (date(2017, 7, 31), {}, "general", date(2018, 7, 31)),
        (date(2018, 3, 1), {"sub_kind": "吊销许可证"}, "serious", date(2021, 3, 1)),
        (date(2020, 2, 29), {}, "general", date(2021, 2, 28)),
        (date(2024, 1, 5), {"offence": "违反消防管理"}, "special", date(2027, 1, 5)),
        (date(2026, 3, 31), {}, "general", date(2029, 3, 31)),
        (date(2026, 4, 1), {}, "general", date(2027, 4, 1)),
        (date(2026, 4, 1), {"sub_kind": "警告", "fine": None}, "minor", None),
        (date(2026, 4, 1), {"sub_kind": "警告、罚款"}, "general", date(2027, 4, 1)),
        (date(2026, 4, 1), {"is_summary": True}, "minor", None),
        (date(2026, 4, 1), {"display_class": "serious"}, "serious", date(2029, 4, 1)),
    ],
)
def test_the_credit_sites_period_follows_the_rule_of_the_day_of_the_decision(
    zone: Organisation, decided_on: date, fields: dict[str, Any], class_id: str, until: date | None
) -> None:
    [made] = decided(zone, a_penalty(decided_on=decided_on, **fields))
    assert (made.display_class, made.display_until) == (class_id, until)


def test_a_correction_of_the_day_or_the_kind_moves_the_clock_and_the_period_with_it(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty(sub_kind="警告", fine=None))
    assert (made.display_class, made.due_on) == ("minor", date(2026, 11, 11))
    now = changes.changed(made, {"decided_on": date(2024, 1, 5), "sub_kind": "罚款", "fine": 100}, "抄错", **DO)
    assert (now.display_class, now.display_until, now.due_on) == ("general", date(2027, 1, 5), date(2024, 1, 16))


def test_the_period_of_the_credit_sites_is_apart_from_the_own_publication(zone: Organisation) -> None:
    made = public(zone, decided_on=date(2018, 1, 2))
    assert made.display_until is not None
    assert made.display_until < TODAY
    assert made.published_on == TODAY
    assert made.withdrawn_on is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张某"),
        ("张小明", "张某某"),
        ("欧阳修", "欧阳某"),
        ("司马相如", "司马某某"),
        ("张", "某某"),
        ("", "某某"),
        ("阿卜杜·热合曼", "阿某某"),
    ],
)
def test_a_natural_person_is_shown_by_the_family_name_alone(name: str, shown: str) -> None:
    assert publicity.masked_name(name) == shown


def test_texts_that_name_the_person_are_shown_with_the_masked_name(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty(content="对张小明罚款500元", **PERSON))
    assert publicity.shown_name(made) == "张某某"
    assert publicity.shown_text(made, made.content) == "对张某某罚款500元"
    company = SimpleNamespace(
        party_kind="legal", party_name="张小明服装店", kind="penalties", sub_kind="", is_summary=False
    )
    assert publicity.shown_name(company) == "张小明服装店"


def test_worklists_are_by_urgency_page_by_key_and_take_the_same_queries(zone: Organisation) -> None:
    rows = [a_licence(str(number), decided_on=date(2026, 10, 8 + number % 5), valid_from=None, valid_until=None)
            for number in range(23)]  # fmt: skip
    decided(zone, *rows)
    seen, after, counts = [], "", []
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = queries.worklist(zone, "publish", today=TODAY, after=after, size=5)
        counts.append(len(asked))
        seen += [(work.due_on, work.decision.pk) for work in page.rows]
        if not page.following:
            break
        after = page.following
    assert seen == sorted(set(seen))
    assert len(seen) == 23
    assert set(counts) == {counts[0]}
    assert counts[0] <= 4
    assert queries.to_do(zone, today=TODAY)["publish"] == (23, 23)
    assert queries.overdue([zone], today=TODAY) == {zone.pk: 23}


def test_what_is_struck_waits_for_nothing(zone: Organisation) -> None:
    [made] = decided(zone, a_penalty())
    assert queries.to_do(zone, today=TODAY)["judge"] == (1, 1)
    changes.strike(made, "误登", **DO)
    assert queries.to_do(zone, today=TODAY)["judge"] == (0, 0)
    with pytest.raises(Refused, match="已于2026年11月24日作废"):
        judging.judge([made], True, "社会关注", **DO)


def test_every_entry_of_the_rules_says_where_it_is_written() -> None:
    assert all(source.strip() for _words, source in publicity.sources())
    assert all(rule.source.strip() for rule in display.rules())
    for decision in (a_penalty(), a_licence(), replace(a_penalty(), kind="coercion")):
        assert set(publicity.needed(decision)) <= {field.name for field in Decision._meta.concrete_fields}


def test_every_rule_of_display_has_a_class_for_whatever_comes() -> None:
    for rule in display.rules():
        assert rule.class_of("", "", False).most is not None


def test_a_merged_unit_s_decisions_stay_with_it(zone: Organisation, other_unit: Organisation) -> None:
    """Closed since, its records stand where they were made."""
    made = public(zone)
    units.close(zone, by=DO["by"], on=TODAY, from_on=TODAY)
    assert again(made).organisation.code == "zone"
