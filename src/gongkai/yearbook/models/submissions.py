"""Reports on their way to the superior: deadlines, submissions, remarks and reminders."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.yearbook.models.frozen import Frozen
from gongkai.yearbook.models.reports import SCOPES


class Deadline(models.Model):
    """A day that a superior sets for its units' reports on a year, when it is earlier than the Regulation's."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="主管部门")
    year = models.PositiveSmallIntegerField("报告年度")
    scope = models.CharField("范围", max_length=10, choices=SCOPES, default="body")
    due_on = models.DateField("报送期限")
    notice = models.CharField("通知文号", max_length=120, blank=True)

    class Meta:
        verbose_name = "报送期限"
        verbose_name_plural = "报送期限"
        ordering = ("organisation", "-year")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_deadline_a_year_and_scope", fields=["organisation", "year", "scope"]),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度报告{self.due_on}"


class Sender(models.Model):
    """Another installation whose packages are taken: its name and its public key, for one unit and those below it."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    name = models.CharField("名称", max_length=120)
    public_key = models.CharField("公钥", max_length=64, unique=True)
    known_on = models.DateField("登记日期")
    known_by = models.CharField("登记人", max_length=60)
    ended_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "报送系统"
        verbose_name_plural = "报送系统"
        ordering = ("organisation", "name")

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """
    A report as it reached the superior: from this installation, as a signed package, or as a file read by the reader.

    The text is kept byte for byte. The same bytes from one body are one submission however often they arrive.
    """

    ORIGINS = (("here", "本系统"), ("package", "报送包"), ("file", "文件"))
    STATES = (("submitted", "已报送"), ("returned", "已退回"), ("accepted", "已接收"))

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    superior = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="主管部门")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报送机关")
    year = models.PositiveSmallIntegerField("报告年度")
    scope = models.CharField("范围", max_length=10, choices=SCOPES, default="body")
    number = models.PositiveSmallIntegerField("第几次报送")
    origin = models.CharField("来源", max_length=10, choices=ORIGINS)
    state = models.CharField("状态", max_length=10, choices=STATES, default="submitted")
    frozen = models.ForeignKey(
        Frozen, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="定稿"
    )
    sender = models.ForeignKey(
        Sender, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="报送系统"
    )
    # The sender's own number of the report in a package, by which an older one is told when it comes once more.
    version = models.PositiveSmallIntegerField("版次", null=True, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    text = models.TextField("报告数据")
    sha256 = models.CharField("摘要", max_length=64)
    entries_sha256 = models.CharField("数据来源文件摘要", max_length=64, blank=True)
    # What the checker said when it came in, so that a list of hundreds counts without reading them again.
    errors = models.PositiveIntegerField("错误", default=0)
    warnings = models.PositiveIntegerField("提醒", default=0)
    submitted_on = models.DateField("报送日期")
    submitted_by = models.CharField("报送人", max_length=60)
    answered_on = models.DateField("处理日期", null=True, blank=True)
    answered_by = models.CharField("处理人", max_length=60, blank=True)
    answer = models.CharField("处理说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "报送"
        verbose_name_plural = "报送"
        ordering = ("superior", "-year", "organisation", "-number")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="submission_to_superior", fields=["superior", "year", "scope", "organisation", "-number"]
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="one_submission_a_number", fields=["superior", "organisation", "year", "scope", "number"]
            ),
            models.UniqueConstraint(
                name="one_submission_a_text", fields=["superior", "organisation", "year", "scope", "sha256"]
            ),
            models.CheckConstraint(
                name="submission_answered_when_decided",
                condition=models.Q(state="submitted", answered_on__isnull=True)
                | (~models.Q(state="submitted") & models.Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.year}年度报告第{self.number}次报送"


class SubmissionCell(models.Model):
    """A cell of a submitted report as a row, so that the desk and a roll-up of hundreds read no text."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="cells", verbose_name="报送")
    cell = models.CharField("单元格", max_length=120)
    value = models.DecimalField("数值", max_digits=24, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = "报送单元格"
        verbose_name_plural = "报送单元格"
        ordering = ("submission", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="submitted_by_cell", fields=["cell", "submission"]),
            models.Index(name="submitted_to_add", fields=["submission", "cell", "value"], condition=~models.Q(value=0)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_submitted_value_a_cell", fields=["submission", "cell"]),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.value}"


class Remark(models.Model):
    """What the superior says of a cell, a section or the whole of a submission, and what became of it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="remarks", verbose_name="报送")
    # A cell's id, `section:<key>`, or "" for the whole.
    about = models.CharField("所指", max_length=80, blank=True)
    quote = models.CharField("原文", max_length=300, blank=True)
    words = models.CharField("意见", max_length=500)
    on = models.DateField("日期")
    by = models.CharField("提出人", max_length=60)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)

    class Meta:
        verbose_name = "审核意见"
        verbose_name_plural = "审核意见"
        ordering = ("submission", "pk")

    def __str__(self) -> str:
        return self.words


class Reminder(models.Model):
    """A reminder (催报) that a superior sent to a unit over its report on a year."""

    superior = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="主管部门")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    year = models.PositiveSmallIntegerField("报告年度")
    words = models.CharField("内容", max_length=500)
    on = models.DateField("日期")
    by = models.CharField("催报人", max_length=60)

    class Meta:
        verbose_name = "催报"
        verbose_name_plural = "催报"
        ordering = ("superior", "-year", "organisation", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="one_reminder_a_day", fields=["superior", "organisation", "year", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.year}年度报告"
