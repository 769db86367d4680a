"""The shipped list of wordings, out of `data/wordings.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from gongkai.publications.gate.subject import Wording

FILE = Path(__file__).parents[1] / "data" / "wordings.toml"
KINDS = ("serious", "sensitive", "mistaken", "outdated")


@cache
def shipped() -> tuple[Wording, ...]:
    """
    Every entry, in the order of the file.

    Raises:
        ValueError: an entry of no known kind, one without a source, or the same wording twice.
    """
    found: dict[str, Wording] = {}
    for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["wording"]:
        wording = Wording(
            entry["wrong"],
            entry["right"],
            entry["kind"],
            tuple(entry.get("unless", ())),
            entry.get("from"),
            entry["source"],
        )
        if wording.kind not in KINDS or not wording.wrong or not wording.source or wording.wrong in found:
            raise ValueError(f"{FILE.name}: {wording.wrong}")
        if any(wording.wrong not in longer for longer in wording.unless):
            raise ValueError(f"{FILE.name}: {wording.wrong}: an exception that does not hold it")
        found[wording.wrong] = wording
    return tuple(found.values())
