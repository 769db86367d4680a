"""What the tests of this folder share: days, records in few words, and declarations over them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.channels.models import Account, Column, Issue, Reading, Website
from gongkai.figures import By, Counter, Flow, Level, Listed, Period, Stock, Text, behind, totals
from gongkai.figures.kinds import Counted
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Program

TODAY = date(2026, 11, 24)
THEN = date(2015, 1, 1)
PROGRAM = Program("test")
Y2019 = Period.of_year(2019)
#: What tells the figures of these tests apart.
CLASSES = {"news": "政务动态信息", "topic": "专栏专题"}


def day(offset: int) -> date:
    """So many days after the first of 2019."""
    return date(2019, 1, 1) + timedelta(days=offset)


def site_of(unit: Organisation, code: str, **fields: Any) -> Website:
    """A site of *unit*."""
    return Website.objects.create(organisation=unit, code=code, name=code, opened_on=THEN, **fields)


def column(site: Website, code: str, opened_on: date, **fields: Any) -> Column:
    """A column of a site, of the class news unless another is said."""
    values = {"kind": "news", **fields}
    return Column.objects.create(website=site, code=code, name=code, opened_on=opened_on, **values)


def account_of(unit: Organisation, number: str, platform: str = "wechat") -> Account:
    """An account of *unit*."""
    return Account.objects.create(
        organisation=unit, platform=platform, number=number, name=number, opened_on=THEN
    )  # fmt: skip


def read(channel: Account | Website, measure: str, value: int, until: date, since: date | None = None) -> Reading:
    """A reading of an account or a site."""
    of = {"account": channel} if isinstance(channel, Account) else {"website": channel}
    return Reading.objects.create(
        organisation=channel.organisation,
        measure=measure,
        value=value,
        until_on=until,
        from_on=since,
        origin="截图",
        **of,
    )


def sent(account: Account, number: str, on: date, *reads: int | None) -> Issue:
    """An issue with as many articles as there are counts of reads."""
    issue = Issue.objects.create(account=account, number=number, published_on=on)
    for position, count in enumerate(reads, 1):
        issue.articles.create(position=position, title=f"{number}-{position}", reads=count)
    return issue


def columns(period: Period) -> QuerySet[Column]:
    """Every column."""
    return Column.objects.all()


def readings(period: Period) -> QuerySet[Reading]:
    """Every reading of accounts of a day."""
    return Reading.objects.filter(account__isnull=False, from_on__isnull=True)


OF_COLUMN = Listed(lambda row: f"column:{row.uid}", str, lambda row: f"/c/{row.code}/")
OF_READING = Listed(lambda row: f"reading:{row.uid}", lambda row: str(row.account), lambda row: "", ("account",))
BY_CLASS = By("kind", CLASSES)


def opened(name: str = "test.opened", **changes: Any) -> Flow:
    """Columns opened, by class."""
    values: dict[str, Any] = {
        "cell": Text(name, "新开栏目", "个", "试验", BY_CLASS), "records": columns, "unit": "website__organisation",
        "listed": OF_COLUMN, "on": "opened_on", **changes,
    }  # fmt: skip
    return Flow(**values)


def held(at: Any) -> Stock:
    """Columns that are open, by class."""
    return Stock(
        cell=Text(f"test.held_{at}", "栏目", "个", "试验", BY_CLASS), records=columns, unit="website__organisation",
        listed=OF_COLUMN, held=("opened_on", "closed_on"), at=at,
    )  # fmt: skip


def level(**changes: Any) -> Level:
    """What was last read of each account."""
    values: dict[str, Any] = {
        "cell": Text("test.level", "存量", "人", "试验"), "records": readings, "unit": "account__organisation",
        "listed": OF_READING, "amount": "value", "on": "until_on", "series": "account", **changes,
    }  # fmt: skip
    return Level(**values)


def grown() -> Counter:
    """What each account's readings grew by."""
    return Counter(
        cell=Text("test.grown", "增量", "次", "试验"), records=readings, unit="account__organisation",
        listed=OF_READING, amount="value", on="until_on", series="account",
    )  # fmt: skip


def value(declaration: Counted, unit: Organisation, period: Period = Y2019, key: str = "") -> Any:
    """The figure of one declaration; None where it is absent."""
    name = f"text/{declaration.cell.name}" + (f"/{key}" if key else "")  # type: ignore[union-attr]
    total = totals([unit], period, among=[declaration]).get(unit.pk, {}).get(name)
    return None if total is None else total.value


def all_behind(cell: str, unit: Organisation, among: Any, period: Period = Y2019, size: int = 3) -> list[Any]:
    """Every entry of a figure, page by page; each page but the last is full, and none starts where another did."""
    page = behind(cell, unit, period, size=size, among=among)
    found, starts = [*page.entries], [""]
    while page.following:
        assert len(page.entries) == size
        assert page.following not in starts
        starts.append(page.following)
        page = behind(cell, unit, period, after=page.following, size=size, among=among)
        found += page.entries
    assert len(page.entries) <= size
    return found
