"""Matters by the lists of powers, and the decisions made under them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.registers import kinds
from gongkai.registers.models.records import RegisterImport


class Matter(models.Model):
    """A licence, other service, penalty or coercive measure that the list of powers (权责清单) gives to a body."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="实施机关")
    kind = models.CharField("类别", max_length=20, choices=kinds.matter_choices)
    code = models.CharField("事项编码", max_length=60, blank=True)
    name = models.CharField("事项名称", max_length=300)
    sub_kind = models.CharField("权力类型", max_length=40, blank=True)
    grounds = models.TextField("设定依据", blank=True)
    conditions = models.TextField("办理条件", blank=True)
    procedure = models.TextField("办理程序", blank=True)
    address = models.URLField("办事指南网址", max_length=500, blank=True)
    opened_on = models.DateField("列入清单日期")
    # The first day on which it is no longer on the list.
    closed_on = models.DateField("移出清单日期", null=True, blank=True)
    taken_from = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入的文件"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "权责事项"
        verbose_name_plural = "权责事项"
        ordering = ("organisation", "kind", "code", "name")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="matter_of_unit", fields=["organisation", "kind", "opened_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="matter_kind_known", condition=models.Q(kind__in=list(kinds.matter_kinds()))),
            models.CheckConstraint(
                name="matter_days_in_order",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
            ),
            models.UniqueConstraint(
                name="matter_code_once",
                fields=["organisation", "code"],
                condition=models.Q(struck_on__isnull=True, closed_on__isnull=True) & ~models.Q(code=""),
            ),
            models.CheckConstraint(
                name="matter_striking_explained", condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """
    A decision made under a matter, with the fields of the double-publicity rule (双公示).

    No identity number of a natural person is kept. Money is in whole 分. `display_until` is when the credit sites
    take it down, which is apart from its publication on the own site.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="决定机关")
    # As of its matter, so that a list and a figure need no join.
    kind = models.CharField("类别", max_length=20, choices=kinds.matter_choices)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="事项"
    )
    document_name = models.CharField("决定文书名称", max_length=200, blank=True)
    document_number = models.CharField("决定文书号", max_length=100)
    party_kind = models.CharField("相对人类别", max_length=10, choices=kinds.party_choices)
    party_name = models.CharField("相对人名称", max_length=200)
    party_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    representative = models.CharField("法定代表人", max_length=60, blank=True)
    decided_on = models.DateField("决定日期")
    sub_kind = models.CharField("决定类别", max_length=100, blank=True)
    content = models.TextField("决定内容", blank=True)
    certificate = models.CharField("证书名称及编号", max_length=200, blank=True)
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_until = models.DateField("有效期至（当日）", null=True, blank=True)
    # --- of penalties alone
    offence = models.CharField("违法行为类型", max_length=200, blank=True)
    facts = models.TextField("违法事实", blank=True)
    grounds = models.TextField("决定依据", blank=True)
    fine = models.BigIntegerField("罚款金额（分）", null=True, blank=True)
    confiscated = models.BigIntegerField("没收金额（分）", null=True, blank=True)
    is_summary = models.BooleanField("简易程序", default=False)
    # --- its publication: judged, by when, since when, and until when elsewhere
    is_public = models.BooleanField("应当公开", null=True, blank=True)
    public_reason = models.CharField("是否公开的理由", max_length=300, blank=True)
    due_on = models.DateField("公示期限", null=True, blank=True)
    is_provisional = models.BooleanField("期限待放假安排公布后确定", default=False)
    published_on = models.DateField("公开日期", null=True, blank=True)
    changed_on = models.DateField("变更、撤销或确认违法、无效日期", null=True, blank=True)
    changed_how = models.CharField("如何变更", max_length=300, blank=True)
    withdrawn_on = models.DateField("撤回公开日期", null=True, blank=True)
    withdrawn_for = models.CharField("撤回理由", max_length=300, blank=True)
    reported_on = models.DateField("报送信用网站日期", null=True, blank=True)
    display_class = models.CharField("信用网站公示类别", max_length=20, blank=True)
    display_until = models.DateField("信用网站公示至（当日）", null=True, blank=True)

    taken_from = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入的文件"
    )
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "行政决定"
        verbose_name_plural = "行政决定"
        ordering = ("organisation", "-decided_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            # Lists and figures find all that they ask in it: benchmarks/registers.py, benchmarks/yearbook.py.
            models.Index(
                name="decision_counted", fields=["organisation", "kind", "struck_on", "-decided_on", "-id", "fine"]
            ),
            models.Index(name="decision_published", fields=["organisation", "kind", "struck_on", "published_on", "id"]),
            models.Index(
                name="decision_withdrawn",
                fields=["organisation", "withdrawn_on"],
                condition=models.Q(withdrawn_on__isnull=False),
            ),
            models.Index(
                name="decision_shown",
                fields=["organisation", "kind", "-decided_on", "-id"],
                condition=models.Q(published_on__isnull=False, withdrawn_on__isnull=True, struck_on__isnull=True),
            ),
            models.Index(
                name="decision_due",
                fields=["organisation", "due_on"],
                condition=models.Q(is_public=True, published_on__isnull=True, struck_on__isnull=True),
            ),
            models.Index(
                name="decision_to_judge",
                fields=["organisation", "due_on"],
                condition=models.Q(is_public__isnull=True, struck_on__isnull=True),
            ),
            models.Index(
                name="decision_to_withdraw",
                fields=["organisation", "changed_on"],
                condition=models.Q(changed_on__isnull=False, withdrawn_on__isnull=True, struck_on__isnull=True),
            ),
            models.Index(
                name="decision_to_report",
                fields=["organisation", "due_on"],
                condition=models.Q(is_public=True, reported_on__isnull=True, struck_on__isnull=True),
            ),
            models.Index(
                name="decision_provisional",
                fields=["decided_on"],
                condition=models.Q(is_provisional=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="decision_number_once",
                fields=["organisation", "document_number", "party_name"],
                condition=models.Q(struck_on__isnull=True),
            ),
            models.CheckConstraint(name="decision_kind_known", condition=models.Q(kind__in=list(kinds.matter_kinds()))),
            models.CheckConstraint(
                name="decision_amounts_not_negative",
                condition=(models.Q(fine__isnull=True) | models.Q(fine__gte=0))
                & (models.Q(confiscated__isnull=True) | models.Q(confiscated__gte=0)),
            ),
            models.CheckConstraint(
                name="decision_withdrawal_explained",
                condition=models.Q(withdrawn_on__isnull=True) | ~models.Q(withdrawn_for=""),
            ),
            models.CheckConstraint(
                name="decision_striking_explained",
                condition=models.Q(struck_on__isnull=True) | ~models.Q(struck_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.document_number
