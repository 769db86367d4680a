"""What the guide says about a unit, and who supervises it, each from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import check_day, put, validate, written
from gongkai.organisations.models import Facts, Organisation, Supervision
from gongkai.organisations.permissions import Actor, key, require

#: The facts of the guide by field, with the labels that people read.
FACTS = {
    field.name: str(field.verbose_name)
    for field in Facts._meta.concrete_fields
    if field.name not in {"id", "unit", "from_on", "until_on"}
}


def describe(unit: Organisation, facts: Mapping[str, str | bool], *, by: Actor, on: date, from_on: date) -> None:
    """
    Let these facts hold for *unit* from a day on; facts that are not named stay as they are.

    Raises:
        NotAllowed: *by* is neither registrar nor administrator at or above *unit*.
        Refused: an address for mail that is none, a way without its number, a day that will not do.

    Source: Regulation art. 12.
    """
    require(by, "organisations.describe", unit, on=on)
    with transaction.atomic():
        unit = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        check_day(unit, from_on, on=on)
        current = unit.facts.filter(until_on__isnull=True).first()
        values: dict[str, Any] = {name: getattr(current, name) for name in FACTS} if current else {}
        values |= facts
        if current and all(getattr(current, name) == value for name, value in values.items()):
            return
        _check(Facts(unit=unit, from_on=from_on, **values))
        before = put(Facts, unit, from_on, values)
        _record("organisations.describe", unit, by=by, on=on, before=before, after=values,
                details={"body": unit.name, "since": written(from_on)})  # fmt: skip


def supervise(unit: Organisation, supervisor: Organisation | None, *, by: Actor, on: date, from_on: date) -> None:
    """
    Name the body that supervises the disclosure work of *unit*; None leaves it to the superior (art. 3).

    Raises:
        NotAllowed: *by* is no administrator at or above the superior.
        Refused: a closed body, the unit itself, or a day that will not do.
    """
    with transaction.atomic():
        unit = Organisation.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
        require(by, "organisations.supervise", unit.parent, on=on)
        check_day(unit, from_on, on=on)
        if supervisor == unit:
            raise Refused(f"{unit.name}不能主管自己。")
        if supervisor is not None:
            check_day(supervisor, from_on, on=on)
        wanted = {"supervisor_id": supervisor.pk} if supervisor else None
        before = put(Supervision, unit, from_on, wanted)
        if before == wanted:
            return
        name = supervisor.name if supervisor else "上级机关"
        _record("organisations.supervise", unit, by=by, on=on, before=before, after=wanted,
                details={"body": unit.name, "supervisor": name, "since": written(from_on)})  # fmt: skip


def _check(row: Facts) -> None:
    if row.takes_fax and not row.fax:
        raise Refused("接受传真申请的，应写明传真号码。")
    if row.takes_email and not row.email:
        raise Refused("接受电子邮件申请的，应写明电子邮箱。")
    validate(row, what="指南事实不能更新")


def _record(act: str, unit: Organisation, *, by: Actor, on: date, **rest: Any) -> None:
    ledger.record(act, unit, by=key(by), unit=unit, on=on, **rest)
