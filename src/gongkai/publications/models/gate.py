"""What is kept of the check before publishing: justifications, examinations of files, words, links."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models

from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications.models.publications import Publication

WORD_KINDS = [("mistaken", "误写"), ("serious", "严重表述错误"), ("sensitive", "敏感用语"), ("outdated", "过时表述")]
LINK_STATES = [("alive", "可以打开"), ("dead", "打不开"), ("refused", "不予访问")]
FOUND_KINDS = [("hit", "个人信息"), ("hidden", "隐藏信息"), ("unseen", "需人工查看")]


def new_salt() -> bytes:
    """Sixteen random bytes, for digests of what may be personal data."""
    return secrets.token_bytes(16)


class Justification(models.Model):
    """
    Why a finding of the check may stand. It holds for that very sentence or file: `finding` is a digest of rule, place
    and text, so that whatever is changed there opens the finding again.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="justifications", verbose_name="公开信息")
    finding = models.CharField("问题", max_length=64)
    rule = models.CharField("规则", max_length=40)
    words = models.CharField("保留的理由", max_length=500)
    justified_on = models.DateField("日期")
    justified_by = models.CharField("说明人", max_length=60)
    # The ledger's digests of what was kept are keyed with it, for that may be personal data.
    salt = models.BinaryField(max_length=16, default=new_salt, editable=False)

    class Meta:
        verbose_name = "保留说明"
        verbose_name_plural = "保留说明"
        ordering = ("publication", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="justification_once", fields=["publication", "finding"]),
            models.CheckConstraint(name="justification_has_words", condition=~models.Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words


class FileExamination(models.Model):
    """
    What an examination of a file's bytes found, kept so that the same bytes are not examined again.

    No record, but a memory: it may be emptied at any time. `version` tells with which rules it was made.
    """

    sha256 = models.CharField("摘要", max_length=64)
    version = models.CharField("规则版本", max_length=64)
    # Why the file could not be examined; "" for one that was.
    refusal = models.CharField("不能检查的原因", max_length=500, blank=True)
    # How much was found in all; of a kind that occurs very often only the first are kept as rows.
    hits = models.PositiveIntegerField("个人信息处数", default=0)
    hidden = models.PositiveIntegerField("隐藏信息处数", default=0)

    class Meta:
        verbose_name = "附件检查结果"
        verbose_name_plural = "附件检查结果"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="examination_once", fields=["sha256", "version"]),
        ]

    def __str__(self) -> str:
        return self.sha256


class FileFound(models.Model):
    """Something found in a file: personal data, hidden data, or what a person must look at."""

    examination = models.ForeignKey(FileExamination, models.CASCADE, related_name="found", verbose_name="附件检查结果")
    what = models.CharField("性质", max_length=6, choices=FOUND_KINDS)
    kind = models.CharField("种类", max_length=40, blank=True)
    place = models.CharField("位置", max_length=200, blank=True)
    text = models.CharField("内容", max_length=500, blank=True)
    why = models.CharField("依据", max_length=300, blank=True)
    confidence = models.CharField("把握", max_length=10, blank=True)

    class Meta:
        verbose_name = "附件中的发现"
        verbose_name_plural = "附件中的发现"
        ordering = ("examination", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="file_found_known", condition=models.Q(what__in=[what for what, _label in FOUND_KINDS])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.place}"


class WordRule(models.Model):
    """
    A wording to look at, for a unit and those below it, or for all where no unit is named.

    It comes before an entry of the shipped list, or of a unit above, with the same `wrong`; one that is not in use
    switches that entry off.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机关"
    )
    wrong = models.CharField("不当写法", max_length=60)
    right = models.CharField("建议写法", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=10, choices=WORD_KINDS)
    # Longer words in which the wording is right, separated by 、: 蚊帐 for 帐.
    unless = models.CharField("例外（用顿号隔开）", max_length=300, blank=True)
    # Papers made before this day are left alone: the wording was right at their time.
    from_on = models.DateField("自何日起算不当", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    is_active = models.BooleanField("使用", default=True)

    class Meta:
        verbose_name = "用语规则"
        verbose_name_plural = "用语规则"
        ordering = ("organisation", "kind", "wrong")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="word_rule_once_a_unit", fields=["organisation", "wrong"]),
            models.UniqueConstraint(
                name="word_rule_once_for_all", fields=["wrong"], condition=models.Q(organisation__isnull=True)
            ),
            models.CheckConstraint(name="word_rule_has_wrong", condition=~models.Q(wrong="")),
            models.CheckConstraint(
                name="word_rule_kind_known", condition=models.Q(kind__in=[kind for kind, _label in WORD_KINDS])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}"


class LinkCheck(models.Model):
    """How an address outside answered when it was last asked."""

    address = models.CharField("网址", max_length=600, unique=True)
    state = models.CharField("结果", max_length=10, choices=LINK_STATES)
    status = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    checked_on = models.DateField("检查日期")

    class Meta:
        verbose_name = "链接检查"
        verbose_name_plural = "链接检查"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="link_state_known", condition=models.Q(state__in=[state for state, _label in LINK_STATES])
            ),
        ]

    def __str__(self) -> str:
        return self.address
