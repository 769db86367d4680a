"""The information-processing fee, exact to the yuan: by piece or by page, never both for one application."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from gongkai.errors import Refused
from gongkai.law.arrangement import DATA

#: `piece` by the pieces of one applicant in a calendar month, `page` by the pages of one application.
Way = Literal["piece", "page"]


@dataclass(frozen=True, slots=True)
class Tier:
    """
    A tier of the fee.

    Args:
        above: It holds for what lies above this count.
        each: Yuan a piece or page.
        source: The article.
        rises_by: By how much it rises with each further step; 0 if it stays.
        every: How many make a step.
    """

    above: int
    each: int
    source: str
    rises_by: int = 0
    every: int = 1

    def of(self, number: int) -> int:
        """Yuan for the piece or page of that number, counted from 1; it must lie in this tier."""
        return self.each + self.rises_by * ((number - self.above - 1) // self.every)


@dataclass(frozen=True, slots=True)
class Part:
    """So many pieces or pages at so many yuan each, from one number to another, both included."""

    first: int
    last: int
    each: int
    source: str

    @property
    def yuan(self) -> int:
        """What they come to."""
        return (self.last - self.first + 1) * self.each


@dataclass(frozen=True, slots=True)
class Fee:
    """
    A fee with its reckoning.

    Args:
        way: By piece or by page.
        parts: What it is made of, those free of charge too.
    """

    way: Way
    parts: tuple[Part, ...]

    @property
    def yuan(self) -> int:
        """What is to be paid."""
        return sum(part.yuan for part in self.parts)


def by_piece(before: int, now: int, *, on: date) -> Fee:
    """
    The fee for *now* pieces of an applicant who has had *before* in the same calendar month.

    Raises:
        Refused: a count below 0, no piece, or a day before the measures were in force.

    Source: 国办函〔2020〕109号 art. 4.
    """
    return Fee("piece", _reckon("piece", before, now, on))


def by_page(pages: int, *, on: date) -> Fee:
    """
    The fee for the pages of one application: a side of A4 or less is a page.

    Raises:
        Refused: no page, or a day before the measures were in force.

    Source: 国办函〔2020〕109号 art. 5.
    """
    return Fee("page", _reckon("page", 0, pages, on))


@lru_cache(maxsize=1)
def tiers() -> dict[str, tuple[Tier, ...]]:
    """The tiers of each way, the lowest first."""
    raw = tomllib.loads((DATA / "fees.toml").read_text(encoding="utf-8"))
    return {way: tuple(Tier(**entry) for entry in raw[way]) for way in ("piece", "page")}


@lru_cache(maxsize=1)
def in_force_from() -> date:
    """The day from which the measures are in force."""
    found: date = tomllib.loads((DATA / "fees.toml").read_text(encoding="utf-8"))["in_force_from"]
    return found


def _reckon(way: Way, before: int, now: int, on: date) -> tuple[Part, ...]:
    what = "件" if way == "piece" else "页"
    if before < 0 or now < 1:
        raise Refused(f"计费的{what}数应为不少于1的整数，请核对。")
    if on < in_force_from():
        raise Refused(
            f"{on.year}年{on.month}月{on.day}日信息处理费办法还没有施行，不能收费。", article="国办函〔2020〕109号"
        )
    found: list[Part] = []
    for number in range(before + 1, before + now + 1):
        tier = next(tier for tier in reversed(tiers()[way]) if number > tier.above)
        each = tier.of(number)
        if found and found[-1].each == each and found[-1].source == tier.source:
            found[-1] = Part(found[-1].first, number, each, tier.source)
        else:
            found.append(Part(number, number, each, tier.source))
    return tuple(found)
