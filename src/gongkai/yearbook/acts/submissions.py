"""A report goes to the superior and back: submitted, remarked on, returned, amended, accepted."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.report import Report, examine
from gongkai.yearbook.acts.arrivals import Arrival, Submitted, keep, known, words
from gongkai.yearbook.models import Frozen, Remark, Submission
from gongkai.yearbook.queries.submissions import last_years

_LONGEST = 500
#: What a remark on a section is about: this, and the section's key.
SECTION = "section:"


def submit(frozen: Frozen, *, by: Actor, on: date) -> Submitted:
    """
    Submit a frozen report to the unit's supervisor of that day; the same report again is the same submission.

    Args:
        frozen: The report; an amendment is another one and may follow the first at any time.
        by: Who submits.
        on: The day.

    Raises:
        NotAllowed: *by* is neither reporter nor approver at the unit.
        Refused: the unit has no supervisor, a later version is frozen, or this very report was returned.

    Source: Regulation arts. 3, 49.
    """
    making = frozen.report
    require(by, "yearbook.submit", making.organisation, on=on)
    superior = superior_of(making.organisation, on)
    report = Report.from_json(frozen.text)
    previous = last_years(making.organisation, making.year, making.scope)
    arrival = Arrival(
        superior, making.organisation, report, frozen.text, examine(report, previous), "here", making.scope,
        frozen=frozen, entries_sha256=frozen.entries_sha256,
    )  # fmt: skip
    with transaction.atomic():
        newest = Frozen.objects.filter(report=making).order_by("-number").first()
        if newest is not None and newest.number > frozen.number:
            raise Refused(f"这是第{frozen.number}版，已经有第{newest.number}版定稿。请报送第{newest.number}版。")
        if (before := known(arrival)) and before.state == "returned":
            raise Refused(
                f"这份报告已于{_day(before.answered_on)}退回（第{before.number}次报送），内容没有变化。"
                "请按审核意见更正并重新定稿，再报送新的一版。"
            )
        return keep(arrival, "yearbook.submit", by=by, on=on)


def superior_of(unit: Organisation, on: date) -> Organisation:
    """
    To whom *unit* submits on that day.

    Raises:
        Refused: nobody supervises it.

    Source: Regulation art. 3.
    """
    found = units.supervisor_on(unit, units.last_day(unit, on))
    if found is None:
        raise Refused(
            f"{unit.name}在本系统没有上级机关或主管部门，不能在系统内报送。"
            "请由管理员登记主管部门；主管部门用另一套系统的，请下载报送包发给它。",
            article="条例第三条",
        )
    return found


def remark(submission: Submission, said: str, *, about: str = "", quote: str = "", by: Actor, on: date) -> Remark:
    """
    Say something of a cell, a section or the whole of a submission, while it waits for its answer.

    Args:
        submission: Of what.
        said: The words.
        about: A cell's id, `section:<key>`, or "" for the whole.
        quote: The words of the section that are meant; of a cell its value is quoted.
        by: Who says it.
        on: The day.

    Raises:
        NotAllowed: *by* is no overseer at or above the superior.
        Refused: nothing is said, what it is about is not there, or the submission is answered already.
    """
    require(by, "yearbook.remark", submission.superior, on=on)
    with transaction.atomic():
        submission = _waiting(submission, "提意见")
        said = _said(said, "审核意见")
        row = Remark.objects.create(
            submission=submission, about=about, quote=_quoted(submission, about, quote), words=said, on=on, by=key(by)
        )
        ledger.record("yearbook.remark", submission, by=key(by), unit=submission.organisation, on=on,
                      after=_remark_state(row), details=_whose(submission))  # fmt: skip
    return row


def return_(submission: Submission, said: str, *, by: Actor, on: date) -> Submission:
    """
    Give a submission back to its unit; what is to be mended stands in *said* and in the remarks.

    Raises:
        NotAllowed: *by* is no overseer at or above the superior.
        Refused: it is answered already, a newer one has come, *by* submitted it, or neither words nor remarks say why.
    """
    require(by, "yearbook.return", submission.superior, on=on)
    with transaction.atomic():
        submission = _waiting(submission, "退回")
        _by_another(submission, by)
        if not said.strip() and not submission.remarks.exists():
            raise Refused("请写明退回的原因，或者先在单元格、段落上提出审核意见。")
        return _answered(submission, "returned", "yearbook.return", said, by=by, on=on)


def accept(submission: Submission, said: str = "", *, by: Actor, on: date) -> Submission:
    """
    Accept a submission.

    Raises:
        NotAllowed: *by* is no overseer at or above the superior.
        Refused: it is answered already, a newer one has come, *by* submitted it, or it breaks rules and *said* does
            not say why it is accepted all the same.
    """
    require(by, "yearbook.accept", submission.superior, on=on)
    with transaction.atomic():
        submission = _waiting(submission, "接收")
        _by_another(submission, by)
        if submission.errors and not said.strip():
            raise Refused(f"这份报告有{submission.errors}处错误。请退回更正；确需接收的，写明理由。")
        return _answered(submission, "accepted", "yearbook.accept", said, by=by, on=on)


def answer_remark(row: Remark, said: str, *, by: Actor, on: date) -> Remark:
    """
    Answer a remark, once, from the unit's side; the answer goes with the next submission.

    Raises:
        NotAllowed: *by* is neither reporter nor approver at the unit.
        Refused: nothing is said, or it is answered already.
    """
    unit = row.submission.organisation
    require(by, "yearbook.answer_remark", unit, on=on)
    with transaction.atomic():
        row = Remark.objects.select_for_update(of=("self",)).select_related("submission__organisation").get(pk=row.pk)
        if row.answered_on is not None:
            raise Refused(f"这条意见已于{_day(row.answered_on)}答复，不能改写。需要补充的，请另行联系主管部门。")
        before = _remark_state(row)
        row.answer, row.answered_on = _said(said, "答复"), on
        row.save(update_fields=["answer", "answered_on"])
        ledger.record("yearbook.answer_remark", row.submission, by=key(by), unit=unit, on=on, before=before,
                      after=_remark_state(row), details=_whose(row.submission))  # fmt: skip
    return row


def _waiting(submission: Submission, what: str) -> Submission:
    """The submission, locked, if it is the newest and waits for its answer."""
    rows = Submission.objects.select_related("organisation", "superior")
    submission = rows.select_for_update(of=("self",)).get(pk=submission.pk)
    if submission.state != "submitted":
        state = submission.get_state_display()
        raise Refused(f"这份报告{state}（{_day(submission.answered_on)}），不能再{what}。请刷新页面查看最新情况。")
    newest = (
        Submission.objects.filter(
            superior=submission.superior, organisation=submission.organisation, year=submission.year,
            scope=submission.scope,
        ).order_by("-number").values_list("number", flat=True).first()
    )  # fmt: skip
    if newest is not None and newest > submission.number:
        raise Refused(f"{submission.organisation.name}已经报送第{newest}次，请{what}最新的一次。")
    return submission


def _by_another(submission: Submission, by: Actor) -> None:
    if submission.submitted_by == key(by) and submission.submitted_by.startswith("user:"):
        raise Refused("这份报告是您本人报送的，须由主管部门的另一位工作人员处理。")


def _answered(submission: Submission, state: str, act: str, said: str, *, by: Actor, on: date) -> Submission:
    said = said.strip()
    if len(said) > _LONGEST:
        raise Refused(f"处理说明不能超过{_LONGEST}字，现有{len(said)}字。")
    submission.state, submission.answer = state, said
    submission.answered_on, submission.answered_by = on, key(by)
    submission.save(update_fields=["state", "answer", "answered_on", "answered_by"])
    ledger.record(act, submission, by=key(by), unit=submission.organisation, on=on, before={"state": "submitted"},
                  after={"state": state, "answer": said, "sha256": submission.sha256},
                  details=words(submission))  # fmt: skip
    return submission


def _said(said: str, what: str) -> str:
    said = said.strip()
    if not said or len(said) > _LONGEST:
        raise Refused(f"请写明{what}，不超过{_LONGEST}字（现有{len(said)}字）。")
    return said


def _quoted(submission: Submission, about: str, quote: str) -> str:
    """What the remark is about, as it stands in the report."""
    report = Report.from_json(submission.text)
    if not about:
        return ""
    if about.startswith(SECTION):
        section = report.section(about.removeprefix(SECTION))
        if section is None:
            raise Refused("报告里没有这一部分，意见没有记下。请从报告页面上点选要提意见的部分。")
        quote = quote.strip()
        if quote and quote not in section.text:
            raise Refused(f"“{quote[:40]}”不在“{section.heading}”的正文里，请照原文摘录，或者不填原文。")
        return quote[:300]
    if about not in set(report.expected()):
        raise Refused("报告里没有这个单元格，意见没有记下。请从报告页面上点选要提意见的数字。")
    value = report.cells.get(about)
    return "（空白）" if value is None else f"{value:,}"


def _whose(submission: Submission) -> dict[str, str | int]:
    said = words(submission)
    del said["number"]
    return said


def _remark_state(row: Remark) -> dict[str, str]:
    return {"about": row.about, "quote": row.quote, "words": row.words, "answer": row.answer}


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"
