"""Links in what is public, and how each answered last: the one thing of the duty watch that is stored."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.publications.models import Publication

STATES = [("unasked", "未检查"), ("alive", "可以打开"), ("dead", "打不开"), ("refused", "不予访问")]


class ReadText(models.Model):
    """Of which revision the links of a live publication were last collected; 0 for one without revisions."""

    publication = models.OneToOneField(Publication, models.CASCADE, related_name="+", verbose_name="公开信息")
    revision = models.PositiveBigIntegerField("版本", default=0)

    class Meta:
        verbose_name = "已收集链接的内容"
        verbose_name_plural = "已收集链接的内容"

    def __str__(self) -> str:
        return f"{self.publication_id} {self.revision}"


class WatchedLink(models.Model):
    """
    An address outside that a live publication links to, and how it answered when it was last asked.

    `dead_since` and `misses` count the days on which it could not be opened, without one on which it could.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+", verbose_name="公开信息")
    address = models.CharField("网址", max_length=600)
    state = models.CharField("结果", max_length=10, choices=STATES, default="unasked")
    status = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    asked_on = models.DateField("检查日期", null=True, blank=True)
    dead_since = models.DateField("打不开自", null=True, blank=True)
    misses = models.PositiveSmallIntegerField("连续打不开的天数", default=0)

    class Meta:
        verbose_name = "链接检查"
        verbose_name_plural = "链接检查"
        ordering = ("publication", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="link_asked", fields=["asked_on", "id"]),
            models.Index(name="link_dead", fields=["state", "publication"], condition=models.Q(state="dead")),
            models.Index(name="link_by_address", fields=["address"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="link_once_a_publication", fields=["publication", "address"]),
            models.CheckConstraint(
                name="watched_link_state_known", condition=models.Q(state__in=[state for state, _label in STATES])
            ),
            models.CheckConstraint(
                name="watched_link_dead_since",
                condition=models.Q(state="dead", dead_since__isnull=False, misses__gt=0)
                | ~models.Q(state="dead") & models.Q(dead_since__isnull=True, misses=0),
            ),
        ]

    def __str__(self) -> str:
        return self.address
