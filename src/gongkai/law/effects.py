"""What each step does to a case: the one place where a step is let in or refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from gongkai.errors import Refused
from gongkai.law.calendar import Calendar
from gongkai.law.clock import Pause, Run
from gongkai.law.outcomes import outcomes
from gongkai.law.settings import Settings
from gongkai.law.steps import POSITIONS, Step, StepKind, kinds

_LAPSES = frozenset({"third_party_lapsed", "agency_lapsed"})


class CannotFollow(Refused):
    """A step that cannot come where it stands: names it, the reason and the article."""

    def __init__(self, step: Step, message: str, article: str | None = None) -> None:
        named = f"“{step.label}”"
        said = message if named in message else f"{in_words(step.on)}{named}不能登记：{message}"
        super().__init__(f"{said.removesuffix('。')}（{article}）。" if article else said, article=article)
        self.step = step


@dataclass(frozen=True, slots=True)
class Remark:
    """Something of a step that is a fact and a fault, and undoes nothing: a notice that came late."""

    step: Step
    words: str
    article: str


@dataclass(slots=True)
class State:
    """What the fold knows while it goes through the steps."""

    calendar: Calendar
    settings: Settings
    position: str = ""
    runs: list[Run] = field(default_factory=list)
    until: date | None = None
    outcome: str = ""
    answer: str = ""
    received_on: date | None = None
    closed_on: date | None = None
    last: Step | None = None
    seen: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def run(self) -> Run:
        return self.runs[-1]

    def put(self, run: Run) -> None:
        self.runs[-1] = run


def take(state: State, step: Step) -> None:
    """One step further."""
    kind = kinds()[step.kind]
    if state.position not in kind.froms:
        raise _out_of_place(state, step, kind)
    for name in kind.needs:
        if not getattr(step, name):
            raise CannotFollow(
                step, f"“{kind.label}”（{in_words(step.on)}）没有写明{_FIELDS[name]}，请补上。", kind.article
            )
    if kind.once and kind.id in state.seen:
        raise CannotFollow(step, f"“{kind.label}”只能有一次：{_ONCE[kind.id]}。", kind.article)
    _EFFECTS[kind.clock](state, step, kind)
    state.seen.add(kind.id)
    state.last = step
    if kind.to == "consulting?":
        state.position = "consulting" if any(pause.is_waiting for pause in state.run.pauses) else "in_progress"
    elif kind.to != "=":
        state.position = kind.to


def _out_of_place(state: State, step: Step, kind: StepKind) -> CannotFollow:
    after = f"{in_words(state.last.on)}“{state.last.label}”之后" if state.last else "收到申请之前"
    stands = f"，这件申请{POSITIONS[state.position]}" if state.position else ""
    reason = _BARRED.get((state.position, kind.id), "")
    return CannotFollow(
        step, f"{in_words(step.on)}“{kind.label}”不能登记：{after}{stands}，{reason or '不能有这一步'}。", kind.article
    )


# --- what each effect does --------------------------------------------------------------------------


def _starts(state: State, step: Step, kind: StepKind) -> None:
    state.received_on = step.on
    state.runs.append(Run(step.on, state.settings.reply_days))


def _restarts(state: State, step: Step, kind: StepKind) -> None:
    if kind.id == "redecision_ordered":
        state.closed_on = None
        if step.until is not None:
            if step.until <= step.on:
                raise CannotFollow(
                    step, f"重新答复的期限{in_words(step.until)}应在{in_words(step.on)}之后，请核对。", kind.article
                )
            state.runs.append(Run(step.on, 0, set_for=step.until))
        else:
            state.runs.append(Run(step.on, state.settings.redecision_days))
        return
    state.until = None
    state.runs.append(Run(step.on, state.settings.reply_days))


def _stops(state: State, step: Step, kind: StepKind) -> None:
    late = state.calendar.working_days_between(state.run.start, step.on)
    if kind.id == "correction_asked":
        if step.until is None or step.until <= step.on:
            raise CannotFollow(step, f"补正期限应在{in_words(step.on)}之后，请核对。", kind.article)
        state.until = step.until
        most = state.settings.correction_notice_days
        if late > most:
            said = f"收到申请后第{late}个工作日才告知补正，超过{most}个工作日"
            state.remarks.append(Remark(step, said, kind.article))
    else:
        told = step.reached or step.on
        if told < step.on:
            raise CannotFollow(
                step, f"收到收费通知的日期{in_words(told)}早于发出的日期{in_words(step.on)}，请核对。", kind.article
            )
        state.until = state.calendar.last_day(told, state.settings.payment_days)
        if _is_late(state, step):
            state.remarks.append(Remark(step, "答复期限届满后才发出收费通知", kind.article))
    state.put(replace(state.run, stopped_on=step.on))


def _pauses(state: State, step: Step, kind: StepKind) -> None:
    if any(pause.party == step.party and pause.is_waiting for pause in state.run.pauses):
        raise CannotFollow(step, f"已经在等“{step.party}”的意见，不能再次征求。", kind.article)
    if kind.id == "agency_asked" and step.role not in ("co_maker", "other"):
        raise CannotFollow(
            step, f"征求“{step.party}”的意见，应写明是共同制作机关（co_maker）还是其他机关（other）。", kind.article
        )
    reached = step.reached or step.on
    if reached < step.on:
        raise CannotFollow(step, f"“{step.party}”收到征求意见的日期早于发出的日期，请核对。", kind.article)
    days = {
        "third_party": state.settings.third_party_days, "co_maker": state.settings.co_maker_days,
        "other": state.settings.other_agency_days,
    }  # fmt: skip
    role = step.role if kind.id == "agency_asked" else "third_party"
    if _is_late(state, step):
        state.remarks.append(Remark(step, f"答复期限届满后才征求“{step.party}”的意见", kind.article))
    last = state.calendar.last_day(reached, days[role])
    state.put(replace(state.run, pauses=(*state.run.pauses, Pause(step.party, role, step.on, last))))


def _resumes(state: State, step: Step, kind: StepKind) -> None:
    is_third = kind.id.startswith("third_party")
    waiting = next(
        (
            pause for pause in state.run.pauses
            if pause.party == step.party and pause.is_waiting and (pause.role == "third_party") == is_third
        ),
        None,
    )  # fmt: skip
    if waiting is None:
        raise CannotFollow(step, f"没有在等“{step.party}”的意见，请核对名称和步骤。", kind.article)
    if kind.id in _LAPSES and step.on <= waiting.last:
        raise CannotFollow(
            step, f"“{step.party}”可以在{in_words(waiting.last)}以前提出意见，还不能登记为逾期未答复。", kind.article
        )
    if kind.id == "third_party_answered" and step.answer not in ("consents", "objects"):
        raise CannotFollow(step, "第三方的意见应写明同意公开（consents）还是不同意公开（objects）。", kind.article)
    ended = min(step.on, waiting.last)
    pauses = tuple(replace(pause, ended_on=ended) if pause is waiting else pause for pause in state.run.pauses)
    state.put(replace(state.run, pauses=pauses))


def _extends(state: State, step: Step, kind: StepKind) -> None:
    most = state.settings.extension_days
    if state.run.extension:
        raise CannotFollow(step, "答复期限已经延长过一次，不能再延长。", kind.article)
    if step.days is None or not 1 <= step.days <= most:
        raise CannotFollow(step, f"延长的期限应为1到{most}个工作日。", kind.article)
    if _is_late(state, step):
        due = state.run.due(state.calendar, step.on)
        assert due
        raise CannotFollow(
            step, f"答复期限已于{in_words(due.on)}届满，延长答复应当在届满以前告知申请人。", kind.article
        )
    state.put(replace(state.run, extension=step.days))


def _sets(state: State, step: Step, kind: StepKind) -> None:
    if step.until is None or step.until <= step.on:
        raise CannotFollow(step, f"延迟答复的日期应在{in_words(step.on)}之后，请核对。", kind.article)
    if "reasons_asked" not in state.seen:
        raise CannotFollow(step, "延迟答复以前，应当先要求申请人说明理由。", kind.article)
    state.put(replace(state.run, set_for=step.until))


def _ends(state: State, step: Step, kind: StepKind) -> None:
    if kind.id in ("correction_lapsed", "fee_lapsed") and state.until is not None and step.on <= state.until:
        what = "补正" if kind.id == "correction_lapsed" else "缴费"
        raise CannotFollow(step, f"申请人可以在{in_words(state.until)}以前{what}，还不能登记为逾期。", kind.article)
    code = step.outcome or kind.outcome
    if code not in outcomes():
        raise CannotFollow(step, f"没有“{code}”这种答复，可用的有：{'、'.join(outcomes())}。", kind.article)
    state.outcome = state.outcome or code
    state.answer = code
    state.closed_on = state.closed_on or step.on
    state.put(replace(state.run, ended_on=step.on))


def _nothing(state: State, step: Step, kind: StepKind) -> None:
    return


def _is_late(state: State, step: Step) -> bool:
    due = state.run.due(state.calendar, step.on)
    return due is not None and step.on > due.on


_EFFECTS = {
    "starts": _starts, "restarts": _restarts, "stops": _stops, "pauses": _pauses, "resumes": _resumes,
    "extends": _extends, "sets": _sets, "ends": _ends, "nothing": _nothing,
}  # fmt: skip
_FIELDS = {
    "until": "期限", "party": "对方名称", "answer": "意见", "role": "是共同制作机关还是其他机关",
    "days": "延长的工作日数", "outcome": "答复结果",
}  # fmt: skip
_ONCE = {"correction_asked": "补正内容应当一次性告知", "fee_noticed": "同一件申请只收一次费"}
_BARRED = {
    ("consulting", "decided"): "征求的意见还没有收到，也没有登记为逾期未答复，不能答复",
    ("awaiting_correction", "decided"): "要等申请人补正，或者登记逾期不补正",
    ("awaiting_payment", "decided"): "要等申请人缴费，或者登记逾期不缴费",
    ("awaiting_correction", "extended"): "期限没有在计算，补正后重新起算",
    ("awaiting_payment", "extended"): "期限没有在计算，缴费后重新起算",
}


def in_words(day: date) -> str:
    """A day as an officer writes it: 2026年4月24日."""
    return f"{day.year}年{day.month}月{day.day}日"
