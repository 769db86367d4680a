"""The likely slip behind a broken equation, said only where the figures themselves show it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.report.checking.layout import Equation
from gongkai.report.checking.messages import say
from gongkai.report.checking.registry import Subject
from gongkai.report.checking.words import apart, cell_words, line_words, number
from gongkai.report.form import Rule

Number = int | Decimal
Broken = Sequence[tuple[Equation, Number, Number]]

#: A money figure printed in 元 where the form wants 万元 is that many times too large.
YUAN_IN_WAN = 10_000


def of_equation(subject: Subject, equation: Equation, left: Number, right: Number, broken: Broken) -> str:
    """A sentence on what probably happened, or empty if the figures do not show it."""
    for look in (_made_good_by_a_neighbour, _digits_turned, _left_out_or_twice, _rows_swapped, _carry_forgotten):
        hint = look(subject, equation, left, right, broken)
        if hint:
            return hint
    return ""


def digits_turned(one: Number, other: Number) -> bool:
    """True if the two figures have the same digits in another order, with two digits exchanged (258 and 285)."""
    a, b = number(one), number(other)
    if len(a) != len(b) or a == b or sorted(a) != sorted(b):
        return False
    return sum(x != y for x, y in zip(a, b, strict=True)) == 2


def _made_good_by_a_neighbour(subject: Subject, equation: Equation, left: Number, right: Number, broken: Broken) -> str:
    """Two columns (or rows) of one rule wrong by the same amount in opposite directions: a figure slid over."""
    gap = left - right
    others = [
        other for other, l_side, r_side in broken
        if other is not equation and other.rule is equation.rule and l_side - r_side == -gap
    ]  # fmt: skip
    if len(others) != 1:
        return ""
    measure = "行" if equation.rule.each == "row" else "列"
    here, there = (line_words(equation.table, equation.rule.each, each.along) for each in (equation, others[0]))
    return say("slip", "neighbour", here=here, there=there, gap=number(apart(gap, 0)), measure=measure)


def _digits_turned(subject: Subject, equation: Equation, left: Number, right: Number, broken: Broken) -> str:
    if len(equation.left.ids) == 1 and digits_turned(left, right):
        cell = cell_words(equation.left.ids[0], equation.edition)
        return say("slip", "digits", cell=cell, value=number(left), meant=number(right))
    return ""


def _left_out_or_twice(subject: Subject, equation: Equation, left: Number, right: Number, broken: Broken) -> str:
    """The total is right but for one part: that part was left out, or counted twice, or slid into the next line."""
    if len(equation.left.ids) != 1 or not equation.right.plain or len(equation.right.ids) < 3:
        return ""
    gap = right - left
    parts = [(cell, subject.report.cells[cell]) for cell in equation.right.ids]
    same = [cell for cell, value in parts if value == apart(gap, 0)]
    if left == 0 and parts[-1][1] == right - (parts[-1][1] or 0) != 0:
        return say("slip", "total_shifted", cell=cell_words(parts[-1][0], equation.edition))
    if left == 0:
        return say("slip", "total_zero")
    if len(same) != 1:
        return ""
    key = "left_out" if gap > 0 else "twice"
    return say("slip", key, cell=cell_words(same[0], equation.edition), value=number(apart(gap, 0)))


def _rows_swapped(subject: Subject, equation: Equation, left: Number, right: Number, broken: Broken) -> str:
    """Both sides would agree if the last cell of the left stood on the right and the other way round."""
    if len(equation.left.ids) != 2 or len(equation.right.ids) != 2:
        return ""
    a, b = equation.left.ids[1], equation.right.ids[1]
    one, other = subject.report.cells[a], subject.report.cells[b]
    if one is None or other is None or one == other or left - one + other != right - other + one:
        return ""
    return say("slip", "swapped", one=cell_words(a, equation.edition), other=cell_words(b, equation.edition))


def _carry_forgotten(subject: Subject, equation: Equation, left: Number, right: Number, broken: Broken) -> str:
    """A carry-over of 0 that would make the equation true, above all if last year's report says so."""
    rule, gap = equation.rule, right - left
    if rule.between_years and left == 0 and right > 0:
        return say("slip", "carry_previous", value=number(right))
    if rule.between_years or len(equation.left.ids) != 2 or len(equation.right.ids) != 2:
        return ""
    late = equation.left.ids[1] if gap > 0 else equation.right.ids[1]
    if subject.report.cells[late] != 0:
        return ""
    key = "carry_in" if gap > 0 else "carry_out"
    if gap > 0 and subject.previous is not None and _carried_from(subject, rule, late) == gap:
        key = "carry_in_proved"
    return say("slip", key, cell=cell_words(late, equation.edition), value=number(apart(gap, 0)))


def _carried_from(subject: Subject, rule: Rule, cell: str) -> Number | None:
    """What last year's report carried over into *cell*, by the form's own equation between the years."""
    for equation in subject.layout.between:
        if equation.rule.table == rule.table and equation.left.ids == (cell,) and len(equation.right.ids) == 1:
            value = subject.previous.cells.get(equation.right.ids[0]) if subject.previous else None
            return value if isinstance(value, int | Decimal) else None
    return None
