"""Values of the law that a case is handled by; those that rest on usage alone say so."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gongkai.law.arrangement import DATA


@dataclass(frozen=True, slots=True)
class Setting:
    """
    One value.

    Args:
        id: Its name here.
        value: Days.
        label: What it is, in the words of an officer.
        source: Where it is written.
        certainty: `text` where the text was read, `practice` where it is usage and a unit may set another value.
    """

    id: str
    value: int
    label: str
    source: str
    certainty: Literal["text", "practice"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The values by which a case is folded, in working days; `Settings.standard()` are those of the law."""

    reply_days: int
    extension_days: int
    correction_notice_days: int
    correction_days: int
    third_party_days: int
    co_maker_days: int
    other_agency_days: int
    payment_days: int
    redecision_days: int

    @classmethod
    def standard(cls) -> Settings:
        """Those that come with the program."""
        return _standard()


@lru_cache(maxsize=1)
def listed() -> tuple[Setting, ...]:
    """Every value with its source, in the order of the file."""
    raw = tomllib.loads((DATA / "settings.toml").read_text(encoding="utf-8"))
    return tuple(Setting(**entry) for entry in raw["setting"])


@lru_cache(maxsize=1)
def _standard() -> Settings:
    return Settings(**{setting.id: setting.value for setting in listed()})
