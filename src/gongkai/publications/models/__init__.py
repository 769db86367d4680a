"""What is kept of publications."""

from gongkai.publications.models.files import Attachment, StoredFile
from gongkai.publications.models.placements import Placement
from gongkai.publications.models.publications import Explains, IndexScheme, IndexSerial, Publication, Validity
from gongkai.publications.models.reviews import Chain, ChainStep, Remark, Review, ReviewState, ReviewTask

__all__ = [
    "Attachment",
    "Chain",
    "ChainStep",
    "Explains",
    "IndexScheme",
    "IndexSerial",
    "Placement",
    "Publication",
    "Remark",
    "Review",
    "ReviewState",
    "ReviewTask",
    "StoredFile",
    "Validity",
]
