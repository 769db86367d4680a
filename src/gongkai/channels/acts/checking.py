"""Whether readings and issues can be: against the channel, against what is recorded, and against one another.

A file of fifty thousand rows is checked in a handful of queries: what is recorded of its channels is fetched once. Of
rows that contradict one another as few as possible are called wrong, so that one slip of the pen is one bad line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gongkai.channels import kinds
from gongkai.channels.acts.rows import CHANGED, NEW, SAME, Channel, IssueRow, ReadingRow, Verdict
from gongkai.channels.models import Account, Issue, Reading
from gongkai.organisations.acts.periods import written

_MOST = 2**63 - 1
_MOST_TITLE = 300
_MOST_NUMBER = 80
_MOST_ORIGIN = 200
_MOST_ADDRESS = 600


class _Known(NamedTuple):
    """A reading that is recorded."""

    from_on: date | None
    until_on: date
    value: int


def period_words(from_on: date | None, until_on: date) -> str:
    """The day or the period of a reading, as people write it."""
    return f"{written(from_on)}至{written(until_on)}" if from_on else written(until_on)


def reading_verdicts(rows: Sequence[ReadingRow], *, on: date) -> list[Verdict]:
    """What each of *rows* would do, in their order; three queries at most."""
    verdicts: list[Verdict] = [NEW] * len(rows)
    series: dict[tuple[type, int, str], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if fault := _own_fault(row, on):
            verdicts[index] = Verdict("bad", fault)
        else:
            series[type(row.channel), row.channel.pk, row.measure].append(index)
    known = _known(series)
    for place, indices in series.items():
        recorded = known.get(place, [])
        kind = kinds.measures()[place[2]].kind
        check = _periods if kind == "flow" else _days
        open_rows = check(rows, indices, recorded, verdicts)
        if kind == "counter":
            _growing(rows, open_rows, recorded, verdicts)
    return verdicts


def issue_verdicts(account: Account, rows: Sequence[IssueRow], *, on: date) -> list[Verdict]:
    """What each of *rows* would do, in their order; two queries at most."""
    recorded: dict[str, Issue] = {}
    wanted = {row.number for row in rows}
    for issue in account.issues.prefetch_related("articles"):
        if issue.number in wanted:
            recorded[issue.number] = issue
    verdicts, seen = [], set()
    for row in rows:
        fault = _issue_fault(account, row, on)
        if not fault and row.number in seen:
            fault = f"期号“{row.number}”出现了两次。"
        seen.add(row.number)
        known = recorded.get(row.number)
        verdicts.append(Verdict("bad", fault) if fault else NEW if known is None else _against(row, known))
    return verdicts


def _own_fault(row: ReadingRow, on: date) -> str:
    """What is wrong with a reading before anything else is looked at; "" if nothing."""
    measure = kinds.measures().get(row.measure)
    of = "account" if isinstance(row.channel, Account) else "site"
    if measure is None or of not in measure.of:
        label = measure.label if measure else row.measure
        known = "、".join(found.label for found in kinds.measures().values() if of in found.of)
        return f"“{row.channel.name}”没有“{label}”这项指标，可登记：{known}。"
    if measure.kind == "flow" and row.from_on is None:
        return f"“{measure.label}”是一段时间的数，请写明从哪一天起。"
    if measure.kind != "flow" and row.from_on is not None:
        return f"“{measure.label}”是某一天的数，不能写起始日期。"
    if row.from_on is not None and row.from_on > row.until_on:
        return f"起始日期{written(row.from_on)}晚于截止日期{written(row.until_on)}。"
    if not 0 <= row.value <= _MOST:
        return f"{measure.label}不能是{row.value}，应为0或正整数。"
    if not row.origin.strip() or len(row.origin) > _MOST_ORIGIN:
        return f"请写明来源（如平台后台、统计工具），不超过{_MOST_ORIGIN}字。"
    return _life_fault(row.channel, row.from_on or row.until_on, row.until_on, on)


def _life_fault(channel: Channel, first: date, last: date, on: date) -> str:
    if last > on:
        return f"{written(last)}还没有到，不能登记。"
    if first < channel.opened_on:
        return f"{written(first)}早于“{channel.name}”的开通日期{written(channel.opened_on)}。"
    if channel.closed_on is not None and last > channel.closed_on:
        return f"“{channel.name}”已于{written(channel.closed_on)}停用，不能登记{written(last)}的数。"
    return ""


def _known(series: Iterable[tuple[type, int, str]]) -> dict[tuple[type, int, str], list[_Known]]:
    """What is recorded of those series, earliest first."""
    found: dict[tuple[type, int, str], list[_Known]] = defaultdict(list)
    places = list(series)
    for kind in {place[0] for place in places}:
        field = "account" if kind is Account else "website"
        rows = Reading.objects.filter(
            struck_on__isnull=True,
            measure__in={place[2] for place in places},
            **{f"{field}__in": {place[1] for place in places if place[0] is kind}},
        )
        columns = (field, "measure", "from_on", "until_on", "value")
        for channel, measure, *rest in rows.order_by("until_on", "from_on").values_list(*columns):
            found[kind, channel, measure].append(_Known(*rest))
    return found


def _days(rows: Sequence[ReadingRow], indices: list[int], recorded: list[_Known], verdicts: list[Verdict]) -> list[int]:
    """Levels and counters: one a day. Returns those that are new, earliest first."""
    by_day = {known.until_on: known.value for known in recorded}
    first: dict[date, ReadingRow] = {}
    left = []
    for index in sorted(indices, key=lambda index: rows[index].until_on):
        row = rows[index]
        known = by_day.get(row.until_on)
        other = first.setdefault(row.until_on, row)
        if known is not None:
            verdicts[index] = SAME if known == row.value else Verdict("bad", _otherwise(row, known))
        elif other is not row:
            verdicts[index] = SAME if other.value == row.value else Verdict("bad", _twice(row, other))
        else:
            left.append(index)
    return left


def _growing(rows: Sequence[ReadingRow], indices: list[int], recorded: list[_Known], verdicts: list[Verdict]) -> None:
    """A counter never shrinks: against what is recorded, then the new ones, of which the fewest are called wrong."""
    days = [known.until_on for known in recorded]
    left = []
    for index in indices:
        row, place = rows[index], bisect_left(days, rows[index].until_on)
        before = recorded[place - 1] if place else None
        after = recorded[place] if place < len(recorded) else None
        if before is not None and before.value > row.value:
            verdicts[index] = Verdict("bad", _shrinks(row, before.until_on, before.value, "已登记"))
        elif after is not None and after.value < row.value:
            verdicts[index] = Verdict("bad", _shrinks(row, after.until_on, after.value, "已登记"))
        else:
            left.append(index)
    kept = [left[place] for place in _longest_growing([rows[index].value for index in left])]
    kept_days = [rows[index].until_on for index in kept]
    for index in set(left) - set(kept):
        row = rows[index]
        place = bisect_left(kept_days, row.until_on)
        before_row = rows[kept[place - 1]] if place else None
        other = before_row if before_row is not None and before_row.value > row.value else rows[kept[place]]
        verdicts[index] = Verdict("bad", _shrinks(row, other.until_on, other.value, other.place))


def _periods(
    rows: Sequence[ReadingRow], indices: list[int], recorded: list[_Known], verdicts: list[Verdict]
) -> list[int]:
    """Flows: no day is counted twice. Of overlapping rows those that end first are kept, which keeps the most."""
    ends = [known.until_on for known in recorded]
    last: ReadingRow | None = None
    left = []
    for index in sorted(indices, key=lambda index: (rows[index].until_on, rows[index].from_on)):
        row = rows[index]
        from_on = row.from_on or row.until_on
        place = bisect_left(ends, from_on)
        known = recorded[place] if place < len(recorded) else None
        if known is not None and (known.from_on or known.until_on) <= row.until_on:
            same = (known.from_on, known.until_on) == (row.from_on, row.until_on)
            fault = _otherwise(row, known.value) if same else _overlaps(row, known.from_on, known.until_on, "已登记")
            verdicts[index] = SAME if same and known.value == row.value else Verdict("bad", fault)
        elif last is not None and from_on <= last.until_on:
            same = (last.from_on, last.until_on) == (row.from_on, row.until_on)
            fault = _twice(row, last) if same else _overlaps(row, last.from_on, last.until_on, last.place)
            verdicts[index] = SAME if same and last.value == row.value else Verdict("bad", fault)
        else:
            last = row
            left.append(index)
    return left


def _longest_growing(values: Sequence[int]) -> list[int]:
    """The places of a longest part of *values* that never shrinks."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for place, value in enumerate(values):
        length = bisect_right(tails, value)
        before.append(ends[length - 1] if length else None)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [place]
    chain: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _issue_fault(account: Account, row: IssueRow, on: date) -> str:
    if not row.number.strip() or len(row.number) > _MOST_NUMBER:
        return f"期号不能空白，不超过{_MOST_NUMBER}字。"
    if not row.articles:
        return f"{row.number}这一期没有推文，至少要有一篇。"
    for article in row.articles:
        if not article.title.strip() or len(article.title) > _MOST_TITLE:
            return f"标题不能空白，不超过{_MOST_TITLE}字。"
        if len(article.address) > _MOST_ADDRESS:
            return f"“{article.title}”的网址超过{_MOST_ADDRESS}字。"
    return _life_fault(account, row.published_on, row.published_on, on)


