"""The annual report as data: read it, check it, write it, compare it.

Names are loaded when first used, so that a command that only checks JSON does not load the PDF reader.
The packages behind are nouns (`reading`, `checking`, `writing`, `comparison`): a package named like the function
would take its place as soon as it is imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.report.checking import check, examine
    from gongkai.report.comparison import Comparison, compare
    from gongkai.report.finding import Examination, Finding, Undecided
    from gongkai.report.form import Edition, edition_for, editions
    from gongkai.report.reading import read, read_all
    from gongkai.report.report import Doubt, Place, Report, Section, Unplaced, Value
    from gongkai.report.writing import write

__all__ = [
    "Comparison", "Doubt", "Edition", "Examination", "Finding", "Place", "Report", "Section", "Undecided", "Unplaced",
    "Value", "check", "compare", "edition_for", "editions", "examine", "read", "read_all", "write",
]  # fmt: skip

_HOME = {
    "Comparison": "comparison", "compare": "comparison", "check": "checking", "examine": "checking",
    "Examination": "finding", "Finding": "finding", "Undecided": "finding",
    "Edition": "form", "edition_for": "form", "editions": "form", "read": "reading", "read_all": "reading",
    "Doubt": "report", "Place": "report", "Report": "report", "Section": "report", "Unplaced": "report",
    "Value": "report", "write": "writing",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
