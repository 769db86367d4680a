"""Problems are entered, corrected, solved, opened again and struck (Regulation arts. 47, 50(4))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.oversight.acts.checking import check_happened, check_unit, said
from gongkai.oversight.acts.files import SentFile, storing
from gongkai.oversight.models import Problem


@dataclass(frozen=True, slots=True)
class ProblemDescription:
    """
    What a problem is.

    Args:
        title: In a few words, as a report would put it.
        found: How it was found: an id of kinds.toml.
        found_on: When.
        detail: What it showed itself in, or "".
        report_year: The year whose annual report names it; None if none does.
        owner: Who answers for it, or "".
    """

    title: str
    found: str
    found_on: date
    detail: str = ""
    report_year: int | None = None
    owner: str = ""


def enter_problem(unit: Organisation, problem: ProblemDescription, *, by: Actor, on: date) -> Problem:
    """
    Enter a problem of *unit*; the unit's own officers do, and the overseers above it.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: the unit is closed, the day is still to come, the report of that year names it already, or a field
            cannot be as it is.
    """
    require(by, "oversight.enter_problem", unit, on=on)
    check_unit(unit)
    with transaction.atomic():
        return _described(Problem(organisation=unit), problem, None, by=by, on=on)


def correct_problem(problem: Problem, description: ProblemDescription, *, by: Actor, on: date) -> Problem:
    """
    Correct what is entered of a problem; the same description changes nothing.

    Raises:
        NotAllowed, Refused: as `enter_problem`; also where it is struck or solved.
    """
    require(by, "oversight.enter_problem", problem.organisation, on=on)
    with transaction.atomic():
        problem = locked_problem(problem)
        check_open(problem)
        if all(getattr(problem, field.name) == getattr(description, field.name) for field in fields(description)):
            return problem
        return _described(problem, description, _state(problem), by=by, on=on)


def solve_problem(
    problem: Problem, outcome: str, *, by: Actor, on: date, solved_on: date, evidence: SentFile | None = None
) -> Problem:
    """
    A problem is solved, once every measure against it is done.

    Args:
        problem: Which.
        outcome: How that is seen.
        by: Who says so.
        on: The day of the act.
        solved_on: Since when it is.
        evidence: What shows it, or None.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is solved or struck, a measure is not done, no outcome is said, or a day that will not do.
    """
    require(by, "oversight.solve_problem", problem.organisation, on=on)
    with storing(problem.organisation, [evidence] if evidence else [], by=by, on=on) as kept:
        problem = locked_problem(problem)
        check_open(problem)
        check_happened("解决日期", solved_on, on=on)
        if solved_on < problem.found_on:
            raise Refused(f"解决日期{written(solved_on)}早于发现日期{written(problem.found_on)}，请核对。")
        if undone := problem.measures.filter(done_on__isnull=True, struck_on__isnull=True).count():
            raise Refused(f"还有{undone}项措施没有完成，请先登记完成情况，或作废登记错的措施。")
        before = _state(problem)
        problem.solved_on, problem.outcome = solved_on, said(outcome, "解决情况", 500)
        problem.evidence = kept[0] if kept else None
        problem.save(update_fields=["solved_on", "outcome", "evidence"])
        _record("oversight.solve_problem", problem, before, {"since": written(solved_on)}, by=by, on=on)
    return problem


def reopen_problem(problem: Problem, reason: str, *, by: Actor, on: date) -> Problem:
    """
    A problem said to be solved is open again: it came back, or was not solved.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is not solved, or no reason is given.
    """
    require(by, "oversight.reopen_problem", problem.organisation, on=on)
    with transaction.atomic():
        problem = locked_problem(problem)
        if problem.struck_on is not None or problem.solved_on is None:
            raise Refused(f"问题“{problem.title}”没有登记为已解决，不必重新打开。")
        before = _state(problem)
        problem.solved_on, problem.outcome, problem.evidence = None, "", None
        problem.save(update_fields=["solved_on", "outcome", "evidence"])
        details = {"reason": said(reason, "重新打开的原因", 200)}
        _record("oversight.reopen_problem", problem, before, details, by=by, on=on)
    return problem


def strike_problem(problem: Problem, reason: str, *, by: Actor, on: date) -> Problem:
    """
    Strike a problem that was entered by mistake: it stays, with its measures, and counts no more.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is struck already, or no reason is given.
    """
    require(by, "oversight.strike_problem", problem.organisation, on=on)
    with transaction.atomic():
        problem = locked_problem(problem)
        check_kept(problem)
        before = _state(problem)
        problem.struck_on, problem.struck_for = on, said(reason, "作废的原因", 200)
        problem.save(update_fields=["struck_on", "struck_for"])
        _record("oversight.strike_problem", problem, before, {"reason": problem.struck_for}, by=by, on=on)
    return problem


def locked_problem(problem: Problem) -> Problem:
    """*problem* as it is now, kept from others until the transaction ends."""
    return Problem.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=problem.pk)


def check_kept(problem: Problem) -> None:
    """
    *problem* is not struck.

    Raises:
        Refused: it is.
    """
    if problem.struck_on is not None:
        raise Refused(f"问题“{problem.title}”已于{written(problem.struck_on)}作废，不能再改。")


def check_open(problem: Problem) -> None:
    """
    *problem* is neither struck nor solved.

    Raises:
        Refused: it is one of them.
    """
    check_kept(problem)
    if problem.solved_on is not None:
        raise Refused(f"问题“{problem.title}”已于{written(problem.solved_on)}解决；要改请先重新打开。")


def _described(
    problem: Problem, description: ProblemDescription, before: Mapping[str, Any] | None, *, by: Actor, on: date
) -> Problem:
    check_happened("发现日期", description.found_on, on=on)
    for field in fields(description):
        setattr(problem, field.name, getattr(description, field.name))
    year = description.report_year
    if year is not None and not 2008 <= year <= on.year:
        raise Refused(f"年度报告的年份{year}不对：应在2008年至{on.year}年之间。")
    same = Problem.objects.filter(organisation=problem.organisation, title=problem.title, struck_on__isnull=True)
    if year is not None and same.filter(report_year=year).exclude(pk=problem.pk).exists():
        raise Refused(f"{year}年度报告的问题里已有“{problem.title}”，不必再登记。")
    validate(problem, what=f"问题“{problem.title}”不能登记")
    problem.save()
    _record("oversight.enter_problem", problem, before, {}, by=by, on=on)
    return problem


def _state(problem: Problem) -> dict[str, Any]:
    """What of a problem acts change, for the ledger's digests."""
    kept = (*(field.name for field in fields(ProblemDescription)), "solved_on", "outcome", "struck_on", "struck_for")
    evidence = problem.evidence.sha256 if problem.evidence else None
    return {name: getattr(problem, name) for name in kept} | {"evidence": evidence}


def _record(
    act: str,
    problem: Problem,
    before: Mapping[str, Any] | None,
    details: Mapping[str, str | int],
    *,
    by: Actor,
    on: date,
) -> None:
    ledger.record(
        act, problem, by=key(by), unit=problem.organisation, on=on, before=before, after=_state(problem),
        details={"problem": problem.title, **details},
    )  # fmt: skip
