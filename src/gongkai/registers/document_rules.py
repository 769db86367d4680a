"""What a document's life may be made of: steps, states, periods and doubts, from document_rules.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from gongkai.registers import kinds


@dataclass(frozen=True, slots=True)
class StepRule:
    """
    What one kind of step is.

    Args:
        id: As in kinds.toml.
        label: What people call it.
        rank: Its place among the steps of one day.
        after: The steps that must stand before it.
        takes: The fields that it records, with their labels.
        needs: Those of them without which it is not entered.
        once: Whether it happens once in a life.
        after_end: Whether it may be recorded of a document that is no longer in force.
        source: Where it is written.
    """

    id: str
    label: str
    rank: int
    after: tuple[str, ...]
    takes: Mapping[str, str]
    needs: tuple[str, ...]
    once: bool
    after_end: bool
    source: str


@dataclass(frozen=True, slots=True)
class Period:
    """A period that runs in a life: natural days, or months; the other one is 0."""

    id: str
    source: str
    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning: its sentence with places in braces, from which day of issue it holds, and where it is written."""

    id: str
    words: str
    since: date
    source: str


@cache
def steps() -> dict[str, StepRule]:
    """
    Every kind of step by its id, in the order in which they may fall on one day.

    Raises:
        KeyError: a step of kinds.toml has no rule.
        TypeError: a rule lacks a field or has one that is not known.
    """
    rules = {entry["id"]: entry for entry in _raw()["step"]}
    found = {}
    for rank, kind in enumerate(kinds.steps().values()):
        rule = {**rules[kind.id], "after": tuple(rules[kind.id]["after"]), "needs": tuple(rules[kind.id]["needs"])}
        found[kind.id] = StepRule(label=kind.label, rank=rank, **rule)
    return found


@cache
def states() -> dict[str, str]:
    """What people call each state, by its id."""
    return {entry["id"]: entry["label"] for entry in _raw()["state"]}


@cache
def period(name: str) -> Period:
    """
    The period of that id.

    Raises:
        KeyError: there is none.
    """
    return Period(name, **_raw()["period"][name])


@cache
def doubts() -> dict[str, Doubt]:
    """Every warning by its id, in the order in which a page shows them."""
    return {entry["id"]: Doubt(entry["id"], entry["words"], entry["from"], entry["source"])
            for entry in _raw()["warning"]}  # fmt: skip


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("document_rules.toml").read_text(encoding="utf-8"))
