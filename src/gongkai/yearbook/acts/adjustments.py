"""What no record can know is added to a cell: proposed with a reason, approved by somebody else, struck if wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.acts import Recorded
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.report import Finding
from gongkai.report.exact_json import plain
from gongkai.report.form import Cell
from gongkai.yearbook.acts.making import explained
from gongkai.yearbook.arithmetic import edition_of, sums
from gongkai.yearbook.models import Adjustment
from gongkai.yearbook.queries.additions import plain_number
from gongkai.yearbook.queries.compiling import compile_report
from gongkai.yearbook.queries.previews import preview
from gongkai.yearbook.queries.years import making_of

#: No figure of a body of the state is larger; the column has room for it.
_MOST = Decimal(10) ** 13
_PLACES = 6


def propose(
    unit: Organisation, year: int, cell: str, amount: Decimal, *,
    kind: str, reason: str, by: Actor, on: date, scope: str = "body",
) -> Adjustment:  # fmt: skip
    """
    Propose an amount to be added to a cell; it counts once somebody else has approved it.

    Args:
        unit: Whose report.
        year: On which year.
        cell: A cell that is no sum of others.
        amount: What is added, in the unit of the form; 0 for a mere explanation of a rule that fails.
        kind: `opening` for what came before the program was in use, `correction` for anything else.
        reason: Why. If a rule fails by it, the reason must name the rule.
        by: Who proposes.
        on: The day.
        scope: Of which report.

    Raises:
        NotAllowed: *by* is no reporter at or above *unit*.
        Refused: no such cell, a sum, an amount that the cell cannot take, no reason, or one that does not name the
            rule that fails; or the report is frozen.

    Source: Regulation art. 50.
    """
    require(by, "yearbook.propose_adjustment", unit, on=on)
    form = _form_of(cell, year)
    if kind not in dict(Adjustment.KINDS):
        raise Refused("调整只有两种：期初数，或者调整。请选择一种。")
    said = explained(reason, "请说明理由：为什么记录里没有这个数。")
    _check_amount(form, amount, kind)
    _check_open(unit, year, scope)
    failing = newly_failing(unit, year, {cell: amount}, scope=scope, on=on)
    _check_named(failing, said)
    if not amount and not any(rule in said for rule in _rules_at(unit, year, cell, scope, on)):
        raise Refused("数额为0的调整只用来说明不平衡的原因，理由中须写明不符的规则编号。没有记录的请作零申报。")
    with transaction.atomic():
        made = Adjustment.objects.create(
            organisation=unit, year=year, scope=scope, kind=kind, cell=cell, amount=amount, on=on, reason=said,
            author=key(by),
        )  # fmt: skip
        _record("yearbook.propose_adjustment", made, by=by, on=on, reason=said)
    return made


def propose_openings(
    unit: Organisation, year: int, amounts: Mapping[str, Decimal], *,
    reason: str, by: Actor, on: date, scope: str = "body",
) -> list[Adjustment]:  # fmt: skip
    """
    Propose what came before the program was in use for many cells at once, all of it or nothing; compiled once.

    Args:
        unit: Whose report.
        year: On which year.
        amounts: What is added, by cell.
        reason: Whence the numbers are, one for all.
        by: Who proposes.
        on: The day.
        scope: Of which report.

    Raises:
        NotAllowed, Refused: as `propose`, for any of them.
    """
    require(by, "yearbook.propose_adjustment", unit, on=on)
    said = explained(reason, "请写明期初数的依据，如台账、上年报告。")
    for cell, amount in amounts.items():
        _check_amount(_form_of(cell, year), amount, "opening")
    _check_open(unit, year, scope)
    _check_named(newly_failing(unit, year, amounts, scope=scope, on=on), said)
    with transaction.atomic():
        made = Adjustment.objects.bulk_create(
            Adjustment(organisation=unit, year=year, scope=scope, kind="opening", cell=cell, amount=amount, on=on,
                       reason=said, author=key(by))
            for cell, amount in amounts.items()
        )  # fmt: skip
        records = [_recorded(each, reason=said) for each in made]
        ledger.record_all("yearbook.propose_adjustment", records, by=key(by), unit=unit, on=on)
    return made


def approve(adjustment: Adjustment, *, by: Actor, on: date) -> Adjustment:
    """
    Approve an adjustment; from then on it counts.

    Raises:
        NotAllowed: *by* is no approver at or above the unit.
        Refused: *by* proposed it, it is approved or struck already, the report is frozen, or meanwhile a rule fails by
            it that its reason does not name.
    """
    require(by, "yearbook.approve_adjustment", adjustment.organisation, on=on)
    if key(by) == adjustment.author:
        raise Refused("本人提出的调整不能由本人批准，请由另一位审批人批准。")
    _check_open(adjustment.organisation, adjustment.year, adjustment.scope)
    unit, year, scope = adjustment.organisation, adjustment.year, adjustment.scope
    failing = newly_failing(unit, year, {adjustment.cell: adjustment.amount}, scope=scope, on=on)
    _check_named(failing, adjustment.reason)
    with transaction.atomic():
        made = _locked(adjustment)
        if made.struck_on is not None or made.approved_on is not None:
            raise Refused("这项调整已经批准。" if made.struck_on is None else "这项调整已经作废，不能再批准。")
        made.approved_by, made.approved_on = key(by), on
        made.save(update_fields=["approved_by", "approved_on"])
        _record("yearbook.approve_adjustment", made, by=by, on=on)
    return made


def approve_together(adjustments: Sequence[Adjustment], *, by: Actor, on: date) -> list[Adjustment]:
    """
    Approve adjustments of one report together, all of them or none; compiled once.

    Raises:
        NotAllowed, Refused: as `approve`, for any of them; a rule that fails may be named in the reason of any.
        ValueError: they are of several reports.
    """
    if not adjustments:
        return []
    unit, year, scope = adjustments[0].organisation, adjustments[0].year, adjustments[0].scope
    if any((each.organisation, each.year, each.scope) != (unit, year, scope) for each in adjustments):
        raise ValueError("adjustments of several reports")
    require(by, "yearbook.approve_adjustment", unit, on=on)
    own = [each for each in adjustments if each.author == key(by)]
    if own:
        raise Refused(f"其中{len(own)}项是您本人提出的，不能由本人批准，请由另一位审批人批准，或者只勾选他人提出的。")
    _check_open(unit, year, scope)
    amounts: dict[str, Decimal] = {}
    for each in adjustments:
        amounts[each.cell] = amounts.get(each.cell, Decimal(0)) + each.amount
    failing = newly_failing(unit, year, amounts, scope=scope, on=on)
    _check_named(failing, "；".join(each.reason for each in adjustments))
    with transaction.atomic():
        rows = Adjustment.objects.select_for_update().filter(pk__in=[each.pk for each in adjustments])
        made = list(rows.order_by("pk"))
        if any(each.approved_on is not None or each.struck_on is not None for each in made):
            raise Refused("其中有的已经批准或者作废。请重新打开页面。")
        rows.update(approved_by=key(by), approved_on=on)
        for each in made:
            each.organisation, each.approved_by, each.approved_on = unit, key(by), on
        records = [_recorded(each) for each in made]
        ledger.record_all("yearbook.approve_adjustment", records, by=key(by), unit=unit, on=on)
    return made


def strike(adjustment: Adjustment, reason: str, *, by: Actor, on: date) -> Adjustment:
    """
    Strike an adjustment that was wrong; it stays to be seen and counts no more.

    Raises:
        NotAllowed: *by* is neither reporter nor approver at or above the unit.
        Refused: it is struck already, no reason is given, or the report is frozen.
    """
    require(by, "yearbook.strike_adjustment", adjustment.organisation, on=on)
    said = explained(reason, "请说明为什么作废。", most=200)
    _check_open(adjustment.organisation, adjustment.year, adjustment.scope)
    with transaction.atomic():
        made = _locked(adjustment)
        if made.struck_on is not None:
            raise Refused("这项调整已经作废。")
        made.struck_on, made.struck_for = on, said
        made.save(update_fields=["struck_on", "struck_for"])
        _record("yearbook.strike_adjustment", made, by=by, on=on, reason=said)
    return made


def newly_failing(
    unit: Organisation, year: int, amounts: Mapping[str, Decimal], *, scope: str = "body", on: date
) -> tuple[Finding, ...]:
    """The errors that amounts, by cell, would make, and that are not there without them."""
    making = making_of(unit, year, scope)
    with_subordinates = making is not None and making.with_subordinates
    compiled = compile_report(unit, year, scope=scope, with_subordinates=with_subordinates, on=on)
    before = {(one.rule, one.cells) for one in compiled.findings}
    added = {cell: plain_number(amount) for cell, amount in amounts.items()}
    after = preview(compiled, added=added, nil=(), texts={}).findings
    return tuple(one for one in after if one.severity == "error" and (one.rule, one.cells) not in before)


def _rules_at(unit: Organisation, year: int, cell: str, scope: str, on: date) -> set[str]:
    """The rules that fail at a cell as things stand."""
    making = making_of(unit, year, scope)
    with_subordinates = making is not None and making.with_subordinates
    compiled = compile_report(unit, year, scope=scope, with_subordinates=with_subordinates, on=on)
    return {one.rule for one in compiled.findings if one.severity == "error"}


def _form_of(cell: str, year: int) -> Cell:
    """The cell as the form has it; no sum, for that follows from its parts."""
    form = edition_of(year).cells.get(cell)
    if form is None:
        raise Refused(f"{year}年的报告里没有“{cell}”这一格。")
    if cell in sums(edition_of(year).id):
        raise Refused(f"{form.words}是合计，由其他各格相加得出，不能直接调整。请调整它所加的各格。")
    return form


def _check_amount(form: Cell, amount: Decimal, kind: str) -> None:
    if not amount.is_finite() or abs(amount) > _MOST:
        raise Refused("数额不是可用的数字，请核对。")
    if round(amount, _PLACES) != amount:
        raise Refused(f"数额最多{_PLACES}位小数，请核对。")
    if not form.column.money and amount != amount.to_integral_value():
        raise Refused(f"{form.words}以“{form.column.unit}”计，数额应为整数。")
    if not amount and kind == "opening":
        raise Refused("期初数为0的不用登记：没有任何记录的登记簿请作零申报。")


def _check_open(unit: Organisation, year: int, scope: str) -> None:
    making = making_of(unit, year, scope)
    if making is not None and making.state in ("frozen", "published"):
        raise Refused("这份报告已经定稿，数字不再变动。如需更正，请先办理更正。")


def _check_named(failing: tuple[Finding, ...], reason: str) -> None:
    unnamed = [one for one in failing if one.rule not in reason]
    if unnamed:
        rules = "、".join(dict.fromkeys(one.rule for one in unnamed))
        raise Refused(
            f"这样调整后，{unnamed[0].message}如情况属实，请在理由中写明规则编号（{rules}）和原因，再提交一次。"
        )


def _locked(adjustment: Adjustment) -> Adjustment:
    made = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    made.organisation = adjustment.organisation
    return made


def _record(act: str, adjustment: Adjustment, *, by: Actor, on: date, **more: str) -> None:
    ledger.record_all(act, [_recorded(adjustment, **more)], by=key(by), unit=adjustment.organisation, on=on)


def _recorded(adjustment: Adjustment, **more: str) -> Recorded:
    details = {
        "year": adjustment.year, "cell": edition_of(adjustment.year).cells[adjustment.cell].words,
        "kind": adjustment.get_kind_display(), "amount": plain(plain_number(adjustment.amount)), **more,
    }  # fmt: skip
    after = {"cell": adjustment.cell, "amount": str(adjustment.amount), "reason": adjustment.reason}
    return Recorded(adjustment, details, after=after)
