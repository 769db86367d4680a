"""The sentences of findings, out of `rules.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "rules.toml"


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Mapping[str, Any]]:
    """
    The entries of `rules.toml` by rule id; `why` and `slip` hold sentences shared by several rules.

    Raises:
        KeyError: an entry has no id.
    """
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    shared = {key: {"say": words} for key, words in data.items() if key != "rule"}
    return {**shared, **{entry["id"]: entry for entry in data["rule"]}}


def has(entry: str, key: str) -> bool:
    """True if the entry has a sentence of that name."""
    return key in entries().get(entry, {}).get("say", ())


def say(entry: str, key: str, **figures: object) -> str:
    """
    The sentence *key* of an entry with its figures set in.

    Raises:
        KeyError: there is no such sentence, or it names a figure that was not given.
    """
    sentence: str = entries()[entry]["say"][key]
    return sentence.format(**figures)
