"""
A normative document's life, folded from its dated steps; knows no database and no clock of its own.

The order in which steps were entered does not matter: they are read by day, then by rank within the day, then by uid.
A step that cannot be has no effect and is named among the faults; what is merely doubtful is told in `document_doubts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongkai.law.periods import months_after
from gongkai.registers import document_rules as rules
from gongkai.registers import kinds

REGULATIONS = "regulations"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a document; the fields are those of its record."""

    uid: str
    kind: str
    on: date
    effective_on: date | None = None
    until_on: date | None = None
    body: str = ""
    number: str = ""
    comments: int | None = None
    accepted: int | None = None
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """
    What is known of a document besides its steps.

    Args:
        kind: An id of the kinds of documents.
        is_for_market: Whether it concerns market subjects.
        published_on: The day on which it was made public, or None.
        is_explained: Whether an explanation stands beside it.
    """

    kind: str
    is_for_market: bool = False
    published_on: date | None = None
    is_explained: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A step that cannot be: which, why, and by which article."""

    step: Step
    words: str
    article: str


@dataclass(slots=True)
class Life:
    """
    The days of a document.

    Args:
        issued_on: The day of issue.
        effective_on: Its first day in force.
        until_on: The last day of its validity, where it has one.
        lapsed_on: The first day on which it is no longer in force because its validity ended.
        repealed_on: The first day on which it is no longer in force because it was repealed.
        review_on: The day by which it is to be assessed or cleaned up.
        steps: Those that stand, in their order.
        faults: Those that cannot be.
        turns: From which day its text is amended.
    """

    issued_on: date | None = None
    effective_on: date | None = None
    until_on: date | None = None
    lapsed_on: date | None = None
    repealed_on: date | None = None
    review_on: date | None = None
    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    turns: list[date] = field(default_factory=list)

    @property
    def ended_on(self) -> date | None:
        """The first day on which it is no longer in force; no document both lapses and is repealed."""
        return self.repealed_on or self.lapsed_on

    def has(self, kind: str, *, by: date | None = None) -> bool:
        """Whether a step of that kind stands, on or before a day if one is given."""
        return any(step.kind == kind and (by is None or step.on <= by) for step in self.steps)

    def states(self) -> list[tuple[date, str]]:
        """From which day it is in which state of those that a published paper has, oldest first."""
        if self.effective_on is None or (self.ended_on is not None and self.ended_on <= self.effective_on):
            return [(self.ended_on, "repealed" if self.repealed_on else "expired")] if self.ended_on else []
        found = {self.effective_on: "in_force"}
        for day in self.turns:
            if self.ended_on is None or day < self.ended_on:
                found[max(day, self.effective_on)] = "amended"
        if self.ended_on is not None:
            found[self.ended_on] = "repealed" if self.repealed_on else "expired"
        return sorted(found.items())


def fold(paper: Paper, steps: Iterable[Step]) -> Life:
    """The life that *steps*, none of them struck, make of *paper*."""
    life = Life()
    for step in sorted(steps, key=lambda step: (step.on, rules.steps()[step.kind].rank, step.uid)):
        fault = _impossible(life, step)
        if fault is None:
            life.steps.append(step)
            _take(life, paper, step)
        else:
            life.faults.append(fault)
    life.review_on = _review_on(life)
    return life


def state_on(
    today: date,
    *,
    issued_on: date | None,
    effective_on: date | None,
    repealed_on: date | None,
    lapsed_on: date | None,
) -> str:
    """Where a document with these days stands on *today*: an id of the states."""
    if repealed_on is not None and today >= repealed_on:
        return "repealed"
    if lapsed_on is not None and today >= lapsed_on:
        return "lapsed"
    if issued_on is None or today < issued_on:
        return "preparing"
    return "awaiting" if effective_on is not None and today < effective_on else "in_force"


def lacking(step: Step) -> list[str]:
    """Which fields *step* must record and does not, by the labels that they have there."""
    rule = rules.steps()[step.kind]
    return [rule.takes[name] for name in rule.needs if getattr(step, name) in (None, "")]


def possible(life: Life, today: date) -> list[str]:
    """The kinds of steps that may be taken on *today*, in their order."""
    return [kind for kind in rules.steps() if _impossible(life, Step("", kind, today)) is None]


def _impossible(life: Life, step: Step) -> Fault | None:
    """Why *step* cannot follow what stands in *life*, or None."""
    rule = rules.steps()[step.kind]
    what = f"{written(step.on)}的“{rule.label}”"
    for kind in rule.after:
        if not life.has(kind):
            label = rules.steps()[kind].label
            return Fault(step, f"{what}不成立：此前还没有“{label}”的记录，请先登记“{label}”。", rule.source)
    if rule.once and life.has(step.kind):
        before = next(one for one in life.steps if one.kind == step.kind)
        return Fault(step, f"{what}不成立：{written(before.on)}已有“{rule.label}”，登记错了的请先作废。", rule.source)
    if not rule.after_end and life.repealed_on is not None:
        return Fault(step, f"{what}不成立：文件已定于{written(life.repealed_on)}起废止。", rule.source)
    if not rule.after_end and life.lapsed_on is not None and step.on >= life.lapsed_on:
        return Fault(step, f"{what}不成立：有效期届满，文件已于{written(life.lapsed_on)}起失效。"
                     "在此以前确认继续有效的，请先登记“确认继续有效”。", rule.source)  # fmt: skip
    if (words := _wrong_days(life, step)) is not None:
        return Fault(step, f"{what}不成立：{words}", rule.source)
    return None


def _wrong_days(life: Life, step: Step) -> str | None:
    """What is wrong with the days that a step names, or None."""
    if step.until_on is not None and step.until_on < max(step.on, step.effective_on or step.on):
        return f"截止日期{written(step.until_on)}早于开始的日期，请核对。"
    if step.kind in {"amended", "repealed"} and life.issued_on and _from(step) < life.issued_on:
        return f"生效日期{written(_from(step))}早于印发日期{written(life.issued_on)}，请核对。"
    if step.kind == "repealed" and life.lapsed_on is not None and _from(step) >= life.lapsed_on:
        return f"到{written(_from(step))}时文件已因有效期届满失效（{written(life.lapsed_on)}起），不必再废止。"
    return None


def _take(life: Life, paper: Paper, step: Step) -> None:
    """What *step* does to the days of *life*."""
    if step.kind == "issued":
        life.issued_on = step.on
        life.effective_on = step.effective_on or _effective_by_rule(paper, step.on)
    elif step.kind == "amended":
        life.turns.append(_from(step))
    elif step.kind == "repealed":
        life.repealed_on, life.lapsed_on = _from(step), None
    if step.kind in {"issued", "amended", "confirmed"} and step.until_on is not None:
        life.until_on = step.until_on
        life.lapsed_on = step.until_on + timedelta(days=1)


def _effective_by_rule(paper: Paper, issued_on: date) -> date:
    """Nothing said, a document is in force from its issue, a regulation thirty days after its publication."""
    if paper.kind != REGULATIONS:
        return issued_on
    return (paper.published_on or issued_on) + timedelta(days=rules.period("regulation_effective").days)


def _review_on(life: Life) -> date | None:
    """
    The day by which it is to be looked at: before its validity ends, and every so often anyway.

    Once it was assessed in the months before the end, what is due is the decision, by the last day itself.
    """
    if life.issued_on is None or life.repealed_on is not None:
        return None
    looked = [step.on for step in life.steps if step.kind in {"issued", "amended", "assessed", "confirmed"}]
    days = [months_after(max(looked), rules.period("clean_up").months)]
    if life.until_on is not None:
        before_end = months_after(life.until_on, -rules.period("review").months)
        assessed = any(step.kind == "assessed" and step.on >= before_end for step in life.steps)
        days.append(life.until_on if assessed else before_end)
    return min(days)


def written(day: date) -> str:
    """A day as people write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _from(step: Step) -> date:
    return step.effective_on or step.on


def may_make(kind: str, makes_regulations: bool) -> bool:
    """Whether a body may make documents of that kind: regulations are made by some, normative documents by all."""
    return kinds.document_kinds()[kind].id != REGULATIONS or makes_regulations
