"""Public bodies and what is dated about them: names, superiors, supervisors, facts of the guide."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.organisations import kinds
from gongkai.organisations.models.periods import ALWAYS, Period, one_at_a_time
from gongkai.organisations.models.uids import new_uid


class Organisation(models.Model):
    """
    A public body. `code` stands in addresses and on the command line, and is never given to another body.

    `name` and `parent` are those of today, written by the acts that write the dated rows, so that a page needs no day.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    code = models.CharField(
        _("代码"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", _("代码只能用小写字母、数字和短横，以字母开头。"))
        ],
    )
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=20, choices=kinds.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级机关")
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    opened_on = models.DateField("成立日期", default=ALWAYS)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入机关"
    )
    is_sample = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        verbose_name = _("机关")
        verbose_name_plural = _("机关")
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(name="organisation_kind_known", condition=models.Q(kind__in=list(kinds.kinds()))),
            models.CheckConstraint(
                name="organisation_days_in_order",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=models.F("opened_on")),
            ),
            models.CheckConstraint(
                name="organisation_merged_is_closed",
                condition=models.Q(merged_into__isnull=True)
                | models.Q(closed_on__isnull=False) & ~models.Q(merged_into=models.F("id")),
            ),
            models.UniqueConstraint(
                name="organisation_credit_code_once", fields=["credit_code"], condition=~models.Q(credit_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(Period):
    """What a unit was called."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="names", verbose_name="机关")
    name = models.CharField("名称", max_length=120)

    class Meta:
        verbose_name = "机关名称"
        verbose_name_plural = "机关名称"
        ordering = ("unit", "from_on")
        constraints: ClassVar[list[models.BaseConstraint]] = one_at_a_time("unitname")

    def __str__(self) -> str:
        return self.name


class Membership(Period):
    """The superior that a unit belonged to; without a row on a day it stood at the top."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name="机关")
    parent = models.ForeignKey(Organisation, models.PROTECT, related_name="members", verbose_name="上级机关")

    class Meta:
        verbose_name = "隶属"
        verbose_name_plural = "隶属"
        ordering = ("unit", "from_on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *one_at_a_time("membership"),
            models.CheckConstraint(
                name="membership_is_not_its_own_parent", condition=~models.Q(unit=models.F("parent"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.parent}"


class Supervision(Period):
    """The body that supervises a unit's disclosure work where that is not its superior (Regulation art. 3)."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="supervisions", verbose_name="机关")
    supervisor = models.ForeignKey(Organisation, models.PROTECT, related_name="supervised", verbose_name="主管部门")

    class Meta:
        verbose_name = "主管部门"
        verbose_name_plural = "主管部门"
        ordering = ("unit", "from_on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *one_at_a_time("supervision"),
            models.CheckConstraint(name="supervision_is_not_its_own", condition=~models.Q(unit=models.F("supervisor"))),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.supervisor}"


class Ancestry(Period):
    """
    The closure of the memberships: *ancestor* stands *depth* steps above *descendant* from a day until a day.

    Each unit stands 0 steps above itself as long as it exists. A projection: `acts.ancestry` writes it anew.
    """

    ancestor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="上级")
    descendant = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="下级")
    depth = models.PositiveSmallIntegerField("层级")

    class Meta:
        verbose_name = "层级关系"
        verbose_name_plural = "层级关系"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ancestry_upward", fields=["descendant", "from_on", "ancestor"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Period.Meta.constraints,
            models.UniqueConstraint(name="ancestry_one_from_a_day", fields=["ancestor", "descendant", "from_on"]),
            models.CheckConstraint(
                name="ancestry_without_circles",
                condition=models.Q(depth=0, ancestor=models.F("descendant"))
                | models.Q(depth__gt=0) & ~models.Q(ancestor=models.F("descendant")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} {self.depth} {self.descendant_id}"


class Facts(Period):
    """
    What the guide (公开指南) must say about a unit's disclosure office (Regulation art. 12).

    Applications at the desk and by post may never be refused (art. 29; 国办公开办函〔2017〕19号), so only the
    ways that a unit opens of its own will are kept.
    """

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="facts", verbose_name="机关")
    office = models.CharField("政府信息公开工作机构", max_length=120, blank=True)
    head = models.CharField("工作机构负责人", max_length=60, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    fax = models.CharField("传真", max_length=60, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    takes_fax = models.BooleanField("接受传真申请", default=False)
    takes_email = models.BooleanField("接受电子邮件申请", default=False)
    takes_web = models.BooleanField("接受网上申请", default=False)

    class Meta:
        verbose_name = "指南事实"
        verbose_name_plural = "指南事实"
        ordering = ("unit", "from_on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *one_at_a_time("facts"),
            models.CheckConstraint(
                name="facts_ways_have_numbers",
                condition=(models.Q(takes_fax=False) | ~models.Q(fax=""))
                & (models.Q(takes_email=False) | ~models.Q(email="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.from_on}"
