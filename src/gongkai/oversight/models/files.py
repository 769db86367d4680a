"""Files that oversight keeps: evidence, signed sheets, materials, pictures. None of them is ever public."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid


class KeptFile(models.Model):
    """A file of a unit, told by its content; its bytes never change, and only who may see oversight there has it."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    # In the room `files` of the data folder, under a name that nobody can guess; people read `name`.
    place = models.FileField("存放位置", upload_to="oversight/%Y/", max_length=200)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=10)
    size = models.BigIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    stored_on = models.DateField("存入日期")
    stored_by = models.CharField("存入人", max_length=60)

    class Meta:
        verbose_name = "监督保障文件"
        verbose_name_plural = "监督保障文件"
        ordering = ("organisation", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="kept_file_not_empty", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name
