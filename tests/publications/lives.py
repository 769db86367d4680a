"""The life of a publication, as the tests of it walk through it: drafted, passed stage by stage, published."""

from __future__ import annotations

from datetime import date
from typing import Any

from published_zone import TODAY

from gongkai.organisations.models import Organisation, User
from gongkai.publications import kinds
from gongkai.publications.acts import drafts, reviews
from gongkai.publications.models import Publication

Officers = dict[str, User]


def drafted(unit: Organisation, by: Any, title: str = "关于做好防汛工作的通知", **content: Any) -> Publication:
    """A draft with a paragraph of text."""
    body = [{"type": "paragraph", "value": "<p>各有关单位要做好防汛准备。</p>"}]
    return drafts.draft(unit, "article", {"title": title, "body": body, **content}, by=by, on=TODAY)


def passed(publication: Publication, officers: Officers, *, until: str = "", on: date = TODAY) -> Publication:
    """Submitted, and passed by the officer of each stage's role, until it stands in *until* or is through."""
    if not publication.workflow_in_progress:
        reviews.submit(publication, by=officers["editor"], on=on, reason="更正文字" if publication.live else "")
    while (state := publication.current_workflow_task_state) is not None:
        stage = state.task.specific.stage
        if stage == until:
            break
        reviews.review(publication, "passed", by=officers[kinds.stages()[stage].role], on=on)
    return fresh(publication)


def published(
    unit: Organisation, officers: Officers, title: str = "关于做好防汛工作的通知", **content: Any
) -> Publication:
    """Drafted by the editor, passed by the others, and so public."""
    return passed(drafted(unit, officers["editor"], title, **content), officers)


def fresh(publication: Publication) -> Publication:
    """The publication as the database has it now."""
    return Publication.objects.select_related("organisation", "latest_revision", "live_revision").get(pk=publication.pk)
