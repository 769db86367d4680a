"""Problems of a unit's disclosure work, and the measures taken on each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.oversight import kinds
from gongkai.oversight.models.files import KeptFile


class Problem(models.Model):
    """
    A problem: found how and when, who answers for it, and once it is solved, how that was seen.

    `report_year` is the year whose annual report names it; the report of the next year has to answer for it
    (Regulation art. 50(4)). One entered by mistake is struck, never deleted.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="problems", verbose_name="机关")
    title = models.CharField("问题", max_length=200)
    detail = models.TextField("具体表现", max_length=2000, blank=True)
    found = models.CharField("怎样发现", max_length=20, choices=kinds.found_choices)
    found_on = models.DateField("发现日期")
    report_year = models.PositiveSmallIntegerField("写入哪一年的年度报告", null=True, blank=True)
    owner = models.CharField("责任人", max_length=60, blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    outcome = models.CharField("解决情况", max_length=500, blank=True)
    evidence = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="佐证")
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "问题"
        verbose_name_plural = "问题"
        ordering = ("organisation", "-found_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="problem_of_unit", fields=["organisation", "-found_on", "-id"]),
            models.Index(name="problem_of_report", fields=["organisation", "report_year"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="problem_found_known", condition=models.Q(found__in=list(kinds.found()))),
            models.CheckConstraint(
                name="problem_solution_explained", condition=models.Q(solved_on__isnull=True) | ~models.Q(outcome="")
            ),
            models.CheckConstraint(
                name="problem_solved_after_found",
                condition=models.Q(solved_on__isnull=True) | models.Q(solved_on__gte=models.F("found_on")),
            ),
            models.CheckConstraint(
                name="problem_striking_explained", condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for="")
            ),
            models.UniqueConstraint(
                name="problem_once_a_report",
                fields=["organisation", "report_year", "title"],
                condition=models.Q(struck_on__isnull=True, report_year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """What is done about a problem: by whom, until when, and once it is done, what was done and what shows it."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="measures", verbose_name="问题")
    content = models.CharField("措施", max_length=500)
    owner = models.CharField("责任人", max_length=60, blank=True)
    entered_on = models.DateField("登记日期")
    due_on = models.DateField("完成期限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done = models.CharField("完成情况", max_length=500, blank=True)
    evidence = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="佐证")
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "整改措施"
        verbose_name_plural = "整改措施"
        ordering = ("problem", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="measure_due",
                fields=["due_on"],
                condition=models.Q(done_on__isnull=True, struck_on__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="measure_done_explained", condition=models.Q(done_on__isnull=True) | ~models.Q(done="")
            ),
            models.CheckConstraint(
                name="measure_striking_explained", condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for="")
            ),
        ]

    def __str__(self) -> str:
        return self.content
