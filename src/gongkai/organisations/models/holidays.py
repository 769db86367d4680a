"""The arrangements of holidays that an administrator enters beside those that come with the program."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from gongkai.organisations.models.uids import new_uid


class HolidayNoticeQuerySet(models.QuerySet["HolidayNotice"]):
    """Filters by day."""

    def known_on(self, day: date) -> HolidayNoticeQuerySet:
        """The versions that held on *day*: entered by then, and by then not replaced."""
        replaced_later = models.Q(replaced_on__isnull=True) | models.Q(replaced_on__gt=day)
        return self.filter(replaced_later, recorded_on__lte=day)


class HolidayNotice(models.Model):
    """A notice as somebody entered it. It is never changed: a correction is a new version that replaces it."""

    class Kind(models.TextChoices):
        """What the notice arranges."""

        ANNUAL = "annual", "全年安排"
        CHANGE = "change", "临时调整"

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    year = models.PositiveSmallIntegerField("年份")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60)
    source = models.URLField("原文网址", max_length=500)
    issued_on = models.DateField("发文日期")
    recorded_on = models.DateField("登记日期")
    replaced_on = models.DateField("更正日期", null=True, blank=True)

    objects = HolidayNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering = ("year", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="holidaynotice_one_annual_a_year",
                fields=["year"],
                condition=models.Q(replaced_on__isnull=True, kind="annual"),
            ),
            models.UniqueConstraint(
                name="holidaynotice_number_once",
                fields=["year", "number"],
                condition=models.Q(replaced_on__isnull=True, kind="change"),
            ),
            models.CheckConstraint(
                name="holidaynotice_days_in_order",
                condition=models.Q(replaced_on__isnull=True) | models.Q(replaced_on__gte=models.F("recorded_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}（{self.number}）"


class HolidayRow(models.Model):
    """One item of a notice: a holiday from its first day off to its last, or only days that are worked."""

    notice = models.ForeignKey(HolidayNotice, models.PROTECT, related_name="rows", verbose_name="安排")
    place = models.PositiveSmallIntegerField("次序")
    name = models.CharField("节日", max_length=40)
    first = models.DateField("第一天", null=True, blank=True)
    last = models.DateField("最后一天", null=True, blank=True)

    class Meta:
        verbose_name = "节假日"
        verbose_name_plural = "节假日"
        ordering = ("notice", "place")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="holidayrow_place_once", fields=["notice", "place"]),
            models.CheckConstraint(
                name="holidayrow_days_in_order",
                condition=models.Q(first__isnull=True, last__isnull=True) | models.Q(last__gte=models.F("first")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkedDay(models.Model):
    """A day worked in exchange for a holiday."""

    row = models.ForeignKey(HolidayRow, models.PROTECT, related_name="worked", verbose_name="节假日")
    on = models.DateField("上班日")

    class Meta:
        verbose_name = "调休上班日"
        verbose_name_plural = "调休上班日"
        ordering = ("row", "on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="workedday_once", fields=["row", "on"])
        ]

    def __str__(self) -> str:
        return str(self.on)
