"""Amounts as officers type them into the form, one a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from gongkai.yearbook.arithmetic import edition_of, sums

#: Before a cell's id in the name of its field.
ADD = "add:"
_MOST = Decimal(10) ** 14
_PLACES = 6


@dataclass(frozen=True, slots=True)
class Typed:
    """
    What was typed.

    Args:
        texts: As it was typed, by cell.
        amounts: The numbers among it, by cell.
        errors: What is wrong, by cell; "" for the whole.
    """

    texts: Mapping[str, str]
    amounts: Mapping[str, Decimal]
    errors: Mapping[str, str] = field(default_factory=dict)


def typed_amounts(fields: Mapping[str, str], year: int) -> Typed:
    """The amounts among *fields* for cells of the form of *year* that are no sums; empty ones are left out."""
    edition = edition_of(year)
    texts: dict[str, str] = {}
    amounts: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name in fields:
        cell, text = name.removeprefix(ADD), str(fields[name]).strip()
        if not name.startswith(ADD) or not text or cell not in edition.cells or cell in sums(edition.id):
            continue
        texts[cell] = text
        try:
            amounts[cell] = _amount(text)
        except ValueError:
            errors[cell] = f"“{text}”不是数，请填阿拉伯数字，最多六位小数，不写单位。"
    return Typed(texts, amounts, errors)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError(text) from None
    if not amount.is_finite() or abs(amount) >= _MOST:
        raise ValueError(text)
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_PLACES:
        raise ValueError(text)
    return amount
