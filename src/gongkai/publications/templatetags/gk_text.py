"""What the templates of blocks need: rich text with nothing unsafe in it, and the tables of a file."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from gongkai.publications import intake
from gongkai.publications.files.grids import Grid
from gongkai.publications.models import StoredFile
from gongkai.publications.queries import files

register = template.Library()


@register.filter
def safe_rich_text(value: Any) -> SafeString:
    """
    Rich text as HTML, written anew from what it means: whatever a revision holds, a page gets no script of it.

    Links to pages of the site become addresses first.
    """
    source = getattr(value, "source", value) or ""
    return mark_safe(intake.sanitised(expand_db_html(str(source))))  # noqa: S308 (written anew, see there)


@register.simple_tag
def tables_of(stored: StoredFile, caption: str) -> list[Grid]:
    """The tables of a stored file; *caption*, where there is one, names the first."""
    return files.grids_of(stored, caption)
