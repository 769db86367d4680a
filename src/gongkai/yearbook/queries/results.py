"""What came of a year's reports at all units of a superior, for the notice of results (通报)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.organisations.models import Organisation
from gongkai.report import Report, examine
from gongkai.report.checking import RuleInfo, rules
from gongkai.yearbook.models import Frozen, PublishedReport, Submission
from gongkai.yearbook.queries.desk import Desk, Row, desk


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that first submissions broke: which units, how often each, and which of them have mended it."""

    rule: RuleInfo
    units: tuple[tuple[Organisation, int], ...]
    mended: frozenset[int]


@dataclass(frozen=True, slots=True)
class Results:
    """
    What came of a year.

    Args:
        desk: The desk on the day of the notice.
        broken: The rules with errors in first submissions, most units first.
        returned: How often the report of a unit was returned, by the unit's key; those of which none was are left out.
    """

    desk: Desk
    broken: tuple[Broken, ...]
    returned: dict[int, int]

    @property
    def late(self) -> list[Row]:
        """Those that submitted, late."""
        return [row for row in self.desk.late if row.first_on is not None]

    @property
    def missing(self) -> list[Row]:
        """Those that have not submitted though the day is over."""
        return [row for row in self.desk.late if row.first_on is None]

    @property
    def in_time(self) -> int:
        """How many submitted in time."""
        return sum(row.first_on is not None and not row.days_late for row in self.desk.rows)


def results(superior: Organisation, year: int, *, on: date) -> Results:
    """
    The results of a year on a day.

    Rules are asked of each unit's first submission, for what was sent is what is judged; only those that the checker
    found errors in when they came are read again.
    """
    shown = desk(superior, year, on=on)
    mine = Submission.objects.filter(superior=superior, year=year, scope=shown.scope)
    returned = Counter(mine.filter(state="returned").values_list("organisation_id", flat=True))
    first = list(mine.filter(number=1, errors__gt=0).select_related("organisation").order_by("organisation__code"))
    newest = {row.organisation_id: row for row in mine.order_by("number").defer("text")}
    amended = [row.pk for row in newest.values() if row.number > 1 and row.errors]
    amendments = {row.organisation_id: row for row in mine.filter(pk__in=amended)}
    before = _texts_before([row.organisation_id for row in first], year)
    found: dict[str, list[tuple[Organisation, int]]] = defaultdict(list)
    mended: dict[str, set[int]] = defaultdict(set)
    for sent in first:
        unit = sent.organisation_id
        last = before.get(unit)
        still: set[str] = set()
        if newest[unit].number == 1:
            still = set(_errors(sent.text, last))
        elif unit in amendments:
            still = set(_errors(amendments[unit].text, last))
        for rule, count in _errors(sent.text, last).items():
            found[rule].append((sent.organisation, count))
            if rule not in still:
                mended[rule].add(unit)
    known = rules()
    broken = [Broken(known[rule], tuple(units), frozenset(mended[rule])) for rule, units in found.items()]
    return Results(shown, tuple(sorted(broken, key=lambda one: (-len(one.units), one.rule.id))), dict(returned))


def _errors(text: str, last: str | None) -> Counter[str]:
    previous = Report.from_json(last) if last else None
    found = examine(Report.from_json(text), previous).findings
    return Counter(finding.rule for finding in found if finding.severity == "error")


def _texts_before(units: Iterable[int], year: int) -> dict[int, str]:
    """Last year's reports of these units, by key, as `years.report_before` chooses them; three queries."""
    keys = list(units)
    accepted = Submission.objects.filter(organisation__in=keys, year=year - 1, scope="body", state="accepted")
    published = PublishedReport.objects.filter(organisation__in=keys, year=year - 1, scope="body")
    frozen = Frozen.objects.filter(report__organisation__in=keys, report__year=year - 1, report__scope="body")
    return (
        {row.organisation_id: row.text for row in accepted.order_by("number")}
        | {row.organisation_id: row.text for row in published.order_by("number")}
        | {row.report.organisation_id: row.text for row in frozen.select_related("report").order_by("number")}
    )
