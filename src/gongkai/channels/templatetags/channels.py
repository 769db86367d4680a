"""How the back office writes counts, rates and periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def counted(value: int | None) -> str:
    """A count with thousands marks; a dash where there is none."""
    return "—" if value is None else f"{value:,}"


@register.filter
def rated(value: Decimal | None) -> str:
    """A change in per cent with its sign; a dash where there is none."""
    return "—" if value is None else f"{value:+}%"


@register.filter
def written(value: date | None) -> str:
    """A day as people write it; nothing where there is none."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"
