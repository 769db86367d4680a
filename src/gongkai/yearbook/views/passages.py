"""A section of the text as its page shows it: what it reads, what it refers to, what was changed, what is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from gongkai.figures import TEXT
from gongkai.report.form import SectionForm
from gongkai.yearbook import narrative
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.narrative import BadTemplate, Known, LeftOut, Mark, Piece, Segment, Suggestion
from gongkai.yearbook.queries.compiling import Compiled
from gongkai.yearbook.queries.narrative import Wording, changes_of, narrative_of


@dataclass(frozen=True, slots=True)
class PieceView:
    """Words, or a reference written out with the way to its records."""

    piece: Piece
    href: str


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark with what people call its kind, and the words of the text that it is about."""

    label: str
    quote: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A section.

    Args:
        form: Its key, number and heading.
        text: What the officer has, with references; the draft where nobody has written yet.
        is_written: Whether somebody has drafted or written it.
        paragraphs: What it reads, piece by piece.
        changes: What the officer changed of the draft; none where it is as drafted.
        marks: What wants a second look.
        left_out: What the template leaves out, and why.
        whose: Whose template it is; "" for the one that comes with the program.
    """

    form: SectionForm
    text: str
    is_written: bool
    paragraphs: Sequence[Sequence[PieceView]]
    changes: Sequence[Segment]
    marks: Sequence[MarkView]
    left_out: Sequence[LeftOut]
    whose: str


def passage(
    making: YearReport, compiled: Compiled, known: Known, form: SectionForm, templates: Mapping[str, Wording]
) -> Passage:
    """A section as it stands."""
    row = narrative_of(making, form.key)
    wording = templates[form.key]
    drafted = narrative.draft(known, form.key, wording.text)
    text = row.text if row is not None else drafted.text
    changes = changes_of(row) if row is not None and row.text != row.drafted else []
    return Passage(
        form, text, row is not None, paragraphs(making, known, text), changes,
        marks(compiled, known, form.key, text), [left for left in drafted.left_out if left.is_missing],
        wording.unit.name if wording.unit is not None else "",
    )  # fmt: skip


def paragraphs(making: YearReport, known: Known, text: str) -> list[list[PieceView]]:
    """What a text reads, each reference with the way to its records; none where it cannot be read."""
    try:
        found = narrative.pieces(text, known)
    except BadTemplate:
        return []
    return [[PieceView(piece, _address(making, known, piece)) for piece in paragraph] for paragraph in found]


def marks(compiled: Compiled, known: Known, section: str, text: str) -> list[MarkView]:
    """What in a text wants a second look; none where it cannot be read."""
    before = compiled.before.report.section(section) if compiled.before else None
    try:
        found = narrative.marks(text, known, before.text if before else "", section=section)
    except BadTemplate:
        return []
    return [MarkView(narrative.KINDS[mark.kind], text[mark.start : mark.end], mark) for mark in found]


def suggestions(known: Known, text: str) -> list[Suggestion]:
    """Typed numbers that a reference could stand for; none where the text cannot be read."""
    try:
        return narrative.suggest(text, known)
    except BadTemplate:
        return []


def taken(known: Known, text: str, choice: str) -> str:
    """
    A text with an offered reference in the place of a typed number.

    Args:
        known: What is known of the year.
        text: The text as it is typed.
        choice: `start:end:reference`; one that is not offered for this very text any more changes nothing.
    """
    for suggestion in suggestions(known, text):
        for offer in suggestion.offers:
            if choice == f"{suggestion.start}:{suggestion.end}:{offer.reference}":
                return text[: suggestion.start] + offer.reference + text[suggestion.end :]
    return text


def references(known: Known) -> list[tuple[str, str, int | Decimal]]:
    """The figures of the text that can be referred to: as they are typed, what they are called, this year's number."""
    return [
        (f"{{{{{name}|单位}}}}", known.vocabulary.called(name), value)
        for name, value in known.numbers.items()
        if name.startswith(f"{TEXT}/")
    ]


def _address(making: YearReport, known: Known, piece: Piece) -> str:
    """The page of the number that a reference stands for; "" for facts and lists, which are no numbers."""
    name = piece.name
    if not piece.reference or name not in known.numbers:
        return ""
    if name.startswith(f"{TEXT}/") or name in known.vocabulary.cells:
        return reverse("gk_yearbook:cell", args=[making.uid, name])
    return ""
