"""How often own sites were looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from gongkai.channels.models import PageTraffic, SiteTraffic, Website

#: What visitors of several days are: each day's added up, for nobody is known again the day after.
VISITORS_ADDED_BY_DAY = "按日累计"


@dataclass(frozen=True, slots=True)
class Month:
    """Views and visitors of one month; visitors are those of its days added up."""

    month: int
    views: int
    visitors: int


@dataclass(frozen=True, slots=True)
class Year:
    """
    Views and visitors of a site in a year, as this installation counted them.

    Args:
        views: All views of the year.
        visitors: The visitors of its days added up (按日累计).
        days: On how many days there was any view.
        first_on: The first of them; None if there was none.
        last_on: The last of them.
        months: The twelve months.
    """

    website: Website
    year: int
    views: int
    visitors: int
    days: int
    first_on: date | None
    last_on: date | None
    months: tuple[Month, ...]


def counted(from_on: date, until_on: date) -> QuerySet[SiteTraffic]:
    """Every day of every site that was counted here from a day until a day, both included."""
    return SiteTraffic.objects.filter(on__range=(from_on, until_on))


def year_of(website: Website, year: int) -> Year:
    """Views and visitors of a site in a year, by month; two queries."""
    rows = counted(date(year, 1, 1), date(year, 12, 31)).filter(website=website)
    by_month = {
        row["month"]: Month(row["month"], row["views"], row["visitors"])
        for row in rows.order_by().annotate(month=ExtractMonth("on")).values("month").annotate(
            views=Sum("views"), visitors=Sum("visitors")
        )
    }  # fmt: skip
    months = tuple(by_month.get(month, Month(month, 0, 0)) for month in range(1, 13))
    found = rows.aggregate(days=Count("pk"), first_on=Min("on"), last_on=Max("on"))
    return Year(
        website,
        year,
        sum(month.views for month in months),
        sum(month.visitors for month in months),
        found["days"],
        found["first_on"],
        found["last_on"],
        months,
    )


def most_viewed(website: Website, from_on: date, until_on: date, most: int = 20) -> list[tuple[str, int]]:
    """The paths most looked at from a day until a day, both included, and how often."""
    rows = PageTraffic.objects.filter(website=website, on__gte=from_on, on__lte=until_on).order_by()
    return list(
        rows.values("path").annotate(total=Sum("views")).order_by("-total", "path").values_list("path", "total")[:most]
    )


def years_counted(websites: Iterable[Website]) -> list[int]:
    """The years in which any of *websites* was counted, the newest first."""
    found = SiteTraffic.objects.filter(website__in=list(websites)).order_by().values_list("on__year", flat=True)
    return sorted(set(found.distinct()), reverse=True)


def own_sites_by_host() -> tuple[dict[str, int], int | None]:
    """
    Which own site is meant by the name of a host, and which if the name says nothing: the only one there is.

    Returns:
        Keys of sites by host name, and the key of the only own site, or None.
    """
    sites = list(Website.objects.filter(is_own=True, closed_on__isnull=True).values_list("pk", "address"))
    hosts = {host.lower(): pk for pk, address in sites if (host := urlsplit(address).hostname)}
    return hosts, sites[0][0] if len(sites) == 1 else None
