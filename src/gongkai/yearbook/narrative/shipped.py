"""The templates that come with the program, one file a section."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gongkai.report import editions

_FOLDER = Path(__file__).parent / "templates"


@cache
def shipped() -> dict[str, str]:
    """The shipped template of each section, by the section's key, in the order of the form."""
    keys = dict.fromkeys(section.key for edition in editions().values() for section in edition.sections)
    return {key: (_FOLDER / f"{key}.txt").read_text(encoding="utf-8").strip() for key in keys}
