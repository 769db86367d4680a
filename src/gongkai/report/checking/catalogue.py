"""Every rule with what it demands, where it comes from, an example and how to mend a breach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gongkai.report.checking.messages import entries
from gongkai.report.checking.registry import FUNCTIONS
from gongkai.report.form import Rule, Severity, editions


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """
    One rule, for people.

    Args:
        id: Id, as findings carry it.
        severity: The gravest severity that it gives.
        demands: One Chinese sentence: what must hold.
        source: Where that comes from.
        example: A breach, in a sentence.
        mend: What to do about it.
        editions: The editions of the form in which it is asked.
    """

    id: str
    severity: Severity
    demands: str
    source: str
    example: str
    mend: str
    editions: tuple[str, ...]


def rules() -> Mapping[str, RuleInfo]:
    """
    Every rule by its id: the equations of all editions first, in the order of the form, then the functions.

    An equation that a new edition adds and `rules.toml` does not yet describe is listed with its source alone.
    """
    found: dict[str, RuleInfo] = {}
    equations: dict[str, tuple[Rule, list[str]]] = {}
    for edition in editions().values():
        for equation in edition.rules:
            equations.setdefault(equation.id, (equation, []))[1].append(edition.id)
    for rule_id, (equation, where) in equations.items():
        words = entries().get(rule_id, {})
        found[rule_id] = RuleInfo(
            rule_id, equation.severity, words.get("demands", equation.source), equation.source,
            words.get("example", ""), words.get("mend", ""), tuple(where),
        )  # fmt: skip
    for rule_id, function in FUNCTIONS.items():
        words = entries()[rule_id]
        found[rule_id] = RuleInfo(
            rule_id, function.severity, words["demands"], words["source"], words["example"], words["mend"],
            tuple(editions()),
        )  # fmt: skip
    return MappingProxyType(found)
