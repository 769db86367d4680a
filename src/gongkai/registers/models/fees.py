"""The catalogue of administrative fees, and the money collected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.registers.models.records import RegisterImport


class FeeItem(models.Model):
    """An item of the catalogue of administrative fees (行政事业性收费), with grounds and rate."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="收费单位")
    code = models.CharField("项目编码", max_length=60, blank=True)
    name = models.CharField("收费项目", max_length=200)
    grounds = models.TextField("收费依据")
    rate = models.CharField("收费标准", max_length=500)
    payer = models.CharField("收费对象", max_length=200, blank=True)
    level = models.CharField("设立层级", max_length=20, blank=True)
    opened_on = models.DateField("设立日期")
    # The first day on which it is no longer collected.
    closed_on = models.DateField("取消日期", null=True, blank=True)
    taken_from = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入的文件"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "收费项目"
        verbose_name_plural = "收费项目"
        ordering = ("organisation", "code", "name")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="fee_days_in_order",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
            models.CheckConstraint(
                name="fee_striking_explained", condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FeeIncome(models.Model):
    """Money collected under an item in a period that lies in one year; refunds are negative. In whole 分."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="收费单位")
    item = models.ForeignKey(FeeItem, models.PROTECT, related_name="incomes", verbose_name="收费项目")
    from_on = models.DateField("起")
    until_on = models.DateField("止（当日）")
    amount = models.BigIntegerField("金额（分）")
    origin = models.CharField("数据来源", max_length=200, blank=True)
    taken_from = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入的文件"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "收费收入"
        verbose_name_plural = "收费收入"
        ordering = ("organisation", "-until_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="fee_income_of_unit", fields=["organisation", "until_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="fee_income_days_in_order", condition=models.Q(from_on__lte=models.F("until_on"))
            ),
            models.UniqueConstraint(
                name="fee_income_once",
                fields=["item", "from_on", "until_on"],
                condition=models.Q(struck_on__isnull=True),
            ),
            models.CheckConstraint(
                name="fee_income_striking_explained",
                condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.from_on}—{self.until_on}"
