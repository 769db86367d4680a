"""What in a text wants a second look, and typed numbers that a reference could stand for; knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.report import Report, Section
from gongkai.report.checking import examine
from gongkai.report.checking.prose.numbers import Figure, figures_in, percents_in
from gongkai.yearbook.narrative import forms
from gongkai.yearbook.narrative.changes import sentences
from gongkai.yearbook.narrative.knowledge import Known, Value, split_key
from gongkai.yearbook.narrative.language import Parsed, Reference, Sentence, Words, written
from gongkai.yearbook.narrative.rendering import of_sentence, rendered

#: Kinds of marks, and what people call them.
KINDS = {
    "stale": "旧年份", "repeated": "沿用上年", "claim": "没有记录的数", "missing": "没有数据", "disagrees": "与表不符",
}  # fmt: skip
#: A sentence without numbers that is as long and stands in last year's report was copied from it.
COPIED = 20
#: Below this a number is equal to too many others to be taken for one of them, unless the unit agrees.
SMALL = 10
#: References offered for one number.
OFFERS = 6
_ALIKE = ({"次", "人次"}, {"人", "人次", "名"}, {"条", "件", "篇", "份", "个", "项", "期", "部"})
_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A place in a text that wants a second look.

    Args:
        kind: One of `KINDS`.
        start, end: Where, in the text with its references.
        words: A whole sentence for the officer.
    """

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reference that could stand for a typed number: as it is typed, what it refers to, how it reads."""

    reference: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A typed number, where it stands, and the references that could stand for it."""

    start: int
    end: int
    typed: str
    offers: tuple[Offer, ...]


def suggest(text: str, known: Known) -> list[Suggestion]:
    """
    Typed numbers that equal a figure, so that a reference could stand for them.

    Raises:
        BadTemplate: the text cannot be read.
    """
    found = []
    for _sentence, words in _typed(written(text)):
        for figure in figures_in(words.text, characters=False):
            offers = _offers(words.text, figure, known)
            if offers:
                start, end = words.start + figure.start, words.start + figure.end
                found.append(Suggestion(start, end, text[start:end], offers))
    return found


def marks(text: str, known: Known, last_year: str = "", *, section: str = "overview") -> list[Mark]:
    """
    What in a text wants a second look, in the order of the text.

    Args:
        text: The officer's, with references.
        known: What is known of the year.
        last_year: The same section of last year's report, as it was read; "" if there is none.
        section: Which section it is, for rules that ask it.

    Raises:
        BadTemplate: the text cannot be read.
    """
    parsed = written(text)
    found = [*_missing(parsed, known), *_claims(parsed, known), *_by_rules(parsed, known, section)]
    found += _repeated(parsed, known, last_year)
    return sorted(set(found), key=lambda mark: (mark.start, mark.end, mark.kind))


def _typed(parsed: Parsed) -> Iterator[tuple[Sentence, Words]]:
    for sentence in parsed.sentences():
        for part in sentence.parts:
            if isinstance(part, Words):
                yield sentence, part


def _missing(parsed: Parsed, known: Known) -> Iterator[Mark]:
    for sentence in parsed.sentences():
        for piece in of_sentence(sentence, known):
            if piece.why:
                yield Mark("missing", piece.start, piece.end, f"{piece.why}请补上记录，或者改写这句话。")


def _claims(parsed: Parsed, known: Known) -> Iterator[Mark]:
    """Typed numbers, and typed rates, that no figure of this year or the year before bears out."""
    rates = _rates(known)
    for _sentence, words in _typed(parsed):
        for figure in figures_in(words.text, characters=False):
            if not _equal(figure, known):
                start, end = words.start + figure.start, words.start + figure.end
                typed = parsed.text[start:end]
                yield Mark("claim", start, end, f"“{typed}”没有记录可查，请核对，或者改为有记录的数。")
        for start, end, rate, step in percents_in(words.text):
            if not any(abs(abs(other) - rate) < step for other in rates):
                place = words.start + start, words.start + end
                message = f"“{parsed.text[place[0] : place[1]]}”算不出来：没有两个有记录的数相差这么多。"
                yield Mark("claim", *place, message)


