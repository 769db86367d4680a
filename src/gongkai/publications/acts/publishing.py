"""The one door to what is public: publish, at once or at a time; take down; archive; each wholly or not at all."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Revision

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.publications import gate
from gongkai.publications.acts import files, placements
from gongkai.publications.acts.changes import changed
from gongkai.publications.acts.drafts import user_of
from gongkai.publications.acts.facts import clock
from gongkai.publications.acts.numbers import number
from gongkai.publications.digests import content_of, digest_of
from gongkai.publications.errors import Unclean, all_or_nothing
from gongkai.publications.models import Publication
from gongkai.publications.queries.days import calendar_of
from gongkai.publications.queries.reviews import authors, labels, locked, unmet

#: Who publishes what an approver has given a time, and takes down what has had its time.
SCHEDULE = Program("schedule")


def publish(publication: Publication, *, by: Actor, on: date, at: datetime | None = None) -> Publication:
    """
    Make the newest revision public, or set the time at which it will be; what is public already stays as it is.

    Passing the last stage of review does this by itself; this act is for what has passed and is not public yet.

    Args:
        publication: Which.
        by: Who publishes.
        on: The day of the act.
        at: The moment at which it becomes public; None or a moment that has passed is now.

    Raises:
        NotAllowed: *by* is no approver at or above its unit.
        Refused: *by* wrote of it; its content has not passed every stage and the secrecy review; the check before
            publishing is not clean; it is under review.

    Source: Regulation arts. 17, 19, 20.
    """
    # Files are examined now, before a row is held: it may take seconds, and what was found is kept for the door.
    gate.findings(publication)
    with all_or_nothing("公开"):
        current = locked(publication)
        require(by, "publications.publish", current.organisation, on=on)
        if current.live and not current.has_unpublished_changes:
            return current
        if by in authors(current):
            raise Refused("您起草或修改过本件的内容，不能由您公开，请由其他审批人办理。", article="条例第十七条")
        finish(current, by=by, on=on, at=at)
    return current


def publish_revision(publication: Publication, revision: Revision, *, by: Actor, on: date) -> None:
    """
    What Wagtail asks for when it publishes a revision: by its pages, at the end of a workflow, or by its own schedule.

    Raises:
        NotAllowed, Refused: as `publish`; nobody in particular may publish only what is due by schedule.
    """
    with all_or_nothing("公开"):
        current = locked(publication)
        if current.latest_revision_id != revision.pk:
            raise Refused("只能公开最新的内容。要公开以前的内容，请把它恢复为草稿，再送审。")
        if isinstance(by, AnonymousUser) and _is_due(current.latest_revision, timezone.now()):
            finish(current, by=SCHEDULE, on=on, at=None)
        else:
            publish(current, by=by, on=on, at=planned(current))
    publication.refresh_from_db()


def finish(publication: Publication, *, by: Actor, on: date, at: datetime | None) -> None:
    """
    Publish a publication whose row is held, or set its time, for an act that has asked permission.

    Raises:
        Refused: as `publish`.
    """
    revision = publication.latest_revision
    if revision is None:
        raise Refused("本件没有草稿，不能公开。")
    if publication.workflow_in_progress:
        raise Refused("本件正在审核，审核全部通过后才能公开。")
    if missing := unmet(publication, digest_of(revision), on=on):
        raise Refused(f"现有内容还没有通过{labels(missing)}，不能公开。请送审。", article="条例第十七条")
    try:
        gate.require(publication)
    except Refused as found:
        raise Unclean(found.message, instead=found.instead) from found
    if at is not None and at > timezone.now():
        _schedule(publication, revision, at, by=by, on=on)
    else:
        _go_live(publication, revision, by=by, on=on)
    publication.refresh_from_db()


def unschedule(publication: Publication, *, by: Actor, on: date) -> Publication:
    """
    Take back the time at which it was to become public; its reviews stand.

    Raises:
        NotAllowed: *by* is no approver at or above its unit.
        Refused: it has no time.
    """
    with all_or_nothing("取消定时公开"):
        current = locked(publication)
        require(by, "publications.publish", current.organisation, on=on)
        if not clear_time(current, by=by):
            raise Refused("本件没有定时公开，不必取消。")
        ledger.record("publications.unschedule", current, by=key(by), unit=current.organisation, on=on,
                      details={"kind": current.get_kind_display()})  # fmt: skip
    return current


def withdraw(publication: Publication, reason: str, *, by: Actor, on: date) -> Publication:
    """
    Take down what is public, at once and everywhere; to publish it again, it goes through the whole review anew.

    Raises:
        NotAllowed: *by* is no approver at or above its unit.
        Refused: it is not public, or no reason is given.

    Source: Regulation arts. 14-16, 18.
    """
    with all_or_nothing("撤下"):
        current = locked(publication)
        require(by, "publications.withdraw", current.organisation, on=on)
        current.is_withdrawn = True
        _take_down(current, "withdraw", reason, by=by, on=on)
    return current


def expire(publication: Publication, *, by: Actor, on: date) -> Publication:
    """
    Take down what was to be shown until a moment that has passed.

    Raises:
        NotAllowed: *by* may not take down there.
        Refused: it is not public.
    """
    with all_or_nothing("到期撤下"):
        current = locked(publication)
        require(by, "publications.withdraw", current.organisation, on=on)
        until = timezone.localtime(current.expire_at) if current.expire_at else None
        current.expired = True
        words = f"展示期至{_moment(until)}届满" if until else "展示期届满"
        _take_down(current, "expire", words, by=by, on=on)
    return current


def unpublish(publication: Publication, *, on: date) -> None:
    """
    What Wagtail asks for when it takes something down: what has had its time goes, anything else needs the act.

    Raises:
        Refused: its time has not passed.
    """
    if publication.expire_at is None or publication.expire_at > timezone.now():
        raise Refused("撤下应写明理由，请在“撤下”页面办理。")
    expire(publication, by=SCHEDULE, on=on)
    publication.refresh_from_db()


def archive(publication: Publication, reason: str, *, by: Actor, on: date) -> Publication:
    """
    Mark what is public as of the past: it can still be read, and says so.

    Raises:
        NotAllowed: *by* is no approver at or above its unit.
        Refused: it is not public or archived already, or no reason is given.
    """
    with all_or_nothing("归档"):
        current = locked(publication)
        require(by, "publications.archive", current.organisation, on=on)
        if not current.live or current.is_archived:
            raise Refused("已经公开而没有归档的，才能归档。")
        changed(current, "archive", reason, by=by, on=on)
        current.is_archived = True
        current.save(update_fields=["is_archived"])
        ledger.record("publications.archive", current, by=key(by), unit=current.organisation, on=on,
                      before={"is_archived": False}, after={"is_archived": True},
                      details={"title": current.title})  # fmt: skip
    return current


def planned(publication: Publication) -> datetime | None:
    """The moment that the draft names for its becoming public, or None."""
    revision = publication.latest_revision
    named = revision.content.get("go_live_at") if revision is not None else None
    return parse_datetime(named) if isinstance(named, str) else named


def clear_time(publication: Publication, *, by: Actor) -> bool:
    """Take away the time at which a publication would become public, if it has one; part of other acts."""
    revision = publication.scheduled_revision
    if revision is None:
        return False
    revision.approved_go_live_at = None
    revision.save(user=user_of(by), update_fields=["approved_go_live_at"])
    return True


def _go_live(publication: Publication, revision: Revision, *, by: Actor, on: date) -> None:
    before = _live_content(publication)
    number(publication, on=on)
    action = PublishRevisionAction(Revision.objects.get(pk=revision.pk), user=user_of(by))
    going: Publication = action.object  # outside of the revision it is as the database has it now, number and all
    if not publication.live:
        going.published_on = on
    # The time was asked of the approver, not of the draft; what has come is public from now on.
    going.go_live_at = None
    going.is_withdrawn = going.is_archived = False
    # Permission was asked by the act; Wagtail's own question would be answered by groups, which we have not.
    action.execute(skip_permission_checks=True)
    clock(going, calendar=calendar_of(publication.organisation, on=on))
    files.show(going)
    placements.activate(going, by=by, on=on)
    ledger.record("publications.publish", going, by=key(by), unit=publication.organisation, on=on,
                  before=before, after=content_of(revision), details={"title": going.title})  # fmt: skip


def _schedule(publication: Publication, revision: Revision, at: datetime, *, by: Actor, on: date) -> None:
    publication.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    # Wagtail's lists and lock read the revision; the moment stands in its content too, beside what was reviewed.
    revision.approved_go_live_at = at
    revision.content = {**revision.content, "go_live_at": at.isoformat()}
    revision.save()
    ledger.record("publications.schedule", publication, by=key(by), unit=publication.organisation, on=on,
                  before=_live_content(publication), after=content_of(revision),
                  details={"kind": publication.get_kind_display(), "at": _moment(timezone.localtime(at))})  # fmt: skip


def _take_down(publication: Publication, turn: str, reason: str, *, by: Actor, on: date) -> None:
    if not publication.live:
        raise Refused("本件没有公开，不必撤下。")
    before, title = _live_content(publication), publication.title
    changed(publication, turn, reason, by=by, on=on)
    clear_time(publication, by=by)
    if (flow := publication.current_workflow_state) is not None:
        flow.cancel(user=user_of(by))
    UnpublishAction(publication, user=user_of(by)).execute(skip_permission_checks=True)
    placements.end_all(publication, by=by, on=on)
    ledger.record(f"publications.{turn}", publication, by=key(by), unit=publication.organisation, on=on,
                  before=before, after=None, details={"title": title})  # fmt: skip


def _live_content(publication: Publication) -> bytes | None:
    """The content that is public now; of what was taken in without a revision, none is known."""
    return content_of(publication.live_revision) if publication.live_revision is not None else None


def _is_due(revision: Revision | None, now: datetime) -> bool:
    return revision is not None and revision.approved_go_live_at is not None and revision.approved_go_live_at <= now


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"
