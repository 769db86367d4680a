"""Nil returns (零申报): that a register has nothing in a year besides what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger.acts import Recorded
from gongkai.organisations.acts.periods import written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.registers.acts.entering import name
from gongkai.registers.models import NilReturn
from gongkai.report import edition_for
from gongkai.report.form import Register

_MOST_REASON = 200


def declare(unit: Organisation, year: int, registers: Sequence[str], *, by: Actor, on: date) -> list[NilReturn]:
    """
    Declare that *registers* of *unit* have nothing in *year* besides what stands in them; what is declared stays.

    Args:
        unit: Whose.
        year: The year, begun at least.
        registers: Ids of the registers of that year's form: `licensing/licences`, `applications`.
        by: Who declares it.
        on: The day.

    Returns:
        The returns that were made, without those that stood already.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: the year is still to come or has no such form, the unit was not there yet, or the form has no such
            register.
    """
    require(by, "registers.declare_nil", unit, on=on)
    known = _registers(unit, year, on)
    if unknown := [found for found in registers if found not in known]:
        raise Refused(f"{year}年的年度报告里没有“{unknown[0]}”这一项，请在列出的项目中选择。")
    with transaction.atomic():
        # Two people who declare the same wait for one another here.
        Organisation.objects.select_for_update().get(pk=unit.pk)
        standing = NilReturn.objects.filter(organisation=unit, year=year, taken_back_on__isnull=True)
        declared = set(standing.values_list("register", flat=True))
        made = NilReturn.objects.bulk_create(
            NilReturn(organisation=unit, year=year, register=found, declared_on=on, declared_by=name(by))
            for found in dict.fromkeys(registers) if found not in declared
        )  # fmt: skip
        said = [Recorded(nil, {"year": year, "register": known[nil.register].label}, after=_state(nil)) for nil in made]
        ledger.record_all("registers.declare_nil", said, by=key(by), unit=unit, on=on)
    return made


def take_back(nil: NilReturn, reason: str, *, by: Actor, on: date) -> NilReturn:
    """
    Take a nil return back that was found wrong: its register is asked for again.

    Raises:
        NotAllowed: *by* may not at the unit.
        Refused: it is taken back already, or no reason is given.
    """
    require(by, "registers.declare_nil", nil.organisation, on=on)
    reason = reason.strip()
    if not reason or len(reason) > _MOST_REASON:
        raise Refused(f"请写明收回零申报的原因，不超过{_MOST_REASON}字。")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=nil.organisation_id)
        nil = NilReturn.objects.select_related("organisation").get(pk=nil.pk)
        if nil.taken_back_on is not None:
            raise Refused(f"这项零申报已于{written(nil.taken_back_on)}收回：{nil.taken_back_for}。")
        before = _state(nil)
        nil.taken_back_on, nil.taken_back_for = on, reason
        nil.save(update_fields=["taken_back_on", "taken_back_for"])
        label = next((found.label for found in edition_for(nil.year).registers if found.id == nil.register), "")
        ledger.record("registers.take_back_nil", nil, by=key(by), unit=nil.organisation, on=on, before=before,
                      after=_state(nil), details={"year": nil.year, "register": label or nil.register,
                                                  "reason": reason})  # fmt: skip
    return nil


def _registers(unit: Organisation, year: int, on: date) -> dict[str, Register]:
    if year > on.year:
        raise Refused(f"{year}年还没有到，不能零申报。")
    if year < unit.opened_on.year:
        raise Refused(f"{unit.name}{written(unit.opened_on)}才成立，{year}年没有要申报的。")
    try:
        return {found.id: found for found in edition_for(year).registers}
    except KeyError:
        raise Refused(f"{year}年的年度报告没有现行格式，不能零申报；现行格式从2019年度起。") from None


def _state(nil: NilReturn) -> dict[str, object]:
    """A return, for the ledger's digests."""
    kept = ("uid", "register", "year", "declared_on", "taken_back_on", "taken_back_for")
    return {name: getattr(nil, name) for name in kept}