def _against(row: IssueRow, known: Issue) -> Verdict:
    """A row whose issue is recorded: the same, read more often since, or another one under the same number."""
    titles = {article.title: article for article in known.articles.all()}
    missing = [article.title for article in row.articles if article.title not in titles]
    if known.published_on != row.published_on or missing:
        which = f"没有“{missing[0]}”这一篇" if missing else f"发布日期是{written(known.published_on)}"
        return Verdict("bad", f"“{row.number}”这一期已登记过，但{which}，请核对。")
    read_more = any(
        article.reads is not None and article.reads != titles[article.title].reads for article in row.articles
    )
    return CHANGED if read_more else SAME


def _otherwise(row: ReadingRow, known: int) -> str:
    when, what = period_words(row.from_on, row.until_on), kinds.measures()[row.measure].label
    return f"{when}的{what}已登记为{known:,}，与{row.value:,}不同。原读数有误的，请先作废再登记。"


def _twice(row: ReadingRow, other: ReadingRow) -> str:
    return f"与{other.place or '另一行'}是同一时间，数值却不同：{other.value:,}与{row.value:,}。"


def _shrinks(row: ReadingRow, day: date, value: int, where: str) -> str:
    what = kinds.measures()[row.measure].label
    return (
        f"{what}只增不减：{written(day)}为{value:,}（{where or '另一行'}），"
        f"{written(row.until_on)}不能是{row.value:,}。"
        "请核对；已登记的有误，请先作废。"
    )


def _overlaps(row: ReadingRow, from_on: date | None, until_on: date, where: str) -> str:
    return (
        f"{period_words(row.from_on, row.until_on)}与{period_words(from_on, until_on)}（{where or '另一行'}）有重叠，"
        "同一天会计算两次。请改为不重叠的时间。"
    )
