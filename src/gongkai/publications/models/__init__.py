"""What is kept of publications."""

from gongkai.publications.models.changes import Change, Reminder
from gongkai.publications.models.files import Attachment, ShownFile, StoredFile
from gongkai.publications.models.gate import FileExamination, FileFound, Justification, LinkCheck, WordRule
from gongkai.publications.models.placements import Placement
from gongkai.publications.models.publications import Explains, IndexScheme, IndexSerial, Publication, Validity
from gongkai.publications.models.records import ContentImport, Evaluation
from gongkai.publications.models.reviews import Chain, ChainStep, Remark, Review, ReviewState, ReviewTask

__all__ = [
    "Attachment",
    "Chain",
    "ChainStep",
    "Change",
    "ContentImport",
    "Evaluation",
    "Explains",
    "FileExamination",
    "FileFound",
    "IndexScheme",
    "IndexSerial",
    "Justification",
    "LinkCheck",
    "Placement",
    "Publication",
    "Remark",
    "Reminder",
    "Review",
    "ReviewState",
    "ReviewTask",
    "ShownFile",
    "StoredFile",
    "Validity",
    "WordRule",
]
