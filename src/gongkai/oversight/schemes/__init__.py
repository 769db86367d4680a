"""The scheme of assessment that installations begin with, from default.toml; knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ItemDescription:
    """
    One item of a scheme.

    Args:
        key: What it is known by within the scheme.
        label: What people read.
        weight: The most points that it gives.
        kind: `computed` from a measure, or `judged` by a person.
        measure: The measure, of a computed one.
        way: `more` of it is better, or `less`.
        full: How much earns all points; with `less`, how many points each 1 of it takes off.
        source: Where it is written.
    """

    key: str
    label: str
    weight: Decimal
    kind: str
    measure: str = ""
    way: str = "more"
    full: Decimal | None = None
    source: str = ""


@cache
def default() -> tuple[ItemDescription, ...]:
    """
    The items of the shipped scheme, in order; their weights add up to 100.

    Raises:
        ValueError: an item stands twice, or the weights add up to something else.
        TypeError: an entry lacks a field or has one that is not known.
    """
    path = Path(__file__).with_name("default.toml")
    raw = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)["item"]
    items = tuple(ItemDescription(**{**entry, **_numbers(entry)}) for entry in raw)
    if len({item.key for item in items}) != len(items) or sum(item.weight for item in items) != 100:
        raise ValueError(f"{path.name}: an item stands twice, or the weights do not add up to 100")
    return items


def _numbers(entry: dict[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(entry[name])) for name in ("weight", "full") if name in entry}
