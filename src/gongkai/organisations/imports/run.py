"""A file taken over: every line through the acts, in one transaction, kept only if every line went well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import acts, queries
from gongkai.organisations.imports.plan import PEOPLE, UNITS, Line, Plan, columns
from gongkai.organisations.models import ALWAYS, Organisation, Post, User
from gongkai.organisations.permissions import Actor

_UNIT = columns(UNITS)
_PERSON = columns(PEOPLE)


class _Undone(Exception):
    """Takes a rehearsal back."""


def rehearse(plan: Plan, *, by: Actor, on: date) -> None:
    """
    Find out what each line of *plan* would do and what is wrong with it, and change nothing.

    It runs the very acts that the import runs and takes them back, so that no rule is written twice.
    """
    try:
        with transaction.atomic():
            _run(plan, by=by, on=on)
            raise _Undone
    except _Undone:
        return


def import_units(plan: Plan, *, by: Actor, on: date, shown: str | None = None) -> None:
    """
    Take every line of *plan* over, or none; the same file twice changes nothing.

    Args:
        plan: The file.
        by: Who takes it over.
        on: The day.
        shown: The digest of the preview that was confirmed; None where nobody was shown one.

    Raises:
        Refused: a line has a problem, and *plan* says which; or the lines would not do what was shown. Nothing is
            changed.
    """
    with transaction.atomic():
        _run(plan, by=by, on=on)
        if plan.problems:
            bad = plan.count("bad")
            raise Refused(f"有{bad}行、{plan.problems}处问题，什么都没有导入。请改正后重新上传。")
        if shown is not None and shown != plan.digest():
            raise Refused("预览以后，登记的内容有了变化，什么都没有导入。请重新核对，再确认导入。")


def _run(plan: Plan, *, by: Actor, on: date) -> None:
    units = [line for line in plan.lines if line.sheet == UNITS]
    _mark_twice(units, "代码")
    for line in _superiors_first(units):
        _take(line, lambda line=line: _unit(line, by=by, on=on))  # type: ignore[misc]
    for line in (line for line in plan.lines if line.sheet == PEOPLE):
        _take(line, lambda line=line: _person(line, by=by, on=on))  # type: ignore[misc]


def _take(line: Line, step: Callable[[], None]) -> None:
    """One line, whole or not at all; what is wrong stands at its cells."""
    line.state = "same"
    try:
        with transaction.atomic():
            step()
            if line.problems:
                raise _Undone
    except _Undone:
        line.state = "bad"


def _try(line: Line, heading: str, act: Callable[[], Any]) -> Any:
    """An act for a line; its refusal is noted at *heading* and ends the line."""
    try:
        return act()
    except (Refused, NotAllowed) as refused:
        line.problems.setdefault(heading, refused.message)
        raise _Undone from None


def _unit(line: Line, *, by: Actor, on: date) -> None:
    cells = {key: line.value(column) for key, column in _UNIT.items()}
    parent = _known(line, "上级代码", cells["parent"])
    supervisor = _known(line, "主管部门代码", cells["supervisor"], later=True)
    if line.problems:
        raise _Undone
    unit = queries.by_code(cells["code"])
    if unit is None:
        line.state = "new"
        unit = _try(line, "代码", lambda: acts.enter(_description(cells, parent), by=by, on=on))
    else:
        _change(line, unit, cells, parent, by=by, on=on)
    _facts(line, unit, cells, by=by, on=on)
    current = unit.supervisions.filter(until_on__isnull=True).first()
    if supervisor is not None and (current is None or current.supervisor_id != supervisor.pk):
        since = cells["changed_on"] or (unit.opened_on if current is None else None)
        _changed(line)
        _dated(line, "主管部门代码", since,
               lambda day: acts.supervise(unit, supervisor, by=by, on=on, from_on=day))  # fmt: skip


def _change(
    line: Line, unit: Organisation, cells: dict[str, Any], parent: Organisation | None, *, by: Actor, on: date
) -> None:
    """What the line says otherwise than the entry: dated where the law wants history, corrected where not."""
    if cells["name"] != unit.name:
        _changed(line)
        _dated(line, "名称", cells["changed_on"],
               lambda day: acts.rename(unit, cells["name"], by=by, on=on, from_on=day))  # fmt: skip
    if "上级代码" in line.texts and parent != unit.parent:
        _changed(line)
        _dated(line, "上级代码", cells["changed_on"],
               lambda day: acts.move(unit, parent, by=by, on=on, from_on=day))  # fmt: skip
    if cells["opened_on"] is not None and cells["opened_on"] != unit.opened_on:
        line.problems["成立日期"] = "与已登记的成立日期不同；成立日期不能改，请核对。"
        raise _Undone
    credit_code = cells["credit_code"] or unit.credit_code
    if (cells["kind"], credit_code) != (unit.kind, unit.credit_code):
        _changed(line)
        now = Organisation.objects.select_related("parent").get(pk=unit.pk)
        fresh = acts.Description(
            now.code, now.name, cells["kind"], now.parent, credit_code, now.opened_on, is_sample=now.is_sample
        )
        _try(line, "类别", lambda: acts.enter(fresh, by=by, on=on))


def _facts(line: Line, unit: Organisation, cells: dict[str, Any], *, by: Actor, on: date) -> None:
    facts = {key: cells[key] for key in acts.FACTS if cells.get(key) is not None} | (cells["ways"] or {})
    current = unit.facts.filter(until_on__isnull=True).first()
    if not facts or (current and all(getattr(current, key) == value for key, value in facts.items())):
        return
    _changed(line)
    since = cells["changed_on"] or (unit.opened_on if current is None else None)
    place = next(column.heading for column in _UNIT.values() if column.key in facts or column.key == "ways")
    _dated(line, place, since, lambda day: acts.describe(unit, facts, by=by, on=on, from_on=day))


def _person(line: Line, *, by: Actor, on: date) -> None:
    cells = {key: line.value(column) for key, column in _PERSON.items()}
    unit = _known(line, "机关代码", cells["unit"])
    if line.problems or unit is None:
        raise _Undone
    person = acts.Person(cells["username"], cells["name"], cells["email"] or "")
    role, from_on, until_on = cells["role"], cells["from_on"], cells["until_on"]
    user = User.objects.filter(username=person.username).first()
    if user is not None:
        _try(line, "登录名", lambda: acts.enter_person(person, unit, by=by, on=on))
        held = Post.objects.filter(user=user, role=role, unit=unit, from_on=from_on).first()
        if held is not None and held.until_on == until_on:
            return
        line.state = "changed"
        if held is not None and held.until_on is None and until_on is not None:
            _try(line, "免职日期", lambda: acts.dismiss(held, by=by, on=on, until_on=until_on))
            return
    else:
        line.state = "new"
    _try(line, "任职日期" if user else "登录名", lambda: acts.appoint(
        person, role, unit, by=by, on=on, from_on=from_on, until_on=until_on))  # fmt: skip


def _dated(line: Line, heading: str, day: date | None, act: Callable[[date], Any]) -> None:
    if day is None:
        line.problems.setdefault("变更日期", f"“{heading}”与已登记的不同，请在“变更日期”写明从哪一天起。")
        raise _Undone
    _try(line, heading, lambda: act(day))


def _changed(line: Line) -> None:
    if line.state == "same":
        line.state = "changed"


def _description(cells: dict[str, Any], parent: Organisation | None) -> acts.Description:
    return acts.Description(
        cells["code"], cells["name"], cells["kind"], parent, cells["credit_code"] or "", cells["opened_on"] or ALWAYS
    )


def _known(line: Line, heading: str, code: str | None, *, later: bool = False) -> Organisation | None:
    if not code:
        return None
    unit = queries.by_code(code)
    if unit is None:
        where = "请先登记它" if later else "本表里也没有登记成功"
        line.problems.setdefault(heading, f"没有代码为“{code}”的机关，{where}。")
    return unit


def _mark_twice(lines: list[Line], heading: str) -> None:
    first: dict[str, int] = {}
    for line in lines:
        text = line.texts.get(heading, "")
        if text and text in first:
            line.problems[heading] = f"与第{first[text]}行重复。"
        first.setdefault(text, line.number)


def _superiors_first(lines: list[Line]) -> list[Line]:
    """The lines so ordered that a superior, or supervisor, of the same file comes before its units."""
    waiting = {line.texts.get("代码", ""): line for line in reversed(lines)}
    done: set[int] = set()
    ordered: list[Line] = []

    def place(line: Line, above: tuple[str, ...]) -> None:
        if id(line) in done:
            return
        for heading in ("上级代码", "主管部门代码"):
            code = line.texts.get(heading, "")
            if code in waiting and code not in above:
                place(waiting[code], (*above, code))
        if id(line) not in done:
            done.add(id(line))
            ordered.append(line)

    for line in lines:
        place(line, (line.texts.get("代码", ""),))
    return ordered
