"""The texts of the reports of a level, as they stand behind its roll-up."""

from __future__ import annotations

from typing import Any

from gongkai.yearbook.models import Frozen, PublishedReport, Submission
from gongkai.yearbook.queries.rollup import Origin, Rollup

_MODELS: dict[Origin, Any] = {"frozen": Frozen, "published": PublishedReport, "submission": Submission}


def texts_behind(added: Rollup) -> dict[str, str]:
    """The JSON of every report of a roll-up, by the unit's code in the order of the tree; at most three queries."""
    found: dict[tuple[Origin, int], str] = {}
    for origin, model in _MODELS.items():
        keys = [source.key for source in added.sources.values() if source.origin == origin]
        rows = model.objects.filter(pk__in=keys).values_list("pk", "text") if keys else ()
        found |= {(origin, key): text for key, text in rows}
    return {source.unit.code: found[source.origin, source.key] for source in added.sources.values()}
