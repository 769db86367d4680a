"""A unit's list of wordings: entries of its own, entries of others switched off, a whole list taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications.errors import all_or_nothing
from gongkai.publications.gate.subject import Wording
from gongkai.publications.gate.wordings import KINDS
from gongkai.publications.models import WordRule

#: Entries that one unit may have: each is looked for in every text.
MOST = 5000
_LONGEST = {"wrong": 60, "right": 60, "source": 200}


def set_wording(unit: Organisation | None, wording: Wording, *, by: Actor, on: date) -> WordRule:
    """
    Let *unit* and those below it look for a wording; None is all units. One with the same `wrong` is replaced.

    Raises:
        NotAllowed: *by* is no administrator at or above *unit*; for all units, not the technician.
        Refused: an entry that cannot be as it is.
    """
    require(by, "publications.set_wordings", unit, on=on)
    wording = checked(wording)
    with all_or_nothing("保存用语规则"):
        row = _row(unit, wording.wrong)
        _check_room(unit, 0 if row.pk else 1)
        words = f"改为“{wording.right}”" if wording.right else "只提示"
        return _write(row, wording, words, by=by, on=on)


def switch_off(unit: Organisation | None, wording: Wording, *, by: Actor, on: date) -> WordRule:
    """
    Let *unit* and those below it not look for a wording any more that the shipped list or a unit above has.

    Raises:
        NotAllowed: as `set_wording`.
    """
    require(by, "publications.set_wordings", unit, on=on)
    with all_or_nothing("停用用语规则"):
        row = _row(unit, wording.wrong)
        return _write(row, wording, "停用", by=by, on=on, is_active=False)


def forget_wording(row: WordRule, *, by: Actor, on: date) -> None:
    """
    Take an entry away; what a unit above or the shipped list has of the wording holds again.

    Raises:
        NotAllowed: as `set_wording`.
    """
    require(by, "publications.set_wordings", row.organisation, on=on)
    with all_or_nothing("删除用语规则"):
        current = WordRule.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if current is None:
            raise Refused(f"“{row.wrong}”这条规则已经删除。")
        before = _data(current)
        current.delete()
        _record(row.organisation, row, "删除", before, None, by=by, on=on)


def import_wordings(unit: Organisation | None, wordings: Sequence[Wording], *, by: Actor, on: date) -> int:
    """
    Take over a list: entries of the unit with the same `wrong` are replaced, others stay.

    Returns:
        How many entries are new or other than they were.

    Raises:
        NotAllowed, Refused: as `set_wording`; nothing is taken over then.
    """
    require(by, "publications.set_wordings", unit, on=on)
    wanted = {wording.wrong: wording for wording in map(checked, wordings)}
    with all_or_nothing("导入用语规则"):
        known = {row.wrong: row for row in WordRule.objects.select_for_update(of=("self",)).filter(organisation=unit)}
        _check_room(unit, len(wanted.keys() - known.keys()))
        fresh, other = [], []
        for wrong, wording in wanted.items():
            row = known.get(wrong) or WordRule(organisation=unit, wrong=wrong)
            before = _data(row) if row.pk else None
            _fill(row, wording)
            if before is None:
                fresh.append(row)
            elif before != _data(row):
                other.append(row)
        WordRule.objects.bulk_create(fresh)
        WordRule.objects.bulk_update(other, ["right", "kind", "unless", "from_on", "source", "is_active"])
        if fresh or other:
            ledger.record("publications.import_wordings", unit or "wordings:all", by=key(by), unit=unit, on=on,
                          after=[_data(row) for row in (*fresh, *other)],
                          details={"body": _name(unit), "count": len(fresh) + len(other)})  # fmt: skip
    return len(fresh) + len(other)


def checked(wording: Wording) -> Wording:
    """
    The entry without blanks around its words.

    Raises:
        Refused: one that would find nothing, everything, or its own correction.
    """
    cleaned = replace(
        wording, wrong=wording.wrong.strip(), right=wording.right.strip(), source=wording.source.strip(),
        unless=tuple(filter(None, (word.strip() for word in wording.unless))),
    )  # fmt: skip
    if len(cleaned.wrong) < 2:
        raise Refused(f"不当写法“{cleaned.wrong}”至少两个字，一个字会到处误报。")
    for name, longest in _LONGEST.items():
        if len(getattr(cleaned, name)) > longest:
            raise Refused(f"“{getattr(cleaned, name)[:20]}…”超过{longest}字，请缩短。")
    if cleaned.wrong == cleaned.right:
        raise Refused(f"“{cleaned.wrong}”的建议写法与不当写法相同，请改正。")
    if cleaned.kind not in KINDS:
        raise Refused(f"没有“{cleaned.kind}”这个类别，请从列表中选择。")
    for longer in cleaned.unless:
        if cleaned.wrong not in longer:
            raise Refused(f"例外“{longer}”里没有“{cleaned.wrong}”，不会起作用，请改正。")
    if len("、".join(cleaned.unless)) > 300:
        raise Refused(f"“{cleaned.wrong}”的例外合计超过300字，请减少。")
    return cleaned


def _row(unit: Organisation | None, wrong: str) -> WordRule:
    row = WordRule.objects.select_for_update(of=("self",)).filter(organisation=unit, wrong=wrong).first()
    return row or WordRule(organisation=unit, wrong=wrong)


def _check_room(unit: Organisation | None, more: int) -> None:
    count = WordRule.objects.filter(organisation=unit).count()
    if count + more > MOST:
        raise Refused(f"一个机关最多{MOST}条用语规则，现有{count}条，放不下{more}条。请先删去不用的。")


def _fill(row: WordRule, wording: Wording) -> None:
    row.right, row.kind, row.from_on, row.source = wording.right, wording.kind, wording.from_on, wording.source
    row.unless, row.is_active = "、".join(wording.unless), True


def _write(row: WordRule, wording: Wording, change: str, *, by: Actor, on: date, is_active: bool = True) -> WordRule:
    before = _data(row) if row.pk else None
    _fill(row, wording)
    row.is_active = is_active
    if before != _data(row):
        row.save()
        _record(row.organisation, row, change, before, _data(row), by=by, on=on)
    return row


def _data(row: WordRule) -> dict[str, Any]:
    names = ("wrong", "right", "kind", "unless", "from_on", "source", "is_active")
    return {name: getattr(row, name) for name in names}


def _name(unit: Organisation | None) -> str:
    return unit.name if unit else "全部机关"


def _record(
    unit: Organisation | None, row: WordRule, change: str, before: Any, after: Any, *, by: Actor, on: date
) -> None:
    ledger.record("publications.set_wordings", row, by=key(by), unit=unit, on=on, before=before, after=after,
                  details={"body": _name(unit), "wrong": row.wrong, "change": change})  # fmt: skip
