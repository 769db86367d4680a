"""Django, set up for the tests of this folder; a zone with its officers, site, columns and accounts."""

from __future__ import annotations

import pytest
from channelled_zone import OPENED, PROGRAM, TODAY, appointed, described

from django_site import client, demo, no_pace  # noqa: F401
from gongkai.channels import acts
from gongkai.channels.models import Account, Column, Website
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


@pytest.fixture
def website(zone: Organisation) -> Website:
    """The zone's own site."""
    return acts.enter_site(zone, acts.SiteDescription("zone-site", "开发区网", OPENED), by=PROGRAM, on=TODAY)


@pytest.fixture
def columns(website: Website) -> dict[str, Column]:
    """Two columns at the top, and one below the first: news (notices), topic."""
    made: dict[str, Column] = {}
    for code, name, kind, parent in (
        ("news", "政务动态", "news", None),
        ("notices", "通知公告", "news", "news"),
        ("topic", "专题", "topic", None),
    ):
        above = made[parent] if parent else None
        description = acts.ColumnDescription(code, name, kind, OPENED, above, position=len(made))
        made[code] = acts.enter_column(website, description, by=PROGRAM, on=TODAY)
    return made


@pytest.fixture
def wechat(zone: Organisation) -> Account:
    """The zone's account on WeChat."""
    return acts.enter_account(zone, described("wechat", "kfq-wx", "开发区发布"), by=PROGRAM, on=TODAY)


@pytest.fixture
def toutiao(zone: Organisation) -> Account:
    """The zone's account on Toutiao."""
    return acts.enter_account(zone, described("toutiao", "kfq-tt", "开发区头条"), by=PROGRAM, on=TODAY)
