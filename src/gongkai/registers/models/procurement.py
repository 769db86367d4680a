"""Government procurement."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.registers import kinds
from gongkai.registers.models.records import RegisterImport


class Procurement(models.Model):
    """A procurement project; only a central one (政府集中采购) counts in table two of 2019. Money in whole 分."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="采购人")
    code = models.CharField("项目编号", max_length=60, blank=True)
    name = models.CharField("项目名称", max_length=300)
    catalogue_item = models.CharField("采购目录品目", max_length=200, blank=True)
    is_central = models.BooleanField("政府集中采购", default=True)
    method = models.CharField("采购方式", max_length=20, choices=kinds.method_choices)
    budget = models.BigIntegerField("预算金额（分）", null=True, blank=True)
    amount = models.BigIntegerField("合同金额（分）", null=True, blank=True)
    supplier = models.CharField("供应商", max_length=200, blank=True)
    supplier_code = models.CharField("供应商统一社会信用代码", max_length=18, blank=True)
    awarded_on = models.DateField("成交日期", null=True, blank=True)
    contracted_on = models.DateField("合同签订日期", null=True, blank=True)
    result_published_on = models.DateField("结果公告日期", null=True, blank=True)
    contract_published_on = models.DateField("合同公告日期", null=True, blank=True)
    address = models.URLField("公告网址", max_length=500, blank=True)
    taken_from = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入的文件"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "采购项目"
        verbose_name_plural = "采购项目"
        ordering = ("organisation", "-contracted_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="procurement_of_unit", fields=["organisation", "is_central", "contracted_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="procurement_code_once",
                fields=["organisation", "code"],
                condition=models.Q(struck_on__isnull=True) & ~models.Q(code=""),
            ),
            models.CheckConstraint(
                name="procurement_amounts_not_negative",
                condition=(models.Q(budget__isnull=True) | models.Q(budget__gte=0))
                & (models.Q(amount__isnull=True) | models.Q(amount__gte=0)),
            ),
            models.CheckConstraint(
                name="procurement_striking_explained",
                condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
