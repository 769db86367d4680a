"""New-media accounts are entered, merged and closed, each with its filing (国办发〔2018〕123号)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.channels.acts.sites import check_open
from gongkai.channels.models import Account
from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.acts.periods import validate, written
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require


@dataclass(frozen=True, slots=True)
class AccountDescription:
    """
    What an account is.

    Args:
        platform: An id of the platforms.
        number: What the platform knows it by; once a platform.
        name: Its name.
        opened_on: Since when it is open.
        address: Its page on the platform, or "".
        owner: Who answers for it, or "".
        filing: The filing of its opening, or "".
    """

    platform: str
    number: str
    name: str
    opened_on: date
    address: str = ""
    owner: str = ""
    filing: str = ""


def enter_account(unit: Organisation, account: AccountDescription, *, by: Actor, on: date) -> Account:
    """
    Enter an account of *unit*, or correct its entry; the same description twice changes nothing.

    Raises:
        NotAllowed: *by* may not at *unit*.
        Refused: another unit has it, it or the unit is closed, or a field cannot be as it is.
    """
    require(by, "channels.enter_account", unit, on=on)
    with transaction.atomic():
        if unit.closed_on is not None:
            raise Refused(f"{unit.name}已于{written(unit.closed_on)}撤销，不能再登记账号。")
        found = Account.objects.select_for_update(of=("self",))
        entry = found.filter(platform=account.platform, number=account.number).first()
        if entry is not None and entry.organisation_id != unit.pk:
            raise Refused(f"账号“{account.number}”已经登记在其他机关名下，请核对。")
        before = _state(entry) if entry else None
        wanted = {field.name: getattr(account, field.name) for field in fields(account)}
        if entry is not None and all(getattr(entry, name) == value for name, value in wanted.items()):
            return entry
        if entry is not None and entry.closed_on is not None:
            raise Refused(f"账号“{entry.name}”已于{written(entry.closed_on)}注销，不能再改。")
        if account.opened_on > on:
            raise Refused(f"开通日期{written(account.opened_on)}还没有到，请到当日再登记。")
        entry = entry or Account(organisation=unit)
        for name, value in wanted.items():
            setattr(entry, name, value)
        validate(entry, what=f"账号“{account.name}”不能登记")
        entry.save()
        _record("channels.enter_account", entry, by=by, on=on, before=before,
                details={"platform": entry.get_platform_display(), "account": entry.name})  # fmt: skip
    return entry


def merge_account(account: Account, into: Account, closing: str, *, by: Actor, on: date, from_on: date) -> Account:
    """
    Merge an account into another one from a day on: it is closed, its issues and readings stay its own.

    Raises:
        NotAllowed: *by* may not at the units of both.
        Refused: *into* is itself or closed, the filing is not named, or a day that will not do.
    """
    require(by, "channels.merge_account", account.organisation, on=on)
    require(by, "channels.merge_account", into.organisation, on=on)
    with transaction.atomic():
        account, into = locked_account(account), Account.objects.get(pk=into.pk)
        if into == account:
            raise Refused(f"账号“{account.name}”不能归并到它自己。")
        if into.closed_on is not None:
            raise Refused(f"账号“{into.name}”已于{written(into.closed_on)}注销，不能归并进去。")
        account.merged_into = into
        _end(account, closing, from_on, by=by, on=on, act="channels.merge_account", details={"into": into.name})
    return account


def close_account(account: Account, closing: str, *, by: Actor, on: date, from_on: date) -> Account:
    """
    Close an account from a day on.

    Raises:
        NotAllowed: *by* may not at the account's unit.
        Refused: it is closed, the filing is not named, or a day that will not do.
    """
    require(by, "channels.close_account", account.organisation, on=on)
    with transaction.atomic():
        account = locked_account(account)
        _end(account, closing, from_on, by=by, on=on, act="channels.close_account", details={})
    return account


def locked_account(account: Account) -> Account:
    """*account* as it is now, kept from others until the transaction ends."""
    return Account.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=account.pk)


def _end(
    account: Account, closing: str, from_on: date, *, by: Actor, on: date, act: str, details: Mapping[str, str]
) -> None:
    check_open(account, from_on, on=on)
    if not closing.strip():
        raise Refused("请写明注销或归并的备案（批准机关、日期、公告）。")
    if late := account.issues.filter(published_on__gt=from_on).order_by("-published_on").first():
        raise Refused(f"账号“{account.name}”在{written(late.published_on)}还有推送，注销日期不能早于这一天。")
    before = _state(Account.objects.get(pk=account.pk))
    account.closed_on, account.closing = from_on, closing.strip()
    validate(account, what=f"账号“{account.name}”不能注销")
    account.save(update_fields=["closed_on", "closing", "merged_into"])
    _record(act, account, by=by, on=on, before=before,
            details={"account": account.name, "since": written(from_on), **details})  # fmt: skip


def _state(account: Account) -> dict[str, Any]:
    """What of an account acts change, for the ledger's digests."""
    kept = (*(field.name for field in fields(AccountDescription)), "closed_on", "closing")
    return {name: getattr(account, name) for name in kept} | {
        "merged_into": account.merged_into.uid if account.merged_into else None
    }


def _record(
    act: str,
    account: Account,
    *,
    by: Actor,
    on: date,
    before: Mapping[str, Any] | None,
    details: Mapping[str, str | int],
) -> None:
    ledger.record(
        act, account, by=key(by), unit=account.organisation, on=on, before=before, after=_state(account),
        details=details,
    )  # fmt: skip
