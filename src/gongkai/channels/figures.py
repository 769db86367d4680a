"""What channels contribute to a report: columns, issues, articles, readings and counted traffic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from gongkai.channels import kinds
from gongkai.channels.kinds import Measure
from gongkai.channels.models import Article, Column, Issue, Reading, SiteTraffic
from gongkai.channels.queries import articles_within, columns_of_class, issues_within
from gongkai.channels.queries.measures import known_until, standing, within
from gongkai.channels.queries.traffic import VISITORS_ADDED_BY_DAY, counted
from gongkai.figures import By, Counted, Counter, Covered, Declaration, Flow, Level, Listed, Period, Ratio, Stock, Text
from gongkai.ledger.keys import key

_STATEMENT = "国办函〔2018〕12号 附表"
_MEDIA = "国办发〔2018〕123号"


def declared() -> list[Declaration]:
    """Every figure of channels, in the order in which a report tells them."""
    return [*_columns(), *_readings_of_sites(), *_traffic(), *_issues(), *_readings_of_accounts()]


def _columns() -> list[Declaration]:
    listed = Listed(key, lambda row: f"{row.website}：{row}", _column_address, ("website",))
    opened = Text("website.topics_opened", "新开设专栏专题", "个", _STATEMENT)
    kept = Text("website.topics", "年末专栏专题", "个", _STATEMENT)
    unit = "website__organisation"
    return [
        Flow(cell=opened, records=_topics, unit=unit, listed=listed, on="opened_on"),
        Stock(cell=kept, records=_topics, unit=unit, listed=listed, held=("opened_on", "closed_on"), at="end"),
    ]


def _topics(period: Period) -> QuerySet[Column]:
    return columns_of_class("topic")


def _column_address(column: Column) -> str:
    return f"/c/{column.code}/" if column.website.is_own else column.website.address


def _issues() -> list[Declaration]:
    issues = Text("account.issues", "推送次数", "次", _MEDIA, _platform("account"))
    articles = Text("account.articles", "推文", "篇", _MEDIA, _platform("issue__account"))
    reads = Text("account.article_reads", "推文阅读量", "次", _MEDIA, _platform("issue__account"))
    each = Text("account.articles_an_issue", "平均每次推送推文", "篇", _MEDIA, _platform("account"))
    of_issue = Listed(key, str, lambda row: _of_account("issues", row.account), ("account",))
    of_article = Listed(key, str, _article_address, ("issue__account",))
    day, unit = "issue__published_on", "issue__account__organisation"
    return [
        Flow(cell=issues, records=_sent(issues_within), unit="account__organisation", listed=of_issue,
             on="published_on"),
        Flow(cell=articles, records=_sent(articles_within), unit=unit, listed=of_article, on=day),
        Flow(cell=reads, records=_sent(articles_within), unit=unit, listed=of_article, on=day, amount="reads"),
        Ratio(cell=each, part="account.articles", whole="account.issues"),
    ]  # fmt: skip


def _sent(rows: Callable[..., QuerySet[Any]]) -> Callable[[Period], QuerySet[Issue] | QuerySet[Article]]:
    return lambda period: rows(period.since, period.until)


def _article_address(article: Article) -> str:
    return article.address or _of_account("issues", article.issue.account)


def _readings_of_accounts() -> list[Declaration]:
    found = [measure for measure in kinds.measures().values() if "account" in measure.of]
    return [made for measure in found for made in _readings(measure, "account", _platform("account"))]


def _readings_of_sites() -> list[Declaration]:
    found = [measure for measure in kinds.measures().values() if "site" in measure.of]
    return [made for measure in found for made in _readings(measure, "website", None)]


def _readings(measure: Measure, series: str, by: By | None) -> list[Declaration]:
    """A level as it stands, a counter as it stands and by what it grew, a flow as the sum of its periods."""
    cell = Text(f"{series}.{measure.id}", measure.label, measure.unit, measure.source, by)
    listed = Listed(key, _reading_title, _reading_address, ("account", "website"))
    unit = f"{series}__organisation"
    if measure.kind == "flow":
        covered = Covered(since="from_on", series=series)
        return [Flow(cell=cell, records=_read(measure, series, _inside), unit=unit, listed=listed, amount="value",
                     on="until_on", covered=covered)]  # fmt: skip
    made: list[Counted] = [
        Level(cell=cell, records=_read(measure, series, _standing), unit=unit, listed=listed, amount="value",
              on="until_on", series=series)
    ]  # fmt: skip
    if measure.kind == "counter":
        grown = Text(f"{series}.{measure.id}_growth", f"{measure.label}增量", measure.unit, measure.source, by)
        made.append(
            Counter(cell=grown, records=_read(measure, series, _known), unit=unit, listed=listed, amount="value",
                    on="until_on", series=series)
        )  # fmt: skip
    return list(made)


def _read(
    measure: Measure, series: str, rows: Callable[[Period], QuerySet[Reading]]
) -> Callable[[Period], QuerySet[Reading]]:
    """The readings of one measure; of accounts or of sites, for a measure may be read of both."""
    return lambda period: rows(period).filter(**{"measure": measure.id, f"{series}__isnull": False})


def _inside(period: Period) -> QuerySet[Reading]:
    return within(period.since, period.until)


def _standing(period: Period) -> QuerySet[Reading]:
    return standing(period.since, period.until)


def _known(period: Period) -> QuerySet[Reading]:
    return known_until(period.until)


def _reading_title(reading: Reading) -> str:
    return f"{reading.account or reading.website}：{kinds.measures()[reading.measure].label}"


def _reading_address(reading: Reading) -> str:
    if reading.account is not None:
        return _of_account("account_readings", reading.account)
    return reverse("gk_channels:site_readings", args=[reading.website.uid])


def _traffic() -> list[Declaration]:
    """What this installation counted: beside the readings of other counters, never added to them."""
    visitors = kinds.measures()["visitors"]
    views = kinds.measures()["views"]
    listed = Listed(_day_key, lambda row: str(row.website), _traffic_address, ("website",))
    cells = [
        (Text("website.counted_views", f"{views.label}（本系统统计）", views.unit, views.source), "views"),
        (Text("website.counted_visitors", f"{visitors.label}（本系统统计，{VISITORS_ADDED_BY_DAY}）", visitors.unit,
              visitors.source), "visitors"),
    ]  # fmt: skip
    return [
        Flow(cell=cell, records=_counted, unit="website__organisation", listed=listed, amount=amount, on="on")
        for cell, amount in cells
    ]


def _counted(period: Period) -> QuerySet[SiteTraffic]:
    return counted(period.since, period.until)


def _day_key(row: SiteTraffic) -> str:
    """A day of a site has no key of its own: its site's, and the day."""
    return f"sitetraffic:{row.website.uid}/{row.on.isoformat()}"


def _traffic_address(row: SiteTraffic) -> str:
    return f"{reverse('gk_channels:traffic', args=[row.website.uid])}?year={row.on.year}"


def _platform(account: str) -> By:
    return By(f"{account}__platform", {found.id: found.label for found in kinds.platforms().values()})


def _of_account(page: str, account: Any) -> str:
    return reverse(f"gk_channels:{page}", args=[account.uid])
