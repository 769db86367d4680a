"""A publication is drafted and its draft is revised; each saving is a revision, and what was saved before stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log
from wagtail.models import Revision

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications import kinds
from gongkai.publications.acts.facts import clock
from gongkai.publications.digests import BESIDE, content_of, written
from gongkai.publications.errors import Overtaken, all_or_nothing
from gongkai.publications.models import Attachment, Explains, Publication
from gongkai.publications.queries.days import calendar_of
from gongkai.publications.queries.reviews import authors, locked

__all__ = ["FIELDS", "authors", "draft", "revise", "user_of"]

#: What a content may name: the fields that are in the revisions; beside them `attachments` and `explains`.
FIELDS = frozenset(
    field.name for field in Publication._meta.concrete_fields if field.name not in BESIDE - {"go_live_at"}
) - {"id"}

Content = Mapping[str, Any]


def draft(unit: Organisation, kind: str, content: Content, *, by: Actor, on: date) -> Publication:
    """
    Draft a publication of *unit*: nothing of it is public.

    Args:
        unit: Whose it is.
        kind: An id of kinds.toml.
        content: Fields by name (`FIELDS`); `body` as a stream, its JSON or its list; `attachments` as Attachments
            and `explains` as policies.
        by: Who writes.
        on: The day of the act.

    Raises:
        NotAllowed: *by* is no editor at or above *unit*.
        Refused: no such kind, the unit is closed, or a field cannot be as it is; the sentence names it.
    """
    require(by, "publications.draft", unit, on=on)
    if kind not in kinds.kinds():
        raise Refused(f"没有“{kind}”这一种公开信息，请从列表中选择种类。")
    if unit.closed_on is not None and on >= unit.closed_on:
        raise Refused(f"{unit.name}已经撤销，不能再起草公开信息。")
    publication = Publication(organisation=unit, kind=kind, live=False, has_unpublished_changes=True)
    _fill(publication, {"ground": kinds.kinds()[kind].ground, **content})
    with all_or_nothing("保存"):
        publication.save()
        log(instance=publication, action="wagtail.create", user=user_of(by), content_changed=True)
        revision = _saved(publication, by)
        _record("publications.draft", publication, None, revision, by=by, on=on)
        clock(publication, calendar=calendar_of(unit, on=on))
    return publication


def revise(publication: Publication, content: Content, *, seen: int | None, by: Actor, on: date) -> Publication:
    """
    Save a new revision of the draft; what is public stays as it is. Content that changes nothing is not saved.

    Args:
        publication: Which.
        content: What changes, as for `draft`.
        seen: Key of the newest revision when the writer opened it; None for a program that has just read it.
        by: Who writes, and so is an author of it.
        on: The day of the act.

    Returns:
        The publication as drafted now.

    Raises:
        NotAllowed: *by* is no editor at or above its unit.
        Overtaken: somebody has saved another revision since; theirs stands.
        Refused: it is under review, waits for its time, or is locked; or a field cannot be as it is.
    """
    with all_or_nothing("保存"):
        current = locked(publication)
        require(by, "publications.draft", current.organisation, on=on)
        before = current.latest_revision
        _check_open(current, by)
        if seen is not None and before is not None and before.pk != seen:
            raise Overtaken(_overtaken(before), before)
        drafted: Publication = before.as_object() if before is not None else current
        _fill(drafted, content)
        if before is not None and _same(drafted, before):
            return drafted
        if drafted.first_published_at is None and not drafted.live:
            drafted.save()  # never public: lists may show the newest title
        revision = _saved(drafted, by, log_action=True)
        _record("publications.revise", drafted, before, revision, by=by, on=on)
        clock(drafted, calendar=calendar_of(current.organisation, on=on))
    return drafted


def user_of(by: Actor) -> User | None:
    """The person, where Wagtail keeps one; a program is none."""
    return by if isinstance(by, User) else None


def _saved(publication: Publication, by: Actor, *, log_action: bool = False) -> Revision:
    """A new revision, its content as the database gives it back to everybody else."""
    revision: Revision = publication.save_revision(user=user_of(by), clean=False, log_action=log_action)
    revision.refresh_from_db(fields=["content"])
    return revision


def _check_open(publication: Publication, by: Actor) -> None:
    """Nobody writes while others read: what was reviewed is what is published."""
    if publication.workflow_in_progress:
        raise Refused("本件正在审核，不能修改。要修改，请先撤回送审，或请审核人退回。")
    if publication.scheduled_revision is not None:
        raise Refused("本件已定时公开，不能修改。要修改，请先由审批人取消定时。")
    if publication.locked and publication.locked_by != by:
        raise Refused(f"本件已由{publication.locked_by or '他人'}锁定，不能修改。请先请其解锁。")


def _overtaken(theirs: Revision) -> str:
    who = theirs.user or "程序"
    when = timezone.localtime(theirs.created_at)
    return (
        f"您打开之后，{who}已于{when.month}月{when.day}日{when:%H:%M}保存了新的内容。"
        "为免覆盖，您的修改没有保存；请对照新内容后再保存。"
    )


def _fill(publication: Publication, content: Content) -> None:
    """Put *content* into the fields, and see that they can be as they are."""
    if unknown := set(content) - FIELDS - {"attachments", "explains"}:
        raise ValueError(f"not in a publication's revisions: {', '.join(sorted(unknown))}")
    for name, value in content.items():
        if name == "attachments":
            publication.attachments.set(_placed(value))
        elif name == "explains":
            publication.explains.set([Explains(policy=policy) for policy in value])
        else:
            setattr(publication, name, value)
    try:
        publication.full_clean(exclude=["uid", "organisation", "latest_revision", "live_revision", "locked_by"])
    except ValidationError as wrong:
        raise Refused(_sentence(wrong)) from None


def _placed(attachments: Iterable[Attachment]) -> list[Attachment]:
    """The attachments in the order given."""
    rows = list(attachments)
    for position, row in enumerate(rows):
        row.position = position
    return rows


def _same(drafted: Publication, before: Revision) -> bool:
    now = drafted.serializable_data()
    planned = [parse_datetime(str(content.get("go_live_at") or "")) for content in (now, before.content)]
    return written(now) == content_of(before) and planned[0] == planned[1]


def _sentence(wrong: ValidationError) -> str:
    if not hasattr(wrong, "error_dict"):
        return "不能保存：" + "".join(wrong.messages)
    parts = []
    for name, messages in wrong.message_dict.items():
        label = "" if name == "__all__" else f"“{Publication._meta.get_field(name).verbose_name}”"
        parts.append(label + "".join(messages))
    return "不能保存：" + "；".join(parts)


def _record(
    act: str, publication: Publication, before: Revision | None, after: Revision, *, by: Actor, on: date
) -> None:
    ledger.record(act, publication, by=key(by), unit=publication.organisation, on=on,
                  before=content_of(before) if before else None, after=content_of(after),
                  details={"kind": publication.get_kind_display()})  # fmt: skip
