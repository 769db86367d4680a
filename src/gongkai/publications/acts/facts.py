"""What holds of a publication outside its text: the clock, whether it is in force, whether it stays undisclosed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gongkai.errors import Refused
from gongkai.law import Calendar, DueDate
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.publications import kinds
from gongkai.publications.acts.numbers import number, reserve, set_scheme
from gongkai.publications.models import Evaluation, Publication, Validity
from gongkai.publications.queries import facts as queries
from gongkai.publications.queries.days import calendar_of

__all__ = [
    "clock", "evaluate", "number", "renew_clocks", "renew_validity", "reserve", "set_scheme", "set_validity",
]  # fmt: skip

#: Who makes a day's changes that no person makes.
DAILY = Program("daily")


def clock(publication: Publication, *, calendar: Calendar) -> DueDate | None:
    """
    Set until when *publication* must be published (art. 26), from the text that is worked on; a projection.

    The day it was made is that of the newest revision; the day of the last change is that of its validity.

    Returns:
        The day with its reasons; None while nobody has said when it was made, and then none is kept.
    """
    made_on = _made_on(publication)
    changed_on = publication.validities.filter(state="amended").order_by("-from_on").values_list("from_on", flat=True)
    found = queries.due(made_on, changed_on.first(), calendar=calendar)
    publication.due_on = found.on if found else None
    publication.is_provisional = bool(found and found.provisional)
    Publication.objects.filter(pk=publication.pk).update(
        due_on=publication.due_on, is_provisional=publication.is_provisional
    )
    return found


def renew_clocks(*, by: Actor, on: date) -> int:
    """
    Count provisional periods anew, after the State Council has announced a year's holidays.

    Returns:
        How many periods have another day now, or are certain now.
    """
    changed = 0
    with transaction.atomic():
        waiting = Publication.objects.filter(is_provisional=True).select_related("organisation", "latest_revision")
        calendars: dict[int, Calendar] = {}
        for publication in waiting.order_by("organisation", "pk").iterator(chunk_size=500):
            before = (publication.due_on, publication.is_provisional)
            unit = publication.organisation
            if unit.pk not in calendars:
                calendars[unit.pk] = calendar_of(unit, on=on)
            clock(publication, calendar=calendars[unit.pk])
            changed += before != (publication.due_on, publication.is_provisional)
        if changed:
            ledger.record("publications.renew_clocks", f"clocks:{on.isoformat()}", by=key(by), unit=None, on=on,
                          details={"count": changed})  # fmt: skip
    return changed


def set_validity(
    publication: Publication,
    state: str,
    *,
    from_on: date,
    by: Actor,
    on: date,
    successor: Publication | None = None,
    reason: str = "",
) -> Validity:
    """
    Say that a paper is in force, amended, repealed or lapsed from a day on; the same day again corrects that row.

    The day may be to come: the state is shown from then on.

    Args:
        publication: The paper.
        state: An id of the list `validity`.
        from_on: The first day.
        by: Who says so.
        on: The day of the act.
        successor: The paper that takes its place or amends it, shown on its page.
        reason: By which decision.

    Raises:
        NotAllowed: *by* is neither approver nor registrar at or above the paper's unit.
        Refused: a state that there is not, no reason for an end, a successor that is the paper itself or would lead
            back to it, or a day before the paper was made.
    """
    require(by, "publications.set_validity", publication.organisation, on=on)
    _check(publication, state, from_on, successor, reason)
    with transaction.atomic():
        publication = (
            Publication.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=publication.pk)
        )
        _no_circle(publication, successor)
        return _put(publication, state, from_on, successor, reason.strip(), by=by, on=on)


def renew_validity(today: date, *, by: Actor = DAILY) -> int:
    """
    Bring what is shown of validity to *today*: what was announced for a day has begun, what had a last day has lapsed.

    Returns:
        How many papers show another state now. Done again on the same day it is none.
    """

    def begin(paper: Publication) -> None:
        _put(paper, "in_force", paper.effective_on or today, None, "", by=by, on=today)

    def lapse(paper: Publication) -> None:
        first = queries.day_after(paper.lapses_on or today)
        _put(paper, "expired", first, None, "有效期届满", by=by, on=today)

    def turn(paper: Publication) -> None:
        _project(paper, by=by, on=today)

    return (
        _each(queries.beginning(today), begin)
        + _each(queries.lapsing(today), lapse)
        + _each(queries.turning(today), turn)
    )


def evaluate(
    publication: Publication, outcome: str, *, words: str, next_on: date | None, by: Actor, on: date
) -> Evaluation:
    """
    Record that what is withheld, or given on application alone, was assessed anew (art. 18).

    What is to be opened is then revised and goes through review like any other text; nothing is published here.

    Args:
        publication: What was assessed.
        outcome: `kept` or `opened`.
        words: Why.
        next_on: The day of the next assessment, for what is kept.
        by: Who assessed it.
        on: When.

    Raises:
        NotAllowed: *by* is neither secrecy reviewer nor approver at or above its unit.
        Refused: it is disclosed anyway; no reason; no next day for what is kept, or one that is not to come.
    """
    require(by, "publications.evaluate", publication.organisation, on=on)
    if publication.way == "proactive":
        raise Refused(f"《{publication.title}》是主动公开的信息，不需要评估公开方式。", article="条例第十八条")
    if outcome not in {"kept", "opened"}:
        raise Refused("请选择评估结论：维持原公开方式，或转为主动公开。")
    if not words.strip():
        raise Refused("请写明评估的理由。", article="条例第十八条")
    if outcome == "kept" and (next_on is None or next_on <= on):
        raise Refused("维持原公开方式的，请写明下次评估日期，须晚于今天。", article="条例第十八条")
    with transaction.atomic():
        evaluation = Evaluation.objects.create(
            publication=publication, on=on, outcome=outcome, words=words.strip(),
            next_on=next_on if outcome == "kept" else None, evaluated_by=key(by),
        )  # fmt: skip
        ledger.record("publications.evaluate", publication, by=key(by), unit=publication.organisation, on=on,
                      after={"outcome": outcome, "words": evaluation.words, "next_on": evaluation.next_on},
                      details={"title": publication.title, "outcome": evaluation.get_outcome_display()})  # fmt: skip
    return evaluation


def _each(found: QuerySet[Publication], change: Callable[[Publication], None]) -> int:
    """Change each of *found* in a transaction of its own, if it still is among them: another may be at it too."""
    changed = 0
    for pk in list(found.values_list("pk", flat=True)):
        with transaction.atomic():
            held = found.select_for_update(of=("self",)).select_related("organisation").filter(pk=pk).first()
            if held is not None:
                change(held)
                changed += 1
    return changed


def _made_on(publication: Publication) -> date | None:
    if publication.latest_revision_id is None or publication.latest_revision is None:
        return publication.made_on
    written = publication.latest_revision.content.get("made_on")
    return date.fromisoformat(written) if written else None


def _check(publication: Publication, state: str, from_on: date, successor: Publication | None, reason: str) -> None:
    if state not in kinds.terms("validity"):
        known = "、".join(term.label for term in kinds.terms("validity").values())
        raise Refused(f"没有这种有效性，可选：{known}。")
    if state != "in_force" and not reason.strip():
        raise Refused("请写明依据，例如作出决定的文件名称和文号。")
    if successor is not None and successor.pk == publication.pk:
        raise Refused("替代它的文件不能是它自己，请重新选择。")
    if publication.made_on is not None and from_on < publication.made_on:
        raise Refused(f"起始日期{from_on:%Y-%m-%d}早于成文日期{publication.made_on:%Y-%m-%d}，请核对。")


def _no_circle(publication: Publication, successor: Publication | None) -> None:
    """A reader who follows successors must come to an end."""
    seen = {publication.pk}
    while successor is not None:
        if successor.pk in seen:
            raise Refused(f"《{successor.title}》本身已被这份文件替代，不能再替代它，请核对。")
        seen.add(successor.pk)
        following = (
            successor.validities.exclude(successor=None).select_related("successor").order_by("-from_on").first()
        )
        successor = following.successor if following else None


def _put(
    publication: Publication,
    state: str,
    from_on: date,
    successor: Publication | None,
    reason: str,
    *,
    by: Actor,
    on: date,
) -> Validity:
    old = publication.validities.filter(from_on=from_on).first()
    before = _said(old) if old else None
    row, _made = Validity.objects.update_or_create(
        publication=publication, from_on=from_on, defaults={"state": state, "successor": successor, "reason": reason}
    )
    if before != _said(row):
        _record(publication, row, before, by=by, on=on)
    newest = publication.validities.filter(from_on__lte=on).order_by("-from_on").first()
    _show(publication, newest.state if newest else "")
    clock(publication, calendar=calendar_of(publication.organisation, on=on))
    return row


def _project(publication: Publication, *, by: Actor, on: date) -> None:
    row = publication.validities.filter(from_on__lte=on).latest("from_on")
    _record(publication, row, {"shown": publication.validity}, by=by, on=on)
    _show(publication, row.state)


def _show(publication: Publication, state: str) -> None:
    publication.validity = state
    Publication.objects.filter(pk=publication.pk).update(validity=state)


def _record(publication: Publication, row: Validity, before: Any, *, by: Actor, on: date) -> None:
    ledger.record("publications.set_validity", publication, by=key(by), unit=publication.organisation, on=on,
                  before=before, after=_said(row),
                  details={"title": publication.title, "since": row.from_on.isoformat(),
                           "state": row.get_state_display()})  # fmt: skip


def _said(row: Validity) -> dict[str, Any]:
    successor = row.successor.uid if row.successor else None
    return {"state": row.state, "from_on": row.from_on, "successor": successor, "reason": row.reason}
