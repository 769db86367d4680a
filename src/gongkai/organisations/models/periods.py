"""Rows that hold from one day until another."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

#: From here on holds what nobody has given a first day. No public body of today is as old.
ALWAYS = date(1900, 1, 1)


class PeriodQuerySet(models.QuerySet["Period"]):
    """Filters by day."""

    def on(self, day: date) -> PeriodQuerySet:
        """The rows that hold on *day*."""
        return self.filter(models.Q(until_on__isnull=True) | models.Q(until_on__gt=day), from_on__lte=day)

    def latest_open(self) -> PeriodQuerySet:
        """The rows that have no end."""
        return self.filter(until_on__isnull=True)


class Period(models.Model):
    """Something that holds from `from_on`, that day included, until `until_on`, that day not; null has no end."""

    from_on = models.DateField("起", default=ALWAYS)
    until_on = models.DateField("止（不含当日）", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="%(class)s_days_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
            ),
        ]


def one_at_a_time(name: str) -> list[models.BaseConstraint]:
    """The constraints of a row of which a unit has one at a time: one without end, one from each day."""
    return [
        *Period.Meta.constraints,
        models.UniqueConstraint(
            name=f"{name}_one_without_end", fields=["unit"], condition=models.Q(until_on__isnull=True)
        ),
        models.UniqueConstraint(name=f"{name}_one_from_a_day", fields=["unit", "from_on"]),
    ]
