"""New-media accounts, their issues and the articles in each issue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.channels import kinds
from gongkai.organisations.models import Organisation, new_uid


class Account(models.Model):
    """An account on a platform of new media: open, merged into another one, or closed, each with its filing."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="accounts", verbose_name="主办单位")
    platform = models.CharField("平台", max_length=20, choices=kinds.platform_choices)
    number = models.CharField("账号", max_length=80)
    name = models.CharField("账号名称", max_length=120)
    address = models.URLField("主页地址", max_length=300, blank=True)
    owner = models.CharField("负责人", max_length=60, blank=True)
    filing = models.CharField("开设备案", max_length=200, blank=True)
    opened_on = models.DateField("开通日期")
    closed_on = models.DateField("注销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="归并到"
    )
    closing = models.CharField("注销、归并备案", max_length=300, blank=True)

    class Meta:
        verbose_name = "政务新媒体账号"
        verbose_name_plural = "政务新媒体账号"
        ordering = ("organisation", "platform", "number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="account_once_a_platform", fields=["platform", "number"]),
            models.CheckConstraint(
                name="account_platform_known", condition=models.Q(platform__in=list(kinds.platforms()))
            ),
            models.CheckConstraint(
                name="account_days_in_order",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
            models.CheckConstraint(
                name="account_merged_is_closed",
                condition=models.Q(merged_into__isnull=True)
                | models.Q(closed_on__isnull=False) & ~models.Q(merged_into=models.F("id")),
            ),
            models.CheckConstraint(
                name="account_closing_filed", condition=models.Q(closed_on__isnull=True) | ~models.Q(closing="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Issue(models.Model):
    """What an account sent out at once (推送、期): one article or several."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="issues", verbose_name="账号")
    published_on = models.DateField("发布日期")
    # The platform's own key of the issue, so that the same export read again adds nothing.
    number = models.CharField("期号", max_length=80)

    class Meta:
        verbose_name = "推送"
        verbose_name_plural = "推送"
        ordering = ("account", "-published_on", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="issue_once_an_account", fields=["account", "number"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="issue_by_day", fields=["account", "published_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.number}"


class Article(models.Model):
    """One article of an issue."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="articles", verbose_name="推送")
    position = models.PositiveSmallIntegerField("位次", default=1)
    title = models.CharField("标题", max_length=300)
    address = models.URLField("网址", max_length=600, blank=True)
    # As the platform's export last said; null where nobody has read it.
    reads = models.PositiveIntegerField("阅读量", null=True, blank=True)

    class Meta:
        verbose_name = "推文"
        verbose_name_plural = "推文"
        ordering = ("issue", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="article_once_a_position", fields=["issue", "position"]),
        ]

    def __str__(self) -> str:
        return self.title
