"""What an examination of a file says: hidden data by kind, personal data with places, and what could not be seen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gongkai.privacy.hit import Hit


@dataclass(frozen=True, slots=True)
class HiddenKind:
    """One kind of hidden data: key, Chinese label, and what it can give away."""

    key: str
    label: str
    why: str


@cache
def hidden_kinds() -> Mapping[str, HiddenKind]:
    """Return every kind of hidden data that is looked for (`data/hidden.toml`)."""
    text = resources.files("gongkai.privacy").joinpath("data/hidden.toml").read_text(encoding="utf-8")
    return MappingProxyType({key: HiddenKind(key, **raw) for key, raw in tomllib.loads(text).items()})


@dataclass(frozen=True, slots=True)
class Area:
    """
    A rectangle to paint black.

    Args:
        page: Page of a PDF from 1; 1 for a picture.
        left, top, right, bottom: From the top left corner, in points of the page as shown, or in pixels of the
            picture as shown.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: in words for the officer, and the areas it takes where the file has pages."""

    words: str
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """
    Something a reader of the file does not see.

    Args:
        kind: Key of `hidden_kinds()`.
        text: What it says, shortened; empty where it has no words.
        spot: Where it is.
    """

    kind: str
    text: str
    spot: Spot

    @property
    def label(self) -> str:
        """The kind's name in Chinese."""
        return hidden_kinds()[self.kind].label

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {"kind": self.kind, "label": self.label, "text": self.text, "place": self.spot.words}


@dataclass(frozen=True, slots=True)
class FileHit:
    """Personal data in the text of a file, hidden text included: the hit (offsets within its paragraph) and where."""

    hit: Hit
    spot: Spot

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {**self.hit.to_data(), "place": self.spot.words}


@dataclass(frozen=True, slots=True)
class FileReport:
    """
    What was found in a file.

    Args:
        name: The file's name as given.
        type: docx, xlsx, pdf, jpeg or png.
        hidden: What a reader does not see.
        hits: Personal data in its text.
        unseen: Whole sentences: what no program can look into and a person must (pictures, scans).
    """

    name: str
    type: str
    hidden: tuple[Hidden, ...] = ()
    hits: tuple[FileHit, ...] = ()
    unseen: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "name": self.name, "type": self.type, "hidden": [one.to_data() for one in self.hidden],
            "hits": [one.to_data() for one in self.hits], "unseen": list(self.unseen),
        }  # fmt: skip


SHOWN = 80
"""Characters of hidden data that a report repeats."""


def shortened(text: str) -> str:
    """Return *text* in one line, cut after `SHOWN` characters."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
