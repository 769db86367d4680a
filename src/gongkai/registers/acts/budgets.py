"""Budgets and final accounts are taken in with the lines of their tables, and get their public face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.keys import key as key_of
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.organisations.queries import calendar
from gongkai.publications.acts import managed
from gongkai.publications.models import Publication
from gongkai.registers import kinds
from gongkai.registers.budget_tables import Line
from gongkai.registers.models import Budget, BudgetLine
from gongkai.registers.queries import budgets as queries

#: Natural days after its approval within which a budget is published (预算法 art. 14).
DAYS_TO_PUBLISH = 20
#: Lines of one budget: down to the finest class a department has some hundred.
MOST_LINES = 20_000
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """
    A budget or final accounts.

    Args:
        fiscal_year: Of which year.
        kind: `budget` or `accounts`.
        approved_on: The day on which it was approved (批复), or None if that is not known.
        approved_by: Who approved it, or "".
        lines: The lines of its tables, each table's in the order of the paper; none if they come later.
    """

    fiscal_year: int
    kind: str
    approved_on: date | None = None
    approved_by: str = ""
    lines: Sequence[Line] = ()


def enter(unit: Organisation, row: BudgetRow, *, by: Actor, on: date) -> Budget:
    """
    Take in a budget of *unit*; the same one twice changes nothing. Sums that do not fit are found by
    `queries.budgets.findings`, and refuse nothing: the register has what the paper has.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: another one is entered for that year, a day that is to come, or a field that cannot be as it is.
    """
    require(by, "registers.enter_budget", unit, on=on)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=unit.pk)
        budget = Budget(organisation=unit, fiscal_year=row.fiscal_year, kind=row.kind, approved_on=row.approved_on,
                        approved_by=row.approved_by.strip())  # fmt: skip
        _check(budget, on)
        if (entered := queries.of_year(unit, row.fiscal_year, row.kind)) is not None:
            if _said(entered, queries.lines_of(entered)) == _said(budget, row.lines):
                return entered
            raise Refused(f"{unit.name}的{entered}已经登记，内容不同；已登记的有误的，请先作废再重新登记。")
        if row.approved_on is not None:
            budget.due_on = calendar(on).natural_due_on(row.approved_on, DAYS_TO_PUBLISH).on
        budget.save()
        _write(budget, row.lines)
        _record(budget, row.lines, by=by, on=on)
    return budget


def strike(budget: Budget, reason: str, *, by: Actor, on: date) -> Budget:
    """
    Strike a budget that was entered by mistake: it stays to be read, and another one may take its year.

    Raises:
        NotAllowed: *by* may not at the budget's unit.
        Refused: it is struck already, has a public face, or no reason is given.
    """
    require(by, "registers.strike_budget", budget.organisation, on=on)
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise Refused("请写明作废的原因，不超过200字。")
    with transaction.atomic():
        budget = queries.locked(budget)
        _check_stands(budget)
        if budget.publication is not None:
            raise Refused(f"{budget}关联着公开信息《{budget.publication.title}》，请先解除关联。")
        budget.struck_on, budget.struck_for = on, reason
        budget.save(update_fields=["struck_on", "struck_for"])
        ledger.record("registers.strike_budget", budget, by=key(by), unit=budget.organisation, on=on,
                      before=_said(budget, queries.lines_of(budget)), after={"struck_on": on, "struck_for": reason},
                      details={"year": budget.fiscal_year, "kind": budget.get_kind_display(),
                               "reason": reason})  # fmt: skip
    return budget


def add_lines(budget: Budget, lines: Sequence[Line], *, by: Actor, on: date) -> Budget:
    """
    Take in further tables of a budget; one that is there already is never changed.

    Raises:
        NotAllowed: *by* may not at the budget's unit.
        Refused: it is struck, or has one of the tables.
    """
    require(by, "registers.enter_budget", budget.organisation, on=on)
    if not lines:
        raise Refused("没有读到任何一行，请粘贴或者选择预算表。")
    with transaction.atomic():
        budget = queries.locked(budget)
        _check_stands(budget)
        there = set(budget.lines.values_list("table", flat=True).order_by().distinct())
        if again := [line.table for line in lines if line.table in there]:
            label = kinds.budget_tables()[again[0]].label
            raise Refused(f"{budget}已有“{label}”表，有误的请作废这份登记，重新登记全部表格。")
        _write(budget, lines)
        _record(budget, lines, by=by, on=on)
    return budget


def link_publication(budget: Budget, publication: Publication, *, by: Actor, on: date) -> Budget:
    """
    Say that *publication* is the public face of *budget*, whose page then shows its tables.

    Raises:
        NotAllowed: *by* may not at the budget's unit.
        Refused: it is another unit's, of another kind or year, or the face of another record; or there is one already.
    """
    require(by, "registers.link_budget", budget.organisation, on=on)
    with transaction.atomic():
        budget = queries.locked(budget)
        _check_stands(budget)
        if budget.publication_id == publication.pk:
            return budget
        if budget.publication is not None:
            raise Refused(f"{budget}已经关联公开信息《{budget.publication.title}》，请先解除关联。")
        if publication.organisation_id != budget.organisation_id:
            raise Refused("这条公开信息属于其他机关，请选择本机关的公开信息。")
        if publication.kind != budget.kind or publication.fiscal_year not in {None, budget.fiscal_year}:
            raise Refused(f"《{publication.title}》不是{budget}，请选择同一年度的{budget.get_kind_display()}。")
        managed.manage(publication, key_of(budget), by=by, on=on)
        _put(budget, publication, by=by, on=on)
    return budget


def unlink_publication(budget: Budget, *, by: Actor, on: date) -> Budget:
    """
    Take back that a publication is the face of *budget*.

    Raises:
        NotAllowed: *by* may not at the budget's unit.
        Refused: it has none.
    """
    require(by, "registers.link_budget", budget.organisation, on=on)
    with transaction.atomic():
        budget = queries.locked(budget)
        if budget.publication is None:
            raise Refused(f"{budget}没有关联公开信息，不必解除。")
        managed.release(budget.publication, key_of(budget), by=by, on=on)
        _put(budget, None, by=by, on=on)
    return budget


def _check(budget: Budget, on: date) -> None:
    validate(budget, what=f"{budget.fiscal_year}年预算、决算不能登记")
    if not 1990 <= budget.fiscal_year <= on.year + 1:
        raise Refused(f"财政年度{budget.fiscal_year}不像实际年度，请核对。")
    if budget.approved_on is not None and budget.approved_on > on:
        raise Refused(f"批复日期{written(budget.approved_on)}还没有到，请到当日再登记。")
    if budget.organisation.closed_on is not None and on >= budget.organisation.closed_on:
        raise Refused(f"{budget.organisation.name}已经撤销，不能再登记。")


def _check_stands(budget: Budget) -> None:
    if budget.struck_on is not None:
        raise Refused(f"{budget}的登记已于{written(budget.struck_on)}作废，请重新登记。")


def _write(budget: Budget, lines: Sequence[Line]) -> None:
    """The lines of tables that are not there yet, numbered within each in their order."""
    if len(lines) > MOST_LINES:
        raise Refused(f"共{len(lines)}行，超过{MOST_LINES}行的上限，请核对是不是选错了表。")
    position: dict[str, int] = {}
    rows = []
    for line in lines:
        position[line.table] = position.get(line.table, 0) + 1
        row = BudgetLine(budget=budget, table=line.table, position=position[line.table], code=line.code,
                         name=line.name, total=line.total, basic=line.basic, project=line.project)  # fmt: skip
        validate(row, what=f"{line.place or line.name}不能登记")
        rows.append(row)
    BudgetLine.objects.bulk_create(rows, batch_size=_BATCH)


def _put(budget: Budget, publication: Publication | None, *, by: Actor, on: date) -> None:
    before = budget.publication
    budget.publication = publication
    budget.save(update_fields=["publication"])
    paper = f"关联公开信息《{publication.title}》" if publication else "解除与公开信息的关联"
    ledger.record("registers.link_budget", budget, by=key(by), unit=budget.organisation, on=on,
                  before={"publication": before.uid} if before else None,
                  after={"publication": publication.uid} if publication else None,
                  details={"year": budget.fiscal_year, "kind": budget.get_kind_display(), "paper": paper})  # fmt: skip


def _record(budget: Budget, lines: Sequence[Line], *, by: Actor, on: date) -> None:
    ledger.record("registers.enter_budget", budget, by=key(by), unit=budget.organisation, on=on,
                  after=_said(budget, lines),
                  details={"year": budget.fiscal_year, "kind": budget.get_kind_display(),
                           "lines": len(lines)})  # fmt: skip


def _said(budget: Budget, lines: Sequence[Line]) -> dict[str, Any]:
    """A budget, for the ledger's digests and to tell whether another one is the same."""
    by_table = sorted(lines, key=lambda line: list(kinds.budget_tables()).index(line.table))
    return {
        "fiscal_year": budget.fiscal_year, "kind": budget.kind, "approved_on": budget.approved_on,
        "approved_by": budget.approved_by,
        "lines": [[line.table, line.code, line.name, line.total, line.basic, line.project] for line in by_table],
    }  # fmt: skip
