"""The kinds of public bodies, from kinds.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of public body.

    Args:
        id: What stands in the database.
        label: What people read.
        makes_regulations: Whether such a body may make 规章.
        source: Where that is written.
    """

    id: str
    label: str
    makes_regulations: bool
    source: str


@cache
def kinds() -> dict[str, Kind]:
    """
    Every kind by its id, in the order of the file.

    Raises:
        TypeError: an entry lacks a field or has one that is not known.
    """
    path = Path(__file__).with_name("kinds.toml")
    return {entry["id"]: Kind(**entry) for entry in tomllib.loads(path.read_text("utf-8"))["kind"]}


def choices() -> list[tuple[str, str]]:
    """Ids and labels, as a field of a form takes them."""
    return [(kind.id, kind.label) for kind in kinds().values()]


def by_label(label: str) -> Kind | None:
    """The kind that people write so: by its label, by the label without what is in brackets, or by its id."""
    for kind in kinds().values():
        if label in {kind.id, kind.label, kind.label.partition("（")[0]}:
            return kind
    return None
