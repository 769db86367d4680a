"""The sentences of the rules, out of `messages.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "messages.toml"


@cache
def entries() -> Mapping[str, Mapping[str, Any]]:
    """
    What is written of each rule, by its id: `label`, `demands`, `mend`, `source`, and its sentences in `say`.

    Raises:
        KeyError: an entry lacks one of them.
    """
    found = {}
    for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"]:
        for key in ("label", "demands", "mend", "source", "say"):
            if not entry[key]:
                raise KeyError(f"{FILE.name}: {entry['id']}.{key}")
        found[entry["id"]] = entry
    return found


def say(rule: str, sentence: str, **words: object) -> str:
    """
    A sentence of a rule with its words set in.

    Raises:
        KeyError: there is no such sentence, or it names a word that was not given.
    """
    text: str = entries()[rule]["say"][sentence]
    return text.format(**words)
