"""What happens to a publication with a reason, beside its text and its reviews; and who was reminded when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gongkai.organisations.models import User, new_uid
from gongkai.publications.models.publications import Publication

TURNS = [
    ("amend", "修改"),
    ("withdraw", "撤下"),
    ("expire", "到期撤下"),
    ("archive", "归档"),
    ("hold", "定时公开未能进行"),
]


class Change(models.Model):
    """One turn in the life of a publication, and why; append-only."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="changes", verbose_name="公开信息")
    turn = models.CharField("变动", max_length=10, choices=TURNS)
    reason = models.CharField("理由", max_length=500)
    on = models.DateField("日期")
    at = models.DateTimeField("时刻")
    done_by = models.CharField("办理人（台账写法）", max_length=60)

    class Meta:
        verbose_name = "变动"
        verbose_name_plural = "变动"
        ordering = ("publication", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="change_turn_known", condition=models.Q(turn__in=[turn for turn, _label in TURNS])
            ),
            models.CheckConstraint(name="change_explained", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_turn_display()} {self.on}"


class Reminder(models.Model):
    """That a person was sent the list of what waits too long with him; once a day at most."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "催办邮件"
        verbose_name_plural = "催办邮件"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="reminder_once_a_day", fields=["user", "on"])
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
