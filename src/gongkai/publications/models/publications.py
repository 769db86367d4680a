"""The publication: its text and facts, which are under review, and what only acts may set."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    Workflow,
    WorkflowMixin,
)

from gongkai.organisations.models import Organisation, new_uid
from gongkai.publications import kinds
from gongkai.publications.blocks import Body

#: Outside the revision: set by acts alone, and never carried back by a revision that is published.
OUTSIDE = (
    "uid",
    "organisation",
    "kind",
    "index_number",
    "validity",
    "due_on",
    "is_provisional",
    "published_on",
    "is_withdrawn",
    "is_archived",
    "managed_by",
    "imported_from",
)


class Publication(  # type: ignore[misc]
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel
):
    """
    Something that a body publishes, of any kind (Regulation arts. 6, 12, 19-21).

    Text, facts of the paper, attachments and links are in its revisions and go through review. Number, validity,
    clock, placements and reviews are outside of them and are set by acts alone.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="publications", verbose_name="发布机构")
    kind = models.CharField("种类", max_length=20, choices=kinds.kind_choices)
    language = models.CharField("语种", max_length=10, default="zh-hans")
    translation_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="translations", verbose_name="译自"
    )

    # --- in the revision -------------------------------------------------------------------------
    title = models.CharField("标题", max_length=300)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    body = StreamField(Body(), blank=True, verbose_name="正文")
    keywords = models.CharField("关键词", max_length=200, blank=True)
    ground = models.CharField("公开依据", max_length=10, choices=kinds.ground_choices, blank=True)
    subject = models.CharField("主题分类", max_length=20, choices=kinds.subject_choices, blank=True)
    form = models.CharField("体裁分类", max_length=20, choices=kinds.form_choices, blank=True)
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    document_number = models.CharField("发文字号", max_length=80, blank=True)
    made_on = models.DateField("成文日期", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    lapses_on = models.DateField("有效期至（当日）", null=True, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("财政年度", null=True, blank=True)
    way = models.CharField("公开方式", max_length=20, choices=kinds.way_choices, default="proactive")
    way_reason = models.CharField("不主动公开的理由", max_length=300, blank=True)
    way_review_on = models.DateField("重新评估日期", null=True, blank=True)
    source = models.CharField("稿件来源", max_length=120, blank=True)

    # --- outside the revision: by acts alone --------------------------------------------------------
    index_number = models.CharField("索引号", max_length=60, null=True, blank=True, unique=True)
    validity = models.CharField("有效性", max_length=10, choices=kinds.validity_choices, blank=True)
    # The last day on which it must be published: 20 working days after it was made or changed (art. 26).
    due_on = models.DateField("公开期限", null=True, blank=True)
    is_provisional = models.BooleanField("期限待放假安排公布后确定", default=False)
    published_on = models.DateField("公开日期", null=True, blank=True)
    is_withdrawn = models.BooleanField("已撤下", default=False)
    is_archived = models.BooleanField("已归档", default=False)
    # The record of a register whose public face this is, as `kind:uid`; "" for what is written here.
    managed_by = models.CharField("来自登记簿", max_length=60, blank=True)
    # The key that a file or feed of others gave it, so that the same one read again adds nothing.
    imported_from = models.CharField("导入来源", max_length=300, blank=True)
    live = models.BooleanField("已公开", default=False, editable=False)

    class Meta:
        verbose_name = "公开信息"
        verbose_name_plural = "公开信息"
        ordering = ("-pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="publication_of_unit", fields=["organisation", "kind", "-published_on"]),
            models.Index(name="publication_due", fields=["organisation", "live", "due_on"]),
            models.Index(name="publication_live", fields=["live", "-published_on", "-id"]),
            # Looked at every few seconds, and few have such a moment.
            models.Index(
                name="publication_expiring",
                fields=["expire_at"],
                condition=models.Q(live=True, expire_at__isnull=False),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="publication_kind_known", condition=models.Q(kind__in=list(kinds.kinds()))),
            models.CheckConstraint(
                name="publication_way_explained",
                condition=models.Q(way="proactive") | models.Q(live=False) | ~models.Q(way_reason=""),
            ),
            models.CheckConstraint(
                name="publication_withdrawn_is_not_live",
                condition=models.Q(is_withdrawn=False) | models.Q(live=False),
            ),
            models.CheckConstraint(
                name="publication_live_has_its_day",
                condition=models.Q(live=False) | models.Q(published_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="publication_imported_once",
                fields=["organisation", "imported_from"],
                condition=~models.Q(imported_from=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def with_content_json(self, content: dict[str, Any]) -> Publication:
        """The publication as a revision has it, with what is outside the revisions left as it is."""
        found: Publication = super().with_content_json(content)
        for name in OUTSIDE:
            field = self._meta.get_field(name)
            setattr(found, field.attname, getattr(self, field.attname))
        return found

    def get_workflow(self) -> Workflow | None:
        """The workflow of the chain that holds for its unit and kind today, for Wagtail, which asks without a day."""
        from gongkai.publications.queries import reviews

        return reviews.chain_of(self.organisation, self.kind, timezone.localdate()).workflow

    def publish(  # type: ignore[override]  # what Wagtail passes besides decides nothing here
        self, revision: Revision, user: Any = None, *_: Any, **__: Any
    ) -> None:
        """Wagtail's way to publish: it ends in the act, which is the only door."""
        from gongkai.publications.acts import publishing

        publishing.publish_revision(self, revision, by=user or AnonymousUser(), on=timezone.localdate())

    def unpublish(  # type: ignore[override]
        self, set_expired: bool = False, commit: bool = True, user: Any = None, log_action: bool = True
    ) -> None:
        """Wagtail's way to take down: only what has expired, for a withdrawal has a reason."""
        from gongkai.publications.acts import publishing

        publishing.unpublish(self, on=timezone.localdate())


class Explains(models.Model):
    """An explanation (解读) and the policy it explains; the policy's page shows it too."""

    explanation = ParentalKey(Publication, on_delete=models.CASCADE, related_name="explains", verbose_name="解读")
    policy = models.ForeignKey(Publication, models.PROTECT, related_name="explained_by", verbose_name="被解读的文件")

    class Meta:
        verbose_name = "解读关系"
        verbose_name_plural = "解读关系"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="explains_once", fields=["explanation", "policy"]),
            models.CheckConstraint(name="explains_another", condition=~models.Q(explanation=models.F("policy"))),
        ]

    def __str__(self) -> str:
        return f"{self.explanation_id} → {self.policy_id}"


class Validity(models.Model):
    """From when a paper is in which state, and by which paper; the newest that has begun is shown."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="validities", verbose_name="文件")
    state = models.CharField("有效性", max_length=10, choices=kinds.validity_choices)
    from_on = models.DateField("起")
    successor = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替代它的文件"
    )
    reason = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "有效性变更"
        verbose_name_plural = "有效性变更"
        ordering = ("publication", "from_on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="validity_state_known", condition=models.Q(state__in=list(kinds.terms("validity")))
            ),
            models.UniqueConstraint(name="validity_one_from_a_day", fields=["publication", "from_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.from_on}"


class IndexScheme(models.Model):
    """
    How a unit numbers what it publishes, and the next serial number of each year.

    `template` names its parts in braces: `{credit}` the unified social credit code, `{code}` the unit's code, `{year}`,
    `{month}`, `{serial:05}`. Numbers are never used again (政府信息公开目录系统实施指引).
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="index_scheme", verbose_name="机关")
    template = models.CharField("编号规则", max_length=80)

    class Meta:
        verbose_name = "索引号规则"
        verbose_name_plural = "索引号规则"

    def __str__(self) -> str:
        return self.template


class IndexSerial(models.Model):
    """The last serial number that a unit has used in a year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用到")

    class Meta:
        verbose_name = "索引号流水"
        verbose_name_plural = "索引号流水"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="serial_once_a_year", fields=["organisation", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.last}"
