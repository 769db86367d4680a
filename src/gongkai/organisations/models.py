"""Users and public bodies: what is kept of them."""

from __future__ import annotations

import base64
import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_uid() -> str:
    """A key for the outside: 64 random bits as 13 characters of base32, lower case."""
    return base64.b32encode(secrets.token_bytes(8)).decode("ascii").rstrip("=").lower()


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


class Organisation(models.Model):
    """A public body. `code` stands in addresses and on the command line, and is never given to another body."""

    class Kind(models.TextChoices):
        """What sort of body it is, as the form's reporting rules tell them apart."""

        GOVERNMENT = "government", _("一级政府")
        DEPARTMENT = "department", _("政府部门")
        TOWNSHIP = "township", _("乡镇、街道")
        ZONE = "zone", _("开发区（功能区）")
        INSTITUTION = "institution", _("公共企事业单位")

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
    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级机关")
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
            models.CheckConstraint(
                name="organisation_kind_known",
                condition=models.Q(kind__in=["government", "department", "township", "zone", "institution"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name
