"""The indicators of the duty watch, from indicators.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: What an indicator may look at.
LOOKS = (
    "account",
    "site",
    "column",
    "empty_column",
    "publication",
    "decision",
    "withdrawal",
    "budget",
    "guide",
    "link",
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """
    One thing that the duty watch looks for.

    Args:
        id: What findings are named by.
        looks: What it looks at: one of `LOOKS`.
        label: What people read.
        days: How long it may be.
        source: Where it is written.
        working: Whether the days are working days.
        classes: Of columns: the classes it is for.
        names: Of columns: words one of which the name must have; none for any name.
        unless: Of columns: words none of which it may have.
        veto: Findings of one site under this word add up towards its rejection; "" if they reject none.
        veto_at: From how many on.
        times: Of links: on how many days in a row.
    """

    id: str
    looks: str
    label: str
    days: int
    source: str
    working: bool = False
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    veto: str = ""
    veto_at: int = 0
    times: int = 1

    def fits(self, kind: str, name: str) -> bool:
        """Whether it is for a column of that class and name."""
        named = not self.names or any(word in name for word in self.names)
        return kind in self.classes and named and not any(word in name for word in self.unless)


@cache
def indicators() -> dict[str, Indicator]:
    """
    Every indicator by its id, in the order of the file.

    Raises:
        ValueError: an entry looks at something unknown, has a limit below 0, or stands twice.
        TypeError: an entry lacks a field or has one that is not known.
    """
    path = Path(__file__).with_name("indicators.toml")
    return _checked(tomllib.loads(path.read_text("utf-8"))["indicator"], path.name)


def looking_at(*looks: str) -> list[Indicator]:
    """The indicators that look at one of these, in order."""
    return [entry for entry in indicators().values() if entry.looks in looks]


def _checked(entries: list[dict[str, Any]], file: str) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for entry in entries:
        lists = {name: tuple(entry.get(name, ())) for name in ("classes", "names", "unless")}
        made = Indicator(**{**entry, **lists})
        if made.looks not in LOOKS:
            raise ValueError(f"{file}: {made.id} looks at {made.looks}, which is none of {', '.join(LOOKS)}")
        if made.days < 0 or made.id in found:
            raise ValueError(f"{file}: {made.id} stands twice, or may be {made.days} days long")
        found[made.id] = made
    return found
