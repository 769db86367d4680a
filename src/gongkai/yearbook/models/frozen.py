"""A report as it was frozen: the text, every cell as a row, and the entries behind them as one file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.yearbook.models.reports import YearReport


class Frozen(models.Model):
    """
    A report frozen: nothing of it changes again, whatever becomes of the records.

    `number` is 1 for the report, 2 and up for amendments, each of which says what it changes and why. The entries
    (cell, record, day, amount; no personal data) are a compressed file in the room `frozen` of the data folder,
    known by its digest.
    """

    report = models.ForeignKey(YearReport, models.PROTECT, related_name="frozen", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("版次")
    text = models.TextField("报告数据")  # gongkai-report/1, byte for byte
    sha256 = models.CharField("摘要", max_length=64)
    entries_file = models.CharField("数据来源文件", max_length=200)
    entries_sha256 = models.CharField("数据来源文件摘要", max_length=64)
    entries = models.PositiveIntegerField("数据来源条数")
    reason = models.CharField("更正说明", max_length=500, blank=True)
    frozen_on = models.DateField("定稿日期")
    frozen_by = models.CharField("定稿人", max_length=60)

    class Meta:
        verbose_name = "定稿"
        verbose_name_plural = "定稿"
        ordering = ("report", "-number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_frozen_a_number", fields=["report", "number"]),
            models.CheckConstraint(name="amendment_explained", condition=models.Q(number=1) | ~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.report}第{self.number}版"


class FrozenCell(models.Model):
    """A cell of a frozen report, or a figure of its text by its id: its value, and how many entries add up to it."""

    frozen = models.ForeignKey(Frozen, models.PROTECT, related_name="cells", verbose_name="定稿")
    cell = models.CharField("单元格", max_length=120)
    value = models.DecimalField("数值", max_digits=24, decimal_places=6, null=True, blank=True)
    entries = models.PositiveIntegerField("数据来源条数", default=0)

    class Meta:
        verbose_name = "定稿单元格"
        verbose_name_plural = "定稿单元格"
        ordering = ("frozen", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="frozen_by_cell", fields=["cell", "frozen"]),
            # Most cells are 0, and what adds hundreds of reports up need not read them (benchmarks/yearbook.py).
            models.Index(name="frozen_to_add", fields=["frozen", "cell", "value"], condition=~models.Q(value=0)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_frozen_value_a_cell", fields=["frozen", "cell"]),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.value}"
