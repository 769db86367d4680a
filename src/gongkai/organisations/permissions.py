"""Who may do what, where, on which day: the only place that answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Model, Q, QuerySet

from gongkai.errors import NotAllowed
from gongkai.organisations import queries
from gongkai.organisations.models import Ancestry, Organisation, Post, User
from gongkai.organisations.roles import matrix

Row = TypeVar("Row", bound=Model)
#: The one role of the technician who set the installation up (`is_superuser`), at every unit.
TECHNICIAN = "administrator"
#: What is held anywhere, by person and day, while `remembering`; None when nothing is remembered.
_remembered: ContextVar[dict[tuple[int, date], frozenset[str]] | None] = ContextVar("remembered", default=None)


@dataclass(frozen=True, slots=True)
class Program:
    """A program of ours that acts for whoever may run commands on the machine: it may do everything."""

    name: str

    def __str__(self) -> str:
        return f"program:{self.name}"


Actor = User | AnonymousUser | Program


def key(actor: Actor) -> str:
    """Who acted, as the ledger writes it: `user:uid` or `program:name`."""
    return str(actor) if isinstance(actor, Program) else f"user:{actor.uid}"  # type: ignore[union-attr]


def can(user: Actor, act: str, unit: Organisation | None, *, on: date, not_by: Iterable[Actor] = ()) -> bool:
    """
    Whether *user* may do *act* at *unit*.

    Args:
        user: Who asks.
        act: An id of roles.toml.
        unit: Where. None is above all units, where only the technician stands.
        on: The day: posts and tree are those of it; a closed unit stays where it stood last.
        not_by: Who may not, whatever their posts: who wrote a text does not approve it, and nobody appoints himself.

    Raises:
        KeyError: there is no such act.
    """
    roles = matrix().acts[act].roles
    if isinstance(user, Program):
        return True
    if not user.is_active or any(user == other for other in not_by):
        return False
    if user.is_superuser and TECHNICIAN in roles:
        return True
    if unit is None or isinstance(user, AnonymousUser):
        return False
    above = Ancestry.objects.on(queries.last_day(unit, on)).filter(descendant=unit).values("ancestor")
    return Post.objects.on(on).filter(user=user, role__in=roles, unit__in=above).exists()


def require(user: Actor, act: str, unit: Organisation | None, *, on: date, not_by: Iterable[Actor] = ()) -> None:
    """
    Pass if `can` says yes.

    Raises:
        NotAllowed: it says no; the sentence names the act, and not the unit, which may be none of the user's business.
    """
    if not can(user, act, unit, on=on, not_by=not_by):
        raise NotAllowed(f"您没有“{matrix().acts[act].label}”的权限，请联系本单位或上级机关的管理员。")


def can_at_the_top(user: Actor, act: str, *, on: date) -> bool:
    """Whether *user* may do *act* at a unit that stands at the top: for what concerns the whole installation."""
    if can(user, act, None, on=on):
        return True
    below = Ancestry.objects.on(on).filter(depth__gt=0).values("descendant")
    tops = Organisation.objects.exclude(pk__in=below).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return visible(tops, user, act, on=on, unit="pk").exists()


def require_at_the_top(user: Actor, act: str, *, on: date) -> None:
    """
    Pass if `can_at_the_top` says yes.

    Raises:
        NotAllowed: it says no.
    """
    if not can_at_the_top(user, act, on=on):
        raise NotAllowed(f"您没有“{matrix().acts[act].label}”的权限，请联系顶级机关的管理员。")


def visible(rows: QuerySet[Row], user: Actor, act: str, *, on: date, unit: str = "organisation") -> QuerySet[Row]:
    """
    Those of *rows* at whose unit *user* may do *act*, decided within the one query of the list.

    Args:
        rows: Any rows with a unit.
        user: Who asks.
        act: An id of roles.toml.
        on: The day.
        unit: The field of *rows* that names the unit; `pk` where the rows are units.
    """
    roles = matrix().acts[act].roles
    if isinstance(user, Program) or (user.is_active and user.is_superuser and TECHNICIAN in roles):
        return rows
    if not user.is_active or isinstance(user, AnonymousUser):
        return rows.none()
    held = Post.objects.on(on).filter(user=user, role__in=roles).values("unit")
    closed_there = Q(until_on=F("descendant__closed_on"), descendant__closed_on__lte=on)
    that_day = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    below = Ancestry.objects.filter(that_day | closed_there, ancestor__in=held)
    condition: dict[str, Any] = {f"{unit}__in": below.values("descendant")}
    return rows.filter(**condition)


def can_anywhere(user: Actor, act: str, *, on: date) -> bool:
    """Whether there is any unit at which *user* may do *act*, for pages that belong to none."""
    roles = matrix().acts[act].roles
    if isinstance(user, Program):
        return True
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return not roles.isdisjoint(_held_anywhere(user, on))


def holds_any_post(user: Actor, *, on: date) -> bool:
    """Whether *user* holds a post on that day, which opens the back office."""
    return isinstance(user, User) and user.is_active and bool(_posts_anywhere(user, on))


def holds_any_of(user: Actor, roles: Collection[str], *, on: date) -> bool:
    """Whether *user* holds one of *roles* anywhere on that day; the technician counts as an administrator."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return not _held_anywhere(user, on).isdisjoint(roles)


@contextmanager
def remembering() -> Iterator[None]:
    """
    Ask once alone what each person holds anywhere: for the answer to a request that changes nothing.

    Every item of the back office's menu asks on every page whether it is shown.
    """
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def _held_anywhere(user: User, on: date) -> frozenset[str]:
    posts = _posts_anywhere(user, on)
    return posts | {TECHNICIAN} if user.is_superuser else posts


def _posts_anywhere(user: User, on: date) -> frozenset[str]:
    """The roles of all posts that *user* holds on that day."""
    known = _remembered.get()
    if known is not None and (found := known.get((user.pk, on))) is not None:
        return found
    posts = frozenset(Post.objects.on(on).filter(user=user).values_list("role", flat=True))
    if known is not None:
        known[user.pk, on] = posts
    return posts


def acts_at(user: Actor, unit: Organisation, *, on: date) -> set[str]:
    """Every act that `can` would allow *user* at *unit*, for pages that offer only what may be done; two queries."""
    acts = matrix().acts.values()
    parent = queries.parent_on(unit, queries.last_day(unit, on))
    here = _roles_at(user, unit, on)
    above = _roles_at(user, parent, on)
    return {act.id for act in acts if act.roles & (here if act.asked_of == "unit" else above)}


def _roles_at(user: Actor, unit: Organisation | None, on: date) -> set[str]:
    """The roles that *user* holds at *unit* or above it."""
    if isinstance(user, Program):
        return set(matrix().roles)
    if isinstance(user, AnonymousUser) or not user.is_active:
        return set()
    held = {TECHNICIAN} if user.is_superuser else set()
    if unit is not None:
        above = Ancestry.objects.on(queries.last_day(unit, on)).filter(descendant=unit).values("ancestor")
        held |= set(Post.objects.on(on).filter(user=user, unit__in=above).values_list("role", flat=True))
    return held
