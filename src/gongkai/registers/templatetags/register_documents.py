"""How pages write the amounts of budgets and the lines of addresses."""

from __future__ import annotations

from django import template

from gongkai.registers.budget_tables import written

register = template.Library()


@register.filter
def wan(fen: int | None) -> str:
    """An amount in 万元, exactly, with thousands marks; a dash for a blank."""
    if fen is None:
        return "—"
    whole, point, rest = written(fen, "万元").partition(".")
    return f"{int(whole):,}{point}{rest}" if not whole.startswith("-0") else f"{whole}{point}{rest}"
