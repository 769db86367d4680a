"""People are entered, appointed and dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation, Post, User
from gongkai.organisations.permissions import Actor, can, key, require
from gongkai.organisations.roles import matrix


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is: the name to sign in with, the name, the address for mail (or "")."""

    username: str
    name: str
    email: str = ""


def enter_person(person: Person, unit: Organisation, *, by: Actor, on: date) -> User:
    """
    Enter a person who is to hold a post at *unit*, without a password; somebody known by that username is returned.

    Raises:
        NotAllowed: *by* may not appoint at *unit*.
        Refused: no name, or a username that cannot be or belongs to somebody of another name.
    """
    require(by, "organisations.appoint", unit, on=on)
    with transaction.atomic():
        known = User.objects.filter(username=person.username).first()
        if known is not None:
            if person.name and known.name != person.name:
                raise Refused(f"登录名“{person.username}”已经属于另一个人，请换一个登录名，或核对姓名。")
            return known
        user = User(username=person.username, name=person.name, email=person.email)
        user.set_unusable_password()
        validate(user, what="人员不能登记")
        user.save()
        _record("organisations.enter_person", user, unit, by=by, on=on, before=None, after=_who(user),
                details={"person": user.name})  # fmt: skip
    return user


def appoint(
    who: User | Person,
    role: str,
    unit: Organisation,
    *,
    by: Actor,
    on: date,
    from_on: date,
    until_on: date | None = None,
) -> Post:
    """
    Let *who* hold *role* at *unit*, and so at everything below it; the same appointment twice changes nothing.

    Args:
        who: Somebody; a `Person` who is not known yet is entered.
        from_on: First day; it may be still to come.
        until_on: First day on which the post is no longer held; None if no end is set.

    Raises:
        NotAllowed: *by* is no administrator at or above *unit*.
        Refused: *by* would appoint himself; there is no such role; days out of order or outside the life of *unit*;
            or the role is held already then.
    """
    require(by, "organisations.appoint", unit, on=on)
    with transaction.atomic():
        user = who if isinstance(who, User) else enter_person(who, unit, by=by, on=on)
        if not can(by, "organisations.appoint", unit, on=on, not_by=[user]):
            raise Refused("不能给自己任职，请由其他管理员办理。")
        # Two appointments of one person wait for one another, for no constraint forbids that their days overlap.
        User.objects.select_for_update().get(pk=user.pk)
        post = Post(user=user, role=role, unit=unit, from_on=from_on, until_on=until_on)
        _check_days(post)
        overlapping = Post.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=from_on), user=user, role=role, unit=unit
        )
        if until_on is not None:
            overlapping = overlapping.filter(from_on__lt=until_on)
        if same := overlapping.filter(from_on=from_on, until_on=until_on).first():
            return same
        if held := overlapping.first():
            raise Refused(f"{user}自{written(held.from_on)}起已任{unit.name}{held.get_role_display()}，不必重复任职。")
        post.save()
        _record("organisations.appoint", post, unit, by=by, on=on, before=None, after=_state(post),
                details={**_words(post), "since": written(from_on)})  # fmt: skip
    return post


def dismiss(post: Post, *, by: Actor, on: date, until_on: date) -> None:
    """
    End a post: *until_on* is the first day on which it is no longer held. One that has not begun is taken back.

    Raises:
        NotAllowed: *by* is no administrator at or above the unit.
        Refused: the post ended before, or that day lies before its beginning or, for a past post, changes nothing.
    """
    require(by, "organisations.dismiss", post.unit, on=on)
    with transaction.atomic():
        end_posts(Post.objects.filter(pk=post.pk), by=by, on=on, until_on=until_on)


def end_posts(posts: QuerySet[Post], *, by: Actor, on: date, until_on: date) -> None:
    """
    End each of *posts* on that day, for an act that has asked permission.

    Raises:
        Refused: a post is held already and began on or after that day.
    """
    still = posts.filter(Q(until_on__isnull=True) | Q(until_on__gt=until_on))
    for post in still.select_for_update(of=("self",)).select_related("user", "unit").order_by("pk"):
        before = _state(post)
        if until_on > post.from_on:
            post.until_on = until_on
            post.save(update_fields=["until_on"])
            after: dict[str, Any] | None = _state(post)
        elif post.from_on > on:
            after = None
        else:
            raise Refused(f"{post.user}的任职始于{written(post.from_on)}，免职日期应晚于这一天。")
        _record("organisations.dismiss", post, post.unit, by=by, on=on, before=before, after=after,
                details={**_words(post), "until": written(until_on)})  # fmt: skip
        if after is None:
            post.delete()


def _check_days(post: Post) -> None:
    if post.role not in matrix().roles:
        raise Refused(f"没有“{post.role}”这个角色。")
    if post.until_on is not None and post.until_on <= post.from_on:
        raise Refused(f"免职日期{written(post.until_on)}应晚于任职日期{written(post.from_on)}。")
    if post.unit.closed_on is not None:
        raise Refused(f"{post.unit.name}已于{written(post.unit.closed_on)}撤销，不能任职。")
    if post.from_on < post.unit.opened_on:
        raise Refused(f"任职日期{written(post.from_on)}早于{post.unit.name}的成立日期{written(post.unit.opened_on)}。")


def _who(user: User) -> dict[str, Any]:
    return {"username": user.username, "name": user.name, "email": user.email}


def _state(post: Post) -> dict[str, Any]:
    return {
        "user": post.user.uid,
        "role": post.role,
        "unit": post.unit.code,
        "from_on": post.from_on,
        "until_on": post.until_on,
    }


def _words(post: Post) -> dict[str, str]:
    return {"person": post.user.name, "role": post.get_role_display(), "body": post.unit.name}


def _record(act: str, subject: User | Post, unit: Organisation, *, by: Actor, on: date, **rest: Any) -> None:
    ledger.record(act, subject, by=key(by), unit=unit, on=on, **rest)
