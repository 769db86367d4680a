"""How long the credit sites show a penalty, from display.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from gongkai.law.periods import months_after


@dataclass(frozen=True, slots=True)
class DisplayClass:
    """
    A class of penalties.

    Args:
        id: What stands in the database.
        label: What people read.
        least: Months after which it may be taken down on request.
        most: Months after which it is taken down; None if it is not shown.
        words: What the kind of a decision of this class says.
        only: Such as say nothing besides these.
        summary: Whether decisions under the summary procedure are of it.
    """

    id: str
    label: str
    least: int | None = None
    most: int | None = None
    words: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    summary: bool = False

    def holds(self, sub_kind: str, offence: str, is_summary: bool) -> bool:
        """Whether such a decision is of this class; the class without marks takes any."""
        if not (self.words or self.only or self.summary):
            return True
        said = f"{sub_kind} {offence}"
        return (self.summary and is_summary) or sub_kind in self.only or any(word in said for word in self.words)


@dataclass(frozen=True, slots=True)
class DisplayRule:
    """The classes of decisions made from a day on, until the next rule begins."""

    from_on: date
    source: str
    classes: tuple[DisplayClass, ...]

    def class_of(self, sub_kind: str, offence: str, is_summary: bool) -> DisplayClass:
        """The class of a decision by its kind, the offence and the procedure."""
        return next(found for found in self.classes if found.holds(sub_kind, offence, is_summary))

    def named(self, class_id: str) -> DisplayClass | None:
        """The class of that id; None if the rule has none."""
        return next((found for found in self.classes if found.id == class_id), None)


def rule_on(decided_on: date) -> DisplayRule | None:
    """The rule for decisions of that day; None before the first one."""
    return next((rule for rule in reversed(rules()) if rule.from_on <= decided_on), None)


def until(found: DisplayClass, decided_on: date) -> date | None:
    """The last day on which a penalty of that class is shown; None if it is not."""
    return None if found.most is None else months_after(decided_on, found.most)


def labels() -> dict[str, str]:
    """What people call each class, by its id."""
    return {found.id: found.label for rule in rules() for found in rule.classes}


@cache
def rules() -> tuple[DisplayRule, ...]:
    """Every rule, the oldest first."""
    raw = tomllib.loads(Path(__file__).with_name("display.toml").read_text(encoding="utf-8"))
    made = [DisplayRule(entry["from"], entry["source"], tuple(map(_class, entry["classes"]))) for entry in raw["rule"]]
    return tuple(sorted(made, key=lambda rule: rule.from_on))


def _class(entry: dict[str, Any]) -> DisplayClass:
    return DisplayClass(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})
