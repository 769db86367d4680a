"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

_FORMS = re.compile(
    r"(?:(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})|(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?|(\d{4})(\d\d)(\d\d))"
    r"(?:[T\s]\s*\d{1,2}:\d\d(?::\d\d)?)?"
)


def day_from(text: str) -> date | None:
    """
    The day in *text* (2026-01-31, 2026/1/31, 2026.1.31, 20260131, 2026年1月31日), None if it is none.

    An hour behind it is read over.
    """
    match = _FORMS.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
