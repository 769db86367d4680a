"""Normative documents and the dated steps of their lives."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications.models import Publication
from gongkai.registers import kinds
from gongkai.registers.models.records import RegisterImport


class Document(models.Model):
    """
    A regulation or a normative document (Regulation art. 20 item 1).

    Its days are folded from its steps by the acts, and can be folded again and compared: it is in force from
    `effective_on` until, not including, the earlier of `repealed_on` and `lapsed_on`.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="制定机关")
    kind = models.CharField("种类", max_length=20, choices=kinds.document_choices)
    title = models.CharField("标题", max_length=300)
    document_number = models.CharField("发文字号", max_length=80, blank=True)
    register_number = models.CharField("统一编号", max_length=80, blank=True)
    is_for_market = models.BooleanField("涉及市场主体", default=False)
    note = models.CharField("备注", max_length=300, blank=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开信息"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="替代的文件"
    )
    taken_from = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入的文件"
    )

    # --- folded from the steps ------------------------------------------------------------------
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    disclosed_on = models.DateField("公开日期", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    # The first day on which it is no longer in force because its validity ended.
    lapsed_on = models.DateField("失效日期", null=True, blank=True)
    # The earlier of the two, for lists and figures.
    ended_on = models.DateField("不再有效日期", null=True, blank=True)
    review_on = models.DateField("应评估清理日期", null=True, blank=True)
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "规范性文件"
        verbose_name_plural = "规范性文件"
        ordering = ("organisation", "-issued_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="document_of_unit", fields=["organisation", "kind", "-issued_on"]),
            models.Index(name="document_ending", fields=["organisation", "kind", "ended_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="document_number_once",
                fields=["organisation", "document_number"],
                condition=models.Q(struck_on__isnull=True) & ~models.Q(document_number=""),
            ),
            models.CheckConstraint(
                name="document_kind_known", condition=models.Q(kind__in=list(kinds.document_kinds()))
            ),
            models.CheckConstraint(
                name="document_striking_explained",
                condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentStep(models.Model):
    """
    Something that happened to a document on a day; never changed, struck if it was wrong.

    `until_on` is the last day of a consultation, or the last day of validity where the step sets one.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="steps", verbose_name="文件")
    kind = models.CharField("步骤", max_length=30, choices=kinds.step_choices)
    on = models.DateField("日期")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    until_on = models.DateField("至（当日）", null=True, blank=True)
    body = models.CharField("机构", max_length=120, blank=True)
    number = models.CharField("文号", max_length=80, blank=True)
    comments = models.PositiveIntegerField("收到意见", null=True, blank=True)
    accepted = models.PositiveIntegerField("采纳意见", null=True, blank=True)
    address = models.URLField("网址", max_length=500, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "步骤"
        verbose_name_plural = "步骤"
        ordering = ("document", "on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="document_step_known", condition=models.Q(kind__in=list(kinds.steps()))),
            models.CheckConstraint(
                name="document_step_days_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("on")),
            ),
            models.CheckConstraint(
                name="document_step_accepted_of_comments",
                condition=models.Q(accepted__isnull=True) | models.Q(accepted__lte=models.F("comments")),
            ),
            models.CheckConstraint(
                name="document_step_striking_explained",
                condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
