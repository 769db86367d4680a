"""Reports are published, corrected by further versions, and taken down by the program that published them."""

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
from gongkai.yearbook.acts.making import locked, move
from gongkai.yearbook.models import Frozen, PublishedCell, PublishedReport
from gongkai.yearbook.queries.years import frozen_versions


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome: the report as kept, and whether this act published it or it stood there already."""

    report: PublishedReport
    is_new: bool


def publish_report(report: Report, organisation: Organisation, *, by: Actor, on: date) -> Published:
    """
    Publish a report that was made elsewhere, as its first version; the same report again changes nothing.

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
            scope="level" if report.scope == "level" else "body",
            number=1,
            defaults={"text": text, "sha256": digest, "published_on": on, "published_by": key(by)},
        )
        if is_new:
            _index(kept, report)
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


def publish_frozen(frozen: Frozen, *, by: Actor, on: date) -> Published:
    """
    Publish a frozen report; a later version is served under the same address and says what it corrects.

    Args:
        frozen: The newest version of its report.
        by: Who publishes.
        on: Day of publication, local.

    Raises:
        NotAllowed: *by* is no approver at or above the body.
        Refused: a later version is frozen, or another report of that body and year was published as it came from
            elsewhere, and this one does not say what it corrects.

    Source: Regulation arts. 49, 50.
    """
    making = frozen.report
    body = making.organisation
    require(by, "yearbook.publish", body, on=on)
    with transaction.atomic():
        made = locked(making)
        known = PublishedReport.objects.filter(frozen=frozen).first()
        if known is not None:
            return Published(known, is_new=False)
        newest = frozen_versions(made).first()
        if newest is None or newest.number != frozen.number or made.state != "frozen":
            raise Refused("要公布的不是最新的定稿。请打开最新的一版，审核、定稿后再公布。")
        others = PublishedReport.objects.filter(organisation=body, year=made.year, scope=made.scope)
        number = (others.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        if number > 1 and not frozen.reason:
            raise Refused(
                f"{body.name}{made.year}年度报告已经公布过另外一份。请办理更正，说明更正的原因，再公布更正后的报告。",
                article="条例第五十条",
            )
        kept = PublishedReport.objects.create(
            organisation=body, year=made.year, scope=made.scope, number=number, frozen=frozen, reason=frozen.reason,
            text=frozen.text, sha256=frozen.sha256, published_on=on, published_by=key(by),
        )  # fmt: skip
        _index(kept, Report.from_json(frozen.text))
        move(made, "published")
        ledger.record("yearbook.publish", _key(kept), by=key(by), unit=body, on=on, after=kept.text.encode(),
                      details=_words(kept))  # fmt: skip
    return Published(kept, is_new=True)


def withdraw_published_by(program: Program, *, on: date) -> int:
    """
    Take down every report that a program of ours published, on the local day *on*; returns how many.

    What people publish stays: nobody but a program has reports that can be taken down together.
    """
    with transaction.atomic():
        reports = list(
            PublishedReport.objects.select_related("organisation", "frozen__report__organisation").filter(
                published_by=key(program)
            )
        )
        for report in reports:
            require(program, "yearbook.withdraw", report.organisation, on=on)
            ledger.record(
                "yearbook.withdraw", _key(report), by=key(program), unit=report.organisation, on=on,
                before=report.text.encode(), details=_words(report),
            )  # fmt: skip
            if report.frozen is not None:
                move(locked(report.frozen.report), "frozen")
        keys = [report.pk for report in reports]
        PublishedCell.objects.filter(published__in=keys).delete()
        PublishedReport.objects.filter(pk__in=keys).delete()
    return len(reports)


def _index(published: PublishedReport, report: Report) -> None:
    """Its cells as rows, which follow the text and never lead it."""
    PublishedCell.objects.bulk_create(
        (PublishedCell(published=published, cell=cell, value=value) for cell, value in report.cells.items()),
        batch_size=500,
    )


def _key(report: PublishedReport) -> str:
    """The ledger's key of a report, which has no uid: its address, and from the second on its version."""
    level = "/level" if report.scope == "level" else ""
    version = f"/{report.number}" if report.number > 1 else ""
    return f"report:{report.organisation.uid}/{report.year}{level}{version}"


def _words(report: PublishedReport) -> dict[str, str | int]:
    return {"body": report.organisation.name, "year": report.year}
