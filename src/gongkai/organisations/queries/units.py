"""What can be asked about public bodies, each for a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from gongkai.organisations.models import Ancestry, Facts, Membership, Organisation, Post, Supervision, UnitName


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in the tree of a day: its name then, its superior's key (None at the top), how deep it stands."""

    unit: Organisation
    name: str
    parent_id: int | None
    depth: int


@dataclass(frozen=True, slots=True)
class History:
    """What is dated about a unit, oldest first."""

    names: list[UnitName]
    memberships: list[Membership]
    supervisions: list[Supervision]
    facts: list[Facts]
    posts: list[Post]
    merged: list[Organisation]


def by_code(code: str) -> Organisation | None:
    """The body of that code, its superior with it, or None."""
    return Organisation.objects.select_related("parent").filter(code=code).first()


def last_day(unit: Organisation, day: date) -> date:
    """*day*, or the last day on which *unit* existed if it is closed by then: its records stay with its superiors."""
    if unit.closed_on is not None and day >= unit.closed_on:
        return unit.closed_on - timedelta(days=1)
    return day


def ancestors(unit: Organisation, *, on: date) -> list[Organisation]:
    """The superiors of *unit* on that day, nearest first, without itself; none if it did not exist."""
    rows = Ancestry.objects.on(on).filter(descendant=unit, depth__gt=0)
    return [row.ancestor for row in rows.select_related("ancestor").order_by("depth")]


def descendants(unit: Organisation, *, on: date) -> QuerySet[Organisation]:
    """Every unit below *unit* on that day, and itself if it existed."""
    rows = Ancestry.objects.on(on).filter(ancestor=unit)
    return Organisation.objects.filter(pk__in=rows.values("descendant"))


def below_in_year(unit: Organisation, year: int) -> list[Organisation]:
    """
    Whose year belongs to that of *unit*: those below it on the last day of the year, itself among them, and those
    closed within the year that stood there on their own last day. By code; one query.
    """
    last = date(year, 12, 31)
    closed_there = Q(
        until_on=F("descendant__closed_on"), descendant__closed_on__gt=date(year, 1, 1), descendant__closed_on__lte=last
    )
    that_day = Q(from_on__lte=last) & (Q(until_on__isnull=True) | Q(until_on__gt=last))
    rows = Ancestry.objects.filter(that_day | closed_there, ancestor=unit)
    return list(Organisation.objects.filter(pk__in=rows.values("descendant")).order_by("code"))


def merged_by(units: Iterable[Organisation], *, on: date) -> list[Organisation]:
    """The units that were merged into any of *units* by that day, and those merged into them; a query a generation."""
    known = {unit.pk: unit for unit in units}
    found: dict[int, Organisation] = {}
    waiting = list(known)
    while waiting:
        rows = Organisation.objects.filter(merged_into__in=waiting, closed_on__lte=on).order_by("code")
        fresh = {row.pk: row for row in rows if row.pk not in known}
        known |= fresh
        found |= fresh
        waiting = list(fresh)
    return list(found.values())


def parent_on(unit: Organisation, day: date) -> Organisation | None:
    """The superior of *unit* on that day; None at the top or if it did not exist."""
    edge = Membership.objects.on(day).filter(unit=unit).select_related("parent").first()
    return edge.parent if edge else None


def supervisor_on(unit: Organisation, day: date) -> Organisation | None:
    """Who supervised the disclosure work of *unit*: the body named for it, else its superior (Regulation art. 3)."""
    edge = Supervision.objects.on(day).filter(unit=unit).select_related("supervisor").first()
    return edge.supervisor if edge else parent_on(unit, day)


def name_on(unit: Organisation, day: date) -> str:
    """
    What *unit* was called on that day.

    A closed unit keeps its last name; before its first day it has its first one, for papers that foreran it.
    """
    return names_on([unit], day)[unit.pk]


def names_on(units: Iterable[Organisation], day: date) -> dict[int, str]:
    """What each of *units* was called on that day, by key; one query."""
    found: dict[int, str] = {}
    keys = [unit.pk for unit in units]
    for row in UnitName.objects.filter(unit__in=keys).order_by("unit", "from_on"):
        if row.unit_id not in found or row.from_on <= day:
            found[row.unit_id] = row.name
    return found


def facts_on(unit: Organisation, day: date) -> Facts | None:
    """What the guide had to say about *unit* on that day; None if nobody has said it."""
    return Facts.objects.on(day).filter(unit=unit).first()


def posts_on(unit: Organisation, day: date) -> QuerySet[Post]:
    """The posts held at *unit* itself on that day, the people with them."""
    return Post.objects.on(day).filter(unit=unit).select_related("user")


def tree(on: date, *, among: QuerySet[Organisation] | None = None) -> list[Node]:
    """
    The units that existed on that day, each superior before its units, units of one superior by code; three queries.

    Args:
        on: The day.
        among: Only these; a unit whose superior is not among them stands at the top.
    """
    alive = Ancestry.objects.on(on).filter(depth=0).values("descendant")
    rows = Organisation.objects.all() if among is None else among
    units = {unit.pk: unit for unit in rows.filter(pk__in=alive).order_by("code")}
    edges = dict(Membership.objects.on(on).filter(unit__in=alive).values_list("unit_id", "parent_id"))
    names = dict(UnitName.objects.on(on).values_list("unit_id", "name"))
    below: dict[int | None, list[Organisation]] = {}
    for unit in units.values():
        parent = edges.get(unit.pk)
        below.setdefault(parent if parent in units else None, []).append(unit)
    nodes: list[Node] = []
    waiting = [(unit, None, 0) for unit in reversed(below.get(None, []))]
    while waiting:
        unit, parent_id, depth = waiting.pop()
        nodes.append(Node(unit, names.get(unit.pk, unit.name), parent_id, depth))
        waiting += [(child, unit.pk, depth + 1) for child in reversed(below.get(unit.pk, []))]
    return nodes


def history(unit: Organisation) -> History:
    """Everything dated about *unit*; six queries."""
    return History(
        names=list(unit.names.order_by("from_on")),
        memberships=list(unit.memberships.select_related("parent").order_by("from_on")),
        supervisions=list(unit.supervisions.select_related("supervisor").order_by("from_on")),
        facts=list(unit.facts.order_by("from_on")),
        posts=list(unit.posts.select_related("user").order_by("from_on", "pk")),
        merged=list(unit.merged.order_by("closed_on", "code")),
    )


def open_children(unit: Organisation, day: date) -> list[Organisation]:
    """The units that belong to *unit* on that day or on a later one."""
    edges = Membership.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), parent=unit)
    return list(Organisation.objects.filter(pk__in=edges.values("unit")).order_by("code"))


def names_of_bodies(uids: Iterable[str]) -> dict[str, str]:
    """What the bodies of these uids are called now, by uid; the ledger's pages ask it."""
    return dict(Organisation.objects.filter(uid__in=uids).values_list("uid", "name"))
