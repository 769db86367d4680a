"""Trainings in disclosure work (Regulation art. 48): the plan, who came, the materials, the tests."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, User, new_uid
from gongkai.oversight.models.files import KeptFile


class Training(models.Model):
    """
    A training: planned, then held or cancelled.

    `headcount` is how many came: those listed by name, or as many as signed the sheet whose scan is kept.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="trainings", verbose_name="举办机关")
    topic = models.CharField("培训内容", max_length=200)
    planned_on = models.DateField("计划日期")
    place = models.CharField("地点", max_length=120, blank=True)
    lecturer = models.CharField("授课人", max_length=120, blank=True)
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1, null=True, blank=True)
    audience = models.CharField("培训对象", max_length=200, blank=True)
    held_on = models.DateField("举办日期", null=True, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    sheet = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签到表")
    pass_mark = models.DecimalField("合格分数", max_digits=5, decimal_places=1, null=True, blank=True)
    cancelled_on = models.DateField("取消日期", null=True, blank=True)
    cancelled_for = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "培训"
        verbose_name_plural = "培训"
        ordering = ("organisation", "-planned_on", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="training_of_unit", fields=["organisation", "-planned_on", "-id"]),
            models.Index(name="training_by_day", fields=["organisation", "held_on"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="training_held_has_heads",
                condition=models.Q(held_on__isnull=True, headcount__isnull=True)
                | models.Q(held_on__isnull=False, headcount__gt=0),
            ),
            models.CheckConstraint(
                name="training_held_or_cancelled",
                condition=models.Q(held_on__isnull=True) | models.Q(cancelled_on__isnull=True),
            ),
            models.CheckConstraint(
                name="training_cancelling_explained",
                condition=models.Q(cancelled_on__isnull=True) | ~models.Q(cancelled_for=""),
            ),
            models.CheckConstraint(
                name="training_hours_positive", condition=models.Q(hours__isnull=True) | models.Q(hours__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class Attendee(models.Model):
    """Somebody who came to a training, by name; a person of the unit or of elsewhere, with the mark of the test."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    training = models.ForeignKey(Training, models.CASCADE, related_name="attendees", verbose_name="培训")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=60)
    office = models.CharField("单位、科室", max_length=120, blank=True)
    mark = models.DecimalField("测试成绩", max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = "参训人员"
        verbose_name_plural = "参训人员"
        ordering = ("training", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="attendee_once_a_training", fields=["training", "name", "office"]),
            models.CheckConstraint(
                name="attendee_mark_in_range",
                condition=models.Q(mark__isnull=True) | models.Q(mark__gte=0, mark__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Material(models.Model):
    """A file that was taught from."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="materials", verbose_name="培训")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "培训材料"
        verbose_name_plural = "培训材料"
        ordering = ("training", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="material_once_a_training", fields=["training", "file"]),
        ]

    def __str__(self) -> str:
        return str(self.file)
