"""The closure of the memberships with its dates: computed by pure code, written where it differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.errors import Refused
from gongkai.organisations.models import Ancestry, Membership, Organisation

#: Stands for "no end" in comparisons.
NEVER = date.max


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from `start`, included, until `end`, not included."""

    start: date
    end: date

    def meet(self, other: Span) -> Span | None:
        """The days that are in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


@dataclass(frozen=True, slots=True, order=True)
class Reach:
    """*ancestor* stands *depth* steps above a unit during *span*; keys."""

    ancestor: int
    depth: int
    span: Span


Edges = Mapping[int, Iterable[tuple[int, Span]]]


def closure(unit: int, life: Span, edges: Edges) -> list[Reach]:
    """
    Who stands above *unit* when, itself at depth 0 included.

    Args:
        unit: Its key.
        life: The days of its existence.
        edges: For each unit the superiors that it belonged to, one on any day.

    Raises:
        Refused: on some day *unit*, or a unit above it, would stand above itself.
    """
    found = [Reach(unit, 0, life)]
    waiting = [(found[0], frozenset({unit}))]
    while waiting:
        reached, path = waiting.pop()
        for parent, span in edges.get(reached.ancestor, ()):
            both = reached.span.meet(span)
            if both is None:
                continue
            if parent in path:
                raise Refused("不能这样划转：一个机关会成为自己的上级。请先调整它的下级机关。")
            found.append(Reach(parent, reached.depth + 1, both))
            waiting.append((found[-1], path | {parent}))
    return _joined(found)


def rebuild(units: Iterable[int]) -> int:
    """
    Bring the stored closure of *units* and of all that ever stood below them into line with the memberships.

    Returns:
        How many rows were wrong, missing or too many; 0 says that the projection was right.

    Raises:
        Refused: the memberships run in a circle.
    """
    keys = set(units)
    keys |= set(Ancestry.objects.filter(ancestor__in=keys).values_list("descendant", flat=True))
    edges = _edges_above(keys)
    lives = Organisation.objects.filter(pk__in=keys).values_list("pk", "opened_on", "closed_on")
    wanted = {
        (reach.ancestor, unit, reach.depth, reach.span)
        for unit, opened, closed in lives
        for reach in closure(unit, Span(opened, closed or NEVER), edges)
    }
    kept = {
        (row.ancestor_id, row.descendant_id, row.depth, Span(row.from_on, row.until_on or NEVER)): row.pk
        for row in Ancestry.objects.filter(descendant__in=keys)
    }
    wrong = [pk for row, pk in kept.items() if row not in wanted]
    missing = wanted - kept.keys()
    Ancestry.objects.filter(pk__in=wrong).delete()
    Ancestry.objects.bulk_create(_row(*row) for row in sorted(missing))
    return len(wrong) + len(missing)


def _row(ancestor: int, descendant: int, depth: int, span: Span) -> Ancestry:
    until = None if span.end == NEVER else span.end
    return Ancestry(ancestor_id=ancestor, descendant_id=descendant, depth=depth, from_on=span.start, until_on=until)


def _joined(found: list[Reach]) -> list[Reach]:
    """Spans that touch made one: who moves between two bodies of a district never leaves the district."""
    joined: list[Reach] = []
    for reach in sorted(found):
        last = joined[-1] if joined else None
        if last and (last.ancestor, last.depth, last.span.end) == (reach.ancestor, reach.depth, reach.span.start):
            joined[-1] = Reach(reach.ancestor, reach.depth, Span(last.span.start, reach.span.end))
        else:
            joined.append(reach)
    return joined


def _edges_above(units: set[int]) -> dict[int, list[tuple[int, Span]]]:
    """The memberships of *units* and of everything above them, a query a level."""
    edges: dict[int, list[tuple[int, Span]]] = {}
    asked: set[int] = set()
    frontier = set(units)
    while frontier:
        asked |= frontier
        for edge in Membership.objects.filter(unit__in=frontier):
            span = Span(edge.from_on, edge.until_on or NEVER)
            edges.setdefault(edge.unit_id, []).append((edge.parent_id, span))
        frontier = {parent for unit in frontier for parent, _span in edges.get(unit, ())} - asked
    return edges
