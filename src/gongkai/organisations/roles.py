"""The nine roles and the acts that each may do, from roles.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a person may hold: id, the label that people read, what its holder does."""

    id: str
    label: str
    does: str


@dataclass(frozen=True, slots=True)
class Act:
    """
    An act that somebody may do.

    Args:
        id: `app.verb`.
        label: What people read.
        roles: Who may: ids of roles.
        asked_of: Where the role must be held: at the `unit` itself or above, or at its `parent` or above.
    """

    id: str
    label: str
    roles: frozenset[str]
    asked_of: Literal["unit", "parent"]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Roles × acts, both by id and in the order of the file."""

    roles: dict[str, Role]
    acts: dict[str, Act]


@cache
def matrix() -> Matrix:
    """
    The table.

    Raises:
        ValueError: an entry names a role that there is not, stands twice, or is asked of neither unit nor parent.
    """
    path = Path(__file__).with_name("roles.toml")
    return _checked(tomllib.loads(path.read_text("utf-8")), path.name)


def choices() -> list[tuple[str, str]]:
    """Ids and labels of the roles, as a field of a form takes them."""
    return [(role.id, role.label) for role in matrix().roles.values()]


def by_label(label: str) -> Role | None:
    """The role of that label or id."""
    return next((role for role in matrix().roles.values() if label in {role.id, role.label}), None)


def _checked(raw: dict[str, Any], file: str) -> Matrix:
    roles = {entry["id"]: Role(**entry) for entry in raw["role"]}
    acts: dict[str, Act] = {}
    for entry in raw["act"]:
        name = entry["id"]
        if name in acts:
            raise ValueError(f"{file}: act {name} stands twice")
        if unknown := set(entry["roles"]) - set(roles):
            raise ValueError(f"{file}: act {name} names no role: {', '.join(sorted(unknown))}")
        if entry["asked_of"] not in {"unit", "parent"}:
            raise ValueError(f"{file}: act {name} is asked of {entry['asked_of']}, not of unit or parent")
        acts[name] = Act(name, entry["label"], frozenset(entry["roles"]), entry["asked_of"])
    return Matrix(roles, acts)
