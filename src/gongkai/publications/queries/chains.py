"""Which chains hold at many units on a day, their own and inherited ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from gongkai.organisations.models import Ancestry, Organisation
from gongkai.publications import kinds
from gongkai.publications.models import Chain, ChainStep

#: Units on a page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Held:
    """
    A chain as it holds at a unit.

    Args:
        kind: Id of the kind, or "" for all that have none of their own.
        kind_label: The same in words.
        stages: Label and limit in working days of each stage, in order.
        one_person: Whether one person other than the authors may take the rest.
        is_own: Whether the unit set it itself.
        unit_name: Who set it; the built-in one was set by nobody.
    """

    kind: str
    kind_label: str
    stages: tuple[tuple[str, int | None], ...]
    one_person: bool
    is_own: bool
    unit_name: str


def in_force(units: Collection[Organisation], on: date) -> dict[int, list[Held]]:
    """The chains that hold at each of *units* that day, the one for all kinds first; a constant number of queries."""
    depth: dict[int, dict[int | None, int]] = {unit.pk: {None: 1000} for unit in units}
    pairs = Ancestry.objects.on(on).filter(descendant__in=list(depth))
    for unit, above, steps in pairs.values_list("descendant", "ancestor", "depth"):
        depth[unit][above] = steps
    owners = {owner for above in depth.values() for owner in above if owner is not None}
    ordered = Prefetch("steps", queryset=ChainStep.objects.select_related("task").order_by("position"))
    rows = Chain.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), Q(organisation__in=owners) | Q(organisation__isnull=True),
        from_on__lte=on,
    )  # fmt: skip
    found = list(rows.select_related("organisation").prefetch_related(ordered))
    return {unit.pk: _of(unit, found, depth[unit.pk]) for unit in units}


def _of(unit: Organisation, chains: list[Chain], depth: dict[int | None, int]) -> list[Held]:
    """The nearest chain of each kind."""
    nearest: dict[str, Chain] = {}
    for chain in chains:
        if chain.organisation_id not in depth:
            continue
        known = nearest.get(chain.kind)
        if known is None or depth[chain.organisation_id] < depth[known.organisation_id]:
            nearest[chain.kind] = chain
    general = depth[nearest[""].organisation_id] if "" in nearest else 1000
    # A chain for all kinds that is nearer goes before one for a kind that is further up.
    kept = [chain for kind, chain in nearest.items() if not kind or depth[chain.organisation_id] <= general]
    order = ["", *kinds.kinds()]
    return [_held(chain, unit) for chain in sorted(kept, key=lambda chain: order.index(chain.kind))]


def _held(chain: Chain, unit: Organisation) -> Held:
    labels = dict(kinds.stage_choices())
    return Held(
        kind=chain.kind,
        kind_label=chain.get_kind_display() if chain.kind else "全部种类",
        stages=tuple((labels[step.task.stage], step.task.days) for step in chain.steps.all()),
        one_person=chain.one_person,
        is_own=chain.organisation_id == unit.pk,
        unit_name=chain.organisation.name if chain.organisation else "",
    )
