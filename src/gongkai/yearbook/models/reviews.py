"""Who has read a report before it is frozen, and what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.yearbook.models.reports import YearReport


class ReportReview(models.Model):
    """
    A step of the review over exactly the content whose digest it names: any later change makes it count no more.

    Who compiled the report asks, and somebody else approves or returns it.
    """

    DECISIONS = (("asked", "送审"), ("approved", "同意"), ("returned", "退回"))

    report = models.ForeignKey(YearReport, models.PROTECT, related_name="reviews", verbose_name="年度报告")
    decision = models.CharField("意见", max_length=10, choices=DECISIONS)
    sha256 = models.CharField("摘要", max_length=64)
    words = models.CharField("说明", max_length=500, blank=True)
    on = models.DateField("日期")
    by = models.CharField("审核人", max_length=60)

    class Meta:
        verbose_name = "年度报告审核"
        verbose_name_plural = "年度报告审核"
        ordering = ("report", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="report_review_decision_known", condition=models.Q(decision__in=["asked", "approved", "returned"])
            ),
            models.CheckConstraint(
                name="report_return_explained", condition=~models.Q(decision="returned") | ~models.Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}{self.get_decision_display()}"