def _rates(known: Known) -> list[Decimal]:
    both = [(now, known.before[name]) for name, now in known.numbers.items() if known.before.get(name)]
    return [rate for now, before in both if (rate := forms.rate(now, before, 6)) is not None]


def _values(known: Known) -> Iterator[tuple[str, Value, bool]]:
    """Every number with its name, and whether it is last year's."""
    for name, value in known.numbers.items():
        yield name, value, False
    for name, value in known.before.items():
        yield name, value, True


def _same(figure: Figure, name: str, value: Value, known: Known) -> bool:
    """Whether a typed number is that figure: equal as far as it is printed, and of a unit that can be meant."""
    word = known.vocabulary.number(name)
    unit = word.unit if word else ""
    if unit == "万元" and figure.unit == "元":
        return figure.agrees(value * _WAN)
    if unit == figure.unit:
        return figure.agrees(value)
    alike = any({unit, figure.unit} <= units for units in _ALIKE)
    return alike and value >= SMALL and figure.agrees(value)


def _equal(figure: Figure, known: Known) -> bool:
    return any(_same(figure, name, value, known) for name, value, _before in _values(known))


def _offers(text: str, figure: Figure, known: Known) -> tuple[Offer, ...]:
    """References for a typed number, those whose label shares most with the words before it first."""
    before = text[max(0, figure.start - 20) : figure.start]
    found = []
    for name, value, is_before in _values(known):
        word = known.vocabulary.number(name)
        if word is None or not value or not _same(figure, name, value, known):
            continue
        scale = (("万",) if figure.step > 1 or "万" in text[figure.start : figure.end] else ()) if value >= _WAN else ()
        shown = (*scale, *(("上年",) if is_before else ()), "单位")
        reference = Reference(name, shown, 0, 0)
        words = forms.write(reference, known)
        if isinstance(words, forms.Written):
            label = known.vocabulary.called(name) + ("（上年）" if is_before else "")
            found.append((_likeness(label, before), word.unit == figure.unit, not split_key(name)[1],
                          Offer(str(reference), label, words.words)))  # fmt: skip
    found.sort(key=lambda entry: entry[:3], reverse=True)
    return tuple(entry[3] for entry in found[:OFFERS])


def _likeness(label: str, before: str) -> int:
    """How many pairs of characters of a label stand in the words before a number."""
    return sum(label[place : place + 2] in before for place in range(len(label) - 1))


def _by_rules(parsed: Parsed, known: Known, section: str) -> Iterator[Mark]:
    """What the checker's rules of the text find, brought back to where it stands in the text."""
    read = rendered(parsed, known)
    text = "\n".join("".join(words for sentence, words in read if sentence in paragraph)
                     for paragraph in parsed.paragraphs)  # fmt: skip
    report = Report(
        edition=known.edition, agency=known.facts.get("机关", ""), year=known.year,
        cells={name: known.numbers[name] for name in known.vocabulary.cells
               if name in known.numbers and known.edition in known.vocabulary.cells[name].editions},
        sections=[Section("", section, "", text)],
    )  # fmt: skip
    for finding in examine(report).findings:
        if not finding.rule.startswith("prose.") or finding.place is None or not finding.place.text:
            continue
        said = _bare(finding.place.text)
        place = next((sentence for sentence, words in read if said and said in _bare(words)), None)
        if place is not None:
            kind = "stale" if finding.rule == "prose.year" else "disagrees"
            yield Mark(kind, place.start, place.end, finding.message + finding.slip)


def _repeated(parsed: Parsed, known: Known, last_year: str) -> Iterator[Mark]:
    """Sentences that stand in last year's report with the same numbers, or word for word."""
    old = {_bare(sentence) for sentence in sentences(last_year)}
    for sentence, words in rendered(parsed, known):
        bare = _bare(words)
        if bare not in old or not bare or any(True for _ in sentence.references()):
            continue
        if re.search(r"[0-9]", bare):
            yield Mark("repeated", sentence.start, sentence.end, "这句话和上年报告一字不差，连数字也没有变，请核对。")
        elif len(bare) >= COPIED:
            yield Mark("repeated", sentence.start, sentence.end, "这句话和上年报告一字不差，请看是否仍然合适。")


def _bare(text: str) -> str:
    return re.sub(r"[\s。！？，,]", "", text)
