"""Websites and their columns are entered, moved and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.channels.models import Column, Website
from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require


@dataclass(frozen=True, slots=True)
class SiteDescription:
    """
    What a website is: the fields that its entry consists of.

    Args:
        code: Its code, never given to another one.
        name: Its name.
        opened_on: Since when it is open.
        is_own: Whether this installation serves it.
        address: Its address; an outside one must have it.
        site_mark: 政府网站标识码, or "".
        icp: ICP filing, or "".
        police: Filing with the police, or "".
    """

    code: str
    name: str
    opened_on: date
    is_own: bool = True
    address: str = ""
    site_mark: str = ""
    icp: str = ""
    police: str = ""


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """
    What a column is.

    Args:
        code: Its code in addresses, never given to another one.
        name: Its name.
        kind: An id of the classes of columns.
        opened_on: Since when it is there.
        parent: The column above it; None at the top.
        summary: What it holds, for readers.
        position: Its place among those beside it.
    """

    code: str
    name: str
    kind: str
    opened_on: date
    parent: Column | None = None
    summary: str = ""
    position: int = 0


def enter_site(unit: Organisation, site: SiteDescription, *, by: Actor, on: date) -> Website:
    """
    Enter a website of *unit*, or correct its entry; the same description twice changes nothing.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: the code is another unit's, a field cannot be as it is, or the site or the unit is closed.
    """
    require(by, "channels.enter_site", unit, on=on)
    with transaction.atomic():
        _check_unit(unit)
        entry = Website.objects.select_for_update().filter(code=site.code).first()
        if entry is not None and entry.organisation_id != unit.pk:
            raise Refused(f"代码“{site.code}”已经有其他网站使用，代码不重复使用，请换一个。")
        before = _site(entry) if entry else None
        wanted = {field.name: getattr(site, field.name) for field in fields(site)}
        if entry is not None and all(getattr(entry, name) == value for name, value in wanted.items()):
            return entry
        if entry is not None and entry.closed_on is not None:
            raise Refused(f"{entry.name}已于{written(entry.closed_on)}关停，不能再改。")
        entry = entry or Website(organisation=unit)
        for name, value in wanted.items():
            setattr(entry, name, value)
        _check_opening(site.opened_on, on)
        if not site.is_own and not site.address:
            raise Refused("不由本系统提供的网站，须填写网址。")
        validate(entry, what=f"网站“{site.name}”不能登记")
        entry.save()
        _record("channels.enter_site", entry, unit, by=by, on=on, before=before, after=_site(entry),
                details={"site": entry.name})  # fmt: skip
    return entry


def close_site(site: Website, closing: str, *, by: Actor, on: date, from_on: date) -> Website:
    """
    Close a website from a day on; its columns that are still open close with it.

    Args:
        closing: The approval and the notice, as the rules on closing a government website ask (国办发〔2017〕47号).

    Raises:
        NotAllowed: *by* may not at the site's unit.
        Refused: it is closed already, nothing is said of the approval, or a day that will not do.
    """
    require(by, "channels.close_site", site.organisation, on=on)
    with transaction.atomic():
        site = locked_site(site)
        check_open(site, from_on, on=on)
        if not closing.strip():
            raise Refused("请写明关停的批准文号和公告。")
        before = _site(site)
        site.closed_on, site.closing = from_on, closing.strip()
        validate(site, what=f"{site.name}不能关停")
        open_columns = site.columns.filter(closed_on__isnull=True)
        if late := open_columns.filter(opened_on__gt=from_on).first():
            raise Refused(f"栏目“{late.name}”在{written(late.opened_on)}才开设，关停日期不能早于这一天。")
        count = open_columns.update(closed_on=from_on)
        site.save(update_fields=["closed_on", "closing"])
        _record("channels.close_site", site, site.organisation, by=by, on=on, before=before, after=_site(site),
                details={"site": site.name, "since": written(from_on), "columns": count})  # fmt: skip
    return site


def enter_column(site: Website, column: ColumnDescription, *, by: Actor, on: date) -> Column:
    """
    Open a column, or correct its name, class and words; the same description twice changes nothing.

    Raises:
        NotAllowed: *by* may not at the site's unit.
        Refused: the code was given before, the site or the column above is closed or elsewhere, or a field cannot be
            as it is.
    """
    require(by, "channels.enter_column", site.organisation, on=on)
    with transaction.atomic():
        site = locked_site(site)
        entry = Column.objects.select_related("parent").filter(code=column.code).first()
        if entry is not None and entry.website_id != site.pk:
            raise Refused(f"代码“{column.code}”已经有其他栏目使用，代码不重复使用，请换一个。")
        before = _column(entry) if entry else None
        wanted = {field.name: getattr(column, field.name) for field in fields(column)}
        if entry is not None and all(getattr(entry, name) == value for name, value in wanted.items()):
            return entry
        _check_column(site, entry, column, on=on)
        entry = entry or Column(website=site)
        for name, value in wanted.items():
            setattr(entry, name, value)
        validate(entry, what=f"栏目“{column.name}”不能登记")
        entry.save()
        _record("channels.enter_column", entry, site.organisation, by=by, on=on, before=before, after=_column(entry),
                details={"site": site.name, "column": entry.name})  # fmt: skip
    return entry


def move_column(column: Column, parent: Column | None, position: int, *, by: Actor, on: date) -> Column:
    """
    Put a column, with everything below it, under another one of its site, or elsewhere among those beside it.

    Raises:
        NotAllowed: *by* may not at the site's unit.
        Refused: it or *parent* is closed, *parent* is of another site, or stands below the column.
    """
    require(by, "channels.move_column", column.website.organisation, on=on)
    with transaction.atomic():
        site = locked_site(column.website)
        column = Column.objects.select_related("parent").get(pk=column.pk)
        parent = Column.objects.get(pk=parent.pk) if parent else None
        if column.closed_on is not None:
            raise Refused(f"栏目“{column.name}”已于{written(column.closed_on)}停用，不能再调整。")
        _check_parent(site, parent)
        above = dict(site.columns.values_list("pk", "parent"))
        passed = parent.pk if parent else None
        while passed is not None:
            if passed == column.pk:
                raise Refused(f"不能把“{column.name}”移到“{parent}”下：那是它本身或它的下级栏目。")
            passed = above[passed]
        if (column.parent, column.position) == (parent, position):
            return column
        before = _column(column)
        column.parent, column.position = parent, position
        column.save(update_fields=["parent", "position"])
        _record("channels.move_column", column, site.organisation, by=by, on=on, before=before, after=_column(column),
                details={"site": site.name, "column": column.name, "parent": parent.name if parent else "一级栏目",
                         "position": position})  # fmt: skip
    return column


def close_column(column: Column, *, by: Actor, on: date, from_on: date) -> Column:
    """
    Close a column from a day on; what stands in it stays where it can be read, and its code is not given again.

    Raises:
        NotAllowed: *by* may not at the site's unit.
        Refused: columns below it are open, it is closed already, or a day that will not do.
    """
    require(by, "channels.close_column", column.website.organisation, on=on)
    with transaction.atomic():
        site = locked_site(column.website)
        column = Column.objects.select_related("parent").get(pk=column.pk)
        check_open(column, from_on, on=on)
        if below := list(column.children.filter(closed_on__isnull=True)[:5]):
            names = "、".join(child.name for child in below)
            raise Refused(f"栏目“{column.name}”还有下级栏目（{names}），请先移走或停用。")
        before = _column(column)
        column.closed_on = from_on
        column.save(update_fields=["closed_on"])
        _record("channels.close_column", column, site.organisation, by=by, on=on, before=before,
                after=_column(column),
                details={"site": site.name, "column": column.name, "since": written(from_on)})  # fmt: skip
    return column


def locked_site(site: Website) -> Website:
    """*site* as it is now, kept from others until the transaction ends: two moves could make a circle together."""
    return Website.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)


def check_open(thing: Any, from_on: date, *, on: date) -> None:
    """
    A site, column or account may end on *from_on*.

    Raises:
        Refused: it has ended, or the day is still to come or lies before its beginning.
    """
    if thing.closed_on is not None:
        raise Refused(f"{thing.name}已于{written(thing.closed_on)}停用，不必再办。")
    if from_on > on:
        raise Refused(f"生效日期{written(from_on)}还没有到，请到当日再办理。")
    if from_on < thing.opened_on:
        raise Refused(f"生效日期{written(from_on)}早于{thing.name}的开通日期{written(thing.opened_on)}。")


def _check_unit(unit: Organisation) -> None:
    if unit.closed_on is not None:
        raise Refused(f"{unit.name}已于{written(unit.closed_on)}撤销，不能再登记渠道。")


def _check_opening(opened_on: date, on: date) -> None:
    if opened_on > on:
        raise Refused(f"开通日期{written(opened_on)}还没有到，请到当日再登记。")


def _check_column(site: Website, entry: Column | None, column: ColumnDescription, *, on: date) -> None:
    if site.closed_on is not None:
        raise Refused(f"{site.name}已于{written(site.closed_on)}关停，不能再开设或更改栏目。")
    if entry is not None and entry.closed_on is not None:
        raise Refused(f"栏目“{entry.name}”已于{written(entry.closed_on)}停用，不能再改，代码也不重复使用。")
    if entry is not None and entry.parent != column.parent:
        raise Refused(f"代码“{column.code}”已是栏目“{entry.name}”，要改上级栏目请用“调整栏目”；新栏目请换一个代码。")
    _check_opening(column.opened_on, on)
    if column.opened_on < site.opened_on:
        raise Refused(f"栏目的开设日期{written(column.opened_on)}早于网站的开通日期{written(site.opened_on)}。")
    _check_parent(site, Column.objects.filter(pk=column.parent.pk).first() if column.parent else None)


def _check_parent(site: Website, parent: Column | None) -> None:
    if parent is None:
        return
    if parent.website_id != site.pk:
        raise Refused(f"上级栏目“{parent.name}”不在{site.name}，请选择同一网站的栏目。")
    if parent.closed_on is not None:
        raise Refused(f"上级栏目“{parent.name}”已于{written(parent.closed_on)}停用，不能在其下设栏目。")


def _site(site: Website) -> dict[str, Any]:
    """What of a site acts change, for the ledger's digests."""
    kept = (*(field.name for field in fields(SiteDescription)), "closed_on", "closing")
    return {name: getattr(site, name) for name in kept}


def _column(column: Column) -> dict[str, Any]:
    kept = ("code", "name", "kind", "summary", "position", "opened_on", "closed_on")
    return {name: getattr(column, name) for name in kept} | {"parent": column.parent.code if column.parent else None}


def _record(
    act: str,
    subject: Website | Column,
    unit: Organisation,
    *,
    by: Actor,
    on: date,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    details: Mapping[str, str | int],
) -> None:
    ledger.record(act, subject, by=key(by), unit=unit, on=on, before=before, after=after, details=details)
