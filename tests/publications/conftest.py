"""Django, set up for the tests of this folder; a district with a zone, its officers, sites and columns."""

from __future__ import annotations

import pytest
from published_zone import PROGRAM, THEN, TODAY, appointed

from django_site import client, demo, no_pace  # noqa: F401
from gongkai.channels.models import Column, Website
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix


@pytest.fixture
def district(db: None) -> Organisation:
    """The district above the zone."""
    body = acts.Description("qu", "某区人民政府", "district")
    return acts.enter(body, by=PROGRAM, on=TODAY)


@pytest.fixture
def zone(district: Organisation) -> Organisation:
    """The zone whose publications are tested."""
    body = acts.Description("zone", "某区开发区管理委员会", "zone", district, "11100000000013127D")
    return acts.enter(body, by=PROGRAM, on=TODAY)


@pytest.fixture
def other_unit(db: None) -> Organisation:
    """A body of another district, whose things are not there for the zone's officers."""
    return acts.enter(acts.Description("other", "他区人民政府", "district"), by=PROGRAM, on=TODAY)


@pytest.fixture
def officers(zone: Organisation) -> dict[str, User]:
    """One officer of each role at the zone."""
    return {role: appointed(role, zone) for role in matrix().roles}


@pytest.fixture
def website(zone: Organisation) -> Website:
    """The zone's own site."""
    return Website.objects.create(
        organisation=zone, code="zone-site", name="开发区网", opened_on=THEN, address="https://zone.example.gov.cn/"
    )


@pytest.fixture
def columns(website: Website) -> dict[str, Column]:
    """The columns of the zone's own site by class: profile, news, catalogue, other."""
    found = {}
    for position, (kind, name) in enumerate(
        [("profile", "走进开发区"), ("news", "工作动态"), ("catalogue", "信息公开目录"), ("other", "园区风采")]
    ):
        found[kind] = Column.objects.create(
            website=website, code=f"zone-{kind}", name=name, kind=kind, position=position, opened_on=THEN
        )
    return found


@pytest.fixture
def portal(district: Organisation) -> Column:
    """A column of the district's portal, an outside site."""
    site = Website.objects.create(
        organisation=district, code="portal", name="区政府门户网站", opened_on=THEN, is_own=False,
        address="https://qu.example.gov.cn/",
    )  # fmt: skip
    return Column.objects.create(website=site, code="portal-open", name="政务公开", kind="catalogue", opened_on=THEN)
