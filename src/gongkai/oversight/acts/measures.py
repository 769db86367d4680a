"""Measures against a problem are entered, corrected, done and struck (Regulation arts. 47, 50(4))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.permissions import Actor, key, require
from gongkai.oversight.acts.checking import check_happened, said
from gongkai.oversight.acts.files import SentFile, storing
from gongkai.oversight.acts.problems import check_open, locked_problem
from gongkai.oversight.models import Measure, Problem


@dataclass(frozen=True, slots=True)
class MeasureDescription:
    """
    What is to be done about a problem.

    Args:
        content: What.
        owner: By whom, or "".
        due_on: Until when, or None.
    """

    content: str
    owner: str = ""
    due_on: date | None = None


def enter_measure(problem: Problem, measure: MeasureDescription, *, by: Actor, on: date) -> Measure:
    """
    Enter a measure against *problem*.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: the problem is solved or struck, a due day before the problem was found, or a field cannot be as it is.
    """
    require(by, "oversight.enter_measure", problem.organisation, on=on)
    with transaction.atomic():
        problem = locked_problem(problem)
        check_open(problem)
        return _described(Measure(problem=problem, entered_on=on), measure, None, by=by, on=on)


def correct_measure(measure: Measure, description: MeasureDescription, *, by: Actor, on: date) -> Measure:
    """
    Correct what is entered of a measure, its due day too; the same description changes nothing.

    Raises:
        NotAllowed, Refused: as `enter_measure`; also where it is done or struck.
    """
    require(by, "oversight.enter_measure", measure.problem.organisation, on=on)
    with transaction.atomic():
        measure = _locked(measure)
        if all(getattr(measure, field.name) == getattr(description, field.name) for field in fields(description)):
            return measure
        return _described(measure, description, _state(measure), by=by, on=on)


def finish_measure(
    measure: Measure, done: str, *, by: Actor, on: date, done_on: date, evidence: SentFile | None = None
) -> Measure:
    """
    A measure is done.

    Args:
        measure: Which.
        done: What was done.
        by: Who says so.
        on: The day of the act.
        done_on: When it was done.
        evidence: What shows it, or None.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is done or struck, nothing is said, or the day is still to come.
    """
    unit = measure.problem.organisation
    require(by, "oversight.finish_measure", unit, on=on)
    with storing(unit, [evidence] if evidence else [], by=by, on=on) as kept:
        measure = _locked(measure)
        check_happened("完成日期", done_on, on=on)
        before = _state(measure)
        measure.done_on, measure.done = done_on, said(done, "完成情况", 500)
        measure.evidence = kept[0] if kept else None
        measure.save(update_fields=["done_on", "done", "evidence"])
        _record("oversight.finish_measure", measure, before, {"since": written(done_on)}, by=by, on=on)
    return measure


def strike_measure(measure: Measure, reason: str, *, by: Actor, on: date) -> Measure:
    """
    Strike a measure that was entered by mistake or is given up: it stays, and is asked for no more.

    Raises:
        NotAllowed: *by* may not at its unit.
        Refused: it is done or struck already, or no reason is given.
    """
    require(by, "oversight.strike_measure", measure.problem.organisation, on=on)
    with transaction.atomic():
        measure = _locked(measure)
        before = _state(measure)
        measure.struck_on, measure.struck_for = on, said(reason, "作废的原因", 200)
        measure.save(update_fields=["struck_on", "struck_for"])
        _record("oversight.strike_measure", measure, before, {"reason": measure.struck_for}, by=by, on=on)
    return measure


def _locked(measure: Measure) -> Measure:
    """*measure* as it is now, kept from others with its problem; neither is done with."""
    problem = locked_problem(measure.problem)
    measure = Measure.objects.select_related("evidence").get(pk=measure.pk)
    measure.problem = problem
    check_open(problem)
    if measure.struck_on is not None:
        raise Refused(f"这项措施已于{written(measure.struck_on)}作废，不能再改。")
    if measure.done_on is not None:
        raise Refused(f"这项措施已于{written(measure.done_on)}完成，不能再改。")
    return measure


def _described(
    measure: Measure, description: MeasureDescription, before: Mapping[str, Any] | None, *, by: Actor, on: date
) -> Measure:
    found_on = measure.problem.found_on
    if description.due_on is not None and description.due_on < found_on:
        raise Refused(f"完成期限{written(description.due_on)}早于发现日期{written(found_on)}，请核对。")
    for field in fields(description):
        setattr(measure, field.name, getattr(description, field.name))
    validate(measure, what="措施不能登记")
    measure.save()
    _record("oversight.enter_measure", measure, before, {}, by=by, on=on)
    return measure


def _state(measure: Measure) -> dict[str, Any]:
    """What of a measure acts change, for the ledger's digests."""
    kept = ("content", "owner", "due_on", "done_on", "done", "struck_on", "struck_for")
    evidence = measure.evidence.sha256 if measure.evidence else None
    return {name: getattr(measure, name) for name in kept} | {"evidence": evidence}


def _record(
    act: str,
    measure: Measure,
    before: Mapping[str, Any] | None,
    details: Mapping[str, str | int],
    *,
    by: Actor,
    on: date,
) -> None:
    ledger.record(
        act, measure, by=key(by), unit=measure.problem.organisation, on=on, before=before, after=_state(measure),
        details={"problem": measure.problem.title, "measure": measure.content, **details},
    )  # fmt: skip
