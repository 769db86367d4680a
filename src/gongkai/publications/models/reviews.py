"""How a unit reviews what it publishes, in Wagtail's terms, and the record of each review."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Task, TaskState, Workflow

from gongkai.organisations.models import Organisation, User, new_uid
from gongkai.publications import kinds
from gongkai.publications.models.publications import Publication

VERDICTS = [("passed", "通过"), ("returned", "退回修改"), ("referred", "不能确定，报请确定")]


class Chain(models.Model):
    """
    The steps that a unit's publications of a kind go through (M5): from a day until a day, for one kind or for all.

    Each chain is one workflow of Wagtail's, made by the act that sets the chain. A unit without one of its own uses
    that of the nearest unit above it, and where none has any, the built-in one, which belongs to no unit.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="chains", verbose_name="机关"
    )
    kind = models.CharField("种类", max_length=20, choices=kinds.kind_choices, blank=True)
    workflow = models.OneToOneField(Workflow, models.PROTECT, related_name="chain", verbose_name="流程")
    # A small unit may let one person other than the author take all remaining steps, each still recorded.
    one_person = models.BooleanField("允许一人完成其余各环节", default=False)
    from_on = models.DateField("起")
    until_on = models.DateField("止（不含当日）", null=True, blank=True)

    class Meta:
        verbose_name = "审核流程"
        verbose_name_plural = "审核流程"
        ordering = ("organisation", "kind", "from_on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="chain_one_without_end",
                fields=["organisation", "kind"],
                condition=models.Q(until_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or '内置'} {self.get_kind_display()}"


class ReviewTask(Task):
    """
    A task of Wagtail's: one stage of one chain.

    Nobody edits what is under review, for the reviews are of that very content: who would mend it returns it, or lets
    the author recall it. What Wagtail asks here, `permissions.can` answers; what it does ends in `acts.reviews`.
    """

    stage = models.CharField("环节", max_length=10, choices=kinds.stage_choices)
    # Working days within which the stage is to be done; null sets no limit.
    days = models.PositiveSmallIntegerField("时限（工作日）", null=True, blank=True)

    class Meta:
        verbose_name = "审核环节"
        verbose_name_plural = "审核环节"

    @classmethod
    def get_task_state_class(cls) -> type[TaskState]:
        """The kind of state that a publication in this stage has."""
        return ReviewState

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **words: Any) -> None:
        """Pass or return, by the act; of whatever class the state was loaded as."""
        super().on_action(task_state.specific, user, action_name, **words)

    def get_actions(self, obj: Publication, user: Any) -> list[tuple[str, str, bool]]:
        """What *user* may do with *obj* in this stage: nothing, or what a reviewer does."""
        from gongkai.publications.queries import reviews

        if not reviews.may_review(obj, self.stage, user, on=timezone.localdate()):
            return []
        return [("reject", "退回修改", True), ("approve", "通过", False), ("approve", "通过并附意见", True)]

    def locked_for_user(self, obj: Publication, user: Any) -> bool:
        """Always: see the class."""
        return True

    def user_can_access_editor(self, obj: Publication, user: Any) -> bool:
        """Whoever may see the publication may see its text here too; it is locked."""
        from gongkai.organisations import permissions

        return permissions.can(user, "publications.view", obj.organisation, on=timezone.localdate())

    def get_task_states_user_can_moderate(self, user: Any, **_: Any) -> QuerySet[TaskState]:
        """
        None: Wagtail joins these of all tasks into one query, which a city's hundreds of chains would break.

        What waits for a person is listed by `queries.work`.
        """
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail's lists of tasks say."""
        return "由在本机关或其上级机关任相应职务的人办理；职务见“机关”。"


class ChainStep(models.Model):
    """A chain's stages in order, each with its task."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="steps", verbose_name="审核流程")
    position = models.PositiveSmallIntegerField("次序")
    task = models.OneToOneField(ReviewTask, models.PROTECT, related_name="step", verbose_name="环节")

    class Meta:
        verbose_name = "流程环节"
        verbose_name_plural = "流程环节"
        ordering = ("chain", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="chain_step_once_a_position", fields=["chain", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.position}"


class ReviewState(TaskState):
    """Where a publication stands in a stage: since when, until when it should be done."""

    due_on = models.DateField("应办结日期", null=True, blank=True)

    class Meta:
        verbose_name = "审核状态"
        verbose_name_plural = "审核状态"

    @transaction.atomic
    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> ReviewState:
        """Pass the stage, by the act and with its record; nobody in particular may not."""
        return self._review("passed", user, comment)

    @transaction.atomic
    def reject(self, user: Any = None, update: bool = True, comment: str = "") -> ReviewState:
        """Return to the author, by the act and with its record."""
        return self._review("returned", user, comment)

    def _review(self, verdict: str, user: Any, words: str) -> ReviewState:
        from gongkai.publications.acts import reviews

        publication = self.workflow_state.content_object
        by = user or AnonymousUser()
        reviews.review(publication, verdict, words=words, by=by, on=timezone.localdate(), seen=self.pk)
        self.refresh_from_db()
        return self


class Review(models.Model):
    """
    One review as it was given, on exactly that content; append-only.

    `digest` is that of the revision's content: publishing asks for reviews of the very content that is published.
    """

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="reviews", verbose_name="公开信息")
    stage = models.CharField("环节", max_length=10, choices=kinds.stage_choices)
    verdict = models.CharField("意见", max_length=10, choices=VERDICTS)
    digest = models.CharField("内容摘要", max_length=64)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人")
    reviewed_by = models.CharField("审核人（台账写法）", max_length=60)
    on = models.DateField("日期")
    at = models.DateTimeField("时刻")
    words = models.CharField("意见说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        ordering = ("publication", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="review_of_content", fields=["publication", "digest"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="review_stage_known", condition=models.Q(stage__in=list(kinds.stages()))),
            models.CheckConstraint(
                name="review_verdict_known", condition=models.Q(verdict__in=[verdict for verdict, _label in VERDICTS])
            ),
            models.CheckConstraint(
                name="review_refusal_explained", condition=models.Q(verdict="passed") | ~models.Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_verdict_display()}"


class Remark(models.Model):
    """A remark at a line of the text, made with a review; the author settles it."""

    uid = models.CharField(max_length=13, unique=True, default=new_uid, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="remarks", verbose_name="审核记录")
    # The block of the body (its id in the StreamField) or the name of a field, and the words it is about.
    place = models.CharField("位置", max_length=60)
    quote = models.CharField("原文", max_length=300, blank=True)
    words = models.CharField("意见", max_length=500)
    settled_on = models.DateField("处理日期", null=True, blank=True)

    class Meta:
        verbose_name = "逐处意见"
        verbose_name_plural = "逐处意见"
        ordering = ("review", "pk")

    def __str__(self) -> str:
        return self.words
