"""Websites, own or outside, and the one tree of columns of each."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from gongkai.channels import kinds
from gongkai.organisations.models import Organisation, new_uid

CODE = RegexValidator(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "代码只能用小写字母、数字和短横，以字母开头。")


class Website(models.Model):
    """
    A website. One of our own is served by this installation; an outside one (a superior's portal) is only written to.

    `organisation` is the body that runs it, and accepts what others place there.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="websites", verbose_name="主办单位")
    code = models.CharField("代码", max_length=40, unique=True, validators=[CODE])
    name = models.CharField("网站名称", max_length=120)
    address = models.URLField("网址", max_length=300, blank=True)
    is_own = models.BooleanField("由本系统提供", default=True)
    # As footers print them: 政府网站标识码 (two letters may stand in it), ICP and police filings.
    site_mark = models.CharField("政府网站标识码", max_length=10, blank=True)
    icp = models.CharField("ICP备案号", max_length=60, blank=True)
    police = models.CharField("公安备案号", max_length=60, blank=True)
    opened_on = models.DateField("开通日期")
    closed_on = models.DateField("关停日期", null=True, blank=True)
    closing = models.CharField("关停说明（批准文号、公告）", max_length=300, blank=True)

    class Meta:
        verbose_name = "网站"
        verbose_name_plural = "网站"
        ordering = ("organisation", "code")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="website_days_in_order",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
            models.CheckConstraint(
                name="website_closing_explained", condition=models.Q(closed_on__isnull=True) | ~models.Q(closing="")
            ),
            models.CheckConstraint(
                name="website_outside_has_address", condition=models.Q(is_own=True) | ~models.Q(address="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Column(models.Model):
    """A column of a website, shown at `/c/<code>/`; its code is never given to another one."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    website = models.ForeignKey(Website, models.PROTECT, related_name="columns", verbose_name="网站")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级栏目"
    )
    code = models.CharField("代码", max_length=60, unique=True, validators=[CODE])
    name = models.CharField("栏目名称", max_length=80)
    kind = models.CharField("栏目类别", max_length=20, choices=kinds.column_choices)
    summary = models.CharField("栏目说明", max_length=300, blank=True)
    position = models.PositiveIntegerField("排序", default=0)
    opened_on = models.DateField("开设日期")
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"
        ordering = ("website", "position", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="column_kind_known", condition=models.Q(kind__in=list(kinds.column_classes()))),
            models.CheckConstraint(
                name="column_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="column_days_in_order",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
