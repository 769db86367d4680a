"""A report in the making, and what is added to its cells that no record can know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid

SCOPES = (("body", "本机关"), ("level", "本级汇总"))
STATES = (("compiling", "编制中"), ("in_review", "审核中"), ("frozen", "已定稿"), ("published", "已公布"))


class YearReport(models.Model):
    """
    A body's report on a year in the making (Regulation arts. 49, 50).

    Its numbers are nowhere here: they are compiled from the records whenever they are looked at, until the report is
    frozen. `body` is the body's own report, due on 31 January; `level` is that of the whole level, due on 31 March,
    rolled up from those of its units. A year without such a row is not begun.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    year = models.PositiveSmallIntegerField("报告年度")
    scope = models.CharField("范围", max_length=10, choices=SCOPES, default="body")
    # The units below that have no report of their own and are counted in this one.
    with_subordinates = models.BooleanField("含下属单位", default=False)
    state = models.CharField("状态", max_length=10, choices=STATES, default="compiling")
    begun_on = models.DateField("开始编制日期")
    begun_by = models.CharField("编制人", max_length=60)
    # Goes up with each change by hand, so that two who edit at once are told.
    edition = models.PositiveIntegerField("修改次数", default=0)

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        ordering = ("organisation", "-year", "scope")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_making_a_year_and_scope", fields=["organisation", "year", "scope"]),
            models.CheckConstraint(name="making_year_possible", condition=models.Q(year__gte=2008, year__lte=2999)),
            models.CheckConstraint(
                name="making_state_known", condition=models.Q(state__in=[state for state, _label in STATES])
            ),
            models.CheckConstraint(
                name="making_scope_known", condition=models.Q(scope__in=[scope for scope, _label in SCOPES])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.year}年度报告"


class Adjustment(models.Model):
    """
    An amount that is added to a cell because no record can know it, with reason, author and approver.

    An `opening` entry stands for what happened before the program was in use; a `correction` for what was ordered or
    found later. It counts once somebody other than its author has approved it; found wrong it is struck.
    """

    KINDS = (("opening", "期初数"), ("correction", "调整"))

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    year = models.PositiveSmallIntegerField("报告年度")
    scope = models.CharField("范围", max_length=10, choices=SCOPES, default="body")
    kind = models.CharField("种类", max_length=12, choices=KINDS)
    cell = models.CharField("单元格", max_length=80)
    # In the unit of the form; signed. Six decimals are the most that a form in 万元 can hold of 分.
    amount = models.DecimalField("数额", max_digits=20, decimal_places=6)
    on = models.DateField("日期")
    reason = models.CharField("理由", max_length=500)
    author = models.CharField("提出人", max_length=60)
    approved_by = models.CharField("批准人", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "调整"
        verbose_name_plural = "调整"
        ordering = ("organisation", "-year", "cell", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="adjustment_of_unit", fields=["organisation", "year", "cell"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="adjustment_explained", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="adjustment_approved_by_another",
                condition=models.Q(approved_on__isnull=True, approved_by="")
                | (
                    models.Q(approved_on__isnull=False)
                    & ~models.Q(approved_by="")
                    & ~models.Q(approved_by=models.F("author"))
                ),
            ),
            models.CheckConstraint(
                name="adjustment_striking_explained",
                condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.amount:+}"
