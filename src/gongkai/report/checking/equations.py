"""The equations of the form, inside a report and between two years, worked out from the edition's data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from gongkai.report.checking import slips
from gongkai.report.checking.layout import Equation, Side
from gongkai.report.checking.messages import has, say
from gongkai.report.checking.registry import Outcome, Subject
from gongkai.report.checking.words import apart, line_words, listed, number, row_words, table_words
from gongkai.report.form import Term
from gongkai.report.report import Value

Number = int | Decimal
_NOTHING: Mapping[str, Value] = {}


def within_the_year(subject: Subject, outcome: Outcome) -> None:
    """Work out every equation inside the report."""
    values = subject.values
    if values is not None and subject.whole:
        # The common case, a whole report of numbers: two sums an equation (benchmarks/html_reading.py).
        broken = [equation for left, right, equation in subject.layout.fast if sum(left(values)) != sum(right(values))]
        _decide(subject, outcome, [*broken, *subject.layout.slow])
    else:
        _decide(subject, outcome, list(subject.layout.within))


def between_the_years(subject: Subject, outcome: Outcome) -> None:
    """Work out the equations that tie this year to the last; without last year's report nothing is asked."""
    previous = subject.previous
    if previous is None:
        return
    equations = [equation for equation in subject.layout.between if _applies(subject, equation)]
    if previous.year is not None and subject.report.year is not None and previous.year != subject.report.year - 1:
        for rule, cells in _by_rule(equations):
            message = say("undecided", "other_year", given=previous.year, wanted=subject.report.year - 1)
            outcome.open(rule, cells, message)
        return
    _decide(subject, outcome, equations)


def _applies(subject: Subject, equation: Equation) -> bool:
    """True if last year's form has the cells that the equation takes from it."""
    if subject.previous is None:
        return False
    form = subject.previous.form_of(equation.table.id)
    return all(
        not term.previous or cell in form.cells
        for side in (equation.left, equation.right)
        for term, cell in zip(side.terms, side.ids, strict=True)
    )


def _decide(subject: Subject, outcome: Outcome, equations: list[Equation]) -> None:
    unread: dict[str, list[tuple[Equation, list[str], list[str]]]] = defaultdict(list)
    broken: list[tuple[Equation, Number, Number]] = []
    for equation in equations:
        here, before = _unread(subject, equation)
        if here or before:
            unread[equation.rule.id].append((equation, here, before))
            continue
        left, right = _value(subject, equation.left), _value(subject, equation.right)
        if not (left == right if equation.rule.op == "=" else left <= right):
            broken.append((equation, left, right))
    for equation, left, right in broken:
        outcome.found(
            equation.rule.id, equation.rule.severity, equation.ids, (left, right),
            _message(equation, left, right), slip=slips.of_equation(subject, equation, left, right, broken),
        )  # fmt: skip
    for rule, cases in unread.items():
        _leave_open(subject, outcome, rule, cases)


def _unread(subject: Subject, equation: Equation) -> tuple[list[str], list[str]]:
    """The cells of this year and of last year that the equation needs and that hold no number."""
    here: list[str] = []
    before: list[str] = []
    for side in (equation.left, equation.right):
        for term, cell in zip(side.terms, side.ids, strict=True):
            if subject.missing(cell, last_year=term.previous):
                (before if term.previous else here).append(cell)
    return here, before


def _value(subject: Subject, side: Side) -> Number:
    total: Number = 0
    before = subject.previous.cells if subject.previous else _NOTHING
    for term, cell in zip(side.terms, side.ids, strict=True):
        value = (before if term.previous else subject.report.cells)[cell]
        assert value is not None  # _unread has seen to it
        total += value * term.sign
    return total


def _message(equation: Equation, left: Number, right: Number) -> str:
    rule = equation.rule
    figures = {
        "where": table_words(equation.edition, rule.table) + line_words(equation.table, rule.each, equation.along),
        "left": number(left), "right": number(right), "gap": number(apart(left, right)),
    }  # fmt: skip
    if has(rule.id, "broken"):
        return say(rule.id, "broken", **figures)
    return say("equation", "<=" if rule.op == "<=" else "=", **figures, left_words=_side_words(equation, equation.left),
               right_words=_side_words(equation, equation.right))  # fmt: skip


def _side_words(equation: Equation, side: Side) -> str:
    """A side in the form's own labels, for a rule that has no sentence of its own (a new edition)."""
    words: list[str] = []
    for term in side.terms:
        lead = ("减" if term.sign < 0 else "加") if words else ("减" if term.sign < 0 else "")
        words.append(lead + ("上年" if term.previous else "") + _term_words(equation, term))
    return "".join(words)


def _term_words(equation: Equation, term: Term) -> str:
    if equation.rule.each == "row":
        return f"“{equation.table.column(term.id).label}”"
    return row_words(equation.table.row(term.id)).removesuffix("行")


def _by_rule(equations: list[Equation]) -> list[tuple[str, tuple[str, ...]]]:
    cells: dict[str, list[str]] = defaultdict(list)
    for equation in equations:
        cells[equation.rule.id].extend(equation.ids)
    return [(rule, tuple(dict.fromkeys(ids))) for rule, ids in cells.items()]


def _leave_open(
    subject: Subject, outcome: Outcome, rule: str, cases: list[tuple[Equation, list[str], list[str]]]
) -> None:
    """One sentence a rule, however many of its rows and columns are open."""
    equation = cases[0][0]
    measure = "行" if equation.rule.each == "row" else "列"
    every = len(equation.table.rows if equation.rule.each == "row" else equation.table.columns)
    names = (line_words(case.table, case.rule.each, case.along) for case, _, _ in cases)
    lines = listed(names, measure, every=every)
    here = tuple(dict.fromkeys(cell for _, cells, _ in cases for cell in cells))
    before = tuple(dict.fromkeys(cell for _, _, cells in cases for cell in cells))
    where = table_words(equation.edition, equation.rule.table) + lines
    why = subject.why_missing(here) if here else ""
    if before:
        why = "；".join(part for part in (why, say("undecided", "last_year", count=len(before))) if part)
    blank = any(cell in subject.report.cells for cell in here)
    outcome.open(rule, here or before, say("undecided", "blank" if blank else "equation", where=where, why=why))
