"""Kinds of publications, grounds, classes, ways and stages of review, from data/*.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    A kind of publications.

    Args:
        id: What stands in the database.
        label: What people read.
        needs: Names of the fields without which one may not be published.
        ground: The ground of disclosure that is offered first, or "".
        source: Where that is written.
    """

    id: str
    label: str
    needs: tuple[str, ...]
    ground: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a list of terms: id, the label that people read, where it is written."""

    id: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of review: id, label, the role that takes it, where it is written."""

    id: str
    label: str
    role: str
    source: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its id, in the order of the file."""
    entries = tomllib.loads((_DATA / "kinds.toml").read_text("utf-8"))["kind"]
    return {entry["id"]: Kind(**{**entry, "needs": tuple(entry["needs"])}) for entry in entries}


@cache
def terms(name: str) -> dict[str, Term]:
    """
    The entries of one list by their ids, in the order of the file.

    Args:
        name: `ground`, `way`, `subject`, `form` or `validity`.

    Raises:
        KeyError: there is no such list.
    """
    return {entry["id"]: Term(**entry) for entry in _facts()[name]}


@cache
def stages() -> dict[str, Stage]:
    """The stages of review by their ids, in the order in which a chain has them."""
    return {entry["id"]: Stage(**entry) for entry in _facts()["stage"]}


def kind_choices() -> list[tuple[str, str]]:
    """Ids and labels of the kinds, as a field takes them."""
    return [(kind.id, kind.label) for kind in kinds().values()]


def ground_choices() -> list[tuple[str, str]]:
    """Ids and labels of the grounds, as a field takes them."""
    return _choices("ground")


def way_choices() -> list[tuple[str, str]]:
    """Ids and labels of the ways, as a field takes them."""
    return _choices("way")


def subject_choices() -> list[tuple[str, str]]:
    """Ids and labels of the subjects, as a field takes them."""
    return _choices("subject")


def form_choices() -> list[tuple[str, str]]:
    """Ids and labels of the forms of papers, as a field takes them."""
    return _choices("form")


def validity_choices() -> list[tuple[str, str]]:
    """Ids and labels of the states of validity, as a field takes them."""
    return _choices("validity")


def stage_choices() -> list[tuple[str, str]]:
    """Ids and labels of the stages, as a field takes them."""
    return [(stage.id, stage.label) for stage in stages().values()]


def _choices(name: str) -> list[tuple[str, str]]:
    return [(term.id, term.label) for term in terms(name).values()]


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads((_DATA / "facts.toml").read_text("utf-8"))
