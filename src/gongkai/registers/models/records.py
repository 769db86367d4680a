"""What is kept about the registers themselves: nil returns, files taken in, and what was changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid


class NilReturn(models.Model):
    """
    A nil return (零申报): in that year the register has nothing besides what stands in it.

    Under it each cell of the register without an entry is 0; without one such a cell is asked for, never assumed.
    `register` is what the form says that one return covers: a row, `licensing/licences`, or a table, `applications`.
    Found wrong it is taken back, never changed.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    register = models.CharField("登记簿", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    declared_on = models.DateField("申报日期")
    declared_by = models.CharField("申报人", max_length=60)
    taken_back_on = models.DateField("收回日期", null=True, blank=True)
    taken_back_for = models.CharField("收回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "零申报"
        verbose_name_plural = "零申报"
        ordering = ("organisation", "-year", "register")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="one_nil_return_a_register_and_year",
                fields=["organisation", "year", "register"],
                condition=models.Q(taken_back_on__isnull=True),
            ),
            models.CheckConstraint(
                name="nil_return_taking_back_explained",
                condition=models.Q(taken_back_on__isnull=True) | ~models.Q(taken_back_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.register}零申报"


class RegisterImport(models.Model):
    """A file of rows that was taken in, once: its bytes are known again by their digest."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    register = models.CharField("登记簿", max_length=60)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    rows = models.PositiveIntegerField("行数")
    imported_on = models.DateField("导入日期")
    imported_by = models.CharField("导入人", max_length=60)
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "导入的文件"
        verbose_name_plural = "导入的文件"
        ordering = ("organisation", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="register_import_once_a_file",
                fields=["organisation", "register", "sha256"],
                condition=models.Q(struck_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Change(models.Model):
    """What was changed in one record of a register: the field, what stood there, what stands there now, and why."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    record = models.CharField("记录", max_length=60)  # kind:uid, as the ledger writes it
    field = models.CharField("栏目", max_length=60)
    before = models.TextField("原值", blank=True)
    after = models.TextField("现值", blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    on = models.DateField("日期")
    by = models.CharField("操作人", max_length=60)

    class Meta:
        verbose_name = "变更"
        verbose_name_plural = "变更"
        ordering = ("-pk",)
        indexes: ClassVar[list[models.Index]] = [models.Index(name="change_of_record", fields=["record", "-id"])]

    def __str__(self) -> str:
        return f"{self.record} {self.field}"
