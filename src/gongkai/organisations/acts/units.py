"""Units are entered, renamed, moved, merged and closed, each from a day on; what was stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations import credit, queries
from gongkai.organisations.acts import ancestry
from gongkai.organisations.acts.periods import check_day, put, validate, written
from gongkai.organisations.acts.posts import end_posts
from gongkai.organisations.models import ALWAYS, Facts, Membership, Organisation, Post, Supervision, UnitName
from gongkai.organisations.permissions import Actor, key, require


@dataclass(frozen=True, slots=True)
class Description:
    """
    What a body is: the fields that its entry consists of.

    Args:
        code: Its code in addresses.
        name: Its full name.
        kind: An id of kinds.toml.
        parent: Its superior; None at the top.
        credit_code: Unified social credit code, or "".
        opened_on: Since when it exists; ALWAYS if that is not recorded.
        is_sample: Whether it is invented for a demonstration.
    """

    code: str
    name: str
    kind: str
    parent: Organisation | None = None
    credit_code: str = ""
    opened_on: date = ALWAYS
    is_sample: bool = False


def enter(body: Description, *, by: Actor, on: date) -> Organisation:
    """
    Enter a public body, or correct its entry; the same description twice changes nothing.

    A name or superior that differs corrects what stands since the last change; a change with a date of its own is
    `rename` or `move`.

    Raises:
        NotAllowed: *by* is no administrator at or above the superior.
        Refused: a code, kind, name, credit code or day that cannot be, or the body is closed.
    """
    with transaction.atomic():
        _lock_tree()
        body = replace(body, parent=_fresh(body.parent))
        entry = Organisation.objects.filter(code=body.code).select_related("parent").first()
        require(by, "organisations.enter", body.parent, on=on)
        if entry is not None:
            return _corrected(entry, body, by=by, on=on)
        entry = Organisation(parent=body.parent, **_own_fields(body), name=body.name, opened_on=body.opened_on)
        _check(entry, body)
        if body.opened_on > on:
            raise Refused(f"成立日期{written(body.opened_on)}还没有到，请到当日再登记。")
        if body.parent is not None and body.parent.closed_on is not None:
            raise Refused(f"{body.parent.name}已于{written(body.parent.closed_on)}撤销，不能在其下登记机关。")
        entry.save()
        entry.names.create(name=body.name, from_on=body.opened_on)
        if body.parent is not None:
            entry.memberships.create(parent=body.parent, from_on=max(body.opened_on, body.parent.opened_on))
        ancestry.rebuild([entry.pk])
        _record("organisations.enter", entry, by=by, on=on, before=None, details={"body": entry.name})
    return entry


def rename(unit: Organisation, name: str, *, by: Actor, on: date, from_on: date) -> Organisation:
    """
    Give *unit* another name from a day on; the day of the present name corrects that name.

    Raises:
        NotAllowed: *by* is no administrator at or above the superior.
        Refused: no name, a closed unit, a day that is to come or lies before an earlier change.
    """
    with transaction.atomic():
        unit = _locked(unit)
        require(by, "organisations.rename", unit.parent, on=on)
        check_day(unit, from_on, on=on)
        before, old = _state(unit), unit.name
        unit.name = name.strip()
        validate(unit, what="不能更名")
        if unit.name == old:
            return unit
        put(UnitName, unit, from_on, {"name": unit.name})
        unit.save(update_fields=["name"])
        _record("organisations.rename", unit, by=by, on=on, before=before,
                details={"body": old, "name": unit.name, "since": written(from_on)})  # fmt: skip
    return unit


def move(unit: Organisation, parent: Organisation | None, *, by: Actor, on: date, from_on: date) -> Organisation:
    """
    Let *unit*, with everything below it, belong to another superior from a day on.

    Raises:
        NotAllowed: *by* is not an administrator both where it leaves and where it comes.
        Refused: a closed unit or superior, a superior that stands below *unit*, a day that will not do.
    """
    with transaction.atomic():
        unit, parent = _locked(unit), _fresh(parent)
        require(by, "organisations.move", unit.parent, on=on)
        require(by, "organisations.move", parent, on=on)
        check_day(unit, from_on, on=on)
        _move(unit, parent, by=by, on=on, from_on=from_on)
    return unit


def close(unit: Organisation, *, by: Actor, on: date, from_on: date) -> Organisation:
    """
    Close *unit*: from that day on it does not exist. Posts at it end with it.

    Raises:
        NotAllowed: *by* is no administrator at or above the superior.
        Refused: units still belong to it, it is closed already, or a day that will not do.
    """
    with transaction.atomic():
        unit = _locked(unit)
        require(by, "organisations.close", unit.parent, on=on)
        check_day(unit, from_on, on=on)
        if children := queries.open_children(unit, from_on):
            names = "、".join(child.name for child in children[:5])
            raise Refused(f"{unit.name}还有{len(children)}个下级机关（{names}），请先划转或撤销。")
        before = _state(unit)
        _end(unit, by=by, on=on, from_on=from_on)
        _record("organisations.close", unit, by=by, on=on, before=before,
                details={"body": unit.name, "since": written(from_on)})  # fmt: skip
    return unit


def merge(unit: Organisation, into: Organisation, *, by: Actor, on: date, from_on: date) -> Organisation:
    """
    Merge *unit* into another: it is closed, and what belongs to it belongs to *into* from that day on.

    Raises:
        NotAllowed: *by* is not an administrator above both.
        Refused: *into* is closed, is *unit* itself or stands below it; or a day that will not do.
    """
    with transaction.atomic():
        unit, into = _locked(unit), _locked(into)
        require(by, "organisations.merge", unit.parent, on=on)
        require(by, "organisations.merge", into.parent, on=on)
        check_day(unit, from_on, on=on)
        check_day(into, from_on, on=on)
        if unit == into or queries.descendants(unit, on=from_on).filter(pk=into.pk).exists():
            raise Refused(f"不能并入{into.name}：它是{unit.name}本身或其下级机关。")
        before = _state(unit)
        for child in queries.open_children(unit, from_on):
            _move(child, into, by=by, on=on, from_on=from_on)
        unit.merged_into = into
        _end(unit, by=by, on=on, from_on=from_on)
        _record("organisations.merge", unit, by=by, on=on, before=before,
                details={"body": unit.name, "into": into.name, "since": written(from_on)})  # fmt: skip
    return unit


def _move(unit: Organisation, parent: Organisation | None, *, by: Actor, on: date, from_on: date) -> None:
    if unit.parent == parent:
        return
    if parent is not None:
        if unit == parent:
            raise Refused(f"{unit.name}不能是自己的上级。")
        check_day(parent, from_on, on=on)
    before = _state(unit)
    put(Membership, unit, from_on, {"parent_id": parent.pk} if parent else None)
    unit.parent = parent
    unit.save(update_fields=["parent"])
    ancestry.rebuild([unit.pk])
    above = parent.name if parent else "无"
    _record("organisations.move", unit, by=by, on=on, before=before,
            details={"body": unit.name, "parent": above, "since": written(from_on)})  # fmt: skip


def _end(unit: Organisation, *, by: Actor, on: date, from_on: date) -> None:
    """Everything dated about *unit* ends on that day; its name and superior stay those of its last day."""
    if from_on <= unit.opened_on:
        raise Refused(f"撤销日期应晚于成立日期{written(unit.opened_on)}。")
    same_day = {"until_on__isnull": True, "from_on": from_on}
    if unit.names.filter(**same_day).exists() or unit.memberships.filter(**same_day).exists():
        raise Refused(f"{unit.name}在{written(from_on)}刚刚更名或划转，撤销日期应晚于这一天。")
    end_posts(Post.objects.filter(unit=unit), by=by, on=on, until_on=from_on)
    for kind in (UnitName, Membership, Supervision, Facts):
        put(kind, unit, from_on, None)
    unit.closed_on = from_on
    unit.save(update_fields=["closed_on", "merged_into"])
    ancestry.rebuild([unit.pk])


def _corrected(entry: Organisation, body: Description, *, by: Actor, on: date) -> Organisation:
    before, old_parent = _state(entry), entry.parent
    wanted = {**_own_fields(body), "name": body.name}
    if all(getattr(entry, name) == value for name, value in wanted.items()) and old_parent == body.parent:
        return entry
    require(by, "organisations.enter", old_parent, on=on)
    if entry.closed_on is not None:
        raise Refused(f"{entry.name}已于{written(entry.closed_on)}撤销，不能再改。")
    for name, value in wanted.items():
        setattr(entry, name, value)
    _check(entry, body)
    entry.save()
    entry.names.filter(until_on__isnull=True).update(name=body.name)
    _record("organisations.enter", entry, by=by, on=on, before=before, details={"body": entry.name})
    if old_parent != body.parent:
        current = entry.memberships.filter(until_on__isnull=True).first()
        _move(entry, body.parent, by=by, on=on, from_on=current.from_on if current else entry.opened_on)
    return entry


def _check(entry: Organisation, body: Description) -> None:
    validate(entry, what=f"机关“{body.code}”不能登记")
    if not body.credit_code:
        return
    if wrong := credit.fault(body.credit_code):
        raise Refused(wrong)
    other = Organisation.objects.filter(credit_code=body.credit_code).exclude(pk=entry.pk).first()
    if other is not None:
        raise Refused(f"统一社会信用代码“{body.credit_code}”已由{other.name}使用，请核对。")


def _own_fields(body: Description) -> dict[str, Any]:
    """The fields of a description that have no dates."""
    return {
        "code": body.code,
        "kind": body.kind,
        "credit_code": body.credit_code,
        "is_sample": body.is_sample,
    }


def _lock_tree() -> None:
    """One change to the tree at a time: two moves at once could each be right and make a circle together."""
    list(Organisation.objects.select_for_update().filter(parent__isnull=True).order_by("pk").values_list("pk"))


def _locked(unit: Organisation) -> Organisation:
    """*unit* as it is now that the tree is locked."""
    _lock_tree()
    return Organisation.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)


def _fresh(unit: Organisation | None) -> Organisation | None:
    """*unit* as it is now: the caller may have read it before it was closed."""
    return None if unit is None else Organisation.objects.get(pk=unit.pk)


def _state(unit: Organisation) -> dict[str, Any]:
    """What of *unit* acts change, for the ledger's digests."""
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "credit_code": unit.credit_code,
        "parent": unit.parent.code if unit.parent else None,
        "opened_on": unit.opened_on,
        "closed_on": unit.closed_on,
        "merged_into": unit.merged_into.code if unit.merged_into else None,
    }


def _record(
    act: str,
    unit: Organisation,
    *,
    by: Actor,
    on: date,
    before: Mapping[str, Any] | None,
    details: Mapping[str, str],
) -> None:
    ledger.record(act, unit, by=key(by), unit=unit, on=on, before=before, after=_state(unit), details=details)
