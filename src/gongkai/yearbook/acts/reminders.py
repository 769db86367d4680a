"""Units that owe their report are reminded (催报) by one press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications.acts import notices
from gongkai.yearbook.models import Reminder
from gongkai.yearbook.queries.desk import desk, reporters_of

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Reminded:
    """
    What became of a press.

    Args:
        reminded: The units that were reminded now.
        before: Those that had been reminded on that day already.
        unreachable: Of the reminded ones, those where no reporter has an address for mail.
    """

    reminded: tuple[Organisation, ...]
    before: tuple[Organisation, ...]
    unreachable: tuple[Organisation, ...]


def remind(
    superior: Organisation,
    year: int,
    said: str = "",
    *,
    only: Iterable[Organisation] | None = None,
    by: Actor,
    on: date,
) -> Reminded:
    """
    Remind the units that owe *superior* their report on *year*, each at most once a day.

    Their reporters are mailed once all this is committed; that a mail cannot be sent undoes nothing.

    Args:
        superior: Who reminds.
        year: The year reported.
        said: The words; what is due and when if empty.
        only: These units alone; every one that has not submitted, or was given its report back, if None.
        by: Who presses.
        on: The day.

    Raises:
        NotAllowed: *by* is no overseer at or above *superior*.
        Refused: none of the units owes a report, or the words are too long.

    Source: Regulation arts. 47, 49.
    """
    require(by, "yearbook.remind", superior, on=on)
    said = said.strip()
    if len(said) > _LONGEST:
        raise Refused(f"催报内容不能超过{_LONGEST}字，现有{len(said)}字。")
    shown = desk(superior, year, on=on)
    owing = {row.unit.pk: row.unit for row in shown.rows if row.owes}
    chosen = list(owing.values()) if only is None else [unit for unit in only if unit.pk in owing]
    if not chosen:
        raise Refused("没有需要催报的机关：应报的都已报送。")
    words = said or (
        f"{year}年度政府信息公开工作年度报告的报送期限为{_day(shown.due.on)}（{shown.due.source}），贵单位尚未报送，请尽快报送。"
    )
    with transaction.atomic():
        return _reminded(superior, year, words, chosen, by=by, on=on)


def _reminded(
    superior: Organisation, year: int, words: str, chosen: list[Organisation], *, by: Actor, on: date
) -> Reminded:
    # Two presses at once: the second waits here, and finds the rows of the first.
    Organisation.objects.select_for_update(no_key=True).get(pk=superior.pk)
    rows = Reminder.objects.filter(superior=superior, year=year, on=on)
    before = set(rows.values_list("organisation_id", flat=True))
    reminded = [unit for unit in chosen if unit.pk not in before]
    Reminder.objects.bulk_create(
        Reminder(superior=superior, organisation=unit, year=year, words=words, on=on, by=key(by)) for unit in reminded
    )
    ledger.record_all(
        "yearbook.remind",
        [
            ledger.Recorded(f"reminder:{superior.uid}/{unit.uid}/{year}/{on.isoformat()}",
                            {"body": unit.name, "year": year}, after={"words": words})
            for unit in reminded
        ],
        by=key(by), unit=superior, on=on,
    )  # fmt: skip
    people = reporters_of(reminded, on)
    for unit in reminded:
        notices.tell(
            people.get(unit.pk, []), f"催报：{unit.name}{year}年度政府信息公开工作年度报告",
            [f"{superior.name}：{words}", notices.where_to_work()],
        )  # fmt: skip
    return Reminded(
        tuple(reminded),
        tuple(unit for unit in chosen if unit.pk in before),
        tuple(unit for unit in reminded if not any(person.email for person in people.get(unit.pk, []))),
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
