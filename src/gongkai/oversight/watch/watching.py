"""All indicators over many units at once: a constant number of queries, however many units there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet

from gongkai.organisations.models import Facts, Organisation
from gongkai.oversight.watch import channels, records
from gongkai.oversight.watch.finding import Finding, Rejection, UnitWatch
from gongkai.oversight.watch.indicators import Indicator, indicators

_Look = Callable[[QuerySet[Organisation], date, date], Iterator[Finding]]
_LOOKS: tuple[_Look, ...] = (
    channels.accounts, channels.sites, records.publications, records.decisions, records.withdrawals, records.budgets,
    records.guides,
    records.links,
)  # fmt: skip
#: What a ground for rejection is called, by the word under which its findings add up.
_GROUNDS = {
    "account": "政务新媒体不更新",
    "site": "首页不更新",
    "columns": "动态要闻、通知公告、政策文件类栏目不更新",
    "other_columns": "其他栏目不更新",
    "empty": "空白栏目",
}


def week_of(today: date) -> date:
    """The last day of the week of *today*, its Sunday."""
    return today + timedelta(days=6 - today.weekday())


def watch(units: QuerySet[Organisation], today: date) -> list[Finding]:
    """
    What is late at *units*, and what will be unless something is done this week; the longest overdue first.

    Args:
        units: Which.
        today: The day.
    """
    until = week_of(today)
    order = {name: place for place, name in enumerate(indicators())}
    found = [finding for look in _LOOKS for finding in look(units, today, until)]
    return sorted(found, key=lambda one: (one.due_on, order[one.indicator.id], one.unit, one.subject))


def by_unit(units: QuerySet[Organisation], today: date) -> list[UnitWatch]:
    """The findings of each of *units* that has any, by the unit's code."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in watch(units, today):
        found[finding.unit].append(finding)
    rows = {unit.pk: unit for unit in units.filter(pk__in=found).order_by("code")}
    heads = _heads(rows, today)
    return [_unit(rows[pk], _owned(found[pk], heads.get(pk, "")), today) for pk in rows]


def counts(units: QuerySet[Organisation], today: date) -> dict[int, int]:
    """How many findings are late, by the unit's key; units without any are not in it."""
    return dict(Counter(finding.unit for finding in watch(units, today) if finding.is_late(today)))


def _heads(rows: dict[int, Organisation], today: date) -> dict[int, str]:
    """The head of each disclosure office, who answers for what names nobody else."""
    facts = Facts.objects.on(today).filter(unit__in=rows)
    return {unit: head or office for unit, head, office in facts.values_list("unit", "head", "office")}


def _owned(findings: list[Finding], head: str) -> list[Finding]:
    return [one if one.owner or not head else replace(one, owner=head) for one in findings]


def _unit(unit: Organisation, findings: list[Finding], today: date) -> UnitWatch:
    late = [finding for finding in findings if finding.is_late(today)]
    soon = [finding for finding in findings if not finding.is_late(today)]
    return UnitWatch(unit, late, soon, _rejections(late))


def _rejections(late: list[Finding]) -> list[Rejection]:
    """The grounds that are reached, each counted within one site; the worst site stands for its ground."""
    tally: Counter[tuple[str, int]] = Counter()
    rules: dict[str, Indicator] = {}
    for finding in late:
        if finding.indicator.veto:
            tally[finding.indicator.veto, finding.group] += 1
            rules[finding.indicator.veto] = finding.indicator
    worst: dict[str, int] = {}
    for (veto, _group), count in tally.items():
        worst[veto] = max(worst.get(veto, 0), count)
    return [
        Rejection(_GROUNDS[veto], count, rules[veto].veto_at)
        for veto, count in worst.items()
        if count >= rules[veto].veto_at
    ]
