"""Masking: what stays of a piece and what stands for the rest, by kind, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from gongkai.privacy.characters import compact
from gongkai.privacy.finding import find
from gongkai.privacy.hit import Hit
from gongkai.privacy.kind import BadKinds, Rule, kinds, rule_of


@dataclass(frozen=True, slots=True)
class Masking:
    """The rules in use: kind → rule. `Masking.standard()` are those of `data/kinds.toml`."""

    rules: Mapping[str, Rule]

    @staticmethod
    def standard() -> Masking:
        """Return the rules that the package ships."""
        return _standard()

    def changed(self, kind: str, keep: str, fill: str, *, once: bool = False, compact: bool = True) -> Masking:
        """
        Return rules in which *kind* is masked otherwise.

        Raises:
            BadKinds: no such kind, a pattern that is none, or an empty *fill*.
        """
        if kind not in self.rules:
            raise BadKinds("遮盖规则", kind, f"没有这一种，只有{'、'.join(self.rules)}。")
        rule = rule_of("遮盖规则", kind, {"keep": keep, "fill": fill, "once": once, "compact": compact})
        return Masking(MappingProxyType({**self.rules, kind: rule}))

    def masked(self, kind: str, text: str) -> str:
        """
        Return *text* with everything hidden but what the kind's rule keeps.

        Where the rule's pattern does not fit, nothing is kept: too much hidden is a blemish, too little a leak.
        """
        rule = self.rules[kind]
        piece = compact(text) if rule.compact else text
        found = rule.keep.match(piece)
        kept = sorted(found.span(n) for n in range(1, rule.keep.groups + 1) if found.start(n) >= 0) if found else []
        parts, at = [], 0
        for start, end in [*kept, (len(piece), len(piece))]:
            if start > at:
                parts.append(rule.fill if rule.once else rule.fill * (start - at))
            parts.append(piece[start:end])
            at = max(at, end)
        return "".join(parts)


@cache
def _standard() -> Masking:
    return Masking(MappingProxyType({key: kind.rule for key, kind in kinds().items()}))


def mask(text: str, hits: Iterable[Hit] | None = None, masking: Masking | None = None) -> str:
    """
    Return *text* with the hits masked.

    Args:
        text: The text that was searched.
        hits: What to mask; those of `find(text)` if None.
        masking: The rules; the standard ones if None.
    """
    masking = masking or Masking.standard()
    parts, at = [], 0
    for hit in sorted(find(text) if hits is None else hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.end <= at:
            continue
        start = max(hit.start, at)  # of one that overlaps, the rest is masked too
        parts.append(text[at:start])
        parts.append(masking.masked(hit.kind, text[start : hit.end]))
        at = hit.end
    return "".join([*parts, text[at:]])
