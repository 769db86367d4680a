"""Budgets and final accounts by fiscal year, with the lines of their tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications.models import Publication
from gongkai.registers import kinds

_KINDS = (("budget", "预算"), ("accounts", "决算"))


class Budget(models.Model):
    """A body's budget of a fiscal year, or its final accounts (Regulation art. 20 item 7; 预算法 art. 14)."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    fiscal_year = models.PositiveSmallIntegerField("财政年度")
    kind = models.CharField("种类", max_length=10, choices=_KINDS)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    approved_by = models.CharField("批复机关", max_length=120, blank=True)
    # The last of the 20 natural days after approval.
    due_on = models.DateField("公开期限", null=True, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开信息"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "预算、决算"
        verbose_name_plural = "预算、决算"
        ordering = ("organisation", "-fiscal_year", "kind")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="one_budget_a_year_and_kind",
                fields=["organisation", "fiscal_year", "kind"],
                condition=models.Q(struck_on__isnull=True),
            ),
            models.CheckConstraint(name="budget_kind_known", condition=models.Q(kind__in=["budget", "accounts"])),
            models.CheckConstraint(
                name="budget_striking_explained", condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}年{self.get_kind_display()}"


class BudgetLine(models.Model):
    """A line of a table, in the order of the paper. Money in whole 分; null where the paper leaves it blank."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines", verbose_name="预算")
    table = models.CharField("表", max_length=20, choices=kinds.budget_table_choices)
    position = models.PositiveIntegerField("行")
    # 201, 20103, 2010301 of the functional class; 301, 30101 of the economic one; "" for a total.
    code = models.CharField("科目编码", max_length=20, blank=True)
    name = models.CharField("科目名称", max_length=200)
    total = models.BigIntegerField("合计（分）", null=True, blank=True)
    basic = models.BigIntegerField("基本支出（分）", null=True, blank=True)
    project = models.BigIntegerField("项目支出（分）", null=True, blank=True)

    class Meta:
        verbose_name = "预算行"
        verbose_name_plural = "预算行"
        ordering = ("budget", "table", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_line_a_place", fields=["budget", "table", "position"]),
            models.CheckConstraint(
                name="budget_table_known", condition=models.Q(table__in=list(kinds.budget_tables()))
            ),
        ]

    def __str__(self) -> str:
        return self.name
