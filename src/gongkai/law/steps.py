"""The steps of a case: one table that says where each may come, where it leads and what it does to the clock."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from gongkai.law.arrangement import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where a case stands; "" before it was received.
Position = Literal[
    "", "received", "in_progress", "awaiting_correction", "consulting", "awaiting_reasons", "awaiting_payment",
    "decided", "delivered", "closed",
]  # fmt: skip
#: What a step does to the clock.
Effect = Literal["starts", "restarts", "stops", "pauses", "resumes", "extends", "sets", "ends", "nothing"]
#: Takes a step back that was recorded by mistake; it has no place in the table, for it may always come.
STRUCK = "struck"

POSITIONS: Mapping[str, str] = MappingProxyType({
    "received": "已收到", "in_progress": "办理中", "awaiting_correction": "等待补正", "consulting": "征求意见中",
    "awaiting_reasons": "等待说明理由", "awaiting_payment": "等待缴费", "decided": "已作出答复", "delivered": "已送达",
    "closed": "已结案",
})  # fmt: skip
#: In which something is still to be done by somebody.
OPEN = frozenset(POSITIONS) - {"delivered", "closed"}


@dataclass(frozen=True, slots=True)
class StepKind:
    """
    A kind of step.

    Args:
        id: Its name in the table, the database, imports and the command.
        label: What officers call it.
        who: Who does it: `agency`, `head` of the disclosure office, `applicant`, `third_party`, `other_agency`,
            `remedy` (a reconsideration body or court).
        froms: Positions in which it may come.
        to: The position after it; "=" stays, "consulting?" is consulting while any opinion is waited for.
        clock: What it does to the clock.
        rank: Its place among the steps of one day.
        article: Where it is written.
        needs: What must be recorded with it.
        takes: What may be recorded with it.
        once: Whether it may come once alone in a case.
        outcome: The outcome with which it closes the case, or "".
    """

    id: str
    label: str
    who: str
    froms: frozenset[str]
    to: str
    clock: Effect
    rank: int
    article: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    once: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """
    A dated step of a case.

    Args:
        on: Its day.
        kind: An id of the table, or `struck`.
        uid: Its key, by which another one strikes it and by which steps of one day and rank are told apart.
        until: The day until which something is given: a correction, a deferral, a redecision.
        party: Who is asked, of consultations, or to whom the case went.
        answer: `consents`, `objects`, or another word.
        role: `co_maker` or `other`, of an agency that is asked.
        days: How many working days, of an extension.
        outcome: A code of the outcomes.
        way: By which way it came or went.
        reached: When the asked party received it, which is when its period begins.
        of: The key of the step that is struck.
    """

    on: date
    kind: str
    uid: str = ""
    until: date | None = None
    party: str = ""
    answer: str = ""
    role: str = ""
    days: int | None = None
    outcome: str = ""
    way: str = ""
    reached: date | None = None
    of: str = ""

    @property
    def label(self) -> str:
        """What officers call it."""
        if self.kind == STRUCK:
            return "更正登记"
        return kinds()[self.kind].label if self.kind in kinds() else self.kind


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, StepKind]:
    """Every kind of step by its id, in the order of the table."""
    raw = tomllib.loads((DATA / "steps.toml").read_text(encoding="utf-8"))
    return MappingProxyType({entry["id"]: _kind(entry) for entry in raw["step"]})


def _kind(entry: Mapping[str, Any]) -> StepKind:
    records = entry["records"]
    return StepKind(
        entry["id"], entry["label"], entry["who"], frozenset(entry["from"]), entry["to"], entry["clock"],
        entry["rank"], entry["article"],
        tuple(name for name in records if not name.endswith("?")),
        tuple(name.removesuffix("?") for name in records),
        entry.get("once", False), entry.get("outcome", ""),
    )  # fmt: skip
