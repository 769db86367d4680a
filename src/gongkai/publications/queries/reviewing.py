"""What a review needs to know: who wrote, what was said before, what the paper's facts are, who may take a stage."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, Q

from gongkai.organisations.models import Ancestry, Post, User
from gongkai.publications import kinds
from gongkai.publications.models import Chain, Publication, Review
from gongkai.publications.queries.work import Waiting, revisions_since_published

_FACTS = (
    "issuer", "document_number", "made_on", "effective_on", "lapses_on", "fiscal_year", "ground", "subject", "form",
    "way", "way_reason", "way_review_on", "keywords", "source",
)  # fmt: skip
_ADDRESS = re.compile(r"/p/([0-9a-z]{13})/?$")


def trail(publication: Publication) -> list[Review]:
    """Every review of it with its remarks, the newest first."""
    rows = publication.reviews.select_related("reviewer").prefetch_related("remarks")
    return list(rows.order_by("-pk"))


def last_return(publication: Publication) -> Review | None:
    """The review that sent it back, if the last one did."""
    last = trail(publication)[:1]
    return last[0] if last and last[0].verdict != "passed" else None


def wrote_of(publication: Publication, user: User) -> bool:
    """Whether *user* wrote any version of it since it was last published, and so may not review it."""
    rows = Publication.objects.filter(Exists(revisions_since_published().filter(user=user)))
    return rows.filter(pk=publication.pk).exists()


def facts_of(publication: Publication) -> list[tuple[str, str]]:
    """Label and value of every fact that was filled in, and of those that its kind asks for."""
    needed = kinds.kinds()[publication.kind].needs
    found = []
    for name in _FACTS:
        value: Any = getattr(publication, name)
        display = getattr(publication, f"get_{name}_display", None)
        if value or name in needed:
            label = str(publication._meta.get_field(name).verbose_name)
            found.append((label, _written(display() if display else value)))
    return found


def one_person(publication: Publication) -> bool:
    """Whether the chain that it is going through lets one person take all the rest."""
    flow = publication.current_workflow_state
    return flow is not None and Chain.objects.filter(workflow=flow.workflow_id, one_person=True).exists()


def live_named(words: str) -> list[Publication]:
    """The public papers that are meant by an address, an index number, a document number or a whole title."""
    words = words.strip()
    live = Publication.objects.filter(live=True)
    if found := _ADDRESS.search(words):
        return list(live.filter(uid=found[1]))
    return list(live.filter(Q(index_number=words) | Q(document_number=words) | Q(title=words))[:20])


def holders(rows: Collection[Waiting], today: date) -> dict[int, list[User]]:
    """Who may take the stage in which each of *rows* waits, by the key of its publication."""
    units = {row.publication.organisation_id for row in rows}
    above: dict[int, set[int]] = {}
    for pair in Ancestry.objects.on(today).filter(descendant__in=units).values_list("descendant", "ancestor"):
        above.setdefault(pair[0], set()).add(pair[1])
    posts = Post.objects.on(today).filter(unit__in=set().union(*above.values()) if above else set(), role__in=_roles())
    held = list(posts.filter(user__is_active=True).select_related("user").order_by("pk"))
    stages = {stage.label: stage.role for stage in kinds.stages().values()}
    return {
        row.publication.pk: list(dict.fromkeys(
            post.user for post in held
            if post.role == stages[row.stage] and post.unit_id in above.get(row.publication.organisation_id, ())
        ))
        for row in rows
    }  # fmt: skip


def _roles() -> set[str]:
    return {stage.role for stage in kinds.stages().values()}


def _written(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%Y年}{value.month}月{value.day}日"
    return str(value) if value else "（未填写）"
