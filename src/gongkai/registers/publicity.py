"""Which decisions are public, what each must say, and by when, from decision_fields.toml; knows no database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from gongkai.privacy import Masking


class Told(Protocol):
    """What is asked of a decision here: a record of the register, or anything with the fields of one."""

    kind: str
    party_kind: str
    party_name: str
    sub_kind: str
    is_summary: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """
    The periods of the double-publicity rule, in working days.

    Args:
        kinds: The kinds of decisions that the rule is about.
        publish_working_days: From such a decision until its publication.
        other_working_days: From another decision until its publication, where it is judged public.
        withdraw_working_days: From its change or annulment until it is withdrawn.
    """

    kinds: tuple[str, ...]
    publish_working_days: int
    publish_source: str
    other_working_days: int
    other_source: str
    withdraw_working_days: int
    withdraw_source: str

    def working_days(self, kind: str) -> int:
        """From a decision of that kind until its publication."""
        return self.publish_working_days if kind in self.kinds else self.other_working_days


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a decision is public, and why."""

    is_public: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Need:
    kinds: tuple[str, ...]
    parties: tuple[str, ...]
    fields: tuple[str, ...]
    source: str
    words: tuple[str, ...] = ()

    def holds(self, decision: Told) -> bool:
        of_kind = decision.kind in self.kinds and decision.party_kind in self.parties
        return of_kind and (not self.words or any(word in decision.sub_kind for word in self.words))


@dataclass(frozen=True, slots=True)
class _ByLaw:
    kinds: tuple[str, ...]
    parties: tuple[str, ...]
    public: bool
    reason: str
    source: str
    summary: bool = False

    def holds(self, decision: Told) -> bool:
        of_kind = decision.kind in self.kinds and decision.party_kind in self.parties
        return of_kind and (not self.summary or decision.is_summary)


def needed(decision: Told) -> tuple[str, ...]:
    """The fields that a decision must have before it is published, in the order of the file."""
    found = (name for need in _needs() if need.holds(decision) for name in need.fields)
    return tuple(dict.fromkeys(found))


def missing(decision: Told) -> tuple[str, ...]:
    """Those of them that it has not."""
    return tuple(name for name in needed(decision) if getattr(decision, name) in (None, ""))


def by_law(decision: Told) -> Judged | None:
    """What the law itself says of whether a decision is public; None where it is to be judged."""
    return next((Judged(entry.public, entry.reason) for entry in _by_law() if entry.holds(decision)), None)


def is_exception(reason: str) -> bool:
    """Whether *reason* names one of those for which even a licence is kept from the public."""
    return any(word in reason for word in exceptions())


@cache
def clock() -> Clock:
    """The periods."""
    raw = _raw()["clock"]
    return Clock(**{**raw, "kinds": tuple(raw["kinds"])})


@cache
def exceptions() -> tuple[str, ...]:
    """The words of the exceptions of which a reason must name one."""
    return tuple(_raw()["exception"]["words"])


def sources() -> Iterator[tuple[str, str]]:
    """Every entry of the file in few words, with where it is written."""
    for need in _needs():
        yield f"{'、'.join(need.kinds)}：{'、'.join(need.fields)}", need.source
    for entry in _by_law():
        yield entry.reason, entry.source


def masked_name(name: str) -> str:
    """
    The name of a natural person as strangers see it: the family name, and 某 for each character after it, two at most.

    Source: practice (domain of published penalties); Personal Information Protection Law art. 4.
    """
    whole = name.strip()
    kept = Masking.standard().masked("name", whole).rstrip("某")
    left = len(whole) - len(kept)
    return kept + "某" * min(left, 2) if kept and left else "某某"


def shown_name(decision: Told) -> str:
    """The party of a decision as strangers see it: of natural persons the masked name alone."""
    return masked_name(decision.party_name) if decision.party_kind == "person" else decision.party_name


def shown_text(decision: Told, text: str) -> str:
    """A text of a decision as strangers see it: where it names the natural person it says the masked name."""
    if decision.party_kind != "person" or not decision.party_name:
        return text
    return text.replace(decision.party_name, masked_name(decision.party_name))


@cache
def _needs() -> tuple[_Need, ...]:
    return tuple(_Need(**_frozen(entry)) for entry in _raw()["need"])


@cache
def _by_law() -> tuple[_ByLaw, ...]:
    return tuple(_ByLaw(**_frozen(entry)) for entry in _raw()["by_law"])


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("decision_fields.toml").read_text(encoding="utf-8"))
