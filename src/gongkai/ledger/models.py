"""Entries of the ledger and its signed heads. Append-only: triggers in the database refuse anything else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gongkai.ledger import chain

_SEALED = models.Q(position__isnull=False, previous__isnull=False, hash__isnull=False)
_WAITING = models.Q(position__isnull=True, previous__isnull=True, hash__isnull=True)


class Entry(models.Model):
    """
    One act: who did what to what, for which unit, and when.

    It is inserted in the act's own transaction. Position, previous and hash come a moment later, from the sealer, once.
    Keys are text and not foreign keys: the ledger outlives what it speaks of.
    """

    act = models.CharField(_("办理事项"), max_length=60)
    subject = models.CharField(_("对象"), max_length=100)
    unit = models.CharField(_("单位"), max_length=100, blank=True)
    actor = models.CharField(_("办理人"), max_length=100)
    on = models.DateField(_("办理日期"))
    # One clock for all machines that write: the database's.
    recorded_at = models.DateTimeField(_("记录时刻"), db_default=Now(), editable=False)
    before = models.CharField(_("办理前摘要"), max_length=64, blank=True)
    after = models.CharField(_("办理后摘要"), max_length=64, blank=True)
    is_salted = models.BooleanField(_("加盐摘要"), default=False)
    # The words that the act's line names; hashed as it stands and never queried, hence text.
    details = models.TextField(_("要素"), default="{}")
    position = models.BigIntegerField(_("序号"), null=True, unique=True, editable=False)
    previous = models.CharField(_("前一条的摘要"), max_length=64, null=True, editable=False)
    hash = models.CharField(_("封存摘要"), max_length=64, null=True, editable=False)

    class Meta:
        verbose_name = _("台账记录")
        verbose_name_plural = _("台账记录")
        ordering = ("-pk",)
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ledger_entry_sealed_wholly_or_not", condition=_SEALED | _WAITING),
            models.CheckConstraint(
                name="ledger_entry_position_from_1",
                condition=models.Q(position__isnull=True) | models.Q(position__gte=1),
            ),
        ]
        # Lists are paged by key, newest first; the last index is what the sealer looks at every second.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "-id"], name="ledger_entry_subject"),
            models.Index(fields=["unit", "-id"], name="ledger_entry_unit"),
            models.Index(fields=["actor", "-id"], name="ledger_entry_actor"),
            models.Index(fields=["on", "-id"], name="ledger_entry_on"),
            models.Index(fields=["id"], name="ledger_entry_waiting", condition=models.Q(position__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"

    def content(self) -> chain.Content:
        """What the entry says, as it is hashed."""
        return chain.Content(
            self.act, self.subject, self.unit, self.actor, self.on, self.recorded_at,
            self.before, self.after, self.is_salted, self.details,
        )  # fmt: skip


class Head(models.Model):
    """The ledger's head as signed on a day: everything up to *position* is bound by *hash* and the signature."""

    on = models.DateField(_("日期"), unique=True)
    position = models.BigIntegerField(_("序号"))
    hash = models.CharField(_("封存摘要"), max_length=64)
    signed_at = models.DateTimeField(_("签名时刻"))
    key = models.CharField(_("公钥"), max_length=64)
    signature = models.CharField(_("签名"), max_length=128)

    class Meta:
        verbose_name = _("台账签名")
        verbose_name_plural = _("台账签名")
        ordering = ("on",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.on} {self.position}"
