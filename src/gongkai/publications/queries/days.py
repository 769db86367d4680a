"""The working days of a unit: the one place where publications ask for them."""

from __future__ import annotations

from datetime import date

from gongkai.law import Calendar
from gongkai.organisations import queries as organisations
from gongkai.organisations.models import Organisation


def calendar_of(unit: Organisation, *, on: date) -> Calendar:
    """The calendar by which periods of *unit* are counted, as it is known on that day: one for all units so far."""
    return organisations.calendar(on)
