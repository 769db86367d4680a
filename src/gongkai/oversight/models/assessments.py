"""The yearly assessment of a superior's units: the weighted scheme, and the score of each unit on each item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid

KINDS = [("computed", "按数据计算"), ("judged", "人工评分")]
WAYS = [("more", "越多越好"), ("less", "越少越好")]


class Scheme(models.Model):
    """By what a superior assesses its units in a year; fixed with its scores once it is closed."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="schemes", verbose_name="考核机关")
    year = models.PositiveSmallIntegerField("考核年度")
    title = models.CharField("名称", max_length=120)
    made_on = models.DateField("制定日期")
    computed_on = models.DateField("计算日期", null=True, blank=True)
    closed_on = models.DateField("公布日期", null=True, blank=True)

    class Meta:
        verbose_name = "考核方案"
        verbose_name_plural = "考核方案"
        ordering = ("organisation", "-year")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="scheme_once_a_year", fields=["organisation", "year"]),
            models.CheckConstraint(
                name="scheme_closed_after_computing",
                condition=models.Q(closed_on__isnull=True) | models.Q(computed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SchemeItem(models.Model):
    """
    One item with its weight, the most points that it gives.

    A computed one takes its value from `measure`: with `more`, `full` of it earns all points and less of it its part;
    with `less`, each 1 of it takes `full` points off.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="items", verbose_name="考核方案")
    key = models.CharField("代码", max_length=40)
    label = models.CharField("指标", max_length=120)
    kind = models.CharField("评分方式", max_length=10, choices=KINDS)
    measure = models.CharField("数据来源", max_length=60, blank=True)
    way = models.CharField("方向", max_length=4, choices=WAYS, default="more")
    full = models.DecimalField("满分值或每处扣分", max_digits=8, decimal_places=2, null=True, blank=True)
    weight = models.DecimalField("权重（分）", max_digits=5, decimal_places=2)
    source = models.CharField("依据", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "考核指标"
        verbose_name_plural = "考核指标"
        ordering = ("scheme", "position", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="item_once_a_scheme", fields=["scheme", "key"]),
            models.CheckConstraint(name="item_weight_not_negative", condition=models.Q(weight__gte=0)),
            models.CheckConstraint(
                name="item_computed_by_something",
                condition=models.Q(kind="computed", full__gt=0) & ~models.Q(measure="")
                | models.Q(kind="judged", measure=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Score(models.Model):
    """The points of a unit on an item: with the value it was computed from, or with the reason it was judged by."""

    item = models.ForeignKey(SchemeItem, models.PROTECT, related_name="scores", verbose_name="考核指标")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="被考核机关")
    value = models.DecimalField("数值", max_digits=12, decimal_places=2, null=True, blank=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2)
    reason = models.CharField("评分理由", max_length=300, blank=True)
    scored_on = models.DateField("评分日期")
    scored_by = models.CharField("评分人", max_length=60)

    class Meta:
        verbose_name = "得分"
        verbose_name_plural = "得分"
        ordering = ("item", "unit")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="score_once_a_unit", fields=["item", "unit"]),
            models.CheckConstraint(name="score_not_negative", condition=models.Q(points__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.points}"
