"""Files as they are kept, and as attachments of a publication."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey

from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications.models.publications import Publication


class StoredFile(models.Model):
    """
    A file whose type was checked by its content. Its bytes never change: a cleaned or redacted one is a new row that
    says what it was made from. It is private until a live publication names it.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    # Within the room `files` of the data folder; the name that people read is `name`, never part of a path.
    place = models.CharField("存放位置", max_length=120, unique=True)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=20)
    size = models.BigIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    text = models.TextField("文字", blank=True)
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="made", verbose_name="由它处理而来"
    )
    stored_on = models.DateField("存入日期")
    stored_by = models.CharField("存入人", max_length=60)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering = ("organisation", "-pk")
        indexes: ClassVar[list[models.Index]] = [models.Index(name="file_by_digest", fields=["organisation", "sha256"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="file_not_empty", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file of a publication, in its revision: with the title that people read, in order."""

    publication = ParentalKey(
        Publication, on_delete=models.CASCADE, related_name="attachments", verbose_name="公开信息"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("附件名称", max_length=200)
    position = models.PositiveSmallIntegerField("排序", default=0)
    # The stamped scan that stands for the text, or a spreadsheet whose tables are shown in the page.
    use = models.CharField(
        "用途",
        max_length=10,
        choices=[("file", "供下载"), ("served", "盖章扫描件（代表正式文本）"), ("table", "表格（在页面内展示）")],
        default="file",
    )

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ("publication", "position", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="attachment_use_known", condition=models.Q(use__in=["file", "served", "table"])
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ShownFile(models.Model):
    """
    A file that a publication's public text names, as an attachment or within the text.

    Set by the act that publishes; the file is served to everybody while that publication is live.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="shown_files", verbose_name="公开信息")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="shown", verbose_name="文件")

    class Meta:
        verbose_name = "对外提供的文件"
        verbose_name_plural = "对外提供的文件"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="shown_once_a_publication", fields=["publication", "file"]),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.file_id}"
