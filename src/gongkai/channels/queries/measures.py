"""What readings say: of a day, of a period, and of a year beside the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from gongkai.channels import kinds
from gongkai.channels.kinds import Measure
from gongkai.channels.models import Account, Issue, Reading, Website
from gongkai.figures import Period, ends_of, growth_rate, latest

Channel = Account | Website
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of a period of which nothing is known, both ends included."""

    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A figure that readings give.

    Args:
        value: The figure; None if no reading gives one.
        readings: Keys of the readings that it is made of.
        read_on: The day on which a level or a counter was read; None for a flow.
        gaps: Of a flow, the days that no reading covers; it is the sum of what is known.
    """

    value: int | None
    readings: tuple[int, ...] = ()
    read_on: date | None = None
    gaps: tuple[Gap, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether there is a figure and it leaves no day out."""
        return self.value is not None and not self.gaps


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """A measure of a channel in a year and in the year before, with the rate between them."""

    channel: Channel
    measure: Measure
    year: int
    now: Figure
    before: Figure

    @property
    def rate(self) -> Decimal | None:
        """Change in per cent to one place; None where a figure is missing or incomplete, or there was nothing."""
        if self.now.gaps or self.before.gaps:
            return None
        return growth_rate(self.now.value, self.before.value)

    @property
    def change(self) -> int | None:
        """The difference; None where a figure is missing."""
        return None if self.now.value is None or self.before.value is None else self.now.value - self.before.value

    @property
    def is_summed(self) -> bool:
        """Whether it is a sum of visitors: who comes in two periods is counted in both."""
        return self.measure.id == "visitors" and max(len(self.now.readings), len(self.before.readings)) > 1


def standing(from_on: date, until_on: date) -> QuerySet[Reading]:
    """
    Every reading of a level or a counter from a day until a day, both included, that counts.

    The last of them is what stands at the end of a year: one of an earlier year does not stand for a later one.
    """
    return Reading.objects.filter(struck_on__isnull=True, from_on__isnull=True, until_on__range=(from_on, until_on))


def known_until(day: date) -> QuerySet[Reading]:
    """Every reading of a level or a counter at or before *day* that counts."""
    return Reading.objects.filter(struck_on__isnull=True, from_on__isnull=True, until_on__lte=day)


def within(from_on: date, until_on: date) -> QuerySet[Reading]:
    """Every flow that lies from *from_on* to *until_on*, both included, and counts; one that reaches over does not."""
    return Reading.objects.filter(struck_on__isnull=True, from_on__gte=from_on, until_on__lte=until_on)


def of_channel(channel: Channel) -> QuerySet[Reading]:
    """The readings of *channel* that count."""
    one = {"account": channel} if isinstance(channel, Account) else {"website": channel}
    return Reading.objects.filter(struck_on__isnull=True, **one)


def level_at(channel: Channel, measure: str, day: date) -> Reading | None:
    """The last reading of a level or a counter at or before *day*; None if there is none."""
    found = known_until(day) & of_channel(channel).filter(measure=measure)
    return found.order_by("-until_on").first()


def growth(channel: Channel, measure: str, from_on: date, until_on: date) -> Figure:
    """
    What a counter grew by from *from_on* to *until_on*, both included.

    It is counted from the last reading before the period to the last one in it; without one of them nothing is known
    of the growth, and the value is None.
    """
    rows = known_until(until_on) & of_channel(channel).filter(measure=measure)
    ends = list(ends_of(rows, (), "until_on", Period(from_on, until_on)).order_by("until_on"))
    if not ends:
        return Figure(None)
    before, after = ends
    return Figure(after.value - before.value, (before.pk, after.pk), after.until_on)


def flow(channel: Channel, measure: str, from_on: date, until_on: date) -> Figure:
    """
    What happened from *from_on* to *until_on*, both included: the sum of the readings that lie within.

    A reading that reaches over an end cannot be split; its days are gaps.
    """
    rows = within(from_on, until_on) & of_channel(channel).filter(measure=measure)
    found = rows.order_by("from_on").values_list("pk", "from_on", "until_on", "value")
    return _summed([_Row(*row) for row in found], from_on, until_on)


def year_on_year(channel: Channel, measure: str, year: int) -> YearOnYear:
    """A measure at the end of, or over, a year and the year before it."""
    return next(
        entry for entry in years_on_year([channel], year) if entry.measure.id == measure
    )  # fmt: skip


def years_on_year(channels: Sequence[Channel], year: int) -> list[YearOnYear]:
    """
    Every measure that the channels may have, in a year and the year before; six queries.

    A level or a counter is read at the end of the year and counts for it if it was read within it.
    """
    spans = [(date(number, 1, 1), date(number, 12, 31)) for number in (year, year - 1)]
    flows: dict[tuple[type, int, str, int], list[_Row]] = defaultdict(list)
    last: dict[tuple[type, int, str, int], Figure] = {}
    for kind, field in ((Account, "account"), (Website, "website")):
        keys = [channel.pk for channel in channels if isinstance(channel, kind)]
        rows = (within(*spans[0]) | within(*spans[1])).filter(**{f"{field}__in": keys}).order_by("from_on")
        for channel, measure, *rest in rows.values_list(field, "measure", "pk", "from_on", "until_on", "value"):
            row = _Row(*rest)
            flows[kind, channel, measure, row.until_on.year].append(row)
        for span in spans:
            ends = latest(standing(*span).filter(**{f"{field}__in": keys}), (field, "measure"), "until_on")
            for channel, measure, key, day, value in ends.values_list(field, "measure", "pk", "until_on", "value"):
                last[kind, channel, measure, span[0].year] = Figure(value, (key,), day)
    entries = []
    for channel in channels:
        of = "account" if isinstance(channel, Account) else "site"
        for measure in (found for found in kinds.measures().values() if of in found.of):
            place = (type(channel), channel.pk, measure.id)
            now, before = (
                _summed(flows.get((*place, span[0].year), []), *span)
                if measure.kind == "flow"
                else last.get((*place, span[0].year), Figure(None))
                for span in spans
            )
            entries.append(YearOnYear(channel, measure, year, now, before))
    return entries


def years_read(channels: Sequence[Channel]) -> list[int]:
    """The years in which there are readings or issues of the channels, newest first."""
    accounts = [channel.pk for channel in channels if isinstance(channel, Account)]
    sites = [channel.pk for channel in channels if isinstance(channel, Website)]
    rows = Reading.objects.filter(Q(account__in=accounts) | Q(website__in=sites), struck_on__isnull=True)
    found = set(rows.values_list("until_on__year", flat=True).distinct())
    found |= set(Issue.objects.filter(account__in=accounts).values_list("published_on__year", flat=True).distinct())
    return sorted(found, reverse=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """A flow that was read."""

    key: int
    from_on: date
    until_on: date
    value: int


def _summed(rows: Sequence[_Row], from_on: date, until_on: date) -> Figure:
    """The sum of *rows*, which lie within, and the days that they leave open."""
    if not rows:
        return Figure(None)
    gaps = []
    expected = from_on
    for row in rows:
        if row.from_on > expected:
            gaps.append(Gap(expected, row.from_on - _DAY))
        expected = max(expected, row.until_on + _DAY)
    if expected <= until_on:
        gaps.append(Gap(expected, until_on))
    return Figure(sum(row.value for row in rows), tuple(row.key for row in rows), None, tuple(gaps))
