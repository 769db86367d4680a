"""What can be asked about submissions: one of them, those of a unit, what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from gongkai.organisations.models import Organisation
from gongkai.report import Comparison, Finding, Report, compare, examine
from gongkai.yearbook.models import Remark, Submission
from gongkai.yearbook.queries.deadlines import due
from gongkai.yearbook.queries.years import report_before


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    What a unit is given for its submission (回执).

    Args:
        number: The receipt's own number: the submission's uid.
        submission: What was received.
        is_late: Whether it came after the day on which it was due.
    """

    number: str
    submission: Submission
    is_late: bool

    def to_data(self) -> dict[str, object]:
        """The receipt as the interface answers it."""
        row = self.submission
        return {
            "format": "gongkai-receipt/1", "receipt": self.number, "body": row.organisation.code, "year": row.year,
            "scope": row.scope, "number": row.number, "sha256": row.sha256, "state": row.state,
            "received_on": row.submitted_on.isoformat(), "errors": row.errors, "warnings": row.warnings,
            "late": self.is_late,
        }  # fmt: skip


def submission(uid: str) -> Submission | None:
    """The submission of that uid with both bodies, or None."""
    return _with_bodies().filter(uid=uid).first()


def receipt(found: Submission) -> Receipt:
    """What the unit is given: late is what came after the day on which it was due (Regulation art. 49)."""
    owed = due(found.superior, found.year, found.scope)
    return Receipt(found.uid, found, found.submitted_on > owed.on)


def remark(uid: str, pk: int) -> Remark | None:
    """A remark of the submission of that uid, or None."""
    rows = Remark.objects.select_related("submission__organisation", "submission__superior")
    return rows.filter(submission__uid=uid, pk=pk).first()


def submissions_of(unit: Organisation, year: int) -> list[Submission]:
    """The submissions of *unit* on that year, newest first, without the texts."""
    return list(_with_bodies().defer("text").filter(organisation=unit, year=year).order_by("scope", "-number"))


def others_of(found: Submission) -> list[Submission]:
    """Every submission of the same report, newest first, without the texts."""
    rows = _with_bodies().defer("text").filter(
        superior=found.superior, organisation=found.organisation, year=found.year, scope=found.scope
    )  # fmt: skip
    return list(rows.order_by("-number"))


def changed_since(found: Submission) -> Comparison | None:
    """How a submission differs from the one before it; None for the first."""
    before = (
        Submission.objects.filter(
            superior=found.superior, organisation=found.organisation, year=found.year, scope=found.scope,
            number__lt=found.number,
        ).order_by("-number").first()
    )  # fmt: skip
    return None if before is None else compare(_parsed(before.sha256, before.text), _parsed(found.sha256, found.text))


def report_of(found: Submission) -> Report:
    """The report of a submission as data; not to be changed, for it is shared."""
    return _parsed(found.sha256, found.text)


def findings_of(found: Submission) -> tuple[Finding, ...]:
    """What the checker says of a submission, with last year's report where there is one."""
    return examine(report_of(found), last_years(found.organisation, found.year, found.scope)).findings


def last_years(unit: Organisation, year: int, scope: str) -> Report | None:
    """The report of *unit* on the year before *year*, as the rules between years want it; None if there is none."""
    found = report_before(unit, year, scope)
    return None if found is None else found.report


def remarks_of(found: Submission) -> QuerySet[Remark]:
    """The remarks on a submission in the order in which they were made."""
    return found.remarks.order_by("pk")


def _with_bodies() -> QuerySet[Submission]:
    return Submission.objects.select_related("organisation", "superior", "sender")


@lru_cache(maxsize=64)
def _parsed(digest: str, text: str) -> Report:
    """A text as data, kept under its digest: a page asks for the same report several times."""
    return Report.from_json(text)
