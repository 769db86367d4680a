"""Rule `prose.figure`: what the text says against what the tables say."""

from __future__ import annotations

from decimal import Decimal

from gongkai.report.checking.messages import say
from gongkai.report.checking.prose.mentions import Cells, Mention
from gongkai.report.checking.prose.numbers import Figure
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.checking.slips import YUAN_IN_WAN, digits_turned
from gongkai.report.checking.words import apart, listed, number
from gongkai.report.report import Place

Number = int | Decimal


@rule("prose.figure", "warning")
def prose_figure(subject: Subject, outcome: Outcome) -> None:
    """Every figure of the text that speaks of a cell agrees with it; where a cell is unread nothing is said."""
    mentions = subject.mentions
    open_cells: dict[str, None] = {}
    for mention in mentions:
        verdict = _verdict(subject, mention)
        if verdict == "open":
            open_cells.update(dict.fromkeys(_unread(subject, mention)))
        elif verdict == "broken" and not _explained(subject, mention, mentions):
            _accuse(subject, outcome, mention)
    if open_cells:
        where = listed(subject.words(cell) for cell in open_cells)
        outcome.open("prose.figure", tuple(open_cells), say("prose.figure", "open", where=where))


def _unread(subject: Subject, mention: Mention) -> list[str]:
    return [cell for cells in mention.choices for cell in cells if subject.missing(cell)]


def _least(subject: Subject, cells: Cells) -> tuple[Number, bool]:
    """
    What the cells add up to at least, and whether that is exact.

    A total printed blank is no less than the parts printed beside it, for no cell is below zero.
    """
    total: Number = 0
    exact = True
    for cell in cells:
        value = subject.report.cells.get(cell)
        if value is None:
            exact = False
            table, row, column = cell.split("/")
            parts = (
                subject.report.cells.get(f"{table}/{row}/{other.id}")
                for other in subject.layout.table_of(cell).columns
                if other.id != column
            )
            value = sum(part for part in parts if part is not None) if column == "total" else 0
        total += value
    return total, exact


def _factor(subject: Subject, cells: Cells) -> int:
    """How many of the sentence's units (元) one of the form's (万元) is."""
    return YUAN_IN_WAN if subject.layout.columns[cells[0]].unit == "万元" else 1


def _agrees(figure: Figure | None, value: Number) -> bool:
    return value == 0 if figure is None else figure.agrees(value)


def _verdict(subject: Subject, mention: Mention) -> str:
    """`held`, `broken`, or `open` if an unread cell could still make it true."""
    worst = "broken"
    said = mention.figure.value if mention.figure else 0
    for cells in mention.choices:
        value, exact = _least(subject, cells)
        value *= _factor(subject, cells)
        if exact and _agrees(mention.figure, value):
            return "held"
        if not exact and value <= said:
            worst = "open"
    return worst


def _explained(subject: Subject, mention: Mention, mentions: list[Mention]) -> bool:
    """True if the figure is of a wider circle (全市) while another sentence states the body's own figure rightly."""
    return mention.level and any(
        other is not mention and other.what == mention.what and _verdict(subject, other) == "held" for other in mentions
    )


def _accuse(subject: Subject, outcome: Outcome, mention: Mention) -> None:
    cells = mention.choices[0]
    value, exact = _least(subject, cells)
    factor = _factor(subject, cells)
    said: Number = mention.figure.value if mention.figure else 0
    if factor != 1:
        said = Decimal(said) / factor
    unit = subject.layout.columns[cells[0]].unit
    names = [subject.words(cell) for cell in cells]
    figures = {
        "text": mention.sentence.text, "said": number(said), "unit": unit, "cells": _joined(subject, cells, names),
        "value": number(value), "gap": number(apart(value, said)),
    }  # fmt: skip
    key = "none" if mention.figure is None else "broken" if exact else "at_least"
    slip = ""
    if mention.figure is not None and exact:
        if digits_turned(said, value):
            slip = say("slip", "digits_text")
        elif value and said and YUAN_IN_WAN in (said / value, value / said):
            slip = say("slip", "yuan")
    place = Place(text=mention.sentence.text)
    message = say("prose.figure", key, **figures)
    outcome.found("prose.figure", "warning", cells, (said, value), message, slip=slip, place=place)


def _joined(subject: Subject, cells: Cells, names: list[str]) -> str:
    """The cells by name; of many rows the first, the last and how many."""
    if len(cells) == 1:
        return names[0]
    if len(cells) == 2:
        return f"{names[0]}与{names[1]}之和"
    return f"{names[0]}至{names[-1]}共{len(cells)}格之和"
