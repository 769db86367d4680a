"""Rule `prose.growth`: a stated rate of growth against the two figures that the sentence gives for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gongkai.report.checking.messages import say
from gongkai.report.checking.prose.numbers import Figure, Number, percents_in
from gongkai.report.checking.prose.text import Sentence
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.checking.words import number
from gongkai.report.report import Place, Report

_UP = "增长|增加|上升|提高|提升|新增|上涨|增幅|涨幅|增"
_DOWN = "下降|减少|降低|回落|下滑|减幅|降幅|缩减|精简|下跌|降"
# From the second figure to the rate: nothing, or the name of what grew; 办结率增长 is the growth of something else.
_TREND = re.compile(
    rf"^[）)]?(?:的)?[，,]?(?:同比|环比|总体|分别)?(?:[一-鿿]{{0,4}}(?:量|数|数量|总量|总数))?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:率)?(?:了|约|近|达到|达|为|幅度为|幅度达)*\s*$"
)
_ABOUT = re.compile(r"(?:约|近|逾|超|超过)\s*$")
_FROM = re.compile(r"(?:由|从)[^，,；;。]{0,16}$")
_TO = re.compile(
    r"^(?:[一-鿿]{0,2})(?:增加|增长|增|上升|提高|提升|减少|下降|降低|降|精简|缩减|扩大|扩展|拓展|发展|整合|压缩)?(?:到|至|为|成)[^，,；;。]{0,10}$"
)
_THAN = re.compile(
    r"^[，,]?(?:[一-鿿]{0,6}?)(?:较|比|相比|相较)[^，,；;。0-9]{0,4}(?:(?:19|20)\d\d年度?)?[^，,；;。0-9]{0,8}[（(]?(?:的)?$"
)
_DELTA = re.compile(
    rf"^[，,]?(?:同比|(?:较|比|与)(?:[^，,；;。]{{0,14}}?)(?:相比)?[，,]?)(?:净)?(?:(?P<up>{_UP}|多)|(?P<down>{_DOWN}|少))(?:了)?$"
)
_ON_LAST_YEAR = re.compile(
    rf"^(?:[（(][^（()）]*[）)])?[，,]?(?:同比|[较比](?:上|去)年度?(?:同期)?)(?:(?:{_UP})|(?P<down>{_DOWN}))了?(?P<rate>[0-9]+(?:\.[0-9]+)?)[%％]"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年")


#: The figure before and after, and the least and the greatest rate that the two can mean as printed.
Pair = tuple[Number, Number, Decimal, Decimal]


@rule("prose.growth", "warning")
def prose_growth(subject: Subject, outcome: Outcome) -> None:
    """A rate agrees with its two figures, as far as both are printed; a rate with fewer figures is not judged."""
    for sentence in subject.narrative.sentences:
        if len(sentence.figures) < 2 or "%" not in sentence.text:
            continue
        start = 0
        for at, end, rate, step in percents_in(sentence.text):
            _judge(outcome, sentence, range(start, at), (rate, step))
            start = end
    _against_last_year(subject, outcome)


def _against_last_year(subject: Subject, outcome: Outcome) -> None:
    """收到申请3646件，同比增长1.05%: the rate against the same cells of last year's report."""
    previous, year = subject.previous, subject.report.year
    if previous is None or year is None or previous.year != year - 1:
        return
    for mention in subject.mentions:
        figure = mention.figure
        match = _ON_LAST_YEAR.match(mention.sentence.text[figure.end :]) if figure is not None else None
        cells = next((cells for cells in mention.choices if _holds(subject.report, cells, figure)), None)
        if figure is None or match is None or cells is None:
            continue
        if any(previous.cells.get(cell) is None for cell in cells):
            outcome.open("prose.growth", cells, say("prose.growth", "open", text=mention.sentence.text))
            continue
        before = sum(previous.cells[cell] or 0 for cell in cells)
        rate = Decimal(match["rate"])
        pair = _between(before, figure.value, 1, figure.step)
        if pair is not None:
            _compare(outcome, mention.sentence, pair, (-rate if match["down"] else rate, _step_of(rate)))


def _holds(report: Report, cells: tuple[str, ...], figure: Figure | None) -> bool:
    values = [report.cells.get(cell) for cell in cells]
    return figure is not None and None not in values and figure.agrees(sum(value or 0 for value in values))


def _step_of(rate: Decimal) -> Decimal:
    exponent = rate.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _judge(outcome: Outcome, sentence: Sentence, span: range, stated_rate: tuple[Decimal, Decimal]) -> None:
    """Judge one rate (its value, the worth of its last digit) by the figures in *span*, from the rate before to it."""
    text, start, at = sentence.text, span.start, span.stop
    rate, step = stated_rate
    figures = [figure for figure in sentence.figures if start <= figure.start and figure.end <= at]
    if len(figures) < 2 or any(figure.rough for figure in figures[-2:]) or _ABOUT.search(text[:at]):
        return
    trend = _TREND.match(text[figures[-1].end : at])
    if trend is None:
        return
    pair = _pair(text, figures, start)
    if pair is None:
        return
    _compare(outcome, sentence, pair, (-rate if trend["down"] else rate, step))


def _compare(outcome: Outcome, sentence: Sentence, pair: Pair, stated_rate: tuple[Decimal, Decimal]) -> None:
    """Set a stated rate (negative if it fell, and the worth of its last digit) against what the figures give."""
    before, after, low, high = pair
    stated, step = stated_rate
    if low - step < stated < high + step:
        return
    actual = ((Decimal(after) - before) * 100 / Decimal(before)).quantize(step)
    message = say("prose.growth", "broken", text=sentence.text, before=number(before), after=number(after),
                  stated=_rate(stated), actual=_rate(actual))  # fmt: skip
    outcome.found("prose.growth", "warning", (), (stated, actual), message, place=Place(text=sentence.text))


def _rate(rate: Decimal) -> str:
    return say("prose.growth", "down" if rate < 0 else "up", rate=number(abs(rate)))


def _pair(text: str, figures: Sequence[Figure], start: int) -> Pair | None:
    """The figure before, the figure after, and the least and greatest rate that they can mean as printed."""
    for at in range(len(figures) - 1, 0, -1):
        one, two = figures[at - 1], figures[at]
        if one.unit != two.unit:
            continue
        lead, between = text[start : one.start], text[one.end : two.start]
        delta = _DELTA.match(between)
        if delta is not None:
            sign = -1 if delta["down"] else 1
            return _between(one.value - sign * two.value, one.value, one.step, one.step)
        if _FROM.search(lead) and _TO.match(between):
            return _between(one.value, two.value, one.step, two.step)
        if _THAN.match(between):
            return _between(two.value, one.value, two.step, one.step)
        years = [_YEAR.findall(lead)[-1:], _YEAR.findall(between)[-1:]]
        if years[0] and years[1] and int(years[1][0]) == int(years[0][0]) + 1:
            return _between(one.value, two.value, one.step, two.step)
    return None


def _between(before: Number, after: Number, before_step: Number, after_step: Number) -> Pair | None:
    """The two figures with the rates at the edges of what they can have been before they were rounded."""
    if before <= 0:
        return None
    half_before = Decimal(before_step) / 2 if before_step != 1 else Decimal(0)
    half_after = Decimal(after_step) / 2 if after_step != 1 else Decimal(0)
    most, least = before + half_before, before - half_before
    if least <= 0:
        return None
    low = ((after - half_after) / most - 1) * 100
    high = ((after + half_after) / least - 1) * 100
    return before, after, Decimal(low), Decimal(high)
