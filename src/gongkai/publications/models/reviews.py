"""How a unit reviews what it publishes, in Wagtail's terms, and the record of each review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.models import Task, TaskState, Workflow

from gongkai.organisations.models import Organisation, User, new_uid
from gongkai.publications import kinds
from gongkai.publications.models.publications import Publication

VERDICTS = [("passed", "通过"), ("returned", "退回修改"), ("referred", "不能确定，报请确定")]


class Chain(models.Model):
    """
    The steps that a unit's publications of a kind go through (M5): from a day until a day, for one kind or for all.

    Each chain is one workflow of Wagtail's, made by the act that sets the chain. A unit without one of its own uses
    that of the nearest unit above it.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="chains", verbose_name="机关")
    kind = models.CharField("种类", max_length=20, choices=kinds.kind_choices, blank=True)
    workflow = models.OneToOneField(Workflow, models.PROTECT, related_name="chain", verbose_name="流程")
    # A small unit may let one person other than the author take all remaining steps, each still recorded.
    one_person = models.BooleanField("允许一人完成其余各环节", default=False)
    from_on = models.DateField("起")
    until_on = models.DateField("止（不含当日）", null=True, blank=True)

    class Meta:
        verbose_name = "审核流程"
        verbose_name_plural = "审核流程"
        ordering = ("organisation", "kind", "from_on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="chain_one_without_end",
                fields=["organisation", "kind"],
                condition=models.Q(until_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"


class ReviewTask(Task):
    """A task of Wagtail's: one stage of one chain."""

    stage = models.CharField("环节", max_length=10, choices=kinds.stage_choices)
    # Working days within which the stage is to be done; null sets no limit.
    days = models.PositiveSmallIntegerField("时限（工作日）", null=True, blank=True)

    class Meta:
        verbose_name = "审核环节"
        verbose_name_plural = "审核环节"


class ChainStep(models.Model):
    """A chain's stages in order, each with its task."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="steps", verbose_name="审核流程")
    position = models.PositiveSmallIntegerField("次序")
    task = models.OneToOneField(ReviewTask, models.PROTECT, related_name="step", verbose_name="环节")

    class Meta:
        verbose_name = "流程环节"
        verbose_name_plural = "流程环节"
        ordering = ("chain", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="chain_step_once_a_position", fields=["chain", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.position}"


class ReviewState(TaskState):
    """Where a publication stands in a stage: since when, until when it should be done."""

    due_on = models.DateField("应办结日期", null=True, blank=True)

    class Meta:
        verbose_name = "审核状态"
        verbose_name_plural = "审核状态"


class Review(models.Model):
    """
    One review as it was given, on exactly that content; append-only.

    `digest` is that of the revision's content: publishing asks for reviews of the very content that is published.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="reviews", verbose_name="公开信息")
    stage = models.CharField("环节", max_length=10, choices=kinds.stage_choices)
    verdict = models.CharField("意见", max_length=10, choices=VERDICTS)
    digest = models.CharField("内容摘要", max_length=64)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人")
    reviewed_by = models.CharField("审核人（台账写法）", max_length=60)
    on = models.DateField("日期")
    at = models.DateTimeField("时刻")
    words = models.CharField("意见说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        ordering = ("publication", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="review_of_content", fields=["publication", "digest"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="review_stage_known", condition=models.Q(stage__in=list(kinds.stages()))),
            models.CheckConstraint(
                name="review_verdict_known", condition=models.Q(verdict__in=[verdict for verdict, _label in VERDICTS])
            ),
            models.CheckConstraint(
                name="review_refusal_explained", condition=models.Q(verdict="passed") | ~models.Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_verdict_display()}"


class Remark(models.Model):
    """A remark at a line of the text, made with a review; the author settles it."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="remarks", verbose_name="审核记录")
    # The block of the body (its id in the StreamField) or the name of a field, and the words it is about.
    place = models.CharField("位置", max_length=60)
    quote = models.CharField("原文", max_length=300, blank=True)
    words = models.CharField("意见", max_length=500)
    settled_on = models.DateField("处理日期", null=True, blank=True)

    class Meta:
        verbose_name = "逐处意见"
        verbose_name_plural = "逐处意见"
        ordering = ("review", "pk")

    def __str__(self) -> str:
        return self.words
