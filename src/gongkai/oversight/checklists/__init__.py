"""Check-lists for inspections, one TOML file each; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Item:
    """
    One thing that is looked at.

    Args:
        id: What stands in the database.
        label: What is asked, as it should be.
        look: How it is looked at.
        veto: Whether it alone rejects.
    """

    id: str
    label: str
    look: str
    veto: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """
    A check-list.

    Args:
        id: What stands in the database; the file is called so.
        label: What people read.
        draws: What the sample is drawn from.
        source: Where the items are written.
        items: The items by their ids, in order.
    """

    id: str
    label: str
    draws: Literal["publication", "article"]
    source: str
    items: dict[str, Item]


@cache
def checklists() -> dict[str, Checklist]:
    """
    Every check-list by its id.

    Raises:
        ValueError: an item stands twice, or a sample is drawn from something unknown.
        TypeError: an entry lacks a field or has one that is not known.
    """
    return {path.stem: _read(tomllib.loads(path.read_text("utf-8")), path.name) for path in _files()}


def choices() -> list[tuple[str, str]]:
    """Ids and labels, as a field of a form takes them."""
    return [(entry.id, entry.label) for entry in checklists().values()]


def _files() -> list[Path]:
    return sorted(Path(__file__).parent.glob("*.toml"))


def _read(raw: dict[str, Any], file: str) -> Checklist:
    rows = [Item(**entry) for entry in raw.pop("item")]
    items = {row.id: row for row in rows}
    if len(items) != len(rows) or raw["draws"] not in {"publication", "article"} or f"{raw['id']}.toml" != file:
        raise ValueError(f"{file}: an item stands twice, the sample is drawn from {raw['draws']}, or the id is another")
    return Checklist(**raw, items=items)
