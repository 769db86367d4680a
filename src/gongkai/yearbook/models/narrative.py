"""The text of a report: templates that draft it from figures, and what the officer made of the draft."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation
from gongkai.yearbook.models.reports import YearReport


class Template(models.Model):
    """A unit's own wording of a section, instead of the shipped one; the units below use it unless they have theirs."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    section = models.CharField("部分", max_length=20)
    text = models.TextField("模板")
    changed_on = models.DateField("修改日期")
    changed_by = models.CharField("修改人", max_length=60)

    class Meta:
        verbose_name = "叙述模板"
        verbose_name_plural = "叙述模板"
        ordering = ("organisation", "section")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_template_a_section", fields=["organisation", "section"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.section}"


class Narrative(models.Model):
    """
    A section of a report in the making.

    `text` is what the officer has, with live references to figures; `drafted` is what the template gave when the
    section was last drafted, so that what was changed by hand stays visible. Both hold references, never numbers.
    """

    report = models.ForeignKey(YearReport, models.PROTECT, related_name="narratives", verbose_name="年度报告")
    section = models.CharField("部分", max_length=20)
    text = models.TextField("正文", blank=True)
    drafted = models.TextField("起草稿", blank=True)
    changed_on = models.DateField("修改日期")
    changed_by = models.CharField("修改人", max_length=60)

    class Meta:
        verbose_name = "叙述"
        verbose_name_plural = "叙述"
        ordering = ("report", "section")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_narrative_a_section", fields=["report", "section"]),
        ]

    def __str__(self) -> str:
        return f"{self.report}{self.section}"
