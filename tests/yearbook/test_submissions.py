"""Reports go to the superior and back: submitted once, remarked on, returned, amended, accepted (arts. 47, 49)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from submitted_district import PROGRAM, TODAY, YEAR, District, freeze, report

from gongkai.errors import NotAllowed, Refused
from gongkai.ledger.models import Entry
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation
from gongkai.organisations.roles import matrix
from gongkai.oversight import measures
from gongkai.yearbook.acts import deadlines as deadline_acts
from gongkai.yearbook.acts import submissions as acts
from gongkai.yearbook.models import Submission
from gongkai.yearbook.queries import deadlines, submissions

pytestmark = pytest.mark.django_db
ROLES = list(matrix().roles)


def submitted(district: District, code: str = "ju", **cells: int) -> Submission:
    unit = district[code]
    frozen = freeze(unit, report(unit.name, **cells))
    return acts.submit(frozen, by=district.officer("reporter", code), on=TODAY).submission


# --- when ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scope", "last"), [("body", date(2026, 1, 31)), ("level", date(2026, 3, 31))])
def test_art_49_a_body_reports_by_31_january_and_a_level_by_31_march(
    submitting: District, scope: str, last: date
) -> None:
    found = deadlines.due(submitting["qu-ban"], YEAR, scope)
    assert (found.on, found.statutory_on, found.is_earlier) == (last, last, False)
    assert "第四十九条" in found.source
    assert [found.days_left(day) for day in (last - timedelta(days=1), last, last + timedelta(days=2))] == [1, 0, -2]


def test_art_49_a_superior_may_ask_earlier_and_never_later(submitting: District) -> None:
    office, by = submitting["qu-ban"], submitting.officer("overseer", "qu-ban")
    early = date(2026, 1, 26)
    deadline_acts.set_deadline(office, YEAR, "body", early, by=by, on=TODAY, notice="区政办〔2026〕1号")
    found = deadlines.due(office, YEAR)
    assert (found.on, found.source, found.is_earlier) == (early, "区政办〔2026〕1号", True)
    assert deadlines.due(office, YEAR, "level").on == date(2026, 3, 31)
    assert deadlines.due(submitting["other"], YEAR).on == date(2026, 1, 31)
    with pytest.raises(Refused, match="不能晚于2026年1月31日"):
        deadline_acts.set_deadline(office, YEAR, "body", date(2026, 2, 1), by=by, on=TODAY)
    with pytest.raises(Refused, match="还没有过完"):
        deadline_acts.set_deadline(office, YEAR, "body", date(2025, 12, 31), by=by, on=TODAY)
    assert deadlines.due(office, YEAR).on == early
    assert Entry.objects.filter(act="yearbook.set_deadline").count() == 1
    deadline_acts.set_deadline(office, YEAR, "body", early, by=by, on=TODAY, notice="区政办〔2026〕1号")
    assert Entry.objects.filter(act="yearbook.set_deadline").count() == 1


# --- submitting -------------------------------------------------------------------------------------------


def test_art_49_a_report_goes_to_the_body_named_to_supervise_and_is_kept_byte_for_byte(submitting: District) -> None:
    frozen = freeze(submitting["ju"], report("某区教育局", documents__normative__issued=3))
    outcome = acts.submit(frozen, by=submitting.officer("reporter", "ju"), on=TODAY)
    kept = outcome.submission
    assert outcome.is_new
    assert (kept.superior, kept.number, kept.state, kept.origin) == (submitting["qu-ban"], 1, "submitted", "here")
    assert (kept.text, kept.sha256, kept.entries_sha256) == (frozen.text, frozen.sha256, frozen.entries_sha256)
    assert kept.errors == 0
    assert {row.cell: row.value for row in kept.cells.all() if row.value} == {"documents/normative/issued": 3}
    assert kept.cells.count() == 200
    entry = Entry.objects.get(act="yearbook.submit")
    assert entry.subject == f"submission:{kept.uid}"


def test_without_a_named_supervisor_it_goes_to_the_superior_and_without_any_it_is_refused(submitting: District) -> None:
    bureau = freeze(submitting["other-ju"], report("他区教育局"))
    sent = acts.submit(bureau, by=submitting.officer("approver", "other-ju"), on=TODAY).submission
    assert sent.superior == submitting["other"]
    top = freeze(submitting["other"], report("他区人民政府"))
    with pytest.raises(Refused, match="没有上级机关或主管部门"):
        acts.submit(top, by=PROGRAM, on=TODAY)


def test_the_same_report_submitted_twice_is_one_submission(submitting: District) -> None:
    frozen = freeze(submitting["ju"], report("某区教育局"))
    first = acts.submit(frozen, by=submitting.officer("reporter", "ju"), on=TODAY)
    second = acts.submit(frozen, by=submitting.officer("approver", "ju"), on=TODAY + timedelta(days=1))
    assert (first.is_new, second.is_new) == (True, False)
    assert second.submission.pk == first.submission.pk
    assert second.submission.submitted_on == TODAY
    assert (Submission.objects.count(), Entry.objects.filter(act="yearbook.submit").count()) == (1, 1)


def test_the_database_itself_keeps_one_submission_a_text_and_one_a_number(submitting: District) -> None:
    kept = submitted(submitting)
    for change in ({"number": 2}, {"sha256": "0" * 64}):
        twin = Submission.objects.get(pk=kept.pk)
        twin.pk, twin.uid = None, "a" * 13
        for name, value in change.items():
            setattr(twin, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def test_a_report_that_an_amendment_replaced_is_not_submitted(submitting: District) -> None:
    old = freeze(submitting["ju"], report("某区教育局"))
    new = freeze(submitting["ju"], report("某区教育局", documents__normative__issued=1))
    with pytest.raises(Refused, match="已经有第2版定稿"):
        acts.submit(old, by=PROGRAM, on=TODAY)
    assert acts.submit(new, by=PROGRAM, on=TODAY).is_new


def test_the_rules_between_years_are_asked_with_what_was_accepted_last_year(submitting: District) -> None:
    unit = submitting["ju"]
    before = report(unit.name, YEAR - 1, applications__received__person=2, applications__received__total=2,
                    applications__carried_out__person=2, applications__carried_out__total=2)  # fmt: skip
    sent = acts.submit(freeze(unit, before), by=PROGRAM, on=TODAY).submission
    assert sent.errors == 0
    now = acts.submit(freeze(unit, report(unit.name)), by=PROGRAM, on=TODAY).submission
    assert now.errors > 0
    assert {finding.rule for finding in submissions.findings_of(now)} >= {"applications.carried"}


@pytest.mark.parametrize("role", ROLES)
def test_only_reporters_and_approvers_of_the_unit_submit(submitting: District, role: str) -> None:
    frozen = freeze(submitting["ju"], report("某区教育局"))
    officer = submitting.officer(role, "ju")
    with pytest.raises(NotAllowed):
        acts.submit(frozen, by=submitting.officer(role, "jie"), on=TODAY)
    if role in {"reporter", "approver"}:
        assert acts.submit(frozen, by=officer, on=TODAY).is_new
    else:
        with pytest.raises(NotAllowed):
            acts.submit(frozen, by=officer, on=TODAY)
        assert not Submission.objects.exists()


# --- remarks and answers -----------------------------------------------------------------------------------


def test_art_47_a_return_with_remarks_is_answered_by_a_report_that_says_what_changed(submitting: District) -> None:
    overseer, reporter = submitting.officer("overseer", "qu-ban"), submitting.officer("reporter", "ju")
    first = submitted(submitting, documents__normative__issued=3)
    cell = acts.remark(first, "与目录不符", about="documents/normative/issued", by=overseer, on=TODAY)
    text = acts.remark(first, "请写明数字", about="section:overview", quote="依法公开", by=overseer, on=TODAY)
    assert (cell.quote, text.quote) == ("3", "依法公开")
    returned = acts.return_(first, "", by=overseer, on=TODAY)
    assert (returned.state, returned.answered_on) == ("returned", TODAY)
    acts.answer_remark(cell, "已核对，应为4件", by=reporter, on=TODAY)
    with pytest.raises(Refused, match="不能改写"):
        acts.answer_remark(cell, "再改", by=reporter, on=TODAY)

    with pytest.raises(Refused, match=r"已于2026年1月20日退回（第1次报送），内容没有变化"):
        acts.submit(first.frozen, by=reporter, on=TODAY)
    second = submitted(submitting, documents__normative__issued=4)
    assert second.number == 2
    changed = submissions.changed_since(second)
    assert changed is not None
    assert [(moved.cell, moved.a, moved.b) for moved in changed.cells] == [("documents/normative/issued", 3, 4)]
    assert submissions.changed_since(first) is None
    accepted = acts.accept(second, by=overseer, on=TODAY)
    assert accepted.state == "accepted"
    acts_done = [entry.act for entry in Entry.objects.filter(act__startswith="yearbook.").order_by("pk")]
    assert acts_done == [
        "yearbook.submit", "yearbook.remark", "yearbook.remark", "yearbook.return", "yearbook.answer_remark",
        "yearbook.submit", "yearbook.accept",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "quote", "why"),
    [
        ("documents/normative/made", "", "没有这个单元格"),
        ("section:nowhere", "", "没有这一部分"),
        ("section:overview", "没有写过的话", "不在“"),
    ],
)
def test_a_remark_is_about_what_stands_in_the_report(submitting: District, about: str, quote: str, why: str) -> None:
    sent = submitted(submitting)
    with pytest.raises(Refused, match=why):
        acts.remark(sent, "请核对", about=about, quote=quote, by=PROGRAM, on=TODAY)
    assert not sent.remarks.exists()


def test_a_submission_is_answered_once_and_only_the_newest_one(submitting: District) -> None:
    overseer = submitting.officer("overseer", "qu-ban")
    first = submitted(submitting)
    second = submitted(submitting, documents__normative__issued=1)
    with pytest.raises(Refused, match="已经报送第2次"):
        acts.accept(first, by=overseer, on=TODAY)
    acts.accept(second, by=overseer, on=TODAY)
    with pytest.raises(Refused, match="已接收"):
        acts.return_(second, "重报", by=overseer, on=TODAY)
    with pytest.raises(Refused, match="已接收"):
        acts.remark(second, "重报", by=overseer, on=TODAY)


def test_a_return_says_why(submitting: District) -> None:
    sent = submitted(submitting)
    with pytest.raises(Refused, match="写明退回的原因"):
        acts.return_(sent, " ", by=PROGRAM, on=TODAY)
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_report_that_breaks_rules_is_accepted_only_with_reasons(submitting: District) -> None:
    sent = submitted(submitting, applications__received__person=1)
    assert sent.errors > 0
    with pytest.raises(Refused, match=f"有{sent.errors}处错误"):
        acts.accept(sent, by=PROGRAM, on=TODAY)
    assert acts.accept(sent, "机构改革，另行说明", by=PROGRAM, on=TODAY).state == "accepted"


def test_nobody_answers_what_he_submitted_himself(submitting: District) -> None:
    both = submitting.officer("reporter", "ju")
    organisations.appoint(
        organisations.Person(both.username, both.name), "overseer", submitting["qu-ban"], by=PROGRAM, on=TODAY,
        from_on=TODAY,
    )  # fmt: skip
    sent = submitted(submitting)
    for act in (lambda: acts.accept(sent, by=both, on=TODAY), lambda: acts.return_(sent, "不", by=both, on=TODAY)):
        with pytest.raises(Refused, match="另一位工作人员"):
            act()


@pytest.mark.parametrize("role", ROLES)
def test_only_overseers_of_the_superior_answer(submitting: District, role: str) -> None:
    sent = submitted(submitting)
    foreign = submitting.officer("overseer", "other")
    for officer in (submitting.officer(role, "ju"), foreign, submitting.officer(role, "qu-ban")):
        allowed = officer.username == "overseer-qu-ban"
        for act in (acts.remark, acts.return_):
            if allowed:
                continue
            with pytest.raises(NotAllowed):
                act(sent, "不", by=officer, on=TODAY)
        if not allowed:
            with pytest.raises(NotAllowed):
                acts.accept(sent, by=officer, on=TODAY)
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_art_49_the_receipt_says_what_was_received_when_and_whether_late(submitting: District) -> None:
    sent = submitted(submitting)
    receipt = submissions.receipt(sent)
    assert receipt.to_data() == {
        "format": "gongkai-receipt/1", "receipt": sent.uid, "body": "ju", "year": YEAR, "scope": "body", "number": 1,
        "sha256": sent.sha256, "state": "submitted", "received_on": "2026-01-20", "errors": 0,
        "warnings": sent.warnings, "late": False,
    }  # fmt: skip
    late = acts.submit(freeze(submitting["jie"], report("某街道办事处")), by=PROGRAM, on=date(2026, 2, 1)).submission
    assert submissions.receipt(late).is_late


def test_what_review_and_freezing_made_is_what_the_superior_gets(
    submitting: District, settings: object, tmp_path: object
) -> None:
    """From records to the superior: nil returns, one licence, review by another, the freezing act, submission."""
    from counted_year import ON, begun, decided, declare_all, officer
    from counted_year import YEAR as COUNTED

    from gongkai.web.data import DataFolder
    from gongkai.yearbook.acts import freezing, reviews

    settings.GONGKAI_DATA = DataFolder.prepared(tmp_path)  # type: ignore[attr-defined, arg-type]
    unit = submitting["ju"]
    reporter, approver = officer("reporter", unit), officer("approver", unit)
    decided(unit, date(COUNTED, 3, 1))
    declare_all(unit)
    making = begun(unit, reporter)
    reviews.ask_review(making, by=reporter, on=ON)
    reviews.approve(making, by=approver, on=ON)
    frozen = freezing.freeze(making, by=approver, on=ON)
    kept = acts.submit(frozen, by=reporter, on=ON).submission
    assert (kept.sha256, kept.year, kept.superior) == (frozen.sha256, COUNTED, submitting["qu-ban"])
    assert kept.cells.get(cell="licensing/licences/decisions").value == 1
    assert kept.errors == 0


def test_an_assessment_takes_the_errors_of_a_units_first_submission_on_the_year(submitting: District) -> None:
    """Art. 46: what was mended after it was returned was wrong all the same."""
    units = Organisation.objects.filter(code__in=["ju", "jie"])
    wrong = freeze(submitting["ju"], report("ju机关", applications__received__person=3))
    first = acts.submit(wrong, by=submitting.officer("reporter", "ju"), on=TODAY).submission
    assert first.errors
    assert measures.values("report_errors", units, YEAR) == {submitting["ju"].pk: Decimal(first.errors)}
    overseer = submitting.officer("overseer", "qu-ban")
    acts.return_(first, "三张表的合计不对。", by=overseer, on=TODAY)
    right = freeze(submitting["ju"], report("ju机关"))
    assert acts.submit(right, by=submitting.officer("reporter", "ju"), on=TODAY).submission.errors == 0
    assert measures.values("report_errors", units, YEAR) == {submitting["ju"].pk: Decimal(first.errors)}
    assert measures.values("report_errors", units, YEAR + 1) == {}
