"""A report is read by somebody other than who compiled it, and approved for exactly the content that was read."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.yearbook.acts.making import explained, fitting, locked, move, words
from gongkai.yearbook.models import ReportReview, YearReport
from gongkai.yearbook.queries.compiling import Compiled, compile_report
from gongkai.yearbook.queries.standing import Standing, compilers, standing


def ask_review(making: YearReport, *, by: Actor, on: date) -> ReportReview:
    """
    Hand a report over to be reviewed, once nothing but the review stands in the way of freezing it.

    Raises:
        NotAllowed: *by* is no reporter at or above the unit.
        Refused: a cell is asked for, an error is not settled, or the report is not being compiled.

    Source: Regulation art. 50.
    """
    require(by, "yearbook.ask_review", making.organisation, on=on)
    _compiled, stands = _look_at(making, on)
    refuse_hindered(stands)
    with transaction.atomic():
        made = locked(making)
        if made.state != "compiling":
            raise Refused(f"这份报告{made.get_state_display()}，不能再次送审。")
        move(made, "in_review")
        return _step(made, "asked", stands.sha256, "", "yearbook.ask_review", by=by, on=on)


def approve(making: YearReport, *, by: Actor, on: date, seen: str | None = None, remark: str = "") -> ReportReview:
    """
    Approve a report as it stands.

    Args:
        making: The report.
        by: Who has read it.
        on: The day.
        seen: The digest of what was shown; refused if the content is another one by now. None takes what is there.
        remark: What there is to say.

    Raises:
        NotAllowed: *by* is no approver at or above the unit.
        Refused: *by* had a part in compiling it, it is not in review, something stands in the way, or it changed.
    """
    require(by, "yearbook.approve", making.organisation, on=on)
    said = fitting(remark)
    _refuse_compiler(making, by)
    _compiled, stands = _look_at(making, on)
    if seen is not None and seen != stands.sha256:
        raise Refused("您打开之后报告的内容有了变动，意见没有记录。请重新打开，看过变动的内容再审核。")
    refuse_hindered(stands)
    with transaction.atomic():
        made = _in_review(making)
        return _step(made, "approved", stands.sha256, said, "yearbook.approve", by=by, on=on)


def return_(making: YearReport, reason: str, *, by: Actor, on: date) -> ReportReview:
    """
    Send a report back to be compiled further.

    Raises:
        NotAllowed: *by* is no approver at or above the unit.
        Refused: it is not in review, or no reason is given.
    """
    require(by, "yearbook.send_back", making.organisation, on=on)
    said = explained(reason, "请写明退回的原因，便于编制人修改。")
    _compiled, stands = _look_at(making, on)
    with transaction.atomic():
        made = _in_review(making)
        move(made, "compiling")
        return _step(made, "returned", stands.sha256, said, "yearbook.send_back", by=by, on=on)


def compiled_now(making: YearReport, on: date) -> Compiled:
    """The report of *making* as its records have it."""
    return compile_report(
        making.organisation, making.year, scope=making.scope, with_subordinates=making.with_subordinates, on=on
    )


def refuse_hindered(stands: Standing) -> None:
    """
    Pass if nothing but the review stands in the way.

    Raises:
        Refused: with what does.
    """
    if stands.hindrances:
        more = f"（共{len(stands.hindrances)}项）" if len(stands.hindrances) > 1 else ""
        raise Refused(f"这份报告还不能送审或定稿{more}：{stands.hindrances[0]}")


def _refuse_compiler(making: YearReport, by: Actor) -> None:
    if not isinstance(by, Program) and key(by) in compilers(making):
        raise Refused("本人参与编制的报告不能由本人审核，请由另一位审批人审核。")


def _look_at(making: YearReport, on: date) -> tuple[Compiled, Standing]:
    compiled = compiled_now(making, on)
    return compiled, standing(making, compiled)


def _in_review(making: YearReport) -> YearReport:
    made = locked(making)
    if made.state != "in_review":
        raise Refused(f"这份报告{made.get_state_display()}，没有在审核中。请重新打开页面。")
    return made


def _step(making: YearReport, decision: str, digest: str, said: str, act: str, *, by: Actor, on: date) -> ReportReview:
    step = ReportReview.objects.create(
        report=making, decision=decision, sha256=digest, words=said, on=on, by=key(by)
    )  # fmt: skip
    details = {**words(making), "reason": said} if decision == "returned" else words(making)
    ledger.record(act, making, by=key(by), unit=making.organisation, on=on, details=details, after={"content": digest})
    return step
