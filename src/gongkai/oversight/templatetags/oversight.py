"""How the pages of oversight write days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

from gongkai.organisations.acts import periods

register = template.Library()


@register.filter
def written(value: date | None) -> str:
    """A day as people write it; nothing where there is none."""
    return "" if value is None else periods.written(value)


@register.filter
def overdue(value: date | None, today: date) -> str:
    """By how many days a day has passed, in words; nothing where it has not."""
    return "" if value is None or value >= today else f"已超{(today - value).days}天"


@register.filter
def labelled(key: str, labels: dict[str, str]) -> str:
    """What people call *key*."""
    return labels.get(key, key)


@register.filter
def signed(value: Decimal | None) -> str:
    """A difference with its sign; a dash where there is none."""
    return "—" if value is None else f"{value:+}"


@register.filter
def plain(value: Decimal) -> str:
    """A number without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
