"""Readings of accounts and sites: what stood on a day, or what happened in a period."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.channels import kinds
from gongkai.channels.models.accounts import Account
from gongkai.channels.models.sites import Website
from gongkai.organisations.models import Organisation, new_uid

_BY_DAY = [found.id for found in kinds.measures().values() if found.kind != "flow"]
_BY_PERIOD = [found.id for found in kinds.measures().values() if found.kind == "flow"]


class ReadingImport(models.Model):
    """A file of readings or issues that was taken in, once: its bytes are known again by their digest."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    kind = models.CharField("格式", max_length=40)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    rows = models.PositiveIntegerField("行数")
    imported_on = models.DateField("导入日期")
    imported_by = models.CharField("导入人", max_length=60)

    class Meta:
        verbose_name = "导入的文件"
        verbose_name_plural = "导入的文件"
        ordering = ("organisation", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="import_once_a_file", fields=["organisation", "kind", "sha256"]),
        ]

    def __str__(self) -> str:
        return self.file_name


class Reading(models.Model):
    """
    One figure read of an account or a site.

    A level or a counter is read on `until_on`, and `from_on` is null; a flow happened from `from_on` to `until_on`,
    both included. A reading found wrong is struck, never changed: `struck_on` and the reason say so.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="readings", verbose_name="账号"
    )
    website = models.ForeignKey(
        Website, models.PROTECT, null=True, blank=True, related_name="readings", verbose_name="网站"
    )
    measure = models.CharField("指标", max_length=20, choices=kinds.measure_choices)
    from_on = models.DateField("起", null=True, blank=True)
    until_on = models.DateField("止（当日）")
    value = models.BigIntegerField("数值")
    origin = models.CharField("来源", max_length=200)
    # A picture of the platform's page or its own file, in the room `files` of the data folder.
    evidence = models.FileField("佐证文件", upload_to="readings/%Y/", max_length=300, blank=True)
    taken_from = models.ForeignKey(
        ReadingImport, models.PROTECT, null=True, blank=True, related_name="readings", verbose_name="导入的文件"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "读数"
        verbose_name_plural = "读数"
        ordering = ("organisation", "-until_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="reading_of_account", fields=["account", "measure", "until_on"]),
            models.Index(name="reading_of_website", fields=["website", "measure", "until_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="reading_of_one_channel",
                condition=models.Q(account__isnull=False, website__isnull=True)
                | models.Q(account__isnull=True, website__isnull=False),
            ),
            models.CheckConstraint(
                name="reading_days_fit_measure",
                condition=models.Q(measure__in=_BY_DAY, from_on__isnull=True)
                | models.Q(measure__in=_BY_PERIOD, from_on__isnull=False, from_on__lte=models.F("until_on")),
            ),
            models.CheckConstraint(name="reading_not_negative", condition=models.Q(value__gte=0)),
            models.CheckConstraint(
                name="reading_striking_explained", condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for="")
            ),
            models.UniqueConstraint(
                name="reading_of_account_once",
                fields=["account", "measure", "until_on"],
                condition=models.Q(struck_on__isnull=True, from_on__isnull=True, account__isnull=False),
            ),
            models.UniqueConstraint(
                name="period_of_account_once",
                fields=["account", "measure", "from_on", "until_on"],
                condition=models.Q(struck_on__isnull=True, from_on__isnull=False, account__isnull=False),
            ),
            models.UniqueConstraint(
                name="period_of_website_once",
                fields=["website", "measure", "from_on", "until_on"],
                condition=models.Q(struck_on__isnull=True, from_on__isnull=False, website__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.value}"
