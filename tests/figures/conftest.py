"""Django, set up for the tests of this folder; two units, each with a site and an account."""

from __future__ import annotations

import pytest
from counted_units import PROGRAM, TODAY, site_of

from django_site import client, demo, no_pace  # noqa: F401
from gongkai.channels.models import Website
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation


@pytest.fixture
def district(db: None) -> Organisation:
    """The district above the zone."""
    return acts.enter(acts.Description("qu", "某区人民政府", "district"), by=PROGRAM, on=TODAY)


@pytest.fixture
def zone(district: Organisation) -> Organisation:
    """The unit whose figures are asked for."""
    return acts.enter(acts.Description("zone", "某区开发区", "zone", district), by=PROGRAM, on=TODAY)


@pytest.fixture
def website(zone: Organisation) -> Website:
    """The zone's own site."""
    return site_of(zone, "zone-site")
