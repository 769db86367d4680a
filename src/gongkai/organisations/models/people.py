"""People who sign in, and the posts they hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongkai.organisations import roles
from gongkai.organisations.models.periods import Period
from gongkai.organisations.models.uids import new_uid
from gongkai.organisations.models.units import Organisation


class User(AbstractUser):
    """A person who signs in. One `name`, as Chinese names are written."""

    first_name = None
    last_name = None
    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    name = models.CharField(_("姓名"), max_length=60)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name, where Django and Wagtail ask for a full one."""
        return self.name

    def get_short_name(self) -> str:
        """The name, where Django and Wagtail ask for a short one."""
        return self.name


class Post(Period):
    """A person holds a role at a unit, and so at every unit below it, from a day until a day."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("角色", max_length=20, choices=roles.choices)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="机关")

    class Meta:
        verbose_name = "职务"
        verbose_name_plural = "职务"
        ordering = ("unit", "role", "from_on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="post_role_known", condition=models.Q(role__in=[role for role, _label in roles.choices()])
            ),
            models.UniqueConstraint(
                name="post_once_without_end",
                fields=["user", "role", "unit"],
                condition=models.Q(until_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
