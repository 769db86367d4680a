"""Readings of things that are read again and again: the last of each, and the two ends of a period."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from gongkai.figures.period import Period


def latest(rows: QuerySet[Any], series: tuple[str, ...], on: str) -> QuerySet[Any]:
    """
    Of *rows* the last one of each series.

    Args:
        rows: Readings.
        series: The fields that say of what one is.
        on: The field of its day; of two on one day the one entered later is the last.
    """
    order = [F(on).desc(), F("pk").desc()]
    ranked = rows.order_by().annotate(figure_rank=Window(RowNumber(), partition_by=_fields(series), order_by=order))
    return rows.filter(pk__in=ranked.filter(figure_rank=1).values("pk"))


def ends_of(rows: QuerySet[Any], series: tuple[str, ...], on: str, period: Period) -> QuerySet[Any]:
    """
    Of each series the last reading before *period* and the last one in it; none of a series that lacks one of them.

    Args:
        rows: Readings of something that only grows.
        series: As for `latest`.
        on: As for `latest`.
        period: Whose growth is asked for.
    """
    before = latest(rows.filter(**{f"{on}__lt": period.since}), series, on)
    within = latest(rows.filter(**{f"{on}__range": (period.since, period.until)}), series, on)
    either = rows.filter(Q(pk__in=before.values("pk")) | Q(pk__in=within.values("pk"))).order_by()
    paired = either.annotate(figure_ends=Window(Count("pk"), partition_by=_fields(series))).filter(figure_ends=2)
    return rows.filter(pk__in=paired.values("pk"))


def _fields(series: tuple[str, ...]) -> list[F] | None:
    return [F(name) for name in series] or None
