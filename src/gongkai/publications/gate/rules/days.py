"""Days that cannot be, and a year left from another paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.subject import Subject

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")


@rule("day.future", "stop")
def future(subject: Subject) -> Iterator[Noticed]:
    """Made after the day on which this text was saved."""
    made = subject.day("made_on")
    if made and made > subject.saved_on:
        words = (("made", written(made)), ("saved", written(subject.saved_on)))
        yield Noticed(subject.field("made_on"), context=str(made), words=words)


@rule("day.order", "stop")
def order(subject: Subject) -> Iterator[Noticed]:
    """Lapsed before it takes effect, or before it was made."""
    lapses = subject.day("lapses_on")
    for name in ("effective_on", "made_on"):
        day = subject.day(name)
        if lapses and day and lapses < day:
            words = (("lapses", written(lapses)), ("other", subject.labels[name]), ("day", written(day)))
            yield Noticed(subject.field("lapses_on"), context=f"{lapses} {day}", words=words)


@rule("day.backwards", "warn")
def backwards(subject: Subject) -> Iterator[Noticed]:
    """In force before it was made (Legislation Law art. 104: not backwards, but in favour of the citizen)."""
    made, effective = subject.day("made_on"), subject.day("effective_on")
    if made and effective and effective < made:
        words = (("effective", written(effective)), ("made", written(made)))
        yield Noticed(subject.field("effective_on"), context=f"{effective} {made}", words=words)


@rule("day.year", "warn")
def year(subject: Subject) -> Iterator[Noticed]:
    """The title names no year that goes with the paper's own: left from last year's, perhaps."""
    years = {int(found) for found in _YEAR.findall(subject.text("title"))}
    made, fiscal = subject.day("made_on"), subject.text("fiscal_year")
    if years and fiscal:
        if int(fiscal) not in years:
            words = (("year", max(years)), ("other", f"财政年度{fiscal}年"))
            yield Noticed(subject.field("title"), f"{max(years)}年", f"{subject.text('title')} {fiscal}", words)
    elif years and made and not any(made.year - 1 <= one <= made.year + 1 for one in years):
        words = (("year", max(years)), ("other", f"成文日期{written(made)}"))
        yield Noticed(subject.field("title"), f"{max(years)}年", f"{subject.text('title')} {made}", words)


def written(day: date) -> str:
    """A day as the officer writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
