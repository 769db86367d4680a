"""Tables of the yearbook."""

from gongkai.yearbook.models.frozen import Frozen, FrozenCell
from gongkai.yearbook.models.narrative import Narrative, Template
from gongkai.yearbook.models.published import PublishedCell, PublishedReport
from gongkai.yearbook.models.reports import Adjustment, YearReport
from gongkai.yearbook.models.reviews import ReportReview
from gongkai.yearbook.models.submissions import Deadline, Remark, Reminder, Sender, Submission, SubmissionCell

__all__ = [
    "Adjustment",
    "Deadline",
    "Frozen",
    "FrozenCell",
    "Narrative",
    "PublishedCell",
    "PublishedReport",
    "Remark",
    "Reminder",
    "ReportReview",
    "Sender",
    "Submission",
    "SubmissionCell",
    "Template",
    "YearReport",
]
