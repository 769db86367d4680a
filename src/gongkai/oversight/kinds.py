"""The words of oversight that stand in the database, from kinds.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """
    A way in which a problem is found.

    Args:
        id: What stands in the database.
        label: What people read.
        source: Where it is written.
    """

    id: str
    label: str
    source: str


@cache
def found() -> dict[str, Found]:
    """
    Every way by its id, in the order of the file.

    Raises:
        TypeError: an entry lacks a field or has one that is not known.
    """
    raw = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))
    return {entry["id"]: Found(**entry) for entry in raw["found"]}


def found_choices() -> list[tuple[str, str]]:
    """Ids and labels, as a field of a form takes them."""
    return [(entry.id, entry.label) for entry in found().values()]
