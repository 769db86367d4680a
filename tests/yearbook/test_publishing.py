"""Publishing freezes a report."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from django_site import DEMO
from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.report import Doubt, Report
from gongkai.yearbook import acts, queries
from gongkai.yearbook.models import PublishedReport

pytestmark = pytest.mark.django_db

DAY = date(2025, 1, 24)
BY = Program("test")


@pytest.fixture
def body() -> Organisation:
    return organisations.enter(
        organisations.Description("shili", "示例区人民政府", "district", is_sample=True), by=Program("test"), on=DAY
    )


@pytest.fixture
def report() -> Report:
    return Report.from_json((DEMO / "shili-2024.json").read_bytes())


def test_a_published_report_is_kept_as_text_with_its_digest(body: Organisation, report: Report) -> None:
    outcome = acts.publish_report(report, body, by=BY, on=DAY)
    kept = queries.published_report("shili", 2024)
    assert outcome.is_new
    assert kept is not None
    assert Report.from_json(kept.text) == report
    assert kept.sha256 == sha256(kept.text.encode()).hexdigest()
    assert queries.render_report(kept, "json") == kept.text.encode()


def test_publishing_the_same_report_again_changes_nothing(body: Organisation, report: Report) -> None:
    first = acts.publish_report(report, body, by=BY, on=DAY)
    again = acts.publish_report(report, body, by=Program("other"), on=date(2025, 2, 1))
    assert not again.is_new
    assert again.report.pk == first.report.pk
    assert (again.report.published_on, again.report.published_by) == (DAY, str(BY))


def test_a_published_report_cannot_be_replaced_by_another(body: Organisation, report: Report) -> None:
    acts.publish_report(report, body, by=BY, on=DAY)
    report.cells["remedies/reconsideration/total"] = 1
    with pytest.raises(Refused, match="已于2025年1月24日公布，公布后不能改换"):
        acts.publish_report(report, body, by=BY, on=DAY)
    kept = queries.published_report("shili", 2024)
    assert kept is not None
    assert Report.from_json(kept.text).cells["remedies/reconsideration/total"] == 22


def test_a_report_without_a_year_is_not_published(body: Organisation, report: Report) -> None:
    report.year = None
    with pytest.raises(Refused, match="没有写明年度"):
        acts.publish_report(report, body, by=BY, on=DAY)


def test_a_report_with_a_doubt_is_not_published(body: Organisation, report: Report) -> None:
    del report.cells["fees/fees/amount"]
    report.doubts.append(Doubt("fees/fees/amount", "数字连在一起", (1, 2), "12"))
    with pytest.raises(Refused, match="有1个数字尚未确认"):
        acts.publish_report(report, body, by=BY, on=DAY)
    assert not PublishedReport.objects.exists()


def test_the_database_itself_keeps_one_report_a_body_and_year(body: Organisation, report: Report) -> None:
    acts.publish_report(report, body, by=BY, on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedReport.objects.create(
            organisation=body, year=2024, text="{}", sha256="0" * 64, published_on=DAY, published_by=str(BY)
        )


def officer(role: str, body: Organisation) -> User:
    person = organisations.Person(role, f"{role}员")
    organisations.appoint(person, role, body, by=BY, on=DAY, from_on=DAY)
    return User.objects.get(username=role)


def test_what_a_person_published_is_not_withdrawn_with_what_a_program_did(body: Organisation, report: Report) -> None:
    kept = acts.publish_report(report, body, by=officer("approver", body), on=DAY).report
    assert kept.published_by.startswith("user:")
    assert acts.withdraw_published_by(BY, on=DAY) == 0
    assert PublishedReport.objects.count() == 1


@pytest.mark.parametrize("role", ["editor", "reviewer", "reporter", "administrator", "overseer"])
def test_only_the_approver_publishes(body: Organisation, report: Report, role: str) -> None:
    with pytest.raises(NotAllowed, match="公布年度报告"):
        acts.publish_report(report, body, by=officer(role, body), on=DAY)
    assert PublishedReport.objects.count() == 0


def test_an_approver_elsewhere_publishes_nothing_here(body: Organisation, report: Report) -> None:
    other = organisations.enter(organisations.Description("other", "别处", "district"), by=BY, on=DAY)
    with pytest.raises(NotAllowed):
        acts.publish_report(report, body, by=officer("approver", other), on=DAY)


@pytest.mark.parametrize("to", ["html", "docx", "pdf", "xlsx", "md", "json"])
def test_every_file_of_a_published_report_reads_back_as_the_same_report(
    body: Organisation, report: Report, to: str
) -> None:
    from gongkai.report import read

    kept = acts.publish_report(report, body, by=BY, on=DAY).report
    again = read(queries.render_report(kept, to), f"shili-2024.{to}")
    assert (again.agency, again.year, again.cells) == (report.agency, report.year, report.cells)
