"""A report is begun, and opened again when what was frozen has to be corrected."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.yearbook import deadlines
from gongkai.yearbook.arithmetic import edition_of
from gongkai.yearbook.models import YearReport

#: The longest that the database keeps of a reason.
REASON = 500


def begin(
    unit: Organisation, year: int, *, by: Actor, on: date, scope: str = "body", with_subordinates: bool = False
) -> YearReport:
    """
    Begin a report; its numbers need no beginning, but its text, its adjustments and its review do.

    Args:
        unit: Whose report.
        year: On which year.
        by: Who compiles it.
        on: The day.
        scope: `body`, or `level` for that of the whole level.
        with_subordinates: Whether it counts the units below, for they have no report of their own.

    Raises:
        NotAllowed: *by* is no reporter at or above *unit*.
        Refused: the year has not begun or has another form, the unit did not exist in it, or the report is begun.

    Source: Regulation art. 49.
    """
    require(by, "yearbook.begin", unit, on=on)
    edition_of(year)
    if year > on.year:
        raise Refused(f"{year}年还没有开始，不能编制这一年的报告。")
    if unit.opened_on.year > year or (unit.closed_on is not None and unit.closed_on <= date(year, 1, 1)):
        raise Refused(f"{unit.name}在{year}年不存在，没有这一年的报告。")
    with transaction.atomic():
        made, is_new = YearReport.objects.get_or_create(
            organisation=unit, year=year, scope=scope,
            defaults={"with_subordinates": with_subordinates, "begun_on": on, "begun_by": key(by)},
        )  # fmt: skip
        if not is_new:
            raise Refused(f"{unit.name}{year}年度{what(made)}已于{_day(made.begun_on)}开始编制，请打开它继续。")
        ledger.record("yearbook.begin", made, by=key(by), unit=unit, on=on, details=words(made),
                      after={"scope": scope, "with_subordinates": with_subordinates})  # fmt: skip
    return made


def reopen(making: YearReport, reason: str, *, by: Actor, on: date) -> YearReport:
    """
    Open a frozen report for an amendment. What was frozen and published stays as it is until the amendment is frozen.

    Args:
        making: The report.
        reason: Why, in a sentence; the amendment itself says what it changes.
        by: Who compiles.
        on: The day.

    Raises:
        NotAllowed: *by* is no reporter at or above the unit.
        Refused: nothing is frozen, or no reason is given.
    """
    require(by, "yearbook.reopen", making.organisation, on=on)
    said = explained(reason, "请说明为什么要更正。")
    with transaction.atomic():
        made = locked(making)
        if made.state not in ("frozen", "published"):
            raise Refused("这份报告还没有定稿，可以直接修改，不必更正。")
        move(made, "compiling")
        ledger.record("yearbook.reopen", made, by=key(by), unit=made.organisation, on=on,
                      details={**words(made), "reason": said})  # fmt: skip
    return made


def locked(making: YearReport) -> YearReport:
    """The report as it is now, kept from others until the transaction ends."""
    # Without joins: PostgreSQL locks no row of a body that others read meanwhile.
    made = YearReport.objects.select_for_update().get(pk=making.pk)
    made.organisation = making.organisation
    return made


def move(making: YearReport, state: str) -> None:
    """Bring a locked report into a state."""
    making.state = state
    making.save(update_fields=["state"])


def what(making: YearReport) -> str:
    """What the report is called: that of a body or of a level."""
    return deadlines.terms()[making.scope].label


def words(making: YearReport) -> dict[str, str | int]:
    """What the ledger's lines say of a report: whose, on which year, what."""
    return {"body": making.organisation.name, "year": making.year, "what": what(making)}


def explained(reason: str, missing: str, *, most: int = REASON) -> str:
    """A reason without blanks at its ends. Raises Refused where there is none or too long a one."""
    said = fitting(reason, most=most)
    if not said:
        raise Refused(missing)
    return said


def fitting(text: str, *, most: int = REASON) -> str:
    """A text without blanks at its ends. Raises Refused where it is too long to be kept whole."""
    said = text.strip()
    if len(said) > most:
        raise Refused(f"写了{len(said)}个字，最多{most}个字，请写得简短些。")
    return said


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
