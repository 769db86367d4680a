"""The kinds of files that may be stored, from kinds.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """
    A kind of files.

    Args:
        id: What stands in the database.
        label: What people read.
        extensions: How a name of the kind ends.
        type: The media type that the server gives.
        is_inline: Whether browsers show it in place.
        is_picture: Whether it may stand in a text as a picture.
        has_tables: Whether its tables may be shown in a page.
        source: Where the format is described.
    """

    id: str
    label: str
    extensions: tuple[str, ...]
    type: str
    is_inline: bool
    is_picture: bool
    has_tables: bool
    source: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its id, in the order of the file."""
    entries = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text("utf-8"))["kind"]
    return {entry["id"]: Kind(**{**entry, "extensions": tuple(entry["extensions"])}) for entry in entries}


def pictures() -> tuple[str, ...]:
    """The ids of the kinds that may stand in a text as pictures."""
    return tuple(kind.id for kind in kinds().values() if kind.is_picture)


def tables() -> tuple[str, ...]:
    """The ids of the kinds whose tables may be shown in a page."""
    return tuple(kind.id for kind in kinds().values() if kind.has_tables)


def names_of(ids: Iterable[str]) -> str:
    """The labels of some kinds, as a sentence lists them."""
    return "、".join(kinds()[kind].label for kind in ids)


def extensions_of(ids: Iterable[str]) -> tuple[str, ...]:
    """Every extension of some kinds, each with its dot."""
    return tuple(f".{extension}" for kind in ids for extension in kinds()[kind].extensions)
