"""Views and visitors of own sites by day, counted without cookies and without keeping addresses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.channels.models.sites import Website


class DaySalt(models.Model):
    """The salt of one day's visitors. Thrown away when the day is over, and with it what could tell who they were."""

    on = models.DateField("日期", unique=True)
    salt = models.BinaryField("盐")

    class Meta:
        verbose_name = "当日盐"
        verbose_name_plural = "当日盐"

    def __str__(self) -> str:
        return str(self.on)


class Visitor(models.Model):
    """That somebody, known by a salted hash alone, was at a site on a day; deleted when the day is over."""

    website = models.ForeignKey(Website, models.CASCADE, related_name="+", verbose_name="网站")
    on = models.DateField("日期")
    mark = models.BinaryField("散列", max_length=16)

    class Meta:
        verbose_name = "当日访客"
        verbose_name_plural = "当日访客"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="visitor_once_a_day", fields=["website", "on", "mark"]),
        ]

    def __str__(self) -> str:
        return str(self.on)


class SiteTraffic(models.Model):
    """Views and visitors of a site on a day."""

    website = models.ForeignKey(Website, models.PROTECT, related_name="traffic", verbose_name="网站")
    on = models.DateField("日期")
    views = models.PositiveIntegerField("浏览量", default=0)
    visitors = models.PositiveIntegerField("访客数", default=0)

    class Meta:
        verbose_name = "每日访问量"
        verbose_name_plural = "每日访问量"
        ordering = ("website", "on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="traffic_once_a_day", fields=["website", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.views}"


class PageTraffic(models.Model):
    """Views of one page of a site on a day; a page is known by its path, without a query."""

    website = models.ForeignKey(Website, models.PROTECT, related_name="+", verbose_name="网站")
    on = models.DateField("日期")
    path = models.CharField("页面", max_length=200)
    views = models.PositiveIntegerField("浏览量", default=0)

    class Meta:
        verbose_name = "页面每日浏览量"
        verbose_name_plural = "页面每日浏览量"
        ordering = ("website", "on", "path")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="page_traffic_once_a_day", fields=["website", "on", "path"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="page_traffic_of_page", fields=["website", "path", "on"])
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.path} {self.views}"
