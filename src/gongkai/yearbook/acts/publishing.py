"""Reports are published, and taken down by the program that published them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.report import Report
from gongkai.report.writing import render
from gongkai.yearbook.models import PublishedReport


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome: the report as kept, and whether this act published it or it stood there already."""

    report: PublishedReport
    is_new: bool


def publish_report(report: Report, organisation: Organisation, *, by: Actor, on: date) -> Published:
    """
    Publish and freeze a report; the same report again changes nothing.

    Args:
        report: The report; its year says which year it is filed under.
        organisation: The body whose report it is.
        by: Who publishes.
        on: Day of publication, local.

    Raises:
        NotAllowed: *by* is no approver at or above *organisation*.
        Refused: no year, cells in doubt, or another report of that body and year is published.

    Source: Regulation arts. 49, 50.
    """
    require(by, "yearbook.publish", organisation, on=on)
    if report.year is None:
        raise Refused("报告没有写明年度，不能公布。请先补上年度。")
    if report.doubts:
        raise Refused(f"报告中有{len(report.doubts)}个数字尚未确认，不能公布。请逐一核对后再公布。")
    text = render(report, "json").decode()
    digest = sha256(text.encode()).hexdigest()
    with transaction.atomic():
        kept, is_new = PublishedReport.objects.get_or_create(
            organisation=organisation,
            year=report.year,
            defaults={"text": text, "sha256": digest, "published_on": on, "published_by": key(by)},
        )
        if is_new:
            ledger.record(
                "yearbook.publish",
                _key(kept),
                by=key(by),
                unit=organisation,
                on=on,
                after=text.encode(),
                details=_words(kept),
            )
    if kept.sha256 != digest:
        raise Refused(
            f"{organisation.name}{report.year}年度报告已于{kept.published_on:%Y年%-m月%-d日}公布，公布后不能改换。",
            article="条例第五十条",
        )
    return Published(kept, is_new)


def withdraw_published_by(program: Program, *, on: date) -> int:
    """
    Take down every report that a program of ours published, on the local day *on*; returns how many.

    What people publish stays: nobody but a program has reports that can be taken down together.
    """
    with transaction.atomic():
        reports = list(PublishedReport.objects.select_related("organisation").filter(published_by=key(program)))
        for report in reports:
            require(program, "yearbook.withdraw", report.organisation, on=on)
            ledger.record(
                "yearbook.withdraw", _key(report), by=key(program), unit=report.organisation, on=on,
                before=report.text.encode(), details=_words(report),
            )  # fmt: skip
        PublishedReport.objects.filter(pk__in=[report.pk for report in reports]).delete()
    return len(reports)


def _key(report: PublishedReport) -> str:
    """The ledger's key of a report, which has no uid: there is one a body and year, and never another."""
    return f"report:{report.organisation.uid}/{report.year}"


def _words(report: PublishedReport) -> dict[str, str | int]:
    return {"body": report.organisation.name, "year": report.year}
