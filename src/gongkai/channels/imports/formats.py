"""The formats of files that can be taken in, from formats.toml; knows no database."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Field:
    """
    A column of a format.

    Args:
        key: What the program calls it.
        headings: What platforms call it, the likelier first.
        reads: How its cells are read.
        measure: What its numbers are readings of; "" if of nothing.
        required: Whether a file without it is of another format.
        hint: What to write, for the empty form.
    """

    key: str
    headings: tuple[str, ...]
    reads: Literal["day", "moment", "number", "signed", "text", "excerpt"]
    measure: str = ""
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """
    A format.

    Args:
        id: What stands in the database.
        label: What people read.
        of: What a file of it is about; `any` if its rows say so themselves.
        platforms: Of an account: which platforms give it out.
        gives: What its rows are.
        origin: What stands as the source of its readings.
        source: Where its headings were seen.
        fields: Its columns.
        issue_by: What makes an issue.
    """

    id: str
    label: str
    of: Literal["account", "site", "any"]
    platforms: tuple[str, ...]
    gives: Literal["readings", "issues", "listed"]
    origin: str
    source: str
    fields: tuple[Field, ...]
    issue_by: Literal["moment", "article", ""] = ""

    def matched(self, row: Sequence[str]) -> dict[str, int] | None:
        """Where in a row of headings each field stands; None if one that must be there is not."""
        places = {folded(heading): place for place, heading in reversed(list(enumerate(row))) if heading}
        found = {}
        for field in self.fields:
            known = [places[folded(heading)] for heading in field.headings if folded(heading) in places]
            if known:
                found[field.key] = known[0]
            elif field.required:
                return None
        return found


def folded(heading: str) -> str:
    """A heading without what people write one way or another: widths, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", heading).lower().split())


@cache
def formats() -> dict[str, Format]:
    """Every format by its id, in the order of the file."""
    return {entry["id"]: _format(entry) for entry in _raw()["format"]}


def formats_of(platform: str) -> list[Format]:
    """Those that fit an account of *platform*; those of a site for "site"; the sheet that names channels for ""."""
    if platform in {"", "site"}:
        return [found for found in formats().values() if found.of == (platform or "any")]
    return [found for found in formats().values() if platform in found.platforms]


@cache
def totals() -> tuple[str, ...]:
    """What a row that adds up the others begins with."""
    return tuple(_raw()["totals"])


@cache
def blanks() -> frozenset[str]:
    """What stands for "no figure"."""
    return frozenset(_raw()["blanks"])


def _format(entry: dict[str, Any]) -> Format:
    fields = tuple(Field(**{**field, "headings": tuple(field["headings"])}) for field in entry["fields"])
    return Format(**{**entry, "platforms": tuple(entry["platforms"]), "fields": fields})


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
