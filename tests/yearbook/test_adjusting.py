"""Adjustments: approved by somebody else, explained, and never against a rule without naming it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from counted_year import ON, PROGRAM, YEAR, begun, case, cases_declared, compiled, declare_all, officer, said, unit

from gongkai.errors import NotAllowed
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.report import Report
from gongkai.yearbook.acts import adjustments, publish_report
from gongkai.yearbook.models import Adjustment

pytestmark = pytest.mark.django_db
CELL = "licensing/licences/decisions"


@pytest.fixture
def bureau(db: None) -> Organisation:
    return unit("ju")


def propose(of: Organisation, cell: str = CELL, amount: Any = 5, **rest: Any) -> Adjustment:
    given = {"kind": "correction", "reason": "上级责令更正", "by": PROGRAM, "on": ON, **rest}
    return adjustments.propose(of, YEAR, cell, Decimal(amount), **given)


def test_whoever_proposed_an_adjustment_does_not_approve_it(bureau: Organisation) -> None:
    both = officer("reporter", bureau)
    officer("approver", bureau, "reporter")
    made = propose(bureau, by=both)
    assert "本人提出的调整不能由本人批准" in said(adjustments.approve, made, by=both, on=ON)
    approved = adjustments.approve(made, by=officer("approver", bureau), on=ON)
    assert approved.approved_on == ON
    assert "已经批准" in said(adjustments.approve, made, by=officer("approver", bureau, "third"), on=ON)


@pytest.mark.parametrize(
    ("cell", "amount", "rest", "words"),
    [
        ("applications/closed/total", 1, {}, "是合计"),
        ("licensing/licences/previous", 1, {}, "没有“licensing/licences/previous”这一格"),
        (CELL, 1, {"reason": "  "}, "请说明理由"),
        (CELL, 1, {"reason": "因" * 501}, "写了501个字，最多500个字"),
        (CELL, "1.5", {}, "数额应为整数"),
        ("fees/fees/amount", "0.0000001", {}, "最多6位小数"),
        (CELL, "1e30", {}, "不是可用的数字"),
        (CELL, "NaN", {}, "不是可用的数字"),
        (CELL, 0, {"kind": "opening"}, "零申报"),
        (CELL, 0, {}, "写明不符的规则编号"),
        (CELL, 1, {"kind": "guess"}, "调整只有两种"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(
    bureau: Organisation, cell: str, amount: Any, rest: dict[str, Any], words: str
) -> None:
    assert words in said(propose, bureau, cell, amount, **rest)
    assert not Adjustment.objects.exists()


def test_an_adjustment_by_which_a_rule_fails_must_name_the_rule(bureau: Organisation) -> None:
    declare_all(bureau)
    told = said(propose, bureau, "applications/received/person", 1)
    assert "第一项加第二项之和为1" in told
    assert "applications.balance" in told
    made = propose(bureau, "applications/received/person", 1, reason="applications.balance：台账遗失，待核")
    adjustments.approve(made, by=officer("approver", bureau), on=ON)
    assert compiled(bureau).report.cells["applications/received/total"] == 1
    assert {finding.rule for finding in compiled(bureau).findings} >= {"applications.balance"}


def test_one_that_breaks_a_rule_by_the_time_it_is_approved_is_not_approved(bureau: Organisation) -> None:
    with cases_declared():
        declare_all(bureau)
        case(bureau, "received", "person", date(YEAR, 5, 1))
        mending = propose(bureau, "applications/granted/person", 1)
        case(bureau, "granted", "person", date(YEAR, 6, 1))
        assert "请在理由中写明规则编号" in said(adjustments.approve, mending, by=officer("approver", bureau), on=ON)


def test_an_amount_of_0_explains_a_rule_that_fails_as_it_is(bureau: Organisation) -> None:
    declare_all(bureau)
    earlier = Report(edition="2021", agency="ju机关", year=YEAR - 1,
                     cells=compiled(bureau).report.cells | {"applications/carried_out/person": 2})  # fmt: skip
    publish_report(earlier, bureau, by=PROGRAM, on=date(YEAR, 1, 20))
    made = propose(bureau, "applications/carried_in/person", 0, reason="applications.carried：两件已随机构划转移交")
    assert made.amount == 0


def test_an_adjustment_is_struck_with_a_reason_and_stays_to_be_seen(bureau: Organisation) -> None:
    made = propose(bureau)
    assert "为什么作废" in said(adjustments.strike, made, " ", by=PROGRAM, on=ON)
    adjustments.strike(made, "重复登记", by=officer("reporter", bureau), on=ON)
    kept = Adjustment.objects.get()
    assert (kept.struck_on, kept.struck_for) == (ON, "重复登记")
    assert "已经作废" in said(adjustments.approve, made, by=officer("approver", bureau), on=ON)
    assert "已经作废" in said(adjustments.strike, made, "再次", by=PROGRAM, on=ON)


def test_each_act_is_in_the_ledger_with_the_cell_in_words(bureau: Organisation) -> None:
    adjustments.strike(propose(bureau), "重复登记", by=PROGRAM, on=ON)
    acts = list(Entry.objects.filter(subject__startswith="adjustment:").order_by("pk"))
    assert [entry.act for entry in acts] == ["yearbook.propose_adjustment", "yearbook.strike_adjustment"]
    assert "“行政许可”的“本年处理决定数量”" in acts[0].details


@pytest.mark.parametrize("role", ["editor", "reviewer", "approver", "registrar", "overseer", "administrator"])
def test_only_the_reporter_proposes(bureau: Organisation, role: str) -> None:
    with pytest.raises(NotAllowed):
        propose(bureau, by=officer(role, bureau))


@pytest.mark.parametrize("role", ["editor", "reviewer", "reporter", "registrar", "overseer", "administrator"])
def test_only_the_approver_approves(bureau: Organisation, role: str) -> None:
    with pytest.raises(NotAllowed):
        adjustments.approve(propose(bureau), by=officer(role, bureau), on=ON)


def test_a_frozen_report_takes_no_adjustment(bureau: Organisation) -> None:
    made = begun(bureau)
    made.state = "frozen"
    made.save()
    assert "已经定稿" in said(propose, bureau)
