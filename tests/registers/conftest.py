"""Django, set up for the tests of this folder; a zone with its officers, and a unit of another district."""

from __future__ import annotations

import pytest
from registered_zone import PROGRAM, TODAY, appointed

from django_site import client, demo, no_pace  # noqa: F401
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix


@pytest.fixture
def zone(db: None) -> Organisation:
    """A zone below a district."""
    district = units.enter(units.Description("qu", "某区人民政府", "district"), by=PROGRAM, on=TODAY)
    return units.enter(units.Description("zone", "某区开发区管理委员会", "zone", district), by=PROGRAM, on=TODAY)


@pytest.fixture
def other_unit(db: None) -> Organisation:
    """A body of another district, whose things are not there for the zone's officers."""
    return units.enter(units.Description("other", "他区人民政府", "district"), by=PROGRAM, on=TODAY)


@pytest.fixture
def officers(zone: Organisation) -> dict[str, User]:
    """One officer of each role at the zone."""
    return {role: appointed(role, zone) for role in matrix().roles}
