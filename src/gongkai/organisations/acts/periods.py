"""Dated rows: the new one begins where the old one ends, and one that begins on the same day corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from gongkai.errors import Refused
from gongkai.organisations.models import ALWAYS, Facts, Membership, Organisation, Supervision, UnitName

Dated = UnitName | Membership | Supervision | Facts


def written(day: date) -> str:
    """A day as people write it; the day that stands for "not recorded" as that."""
    return "未记载之日" if day == ALWAYS else f"{day.year}年{day.month}月{day.day}日"


def check_day(unit: Organisation, from_on: date, *, on: date) -> None:
    """
    A change to *unit* may take effect on *from_on*.

    Raises:
        Refused: the day is still to come, lies before the unit was set up, or the unit is closed.
    """
    if unit.closed_on is not None:
        raise Refused(f"{unit.name}已于{written(unit.closed_on)}撤销，不能再变更。")
    if from_on > on:
        raise Refused(f"生效日期{written(from_on)}还没有到，请到当日再办理。")
    if from_on < unit.opened_on:
        raise Refused(f"生效日期{written(from_on)}早于{unit.name}的成立日期{written(unit.opened_on)}。")


def put(
    kind: type[Dated], unit: Organisation, from_on: date, values: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """
    Let *values* hold for *unit* from *from_on*; None lets nothing hold.

    Args:
        kind: The dated rows: names, superiors, supervisors, facts.
        unit: Whose.
        from_on: The first day. The first day of the present row corrects that row.
        values: Fields of the row.

    Returns:
        What held before, as fields; None if nothing did.

    Raises:
        Refused: something later is recorded already.
    """
    rows = kind._default_manager.filter(unit=unit)
    last = rows.order_by("-from_on").first()
    current = last if last is not None and last.until_on is None else None
    before = {name: getattr(current, name) for name in _fields(current)} if current else None
    if current is not None and values is not None and all(before[name] == value for name, value in values.items()):
        return before
    latest = last and (last.until_on or last.from_on)
    if latest is not None and from_on < latest:
        what = kind._meta.verbose_name
        raise Refused(
            f"{unit.name}的{what}在{written(latest)}已有一次变动，不能再登记{written(from_on)}的变动，请核对日期。"
        )
    if current is not None and from_on == current.from_on:
        _correct(current, values)
        return before
    if current is not None:
        current.until_on = from_on
        current.save(update_fields=["until_on"])
    if values is not None:
        kind._default_manager.create(unit=unit, from_on=from_on, **values)
    return before


def validate(row: Model, *, what: str) -> None:
    """
    Check the plain fields of a row that is not saved yet.

    Not its relations, which the act has just read, nor its constraints, which the act has its own words for: asked
    again, they would be half of the queries of an import.

    Args:
        row: The row.
        what: What cannot be done, for the refusal.

    Raises:
        Refused: a field cannot be as it is; names it by its label.
    """
    relations = [field.name for field in row._meta.concrete_fields if field.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as wrong:
        raise Refused(f"{what}：{_sentence(row, wrong)}") from None


def _correct(current: Any, values: Mapping[str, Any] | None) -> None:
    if values is None:
        current.delete()
        return
    for name, value in values.items():
        setattr(current, name, value)
    current.save()


def _fields(row: Model | None) -> list[str]:
    if row is None:
        return []
    skipped = {"id", "unit", "from_on", "until_on"}
    return [field.attname for field in row._meta.concrete_fields if field.name not in skipped]


def _sentence(row: Model, wrong: ValidationError) -> str:
    return "；".join(
        f"{row._meta.get_field(name).verbose_name}——{''.join(messages)}"
        for name, messages in wrong.message_dict.items()
    )
