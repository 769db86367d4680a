"""The day of receipt: by which way an application came decides which day it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from gongkai.errors import Refused
from gongkai.law.arrangement import DATA

_NAMES = {"submitted": "提交", "signed": "签收", "confirmed": "与申请人确认", "agreed": "双方确认"}


@dataclass(frozen=True, slots=True)
class Way:
    """
    A way by which applications come.

    Args:
        id: What stands in the database and in files.
        label: What people call it.
        day: Which day is that of receipt.
        source: The article.
    """

    id: str
    label: str
    day: Literal["submitted", "signed", "confirmed", "agreed"]
    source: str


@lru_cache(maxsize=1)
def ways() -> dict[str, Way]:
    """Every way by its id."""
    raw = tomllib.loads((DATA / "receipt.toml").read_text(encoding="utf-8"))
    return {entry["id"]: Way(**entry) for entry in raw["way"]}


def received_on(
    way: str, submitted_on: date, *, signed_on: date | None = None, confirmed_on: date | None = None
) -> date:
    """
    The day of receipt, from which the period to reply runs.

    Args:
        way: By which way it came.
        submitted_on: When it was handed in or sent.
        signed_on: When the agency signed for it.
        confirmed_on: When the agency confirmed with the applicant.

    Raises:
        Refused: that way is not known, the day that counts is not there yet, or it lies before the application.

    Source: Regulation art. 31.
    """
    found = ways().get(way)
    if found is None:
        raise Refused(f"没有“{way}”这种提交方式，可用的有：{'、'.join(ways())}。")
    day = {"submitted": submitted_on, "signed": signed_on}.get(found.day, confirmed_on)
    name = _NAMES[found.day]
    if day is None:
        raise Refused(f"{found.label}的申请，以{name}之日为收到之日：请先登记{name}的日期。", article=found.source)
    if day < submitted_on:
        raise Refused(f"{name}的日期{day}早于提交的日期{submitted_on}，请核对。", article=found.source)
    return day
