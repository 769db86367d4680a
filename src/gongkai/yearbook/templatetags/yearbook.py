"""How the back office of the yearbook writes numbers and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

from gongkai.report.exact_json import plain

register = template.Library()


@register.filter
def written(value: date | None) -> str:
    """A day as people write it; nothing where there is none."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


@register.filter
def number(value: int | Decimal | None) -> str:
    """A number with thousands marks and all of its places; a dash where there is none."""
    if value is None:
        return "—"
    whole, point, rest = plain(value).partition(".")
    rest = rest.rstrip("0")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{abs(int(whole)):,}{point if rest else ''}{rest}"


@register.filter
def signed(value: int | Decimal) -> str:
    """An amount that is added, with its sign."""
    return f"+{number(value)}" if value >= 0 else number(value)


@register.filter
def absolute(value: int) -> int:
    """A number without its sign."""
    return abs(value)


@register.filter
def item(things: dict[str, object], name: str) -> object:
    """What stands under a name; "" where nothing does."""
    return things.get(name, "")
