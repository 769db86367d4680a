"""What the editor asks, by kind: text, facts, attachments and links, in four tabs."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from wagtail.admin import compare
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface

from gongkai.publications.forms import AttachmentForm, ExplainsForm, PublicationForm
from gongkai.publications.kinds import kinds
from gongkai.publications.models import Publication

#: Facts of a paper, which a text that is none (its kind asks no day on which it was made) does not have.
_OF_A_PAPER = ("issuer", "document_number", "made_on", "effective_on", "lapses_on")
_OF_A_YEAR = ("fiscal_year",)
_OF_ANY = ("ground", "subject", "form", "keywords", "source")
_WAY = ("way", "way_reason", "way_review_on")
_TIMES = ("go_live_at", "expire_at")


class RowsPanel(Panel):
    """
    Rows that belong to the publication, as plain fields and a few empty ones at the end.

    Wagtail's own panel for this adds rows by an inline script, which the content security policy forbids; this one
    needs no script at all.
    """

    def __init__(self, relation: str, form: Any, fields: tuple[str, ...], extra: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.relation, self.form, self.fields, self.extra = relation, form, fields, extra

    def clone_kwargs(self) -> dict[str, Any]:
        """What a copy of the panel is made of."""
        own = {"relation": self.relation, "form": self.form, "fields": self.fields, "extra": self.extra}
        return super().clone_kwargs() | own

    def get_form_options(self) -> dict[str, Any]:
        """The rows as a formset of the editor's form."""
        options = {"form": self.form, "fields": list(self.fields), "extra": self.extra, "can_order": False}
        return {"formsets": {self.relation: options}}

    class BoundPanel(Panel.BoundPanel):
        """The rows of one publication."""

        template_name = "publications/office/panels/rows.html"

        def __init__(self, **rest: Any) -> None:
            super().__init__(**rest)
            self.formset = self.form.formsets[self.panel.relation] if self.form is not None else None

        def get_comparison(self) -> list[Any]:
            """Which rows came, went or changed between two versions."""
            relation = getattr(self.panel.model, self.panel.relation).rel
            fields = [
                partial(compare.FieldComparison, relation.related_model._meta.get_field(name))
                for name in self.panel.fields
            ]
            return [partial(compare.ChildRelationComparison, relation, fields, label=self.heading)]


@cache
def handler_of(kind: str) -> Any:
    """The panels of the editor for a kind, bound to the model."""
    tabs = [ObjectList([FieldPanel("title"), FieldPanel("summary"), FieldPanel("body")], heading="正文")]
    tabs.append(ObjectList(_facts(kind), heading="公开要素"))
    attachments = RowsPanel(
        "attachments", AttachmentForm, ("file", "title", "use", "position"), 2, heading="附件",
        help_text="每次保存可增加两个附件；要再增加，先保存。",
    )  # fmt: skip
    tabs.append(ObjectList([attachments], heading="附件"))
    explains = RowsPanel(
        "explains", ExplainsForm, ("policy",), 1, heading="被解读的文件",
        help_text="解读与文件的页面相互链接。每次保存可增加一个。",
    )  # fmt: skip
    tabs.append(ObjectList([explains], heading="关联"))
    return TabbedInterface(tabs, base_form_class=PublicationForm).bind_to_model(Publication)


def _facts(kind: str) -> list[Panel]:
    needed = kinds()[kind].needs
    offered = (*_OF_A_PAPER, *_OF_ANY) if "made_on" in needed else _OF_ANY
    others = [name for name in offered if name not in needed]
    groups = [
        ("公开前必须填写", needed),
        ("其他要素", others),
        ("公开方式", _WAY),
        ("定时（空白即审批通过时公开、长期公开）", _TIMES),
    ]
    return [MultiFieldPanel([FieldPanel(name) for name in names], heading=label) for label, names in groups if names]
