"""A case is its dated steps: where it stands, whose turn it is and until when are folded from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from gongkai.law.calendar import Calendar, national
from gongkai.law.clock import Pause, Run
from gongkai.law.effects import CannotFollow, Remark, State, in_words, take
from gongkai.law.settings import Settings
from gongkai.law.steps import OPEN, STRUCK, Step, StepKind, kinds

_DUTIES = {
    "reply": "答复申请人", "correct": "补正申请内容", "close_uncorrected": "登记逾期不补正", "pay": "缴纳信息处理费",
    "close_unpaid": "登记逾期不缴费", "answer": "“{party}”提出意见", "note_silence": "登记“{party}”逾期未答复",
    "serve": "送达答复",
}  # fmt: skip
_WHO = {"agency": "本机关", "applicant": "申请人", "third_party": "第三方", "other_agency": "其他机关"}


@dataclass(frozen=True, slots=True)
class Duty:
    """
    What somebody is to do.

    Args:
        on: Until when.
        kind: What: `reply`, `correct`, `close_uncorrected`, `pay`, `close_unpaid`, `answer`, `note_silence`, `serve`.
        who: By whom, as in the table of steps.
        party: Which party, of an opinion that is waited for.
    """

    on: date
    kind: str
    who: str
    party: str = ""

    @property
    def label(self) -> str:
        """What is to be done, in words."""
        return _DUTIES[self.kind].format(party=self.party)

    @property
    def whose(self) -> str:
        """By whom, in words."""
        return _WHO[self.who]


@dataclass(frozen=True, slots=True)
class Case:
    """
    Where a case stands on a day.

    Args:
        today: The day.
        position: See `steps.POSITIONS`; "" before it was received.
        steps: Its steps in order, without those struck and what struck them.
        runs: The runs of the reply clock, the last one at the end.
        reply_due_on: The last day to reply; None while the clock stands still and once it was replied.
        duties: What is to be done by anybody, the nearest first; empty when nothing is.
        days_used: Working days of the last run that have counted.
        days_left: Those that are left of it, below 0 when it is over; None where no due date runs.
        overdue: Whether the reply is, or was, late.
        provisional: Whether an arrangement of holidays not yet announced may move a date given here.
        outcome: The code with which the case counts: that of the first reply.
        answer: The code of the last reply.
        stale_on: The first later day on which something here would be otherwise although nothing was recorded, but for
            the days used and left.
        remarks: Faults of steps.
    """

    today: date
    position: str = ""
    steps: tuple[Step, ...] = ()
    runs: tuple[Run, ...] = ()
    reply_due_on: date | None = None
    duties: tuple[Duty, ...] = ()
    days_used: int = 0
    days_left: int | None = None
    overdue: bool = False
    provisional: bool = False
    outcome: str = ""
    answer: str = ""
    received_on: date | None = None
    closed_on: date | None = None
    stale_on: date | None = None
    remarks: tuple[Remark, ...] = ()
    calendar: Calendar = field(default_factory=national, repr=False, compare=False)

    @property
    def next(self) -> Duty | None:
        """The nearest duty of anybody; None once nothing is to be done."""
        return self.duties[0] if self.duties else None

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.position in OPEN

    def days(self) -> list[tuple[date, bool, str]]:
        """Every day of the last run of the clock, up to its end: whether it counted, and why."""
        if not self.runs:
            return []
        run = self.runs[-1]
        due = run.due(self.calendar, self.today)
        ends = (run.ended_on, run.stopped_on, due.on if due else self.today)
        return list(run.days(self.calendar, next(day for day in ends if day is not None)))

    def to_data(self) -> dict[str, Any]:
        """The case for JSON, days as ISO dates."""
        nearest = self.next
        return {
            "position": self.position,
            "reply_due_on": _iso(self.reply_due_on),
            "next_on": _iso(nearest.on) if nearest else None,
            "next_kind": nearest.kind if nearest else None,
            "next_who": nearest.who if nearest else None,
            "days_used": self.days_used,
            "days_left": self.days_left,
            "overdue": self.overdue,
            "provisional": self.provisional,
            "outcome": self.outcome or None,
            "remarks": [{"on": each.step.on.isoformat(), "words": each.words, "article": each.article}
                        for each in self.remarks],
            "steps": [{"on": step.on.isoformat(), "kind": step.kind, "label": step.label, "id": step.uid}
                      for step in self.steps],
            "days": [{"on": on.isoformat(), "counted": counted, "why": why} for on, counted, why in self.days()],
        }  # fmt: skip

    def may_follow(self) -> tuple[StepKind, ...]:
        """The steps that may come next by position alone."""
        done = {step.kind for step in self.steps}
        return tuple(
            kind for kind in kinds().values() if self.position in kind.froms and not (kind.once and kind.id in done)
        )


def fold(
    steps: Iterable[Step], today: date, *, calendar: Calendar | None = None, settings: Settings | None = None
) -> Case:
    """
    Where a case stands.

    The order of *steps* does not matter: they are taken by day, then by their place in the table, then by key. A step
    that was struck is as if it had never been.

    Args:
        steps: All steps of the case, struck ones and what struck them too.
        today: The day on which it is asked; steps after it are refused.
        calendar: Working days; the nation's alone if None.
        settings: The values of the law; the standard ones if None.

    Raises:
        CannotFollow: a step cannot come where it stands; names it, the reason and the article.

    Source: Regulation arts. 29 to 42.
    """
    state = State(calendar or national(), settings or Settings.standard())
    ordered = in_order(steps)
    for step in ordered:
        if step.on > today:
            raise CannotFollow(step, f"“{step.label}”的日期{in_words(step.on)}还没有到，请核对。")
        take(state, step)
    return _standing(state, tuple(ordered), today)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """
    The steps that stand, by day, rank and key.

    Raises:
        CannotFollow: one strikes what is not there, or strikes a striking.
    """
    given = list(steps)
    strikes = [step for step in given if step.kind == STRUCK]
    if not strikes:
        return sorted(given, key=_place)
    known = {step.uid: step for step in given if step.uid}
    for step in strikes:
        wrong = known.get(step.of)
        if wrong is None:
            raise CannotFollow(step, f"要作废的步骤“{step.of}”不在这件申请里，请核对。")
        if wrong.kind == STRUCK:
            raise CannotFollow(step, "“更正登记”本身不能作废，请把被作废的步骤重新登记一次。")
        if step.on < wrong.on:
            raise CannotFollow(
                step, f"作废的日期{in_words(step.on)}早于“{wrong.label}”的日期{in_words(wrong.on)}，请核对。"
            )
    struck = {step.of for step in strikes}
    return sorted((step for step in given if step.kind != STRUCK and step.uid not in struck), key=_place)


def _place(step: Step) -> tuple[date, int, str]:
    kind = kinds().get(step.kind)
    if kind is None:
        known = "、".join(kinds())
        raise CannotFollow(step, f"没有“{step.kind}”这个步骤，可用的有：{known}、struck。")
    return step.on, kind.rank, step.uid


# --- where it stands ---------------------------------------------------------------------------------


def _standing(state: State, steps: tuple[Step, ...], today: date) -> Case:
    if not state.runs:
        return Case(today, calendar=state.calendar)
    calendar, run = state.calendar, state.run
    due = run.due(calendar, today)
    is_open = state.position in OPEN
    replied = run.ended_on
    running = due if is_open and replied is None and run.stopped_on is None else None
    used = run.used(calendar, today)
    duties, stale = _duties(state, running.on if running else None, today)
    late_by = replied or today
    left: int | None = None
    if running is not None:
        left = run.length - used if run.set_for is None else _between(calendar, today, running.on)
    return Case(
        today=today, position=state.position, steps=steps, runs=tuple(state.runs),
        reply_due_on=running.on if running else None, duties=duties, days_used=used, days_left=left,
        overdue=due is not None and late_by > due.on and run.stopped_on is None,
        provisional=any(calendar.is_provisional(duty.on) for duty in duties) or bool(running and running.provisional),
        outcome=state.outcome, answer=state.answer, received_on=state.received_on, closed_on=state.closed_on,
        stale_on=stale, remarks=tuple(state.remarks), calendar=calendar,
    )  # fmt: skip


def _between(calendar: Calendar, today: date, due: date) -> int:
    """Working days left until *due*; below 0 when it is over."""
    if due >= today:
        return calendar.working_days_between(today, due)
    return -calendar.working_days_between(due, today)


def _duties(state: State, due: date | None, today: date) -> tuple[tuple[Duty, ...], date | None]:
    """What is to be done by anybody, the nearest first, and when that changes although nothing is recorded."""
    found: list[Duty] = []
    changes: list[date] = []
    if due is not None:
        found.append(Duty(due, "reply", "agency"))
    if state.position == "awaiting_correction":
        found.append(_waited_for(state, today, ("correct", "close_uncorrected"), changes))
    elif state.position == "awaiting_payment":
        found.append(_waited_for(state, today, ("pay", "close_unpaid"), changes))
    elif state.position == "consulting":
        found += [_opinion(state.calendar, pause, today, changes) for pause in state.run.pauses if pause.is_waiting]
    elif state.position == "decided":
        assert state.run.ended_on
        found.append(Duty(state.run.ended_on, "serve", "agency"))
    return tuple(sorted(found, key=attrgetter("on"))), min(changes, default=None)


def _waited_for(state: State, today: date, kinds_: tuple[str, str], changes: list[date]) -> Duty:
    """What the applicant may do until its last day, and what the agency does after it."""
    assert state.until
    after = state.calendar.first_working_day(_next(state.until))
    if today <= state.until:
        changes.append(_next(state.until))
        return Duty(state.until, kinds_[0], "applicant")
    return Duty(after, kinds_[1], "agency")


def _opinion(calendar: Calendar, pause: Pause, today: date, changes: list[date]) -> Duty:
    if today <= pause.last:
        changes.append(_next(pause.last))
        who = "third_party" if pause.role == "third_party" else "other_agency"
        return Duty(pause.last, "answer", who, pause.party)
    return Duty(calendar.first_working_day(_next(pause.last)), "note_silence", "agency", pause.party)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
