"""The rules by their ids, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from gongkai.publications.gate.finding import Finding, Place, Severity, key_of
from gongkai.publications.gate.messages import say
from gongkai.publications.gate.subject import Subject


@dataclass(frozen=True, slots=True)
class Noticed:
    """
    What a rule notices; the registry makes a finding of it.

    Args:
        place: Where.
        quote: The very words.
        context: What makes it this finding and no other; where nothing is said, the words around.
        words: What the rule's sentence names.
        say: Which of the rule's sentences.
        subject, lines, around: As in `Finding`.
    """

    place: Place
    quote: str = ""
    context: str = ""
    words: tuple[tuple[str, object], ...] = ()
    say: str = "found"
    subject: str = ""
    lines: tuple[str, ...] = ()
    around: str = ""


Function = Callable[[Subject], Iterable[Noticed]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: id, severity, whether a reason in words lets what it finds stand, and the function that looks."""

    id: str
    severity: Severity
    is_justifiable: bool
    look: Function

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What it finds, the same thing at the same place once."""
        seen = set()
        for noticed in self.look(subject):
            key = key_of(self.id, noticed.place, noticed.quote, noticed.context or noticed.around)
            if key in seen:
                continue
            seen.add(key)
            message = say(self.id, noticed.say, quote=noticed.quote, **dict(noticed.words))
            yield Finding(
                self.id, self.severity, noticed.place, noticed.quote, message, key, self.is_justifiable,
                noticed.subject, noticed.lines, noticed.around,
            )  # fmt: skip


_MODULES = ("personal", "enclosures", "wording", "links", "pictures", "facts", "days")
_RULES: dict[str, Rule] = {}


def rule(rule_id: str, severity: Severity, *, is_justifiable: bool = True) -> Callable[[Function], Function]:
    """
    Register the function that looks for *rule_id*.

    Raises:
        ValueError: the id is taken.
    """

    def register(look: Function) -> Function:
        if rule_id in _RULES:
            raise ValueError(f"two functions for the rule {rule_id}")
        _RULES[rule_id] = Rule(rule_id, severity, is_justifiable, look)
        return look

    return register


def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order in which findings are listed."""
    for name in _MODULES:
        import_module(f"gongkai.publications.gate.rules.{name}")
    # Not as they were registered: which module was imported first is an accident.
    order = {f"gongkai.publications.gate.rules.{name}": place for place, name in enumerate(_MODULES)}
    return dict(sorted(_RULES.items(), key=lambda pair: order[pair[1].look.__module__]))


def look(subject: Subject) -> list[Finding]:
    """What all rules find: what stops first, each in the order of the rules."""
    found = [finding for one in rules().values() for finding in one.findings(subject)]
    return sorted(found, key=lambda finding: finding.severity != "stop")
