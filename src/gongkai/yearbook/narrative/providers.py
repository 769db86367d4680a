"""Lists of records that a text may speak of: each app hands over what it can tell, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongkai.organisations.models import Organisation
from gongkai.yearbook.narrative.knowledge import RECORDS, Item

#: From the units that a report counts, its own first, and the year to the records of each list, in the order in which
#: they are told.
Provide = Callable[[Sequence[Organisation], int], Mapping[str, Iterable[Item]]]
_NAME = re.compile(r"[a-z]+(\.[a-z]+)?")


class Misprovided(ValueError):
    """A list that cannot be: the site does not start with it."""


@dataclass(frozen=True, slots=True)
class Provider:
    """
    Lists of records that are found together.

    Args:
        lists: What people call each, by the name that it is referred to by, `records/<name>`: `problems`,
            `rules.revised`.
        provide: What gives the records of them.
    """

    lists: Mapping[str, str]
    provide: Provide


class Providers:
    """The lists there are, each under its name."""

    def __init__(self) -> None:
        self._providers: list[Provider] = []

    def register(self, provider: Provider) -> None:
        """
        Take lists over; an AppConfig.ready() calls this.

        Raises:
            Misprovided: the name of one is none, or is taken.
        """
        taken = self.labels()
        for name in provider.lists:
            if not _NAME.fullmatch(name):
                raise Misprovided(f"{name!r}: a list is named like rules.revised")
            if f"{RECORDS}/{name}" in taken:
                raise Misprovided(f"{name} is provided twice")
        self._providers.append(provider)

    def labels(self) -> dict[str, str]:
        """What people call each list, by the name that texts use."""
        return {f"{RECORDS}/{name}": label for provider in self._providers for name, label in provider.lists.items()}

    def records(self, units: Sequence[Organisation], year: int) -> dict[str, tuple[Item, ...]]:
        """The records of every list, by the name that texts use."""
        found: dict[str, tuple[Item, ...]] = {}
        for provider in self._providers:
            given = provider.provide(units, year)
            found |= {f"{RECORDS}/{name}": tuple(given.get(name, ())) for name in provider.lists}
        return found


#: The lists of this installation.
providers = Providers()
