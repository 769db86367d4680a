"""Entry without a password for the demonstration's officers, on one machine alone.

It is for looking at the program. Each condition alone shuts the door, so that no single slip of an installation
opens it; settings refuse to start where it is asked for beside HTTPS, proxies or other hosts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.http import HttpRequest
from django.http.request import split_domain_port

from gongkai.demo.acts import PROGRAM
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Post, User
from gongkai.organisations.roles import matrix
from gongkai.web.environment import LOOPBACK

#: What the usernames of the demonstration's officers begin with.
MARK = "demo-"
# Whatever a proxy writes into a request to say for whom it asks.
_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_X_ORIGINAL",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_",
    "HTTP_CDN_",
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the demonstration with the posts in which it is held."""

    label: str
    posts: list[Post]


def is_open(request: HttpRequest) -> bool:
    """Whether this very request comes from the machine itself to a server that nobody else can reach."""
    return (
        bool(settings.GONGKAI_DEMO)
        and not settings.GONGKAI_HTTPS
        and not settings.GONGKAI_PROXIES
        and _is_loopback(request.META.get("SERVER_NAME", ""))  # gunicorn: the address that it listens on
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and not any(name.startswith(_FORWARDED) for name in request.META)
        and split_domain_port(request.get_host())[0].strip("[]") in LOOPBACK
    )


def roles(on: date) -> list[Role]:
    """The roles that the demonstration's officers hold on that day, in the order of the table; three queries."""
    found: dict[str, list[Post]] = {}
    posts = Post.objects.on(on).filter(user__in=officers()).select_related("user", "unit")
    for post in posts.order_by("unit__code", "pk"):
        found.setdefault(post.role, []).append(post)
    return [Role(role.label, found[role.id]) for role in matrix().roles.values() if role.id in found]


def officer(uid: str) -> User | None:
    """The officer of the demonstration of that uid; nobody else is found, whatever the name."""
    return next((user for user in officers() if user.uid == uid), None)


def officers() -> list[User]:
    """Whom the demonstration entered, by the ledger, and who has no password of his own."""
    entered = Entry.objects.filter(act="organisations.enter_person", actor=PROGRAM).values_list("subject", flat=True)
    uids = [subject.removeprefix("user:") for subject in entered]
    people = User.objects.filter(
        uid__in=uids, username__startswith=MARK, password__startswith=UNUSABLE_PASSWORD_PREFIX,
        is_active=True, is_superuser=False, is_staff=False,
    )  # fmt: skip
    return list(people)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
