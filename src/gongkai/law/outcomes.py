"""How a case may end: one table of the finest codes, which each edition of the form folds into its rows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gongkai.law.arrangement import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    A way in which a case ends. What it is called stands in the editions of the form alone.

    Args:
        id: The code: a row of the form of 2021.
        articles: By which it is decided.
        notice: The kind of notice, or "" where none is asked for.
        states: What the notice must state besides the common parts.
        reconsider_first: Whether a lawsuit must be preceded by reconsideration, where the law of the day asks that.
    """

    id: str
    articles: tuple[str, ...]
    notice: str
    states: tuple[str, ...]
    reconsider_first: bool = False

    def must_reconsider_first(self, decided_on: date) -> bool:
        """
        Whether who disagrees with a reply of that day must ask for reconsideration before suing.

        Source: Reconsideration Law (in force 2024-01-01) art. 23(1)(4), as the Supreme People's Court reads it:
        refusals by arts. 14 to 16 of the Regulation (法释〔2025〕8号).
        """
        return self.reconsider_first and decided_on >= RECONSIDER_FIRST_FROM


#: From when the Reconsideration Law of 2023 is in force.
RECONSIDER_FIRST_FROM = date(2024, 1, 1)


@lru_cache(maxsize=1)
def outcomes() -> Mapping[str, Outcome]:
    """Every outcome by its code, in the order of the form."""
    raw = tomllib.loads((DATA / "outcomes.toml").read_text(encoding="utf-8"))
    return MappingProxyType({entry["id"]: _outcome(entry) for entry in raw["outcome"]})


def _outcome(entry: Mapping[str, Any]) -> Outcome:
    return Outcome(
        entry["id"], tuple(entry["articles"]), entry["notice"], tuple(entry["states"]),
        entry.get("reconsider_first", False),
    )  # fmt: skip
