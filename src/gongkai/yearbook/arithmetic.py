"""What a form says of its own cells: which of them are sums of others, and which finest codes each one folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from gongkai.errors import Refused
from gongkai.report import Edition, edition_for, editions

Number = TypeVar("Number")


def edition_of(year: int) -> Edition:
    """
    The edition in which reports on *year* are written.

    Raises:
        Refused: there is none, for the form of the years before has other tables.
    """
    try:
        return edition_for(year)
    except KeyError:
        first = next(iter(editions().values())).from_year
        raise Refused(
            f"{year}年的报告用的是另一种格式，不能在这里编制：可以编制{first}年及以后各年的报告。",
            article="国办公开办函〔2019〕60号",
        ) from None


@cache
def sums(edition: str) -> Mapping[str, tuple[str, ...]]:
    """
    The cells of an edition that are sums of others, each with its parts: what its equations have alone on one side.

    Where two equations give a cell (the sum of a row and of a column), the first one counts; the other is checked.
    """
    form = editions()[edition]
    found: dict[str, tuple[str, ...]] = {}
    for rule in form.rules:
        plain = all(term.sign == 1 and not term.previous for term in (*rule.left, *rule.right))
        if rule.op != "=" or len(rule.left) != 1 or not plain:
            continue
        table = form.table(rule.table)
        for line in table.rows if rule.each == "row" else table.columns:
            parts = tuple(rule.cell(line.id, term) for term in rule.right)
            found.setdefault(rule.cell(line.id, rule.left[0]), parts)
    return MappingProxyType(found)


@cache
def codes(edition: str) -> Mapping[str, tuple[str, ...]]:
    """The cells of an edition, each with the ids under which records are counted for it, in the order of the form."""
    found = {}
    for cell in editions()[edition].cells.values():
        rows = dict.fromkeys((cell.row.id, *cell.row.codes))
        found[cell.id] = tuple(f"{cell.table}/{row}/{cell.column.id}" for row in rows)
    return MappingProxyType(found)


def leaves(edition: str, cell: str) -> tuple[str, ...]:
    """The cells that *cell* comes down to: itself if it is no sum, else those of its parts."""
    parts = sums(edition).get(cell)
    if parts is None:
        return (cell,)
    return tuple(leaf for part in parts for leaf in leaves(edition, part))


def worked_out(edition: str, known: Mapping[str, Number], add: Callable[[list[Number]], Number]) -> dict[str, Number]:
    """
    The sums of an edition of which every part is known.

    Args:
        edition: Its id.
        known: What is known of cells that are no sums.
        add: How parts are added up.
    """
    found: dict[str, Number] = {}

    def value(cell: str) -> Number | None:
        parts = sums(edition).get(cell)
        if parts is None:
            return known.get(cell)
        if cell not in found:
            values = [each for each in map(value, parts) if each is not None]
            if len(values) == len(parts):
                found[cell] = add(values)
        return found.get(cell)

    for cell in sums(edition):
        value(cell)
    return found
