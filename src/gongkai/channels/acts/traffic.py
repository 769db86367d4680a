"""Write the views that were counted, and forget who made them when the day is over."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models, transaction

from gongkai.channels.models import DaySalt, PageTraffic, SiteTraffic, Visitor
from gongkai.channels.traffic import Batch

_SALT_SIZE = 32
# Rows written by one statement: SQLite takes so many values and no more.
_ROWS = 500


def salt_of(on: date) -> bytes:
    """The salt of a day, the same for every process of the installation; made by whoever asks first."""
    DaySalt.objects.bulk_create([DaySalt(on=on, salt=secrets.token_bytes(_SALT_SIZE))], ignore_conflicts=True)
    return bytes(DaySalt.objects.values_list("salt", flat=True).get(on=on))


def write(batch: Batch) -> None:
    """
    Add a batch to the days and pages it belongs to, in one transaction: killed in the middle, nothing was added.

    Visitors of a day whose salt is gone are no longer told apart, so they are not added; their views are.
    """
    sites: Counter[tuple[int, date]] = Counter()
    for (website, on, _path), views in batch.views.items():
        sites[(website, on)] += views
    with transaction.atomic():
        _add(PageTraffic, ("website_id", "on", "path"), [(*page, views) for page, views in batch.views.items()])
        _add(SiteTraffic, ("website_id", "on"), [(*site, views) for site, views in sites.items()])
        open_days = set(DaySalt.objects.filter(on__in={on for _site, on in sites}).values_list("on", flat=True))
        seen = [Visitor(website_id=site, on=on, mark=who) for site, on, who in batch.visitors if on in open_days]
        Visitor.objects.bulk_create(seen, batch_size=_ROWS, ignore_conflicts=True)
        _count_visitors(site for site in sites if site[1] in open_days)


def close_days(today: date) -> int:
    """
    End every day before *today*: count its visitors for the last time, and throw away their marks and the salt.

    Returns:
        How many days were ended.
    """
    with transaction.atomic():
        days = list(DaySalt.objects.select_for_update().filter(on__lt=today).values_list("on", flat=True))
        if not days:
            return 0
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # Otherwise what is deleted stays readable in the file until its place is used again.
                cursor.execute("PRAGMA secure_delete = ON")
        _count_visitors(Visitor.objects.filter(on__in=days).values_list("website_id", "on").distinct())
        Visitor.objects.filter(on__in=days).delete()
        DaySalt.objects.filter(on__in=days).delete()
    return len(days)


def _count_visitors(sites: Iterable[tuple[int, date]]) -> None:
    # Counted afresh, not added up: two processes that write at once may each miss the other's, and the next one, or
    # the end of the day, mends it.
    for website, on in sites:
        visitors = Visitor.objects.filter(website=website, on=on).count()
        SiteTraffic.objects.filter(website=website, on=on).update(visitors=visitors)


def _add(model: type[models.Model], key: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """
    Add to the views of rows, or make them. One statement for many rows: `bulk_create` can set, but not add.

    Args:
        model: A table with `views`.
        key: The columns of its unique key.
        rows: The values of the key, then the views.
    """
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(name) for name in (*key, "views"))
    extra = ", visitors" if model is SiteTraffic else ""
    zero = ", 0" if model is SiteTraffic else ""
    holes = "(" + ", ".join(["%s"] * (len(key) + 1)) + zero + ")"
    conflict = ", ".join(quote(name) for name in key)
    # In one order in every process, so that two of them wait for one another and never both at once.
    rows = sorted(rows)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            some = rows[start : start + _ROWS]
            cursor.execute(
                f"INSERT INTO {table} ({columns}{extra}) VALUES {', '.join([holes] * len(some))} "  # noqa: S608
                f"ON CONFLICT ({conflict}) DO UPDATE SET views = {table}.views + EXCLUDED.views",
                [value for row in some for value in row],
            )
