"""What can be asked of the yearbook: reports published, and drafts that somebody brings to be read."""

from gongkai.yearbook.queries.drafts import Busy, Draft, Examined, examine_drafts, read_draft
from gongkai.yearbook.queries.published import (
    all_published,
    published_report,
    published_years,
    render_report,
)

__all__ = [
    "Busy",
    "Draft",
    "Examined",
    "all_published",
    "examine_drafts",
    "published_report",
    "published_years",
    "read_draft",
    "render_report",
]
