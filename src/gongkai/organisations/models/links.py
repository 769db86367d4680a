"""Links that work once: for the first administrator, and for somebody who is to set a password."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from gongkai.organisations.models.people import User
from gongkai.organisations.models.uids import new_uid


class OneTimeLinkQuerySet(models.QuerySet["OneTimeLink"]):
    """Filters by moment."""

    def usable(self, at: datetime) -> OneTimeLinkQuerySet:
        """The links that nobody used, that no newer one replaced, and whose time is not over."""
        return self.filter(ended_at__isnull=True, expires_at__gt=at)


class OneTimeLink(models.Model):
    """A link that was handed out. Its secret is kept as a digest alone: whoever reads the table cannot use it."""

    class Kind(models.TextChoices):
        """What the link is for."""

        FIRST_ADMINISTRATOR = "first_administrator", "设立首位管理员"
        PASSWORD = "password", "设置密码"

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    kind = models.CharField("用途", max_length=20, choices=Kind.choices)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="links", verbose_name="人员")
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("失效时间")
    ended_at = models.DateTimeField("使用或作废时间", null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "一次性链接"
        verbose_name_plural = "一次性链接"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="onetimelink_person_by_kind",
                condition=models.Q(kind="first_administrator", person__isnull=True)
                | models.Q(kind="password", person__isnull=False),
            ),
            models.CheckConstraint(
                name="onetimelink_moments_in_order", condition=models.Q(expires_at__gt=models.F("made_at"))
            ),
            models.UniqueConstraint(
                name="onetimelink_one_open_a_person",
                fields=["person"],
                condition=models.Q(ended_at__isnull=True, kind="password"),
            ),
            models.UniqueConstraint(
                name="onetimelink_one_open_for_the_first",
                fields=["kind"],
                condition=models.Q(ended_at__isnull=True, kind="first_administrator"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d}"
