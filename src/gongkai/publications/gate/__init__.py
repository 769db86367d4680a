"""The check before publishing: what in a text, its files, links and facts stands against publishing it.

`findings`, `open_findings` and `require` ask about a publication as its latest revision has it. The rules themselves
(`rules/`, `messages.toml`) know no database. Names are loaded when first used, so that the rules can be listed, and
files examined in a process of their own, without Django.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.publications.gate.checking import Check, check, check_all, findings, open_findings, require
    from gongkai.publications.gate.finding import Finding, Place
    from gongkai.publications.gate.marking import marked

__all__ = ["Check", "Finding", "Place", "check", "check_all", "findings", "marked", "open_findings", "require"]

_HOME = {
    "Check": "checking", "Finding": "finding", "Place": "finding", "check": "checking", "check_all": "checking",
    "findings": "checking", "marked": "marking", "open_findings": "checking", "require": "checking",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
