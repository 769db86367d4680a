"""What can be asked of the yearbook: reports published, and drafts that somebody brings to be read."""

from gongkai.yearbook.queries.drafts import Busy, Draft, Examined, examine_drafts, read_draft
from gongkai.yearbook.queries.published import (
    all_published,
    published_report,
    published_years,
    render_report,
)
from gongkai.yearbook.queries.sources import Source, SourceCell, Sources, series_of, sources_of, versions_of

__all__ = [
    "Busy",
    "Draft",
    "Examined",
    "Source",
    "SourceCell",
    "Sources",
    "all_published",
    "examine_drafts",
    "published_report",
    "published_years",
    "read_draft",
    "render_report",
    "series_of",
    "sources_of",
    "versions_of",
]
