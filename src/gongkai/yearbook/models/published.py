"""Annual reports as they were published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.organisations.models import Organisation
from gongkai.yearbook.models.frozen import Frozen
from gongkai.yearbook.models.reports import SCOPES


class PublishedReport(models.Model):
    """
    One body's report on one year, frozen: the text in the format `gongkai-report/1` and its digest.

    An amendment is a further row with the next number: it is served under the same address, and what it replaced stays
    to be read as an earlier version. A report that was made elsewhere has no `frozen`.

    The text is kept as it was published, byte for byte, and served as such; it is a document, and no field of it
    is ever queried, which is why it is text and not columns.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports", verbose_name=_("机关"))
    year = models.PositiveSmallIntegerField(_("报告年度"))
    scope = models.CharField(_("范围"), max_length=10, choices=SCOPES, default="body")
    number = models.PositiveSmallIntegerField(_("版次"), default=1)
    frozen = models.OneToOneField(
        Frozen, models.PROTECT, null=True, blank=True, related_name="published", verbose_name=_("定稿")
    )
    reason = models.CharField(_("更正说明"), max_length=500, blank=True)
    text = models.TextField(_("报告数据"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    published_on = models.DateField(_("公布日期"))
    published_by = models.CharField(_("公布人"), max_length=60)

    class Meta:
        verbose_name = _("已公布的年度报告")
        verbose_name_plural = _("已公布的年度报告")
        ordering = ("organisation", "-year", "-number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "year", "scope", "number"], name="one_report_a_body_year_and_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="published_amendment_explained"
            ),
            models.CheckConstraint(name="report_year_possible", condition=models.Q(year__gte=2008, year__lte=2999)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.year}年"


class PublishedCell(models.Model):
    """
    A cell of a published report as a row, so that what is added up over hundreds of reports reads no text.

    A projection of the text, written and removed with it.
    """

    published = models.ForeignKey(
        PublishedReport, models.PROTECT, related_name="cells", verbose_name=_("已公布的年度报告")
    )
    cell = models.CharField(_("单元格"), max_length=80)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = _("已公布的单元格")
        verbose_name_plural = _("已公布的单元格")
        ordering = ("published", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="published_by_cell", fields=["cell", "published"]),
            models.Index(name="published_to_add", fields=["published", "cell", "value"], condition=~models.Q(value=0)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["published", "cell"], name="one_published_value_a_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.value}"
