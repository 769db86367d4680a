"""What can be asked about people and the links that were made for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q

from gongkai.organisations import tokens
from gongkai.organisations.models import OneTimeLink, Organisation, Post, User


def names_of_people(uids: Iterable[str]) -> dict[str, str]:
    """The names of the people of these uids, by uid; the ledger's pages ask it."""
    return {user.uid: str(user) for user in User.objects.filter(uid__in=uids)}


def somebody_administers() -> bool:
    """Whether a technician who can sign in with a password is there; without one the installation is nobody's."""
    technicians = User.objects.filter(is_superuser=True, is_active=True)
    return technicians.exclude(password="").exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def units_of(person: User, *, on: date) -> list[Organisation]:
    """The units at which *person* holds a post on that day or will hold one, each once."""
    posts = Post.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), user=person)
    return list(Organisation.objects.filter(pk__in=posts.values("unit")).order_by("code"))


def has_second_factor(person: User) -> bool:
    """Whether *person* has set up any second factor."""
    return Authenticator.objects.filter(user=person).exists()


def invited(token: str, kind: str, *, at: datetime) -> OneTimeLink | None:
    """The link of that token, if it can be used at that moment; looking does not use it up."""
    digest = tokens.digest(token)
    if digest is None:
        return None
    return OneTimeLink.objects.usable(at).select_related("person").filter(kind=kind, digest=digest).first()
