"""The classes of columns, the platforms and the measures, from kinds.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class ColumnClass:
    """A class of columns: id, the label that people read, where it is written."""

    id: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform of new media: id, the label that people read, where it is written."""

    id: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """
    Something that is read of a channel.

    Args:
        id: What stands in the database.
        label: What people read.
        unit: Of what it is a count, as it is printed after the figure.
        kind: A `level` stands on a day, a `counter` only grows, a `flow` happened in a period.
        of: What it may be read of: `account`, `site`.
        source: Who asks for it.
    """

    id: str
    label: str
    unit: str
    kind: Literal["level", "counter", "flow"]
    of: tuple[str, ...]
    source: str


@cache
def column_classes() -> dict[str, ColumnClass]:
    """Every class of columns by its id, in the order of the file."""
    return {entry["id"]: ColumnClass(**entry) for entry in _raw()["column"]}


@cache
def platforms() -> dict[str, Platform]:
    """Every platform by its id, in the order of the file."""
    return {entry["id"]: Platform(**entry) for entry in _raw()["platform"]}


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its id, in the order of the file."""
    return {entry["id"]: Measure(**{**entry, "of": tuple(entry["of"])}) for entry in _raw()["measure"]}


def column_choices() -> list[tuple[str, str]]:
    """Ids and labels of the classes of columns, as a field takes them."""
    return [(found.id, found.label) for found in column_classes().values()]


def platform_choices() -> list[tuple[str, str]]:
    """Ids and labels of the platforms, as a field takes them."""
    return [(found.id, found.label) for found in platforms().values()]


def measure_choices() -> list[tuple[str, str]]:
    """Ids and labels of the measures, as a field takes them."""
    return [(found.id, found.label) for found in measures().values()]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))
