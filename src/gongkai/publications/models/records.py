"""What is recorded about publications beside their text: evaluations of what is not disclosed, and imports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications.models.publications import Publication

OUTCOMES = [("kept", "维持原公开方式"), ("opened", "转为主动公开")]
IMPORTS = [("sheet", "表格"), ("feed", "订阅源")]


class Evaluation(models.Model):
    """
    One re-assessment of a publication that is not disclosed of the body's own accord; append-only.

    Source: Regulation art. 18.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="evaluations", verbose_name="公开信息")
    on = models.DateField("评估日期")
    outcome = models.CharField("结论", max_length=10, choices=OUTCOMES)
    words = models.CharField("理由", max_length=300)
    # The day of the next one; null once the paper is to be disclosed.
    next_on = models.DateField("下次评估日期", null=True, blank=True)
    evaluated_by = models.CharField("评估人（台账写法）", max_length=60)

    class Meta:
        verbose_name = "公开方式评估"
        verbose_name_plural = "公开方式评估"
        ordering = ("publication", "on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="evaluation_outcome_known",
                condition=models.Q(outcome="kept", next_on__isnull=False, next_on__gt=models.F("on"))
                | models.Q(outcome="opened", next_on__isnull=True),
            ),
            models.CheckConstraint(name="evaluation_explained", condition=~models.Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.on}"


class ContentImport(models.Model):
    """A file of content that was taken in; what it brought is known again by `Publication.imported_from`."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    kind = models.CharField("格式", max_length=10, choices=IMPORTS)
    name = models.CharField("文件名或地址", max_length=300)
    sha256 = models.CharField("摘要", max_length=64)
    # How many entries it had, and how many of them were new.
    entries = models.PositiveIntegerField("条数")
    added = models.PositiveIntegerField("新增条数")
    imported_on = models.DateField("导入日期")
    imported_by = models.CharField("导入人（台账写法）", max_length=60)

    class Meta:
        verbose_name = "导入的内容"
        verbose_name_plural = "导入的内容"
        ordering = ("organisation", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="content_import_by_digest", fields=["organisation", "sha256"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="content_import_kind_known", condition=models.Q(kind__in=[kind for kind, _label in IMPORTS])
            ),
            models.CheckConstraint(name="content_import_counts", condition=models.Q(added__lte=models.F("entries"))),
        ]

    def __str__(self) -> str:
        return self.name
