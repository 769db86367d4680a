"""The acts that the ledger knows: data/acts.toml, read once and checked."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FIELDS = {"label", "line", "source"}


class UnknownAct(LookupError):
    """An act that the catalogue does not name: a fault of the program that calls, never of a person."""


@dataclass(frozen=True, slots=True)
class Act:
    """
    One act of the catalogue.

    Args:
        name: `app.verb`.
        label: What it is called in lists.
        line: A sentence with places in braces.
        details: The names of those places, which an entry of this act must fill.
        source: Why it is recorded.
    """

    name: str
    label: str
    line: str
    details: frozenset[str]
    source: str


@cache
def acts() -> Mapping[str, Act]:
    """
    Every act by its name.

    Raises:
        ValueError: an entry of the file is not as it should be; the sentence names it.
    """
    text = files("gongkai.ledger").joinpath("data/acts.toml").read_text("utf-8")
    return {name: _act(name, entry) for name, entry in tomllib.loads(text).items()}


def act(name: str) -> Act:
    """
    The act of that name.

    Raises:
        UnknownAct: the catalogue does not name it.
    """
    try:
        return acts()[name]
    except KeyError:
        raise UnknownAct(f"{name}: no such act in ledger/data/acts.toml; every act must be named there") from None


def _act(name: str, entry: Mapping[str, str]) -> Act:
    if set(entry) != _FIELDS or not all(isinstance(value, str) and value.strip() for value in entry.values()):
        raise ValueError(f"acts.toml: {name}: wanted {sorted(_FIELDS)}, found {sorted(entry)}")
    app, dot, verb = name.partition(".")
    if not (app and dot and verb):
        raise ValueError(f"acts.toml: {name}: a name is app.verb")
    places = [place for _, place, _, _ in string.Formatter().parse(entry["line"]) if place is not None]
    if not all(place.isidentifier() for place in places):
        raise ValueError(f"acts.toml: {name}: a place in the line has no plain name: {places}")
    return Act(name, entry["label"], entry["line"], frozenset(places), entry["source"])
