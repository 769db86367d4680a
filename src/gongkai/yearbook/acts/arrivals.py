"""A report reaches the superior, by whichever way: kept once, numbered, its cells as rows, one entry of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key
from gongkai.report import Examination, Report
from gongkai.yearbook import deadlines
from gongkai.yearbook.models import Frozen, Sender, Submission, SubmissionCell

#: How often a number is looked for that another arrival of the same moment took.
_TRIES = 8
#: A cell above this is no figure of a body of the state; the column that keeps it has no room for it.
_MOST = 10**17


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    What reached the superior; who may send it was decided before.

    Args:
        superior: To whom.
        organisation: Whose report.
        report: The report as data; its year says which year it is filed under.
        text: Its bytes as text, kept as they are.
        examination: What the checker says of it.
        origin: `here`, `package` or `file`.
        scope: `body` or `level`.
        frozen: The frozen report, where it comes from this installation.
        sender: The installation that signed the package.
        entries_sha256: The digest of the file of entries, or "".
        version: The sender's own number of the report, where it comes in a package.
        file_name: The file as the person knows it.
    """

    superior: Organisation
    organisation: Organisation
    report: Report
    text: str
    examination: Examination
    origin: str
    scope: str = "body"
    frozen: Frozen | None = None
    sender: Sender | None = None
    entries_sha256: str = ""
    version: int | None = None
    file_name: str = ""

    @property
    def sha256(self) -> str:
        """The digest of the text."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Submitted:
    """The outcome: the submission, and whether this act made it or it was there already."""

    submission: Submission
    is_new: bool


def known(arrival: Arrival) -> Submission | None:
    """The submission of these very bytes, if they arrived before."""
    return _same_place(arrival).filter(sha256=arrival.sha256).first()


def keep(arrival: Arrival, act: str, *, by: Actor, on: date) -> Submitted:
    """
    Keep what arrived, within the caller's transaction; the same bytes twice are one submission.

    Two officers may send at once: the database holds one row a text and one a number, whoever comes second is
    answered with the first one's row, or with the next number if his text is another.

    Raises:
        Refused: too many others arrive at this moment, or a figure is beyond all bounds.
    """
    if absurd := [cell for cell, value in arrival.report.cells.items() if value is not None and abs(value) > _MOST]:
        raise Refused(f"有{len(absurd)}个数字大得不可能（{absurd[0]}），没有收下。请核对报告的原文。")
    for _try in range(_TRIES):
        if found := known(arrival):
            return Submitted(found, is_new=False)
        try:
            with transaction.atomic():
                submission = _row(arrival, by=by, on=on)
                submission.save(force_insert=True)
        except IntegrityError:
            continue
        SubmissionCell.objects.bulk_create(
            SubmissionCell(submission=submission, cell=cell, value=value)
            for cell, value in arrival.report.cells.items()
        )
        ledger.record(act, submission, by=key(by), unit=arrival.organisation, on=on,
                      after=arrival.text.encode(), details=_words(act, submission))  # fmt: skip
        return Submitted(submission, is_new=True)
    raise Refused("此刻有多份报送同时到达，这一份没有收下。请过几秒再报送一次，不会重复。")


def words(submission: Submission) -> dict[str, str | int]:
    """What the ledger's lines say of a submission: whose, on which year, what, which time."""
    return {
        "body": submission.organisation.name,
        "year": submission.year,
        "what": deadlines.terms()[submission.scope].label,
        "number": submission.number,
    }


def _words(act: str, submission: Submission) -> dict[str, str | int]:
    said = words(submission)
    if act == "yearbook.receive":
        said["origin"] = submission.sender.name if submission.sender else submission.file_name or "文件"
    return said


def _same_place(arrival: Arrival) -> QuerySet[Submission]:
    return Submission.objects.select_related("organisation", "superior", "sender").filter(
        superior=arrival.superior, organisation=arrival.organisation, year=arrival.report.year, scope=arrival.scope
    )


def _row(arrival: Arrival, *, by: Actor, on: date) -> Submission:
    last = _same_place(arrival).order_by("-number").first()
    return Submission(
        superior=arrival.superior, organisation=arrival.organisation, year=arrival.report.year, scope=arrival.scope,
        number=last.number + 1 if last else 1, origin=arrival.origin, frozen=arrival.frozen, sender=arrival.sender,
        text=arrival.text, sha256=arrival.sha256, entries_sha256=arrival.entries_sha256,
        version=arrival.version, file_name=arrival.file_name,
        errors=arrival.examination.errors(), warnings=arrival.examination.warnings(),
        submitted_on=on, submitted_by=key(by),
    )  # fmt: skip
