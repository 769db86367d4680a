"""What the registers tell apart, from kinds.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """An id that stands in the database, the label that people read, and where it is written."""

    id: str
    label: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class DocumentKind(Kind):
    """A kind of normative document, and its row of table two."""

    row: str = ""


@dataclass(frozen=True, slots=True)
class MatterKind(Kind):
    """A kind of matter, with its table and row of the form."""

    table: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class BudgetTable(Kind):
    """A table of a budget, and what its lines are told apart by."""

    by: str = ""


@cache
def document_kinds() -> dict[str, DocumentKind]:
    """Every kind of normative document by its id."""
    return {entry["id"]: DocumentKind(**entry) for entry in _raw()["document"]}


@cache
def steps() -> dict[str, Kind]:
    """Every step of a document's life by its id, in the order in which they may fall on one day."""
    return {entry["id"]: Kind(**entry) for entry in _raw()["step"]}


@cache
def matter_kinds() -> dict[str, MatterKind]:
    """Every kind of matter by its id, in the order of the form."""
    return {entry["id"]: MatterKind(**entry) for entry in _raw()["matter"]}


@cache
def party_kinds() -> dict[str, Kind]:
    """Every kind of party to a decision by its id."""
    return {entry["id"]: Kind(**entry) for entry in _raw()["party"]}


@cache
def methods() -> dict[str, Kind]:
    """Every method of procurement by its id."""
    return {entry["id"]: Kind(**entry) for entry in _raw()["method"]}


@cache
def budget_tables() -> dict[str, BudgetTable]:
    """Every table of a budget by its id, in the order in which they are shown."""
    return {entry["id"]: BudgetTable(entry["id"], entry["label"], by=entry["class"]) for entry in _raw()["table"]}


def document_choices() -> list[tuple[str, str]]:
    """Kinds of normative documents for a field."""
    return _choices(document_kinds())


def step_choices() -> list[tuple[str, str]]:
    """Steps for a field."""
    return _choices(steps())


def matter_choices() -> list[tuple[str, str]]:
    """Kinds of matters for a field."""
    return _choices(matter_kinds())


def party_choices() -> list[tuple[str, str]]:
    """Kinds of parties for a field."""
    return _choices(party_kinds())


def method_choices() -> list[tuple[str, str]]:
    """Methods of procurement for a field."""
    return _choices(methods())


def budget_table_choices() -> list[tuple[str, str]]:
    """Tables of a budget for a field."""
    return _choices(budget_tables())


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(kind.id, kind.label) for kind in kinds.values()]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
