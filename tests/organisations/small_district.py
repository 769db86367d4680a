"""A small district to act on, for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Program

#: The day on which everything in these tests is done.
TODAY = date(2026, 11, 24)
#: Since when the officers of these tests hold their posts.
THEN = date(2020, 1, 1)
PROGRAM = Program("test")


@dataclass
class District:
    """Two districts; below the first a bureau, and a zone with an office: qu (ju, qu-zone (ban)), other."""

    units: dict[str, Organisation] = field(default_factory=dict)

    def enter(self, code: str, kind: str, parent: str | None = None, **rest: object) -> Organisation:
        above = self.units[parent] if parent else None
        description = acts.Description(code, f"{code}机关", kind, above, **rest)  # type: ignore[arg-type]
        self.units[code] = acts.enter(description, by=PROGRAM, on=TODAY)
        return self.units[code]

    def __getitem__(self, code: str) -> Organisation:
        """The unit as it is now."""
        return Organisation.objects.select_related("parent").get(code=code)
