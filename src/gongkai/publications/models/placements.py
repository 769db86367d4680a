"""Where a publication stands: on columns of sites, own and outside, and in articles of new media."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.channels.models import Article, Column
from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications.models.files import StoredFile
from gongkai.publications.models.publications import Publication

STATES = [("planned", "公开时放上"), ("offered", "待对方确认"), ("accepted", "已采用"), ("returned", "已退回")]


class Placement(models.Model):
    """
    A publication on one column, or as one article of an account, from a day until a day (that day not included).

    It is planned until the publication is public. On another unit's site it is offered then, and that unit accepts or
    returns it. Every count of what was published where is a count of these rows; one that ended on its first day stood
    nowhere on any day and counts nowhere.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="placements", verbose_name="发布机构")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="placements", verbose_name="公开信息")
    column = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name="栏目"
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name="推文"
    )
    state = models.CharField("状态", max_length=10, choices=STATES, default="accepted")
    reason = models.CharField("退回或撤下的理由", max_length=300, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止（不含当日）", null=True, blank=True)
    address = models.URLField("对外网址", max_length=600, blank=True)
    proof = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布凭证"
    )

    class Meta:
        verbose_name = "发布位置"
        verbose_name_plural = "发布位置"
        ordering = ("publication", "from_on", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="placement_on_column", fields=["column", "state", "-from_on", "-id"]),
            models.Index(name="placement_of_unit", fields=["organisation", "from_on"]),
            models.Index(name="placement_by_day", fields=["state", "from_on", "id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="placement_in_one_place",
                condition=models.Q(column__isnull=False, article__isnull=True)
                | models.Q(column__isnull=True, article__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_state_known", condition=models.Q(state__in=[state for state, _label in STATES])
            ),
            models.CheckConstraint(
                name="placement_return_explained", condition=~models.Q(state="returned") | ~models.Q(reason="")
            ),
            models.CheckConstraint(
                name="placement_days_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
            models.UniqueConstraint(
                name="placement_once_a_column",
                fields=["publication", "column"],
                condition=models.Q(until_on__isnull=True, column__isnull=False) & ~models.Q(state="returned"),
            ),
            models.UniqueConstraint(
                name="placement_once_an_article",
                fields=["publication", "article"],
                condition=models.Q(until_on__isnull=True, article__isnull=False) & ~models.Q(state="returned"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} → {self.column_id or self.article_id}"
