"""Mail to officers, sent once what it speaks of is committed; that one cannot be sent undoes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from gongkai.organisations.models import User
from gongkai.publications.models import Publication

log = logging.getLogger(__name__)


def returned(publication: Publication, stage: str, words: str, people: Iterable[User]) -> None:
    """Tell who wrote it that it came back, from which stage and why."""
    subject = f"退回修改：{_title(publication)}"
    said = f"{stage}退回了您送审的{publication.get_kind_display()}，意见：{words}"
    tell(people, subject, [said, _where(publication)])


def held(publication: Publication, why: str, people: Iterable[User]) -> None:
    """Tell who approved and who wrote it that it did not become public at its time, and why."""
    subject = f"定时公开未能进行：{_title(publication)}"
    said = f"到了定时公开的时刻，本件没有公开，原因：{why}"
    tell(people, subject, [said, "处理后请由审批人重新公开。", _where(publication)])


def tell(people: Iterable[User], subject: str, lines: Iterable[str]) -> None:
    """Send each of *people* who has an address the same words, after the transaction."""
    addresses = sorted({person.email for person in people if person.is_active and person.email})
    text = "\n\n".join(lines)
    for address in addresses:
        transaction.on_commit(lambda address=address: _send(subject, text, address), robust=True)  # type: ignore[misc]


def where_to_work() -> str:
    """The address at which an officer sees all that waits."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/office/"


def _send(subject: str, text: str, address: str) -> None:
    try:
        send_mail(subject.replace("\n", " "), text, None, [address])
    except (SMTPException, OSError):
        log.exception("a notice could not be mailed")


def _title(publication: Publication) -> str:
    revision = publication.latest_revision
    return str(revision.object_str if revision is not None else publication.title)


def _where(publication: Publication) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}/office/publications/{publication.uid}/"
