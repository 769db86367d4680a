"""What its time has come for: becoming public, being taken down; item by item, each by the same door."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import Error
from django.utils import timezone
from wagtail.models import Revision

from gongkai.errors import GongkaiError, Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import key
from gongkai.publications.acts import notices, publishing
from gongkai.publications.acts.changes import changed
from gongkai.publications.digests import digest_of
from gongkai.publications.errors import Busy, NoSpace, Unclean, all_or_nothing
from gongkai.publications.models import Publication
from gongkai.publications.queries.reviews import authors, locked, standing

log = logging.getLogger(__name__)

# What was found may be personal data, which neither a mail nor a record that is never changed may quote.
_UNCLEAN = "公开前检查还有没有处理的问题，请到“公开前检查”中查看。"
_FAULT = "程序在公开本件时出错，详情见服务器日志；请告诉管理员。"


@dataclass
class Done:
    """What one look at the clock did: the uids of what became public, was taken down, and could not become public."""

    published: list[str] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def run(now: datetime) -> Done:
    """
    Publish what is due and take down what has had its time.

    An item that may not be published loses its time; why is recorded and mailed to who approved and who wrote, and
    the rest go on. While the database is busy an item keeps its time for the next look.
    """
    done = Done()
    on = timezone.localdate(now)
    for publication in _expiring(now):
        _one(publication, lambda one: _expire(one, now, on, done))
    for publication in _due(now):
        _one(publication, lambda one: _publish(one, now, on, done), lambda one, why: _hold(one, why, on, done))
    return done


def _one(
    publication: Publication,
    act: Callable[[Publication], None],
    otherwise: Callable[[Publication, str], None] | None = None,
) -> None:
    try:
        try:
            act(publication)
        except (Busy, NoSpace):
            log.warning("%s: no turn at the database; it is tried again", publication.uid)
        except GongkaiError as refused:
            log.warning("%s was not done when its time came: it is refused", publication.uid)
            if otherwise is not None:
                otherwise(publication, _UNCLEAN if isinstance(refused, Unclean) else str(refused))
        except Exception:
            # A fault of ours in one item keeps neither the rest back nor itself in every later look.
            log.exception("%s failed when its time came", publication.uid)
            if otherwise is not None:
                otherwise(publication, _FAULT)
    except (Error, GongkaiError):
        log.exception("%s: what happened to it could not be recorded", publication.uid)


def _publish(publication: Publication, now: datetime, on: date, done: Done) -> None:
    with all_or_nothing("公开"):
        current = locked(publication)
        revision = current.scheduled_revision
        if revision is None or revision.approved_go_live_at > now:  # another process was first, or the time was moved
            return
        if revision.pk != current.latest_revision_id:
            raise Refused("定时之后内容又有修改，请重新送审。")
        publishing.finish(current, by=publishing.SCHEDULE, on=on, at=None)
    done.published.append(publication.uid)


def _expire(publication: Publication, now: datetime, on: date, done: Done) -> None:
    with all_or_nothing("到期撤下"):
        current = locked(publication)
        if not current.live or current.expire_at is None or current.expire_at > now:
            return
        publishing.expire(current, by=publishing.SCHEDULE, on=on)
    done.expired.append(publication.uid)


def _hold(publication: Publication, why: str, on: date, done: Done) -> None:
    with all_or_nothing("记录"):
        current = locked(publication)
        revision = current.scheduled_revision
        if revision is None:
            return
        approved = standing(current, digest_of(revision)).get("approval")
        people = authors(current) | ({approved.reviewer} if approved and approved.reviewer else set())
        publishing.clear_time(current, by=publishing.SCHEDULE)
        changed(current, "hold", why[:500], by=publishing.SCHEDULE, on=on)
        ledger.record("publications.hold", current, by=key(publishing.SCHEDULE), unit=current.organisation, on=on,
                      details={"kind": current.get_kind_display()})  # fmt: skip
        notices.held(current, why, people)
    done.held.append(publication.uid)


def _expiring(now: datetime) -> list[Publication]:
    rows = Publication.objects.filter(live=True, expire_at__isnull=False, expire_at__lte=now)
    return list(rows.order_by("expire_at"))


def _due(now: datetime) -> list[Publication]:
    rows = Revision.objects.filter(
        base_content_type=Publication.get_base_content_type(), approved_go_live_at__lte=now
    ).order_by("approved_go_live_at", "pk")
    keys = [int(key) for key in rows.values_list("object_id", flat=True)]
    found = Publication.objects.in_bulk(keys)
    return [found[pk] for pk in dict.fromkeys(keys) if pk in found]
