"""Links that work once: the first administrator is made with one, and people set their passwords with one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations import queries, tokens
from gongkai.organisations.acts.periods import validate
from gongkai.organisations.acts.posts import Person
from gongkai.organisations.models import OneTimeLink, Organisation, User
from gongkai.organisations.permissions import Actor, Program, key, require

#: How long a link can be used: the first is printed beside the server, the other is carried to somebody.
FIRST_ADMINISTRATOR_LASTS = timedelta(hours=24)
PASSWORD_LASTS = timedelta(hours=72)
#: For whom the ledger writes down the first administrator: nobody is there yet.
SETUP = Program("setup")

_DEAD = "这个链接已经用过、已经过期，或者已被新的链接代替。"


def offer_first_administrator(*, at: datetime) -> str | None:
    """
    Make the link with which the first administrator is made; the one before it is void.

    Nothing of it is recorded: whoever starts the server may make as many as he likes, and none has done anything yet.

    Returns:
        The secret part of the link; None if somebody administers the installation already.
    """
    with transaction.atomic():
        if queries.somebody_administers():
            return None
        return _new(OneTimeLink.Kind.FIRST_ADMINISTRATOR, None, at, FIRST_ADMINISTRATOR_LASTS)


def make_first_administrator(token: str, person: Person, password: str, *, at: datetime) -> User:
    """
    Make the technician who administers the whole installation, with the link that the server printed.

    Raises:
        Refused: the link cannot be used any more; somebody administers already; the username is taken; or the
            password is too weak. In these last cases the link stays good.
    """
    with transaction.atomic():
        _use(token, OneTimeLink.Kind.FIRST_ADMINISTRATOR, at, instead="请重新启动gongkai serve，用新显示的链接。")
        if queries.somebody_administers():
            raise Refused("已经有管理员，不能再用安装链接设立；请由他登记人员、任职。")
        if User.objects.filter(username=person.username).exists():
            raise Refused(f"登录名“{person.username}”已经有人使用，请换一个。")
        user = User(username=person.username, name=person.name, email=person.email, is_superuser=True, is_staff=True)
        _set(user, password)
        validate(user, what="管理员不能设立")
        user.save()
        _record("organisations.first_administrator", user, None, by=SETUP, at=at,
                after={"username": user.username, "name": user.name, "email": user.email})  # fmt: skip
    return user


def invite(person: User, *, by: Actor, at: datetime) -> str:
    """
    Make the link with which *person* sets a password, for whoever has none yet or forgot it; the one before is void.

    It opens everything that the person may do, so *by* must administer every unit at which the person holds a post.

    Returns:
        The secret part of the link, to be handed over; it is kept nowhere.

    Raises:
        NotAllowed: *by* is not the administrator of all these units, or the person is a technician and *by* is not.
        Refused: the account is closed, holds no post, or is one's own.
    """
    with transaction.atomic():
        person, unit = _administered(person, "organisations.invite", by=by, at=at,
                                     own="不能给自己签发设置密码链接，请在“登录安全”中修改密码。")  # fmt: skip
        if not person.is_active:
            raise Refused(f"{person}的账号已停用，不能签发设置密码链接。")
        token = _new(OneTimeLink.Kind.PASSWORD, person, at, PASSWORD_LASTS)
        _record("organisations.invite", person, unit, by=by, at=at,
                after={"person": person.uid, "expires_at": at + PASSWORD_LASTS})  # fmt: skip
    return token


def forget_second_factor(person: User, *, by: Actor, at: datetime) -> None:
    """
    Forget the second factor of *person*, who lost it: a role that must have one sets up another at the next sign-in.

    Raises:
        NotAllowed: *by* is not the administrator of all the person's units, or the person is a technician and *by* not.
        Refused: there is none, or it is one's own.
    """
    with transaction.atomic():
        person, unit = _administered(person, "organisations.forget_second_factor", by=by, at=at,
                                     own="不能解除自己的两步验证，请在“登录安全”中更换。")  # fmt: skip
        gone, _kinds = Authenticator.objects.filter(user=person).delete()
        if not gone:
            raise Refused(f"{person}没有设置两步验证，不用解除。")
        _record("organisations.forget_second_factor", person, unit, by=by, at=at, after={"person": person.uid})


def set_password(token: str, password: str, *, at: datetime) -> User:
    """
    Set one's password with the link that an administrator handed over; whoever was signed in as that person is out.

    Raises:
        Refused: the link cannot be used any more; or the password is too weak, and then the link stays good.
    """
    with transaction.atomic():
        link = _use(token, OneTimeLink.Kind.PASSWORD, at, instead="请向本单位管理员要一个新的。")
        person = link.person
        if person is None or not person.is_active:
            raise Refused("这个账号已停用，不能设置密码；如有疑问请联系本单位管理员。")
        _set(person, password)
        person.save(update_fields=["password"])
        _record("organisations.set_password", person, None, by=person, at=at, after={"person": person.uid})
    return person


def _administered(person: User, act: str, *, by: Actor, at: datetime, own: str) -> tuple[User, Organisation | None]:
    """
    *person*, locked, with a unit of theirs, if *by* may do *act* at each of their units.

    Raises:
        NotAllowed: *by* may not at one of them, or the person is a technician or holds no post and *by* is none.
        Refused: it is oneself, in the words of *own*.
    """
    on = _day(at)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person == by:
        raise Refused(own)
    units = queries.units_of(person, on=on)
    for unit in units:
        require(by, act, unit, on=on)
    if person.is_superuser or not units:
        require(by, act, None, on=on)
    return person, units[0] if units else None


def _new(kind: OneTimeLink.Kind, person: User | None, at: datetime, lasts: timedelta) -> str:
    OneTimeLink.objects.filter(kind=kind, person=person, ended_at__isnull=True).update(ended_at=at)
    token = tokens.fresh()
    OneTimeLink.objects.create(kind=kind, person=person, digest=tokens.digest(token), made_at=at, expires_at=at + lasts)
    return token


def _use(token: str, kind: OneTimeLink.Kind, at: datetime, *, instead: str) -> OneTimeLink:
    """End the link, which of two who come at once only one does: the database lets one update find it open."""
    digest = tokens.digest(token)
    if digest is None or not OneTimeLink.objects.usable(at).filter(kind=kind, digest=digest).update(ended_at=at):
        raise Refused(_DEAD + instead, instead=instead)
    return OneTimeLink.objects.select_related("person").get(digest=digest)


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refused("密码不能用：" + "".join(weak.messages)) from None
    user.set_password(password)


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _record(
    act: str, person: User, unit: Organisation | None, *, by: Actor, at: datetime, after: dict[str, object]
) -> None:
    details = {"person": person.name}
    ledger.record(act, person, by=key(by), unit=unit, on=_day(at), after=after, details=details)
