"""Inspections by check-list: the sample, the verdict on each item, and faults until they are mended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.channels.models import Article
from gongkai.organisations.models import Organisation, new_uid
from gongkai.oversight import checklists
from gongkai.oversight.models.files import KeptFile
from gongkai.publications.models import Publication

RESULTS = [("met", "符合"), ("unmet", "不符合"), ("inapplicable", "不适用")]


class Inspection(models.Model):
    """
    A unit is inspected by itself (inspector and unit are one) or by a superior, with one check-list.

    The sample is drawn from what was published from `from_on` to `until_on`, by `seed`: whoever has the seed and the
    uids of the `population` draws the same one.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inspections", verbose_name="被检查机关"
    )
    inspector = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="检查机关")
    checklist = models.CharField("检查表", max_length=20, choices=checklists.choices)
    title = models.CharField("名称", max_length=120)
    from_on = models.DateField("抽查信息的公开日期起")
    until_on = models.DateField("抽查信息的公开日期止（当日）")
    seed = models.CharField("抽样种子", max_length=40)
    population = models.PositiveIntegerField("可抽总数")
    opened_on = models.DateField("开始日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    conclusion = models.CharField("结论", max_length=500, blank=True)

    class Meta:
        verbose_name = "检查"
        verbose_name_plural = "检查"
        ordering = ("organisation", "-opened_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="inspection_of_unit", fields=["organisation", "-opened_on", "-id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="inspection_checklist_known", condition=models.Q(checklist__in=list(checklists.checklists()))
            ),
            models.CheckConstraint(
                name="inspection_days_in_order", condition=models.Q(from_on__lte=models.F("until_on"))
            ),
            models.CheckConstraint(name="inspection_has_seed", condition=~models.Q(seed="")),
            models.CheckConstraint(
                name="inspection_closing_explained",
                condition=models.Q(closed_on__isnull=True) | ~models.Q(conclusion=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Sampled(models.Model):
    """One publication or article of the sample, at its place in the draw."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="sample", verbose_name="检查")
    position = models.PositiveSmallIntegerField("序号")
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开信息"
    )
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推文")

    class Meta:
        verbose_name = "抽样"
        verbose_name_plural = "抽样"
        ordering = ("inspection", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="sampled_once_a_position", fields=["inspection", "position"]),
            models.CheckConstraint(
                name="sampled_one_thing",
                condition=models.Q(publication__isnull=False, article__isnull=True)
                | models.Q(publication__isnull=True, article__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.publication or self.article)


class Verdict(models.Model):
    """What was found of one item of the check-list."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="verdicts", verbose_name="检查")
    item = models.CharField("检查项", max_length=40)
    result = models.CharField("结果", max_length=12, choices=RESULTS)
    words = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "检查结果"
        verbose_name_plural = "检查结果"
        ordering = ("inspection", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="verdict_once_an_item", fields=["inspection", "item"]),
            models.CheckConstraint(
                name="verdict_result_known", condition=models.Q(result__in=[result for result, _label in RESULTS])
            ),
            models.CheckConstraint(
                name="verdict_inapplicable_explained",
                condition=~models.Q(result="inapplicable") | ~models.Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_result_display()}"


class Fault(models.Model):
    """
    Something an inspection found wrong: told of in a notice with a day, mended with evidence, looked at again.

    One that was looked at again and is not in order goes back to its unit with a new day; `returned` says why.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="faults", verbose_name="检查")
    item = models.CharField("检查项", max_length=40)
    sampled = models.ForeignKey(
        Sampled, models.PROTECT, null=True, blank=True, related_name="faults", verbose_name="抽样"
    )
    words = models.CharField("问题", max_length=500)
    found_on = models.DateField("发现日期")
    notified_on = models.DateField("通知日期", null=True, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    mended_on = models.DateField("整改日期", null=True, blank=True)
    mended = models.CharField("整改情况", max_length=500, blank=True)
    evidence = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="佐证")
    returned = models.CharField("复查退回的理由", max_length=300, blank=True)
    passed_on = models.DateField("复查通过日期", null=True, blank=True)

    class Meta:
        verbose_name = "检查发现"
        verbose_name_plural = "检查发现"
        ordering = ("inspection", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="fault_due", fields=["due_on"], condition=models.Q(mended_on__isnull=True)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="fault_notified_with_day",
                condition=models.Q(notified_on__isnull=True, due_on__isnull=True)
                | models.Q(notified_on__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="fault_mended_after_notice",
                condition=models.Q(mended_on__isnull=True) | models.Q(notified_on__isnull=False) & ~models.Q(mended=""),
            ),
            models.CheckConstraint(
                name="fault_passed_after_mended",
                condition=models.Q(passed_on__isnull=True) | models.Q(mended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words


class FaultPicture(models.Model):
    """A picture of what was wrong."""

    fault = models.ForeignKey(Fault, models.PROTECT, related_name="pictures", verbose_name="检查发现")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", verbose_name="图片")

    class Meta:
        verbose_name = "检查图片"
        verbose_name_plural = "检查图片"
        ordering = ("fault", "pk")

    def __str__(self) -> str:
        return str(self.file)
