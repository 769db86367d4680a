"""Annual reports as they were published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.organisations.models import Organisation


class PublishedReport(models.Model):
    """
    One body's report on one year, frozen: the text in the format `gongkai-report/1` and its digest.

    The text is kept as it was published, byte for byte, and served as such; it is a document, and no field of it
    is ever queried, which is why it is text and not columns.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports", verbose_name=_("机关"))
    year = models.PositiveSmallIntegerField(_("报告年度"))
    text = models.TextField(_("报告数据"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    published_on = models.DateField(_("公布日期"))
    published_by = models.CharField(_("公布人"), max_length=60)

    class Meta:
        verbose_name = _("已公布的年度报告")
        verbose_name_plural = _("已公布的年度报告")
        ordering = ("organisation", "-year")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_report_a_body_and_year"),
            models.CheckConstraint(name="report_year_possible", condition=models.Q(year__gte=2008, year__lte=2999)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.year}年"
