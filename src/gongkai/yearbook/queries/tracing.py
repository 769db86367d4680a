"""Where a number comes from: the very entries that add up to a cell, or the cells that a sum adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai import figures
from gongkai.errors import Unreadable
from gongkai.figures import PAGE, Entry, Period, UnknownFigure
from gongkai.organisations.models import Organisation
from gongkai.report import Edition
from gongkai.yearbook.arithmetic import codes, edition_of, sums
from gongkai.yearbook.models import Adjustment
from gongkai.yearbook.queries.additions import counted_adjustments, plain_number
from gongkai.yearbook.queries.leaves import Leaves, count, declared_for
from gongkai.yearbook.queries.rollup import behind_sum, rollup
from gongkai.yearbook.queries.snapshots import snapshot
from gongkai.yearbook.queries.years import counted_units

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """A cell that a sum adds; its number is None where something is asked for."""

    cell: str
    value: Number | None


@dataclass(frozen=True, slots=True)
class Trace:
    """
    Where a number comes from.

    Args:
        cell: A cell of the form, or a figure of the text.
        value: Its number; None where something is asked for.
        edition: The edition of the form.
        year: The year.
        kind: As that of a compiled cell.
        parts: The cells that it adds, if it is a sum, or the two figures of a ratio.
        entries: A page of the entries that add up to it: adjustments and nil returns first, then records.
        following: Where the next page starts; "" at the end.
    """

    cell: str
    value: Number | None
    edition: str
    year: int
    kind: str
    parts: tuple[Part, ...] = ()
    entries: tuple[Entry, ...] = ()
    following: str = ""


def trace(
    unit: Organisation, year: int, cell: str, *, scope: str = "body", with_subordinates: bool = False,
    after: str = "", size: int = PAGE, on: date,
) -> Trace:  # fmt: skip
    """
    Say where a number of a report comes from.

    Args:
        unit: Whose report.
        year: On which year.
        cell: The cell, or `text/...`.
        scope: As for `compile_report`.
        with_subordinates: Likewise.
        after: Where the page before said that the next one starts.
        size: How many entries a page has.
        on: The day on which it is asked.

    Raises:
        Refused: no edition of the form covers the year.
        Unreadable: the form has no such cell, no app such a figure, or the list no such place.
    """
    edition = edition_of(year)
    if not cell.startswith(f"{figures.TEXT}/") and cell not in edition.cells:
        raise Unreadable(f"{edition.name}的报告里没有“{cell}”这一格，请在表中点选。")
    with snapshot():
        units = counted_units(unit, year, with_subordinates=with_subordinates or scope == "level")
        asked = _Asked(units, year, cell, edition, _Page(after, size), on)
        if cell.startswith(f"{figures.TEXT}/"):
            return _of_the_text(asked)
        if scope == "level":
            return _of_the_level(asked, unit)
        return _of_the_body(asked)


@dataclass(frozen=True, slots=True)
class _Page:
    """Which page of a list is wanted, and how long it may be."""

    after: str
    size: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for: which number of whose report, and which page."""

    units: Sequence[Organisation]
    year: int
    cell: str
    edition: Edition
    page: _Page
    on: date

    def answer(self, value: Number | None, kind: str, **found: Any) -> Trace:
        """The answer, with what was found."""
        return Trace(self.cell, value, self.edition.id, self.year, kind, **found)

    @property
    def keys(self) -> list[int]:
        """The keys of the units."""
        return [unit.pk for unit in self.units]


def _of_the_body(asked: _Asked) -> Trace:
    """A cell of a body's own report."""
    counted = count(asked.units, asked.year, asked.edition, on=asked.on, wanted=[asked.cell])
    found = counted.cells[asked.cell]
    if asked.cell in sums(asked.edition.id):
        parts = tuple(Part(part, counted.cells[part].value) for part in sums(asked.edition.id)[asked.cell])
        return asked.answer(found.value, "derived", parts=parts)
    entries, following = _paged(_special(counted, asked), asked)
    return asked.answer(found.value, found.kind, entries=entries, following=following)


def _of_the_text(asked: _Asked) -> Trace:
    """A figure of the text: its records, or the two figures of a ratio."""
    period = Period.of_year(asked.year)
    matching = [each for each in figures.registry.declared if figures.keys_in(each.cell, asked.cell) is not None]
    ratio = next((each for each in matching if isinstance(each, figures.Ratio)), None)
    if ratio is not None:
        found = figures.together(figures.totals(asked.keys, period))
        key = asked.cell.removeprefix(f"{figures.TEXT}/{ratio.cell.name}")
        names = [f"{figures.TEXT}/{name}{key}" for name in (ratio.part, ratio.whole)]
        parts = tuple(Part(name, found[name].value if name in found else None) for name in names)
        return asked.answer(found[asked.cell].value if asked.cell in found else None, "derived", parts=parts)
    total = figures.together(figures.totals(asked.keys, period, among=matching)).get(asked.cell)
    page = figures.behind(asked.cell, asked.keys, period, after=asked.page.after, size=asked.page.size)
    kind, value = ("asked", None) if total is None else ("records", total.value)
    return asked.answer(value, kind, entries=page.entries, following=page.following)


def _of_the_level(asked: _Asked, unit: Organisation) -> Trace:
    """The reports of the units that have a number there."""
    added = rollup(unit, asked.year)
    values = behind_sum(added, asked.cell)
    own = counted_adjustments([unit], asked.year, "level", on=asked.on)
    start = _whole(asked.page.after) if asked.page.after else 0
    every = [_adjusted(each) for each in own if each.cell == asked.cell]
    every += [
        Entry(
            record=f"report:{added.sources[key].unit.uid}/{asked.year}", title=str(added.sources[key].unit),
            on=added.sources[key].on, amount=value, address="",
        )
        for key, value in values.items()
    ]  # fmt: skip
    until = start + asked.page.size
    value = plain_number(sum(entry.amount for entry in every)) if every else None
    return asked.answer(
        value, "reports" if every else "asked",
        entries=tuple(every[start:until]), following=str(until) if len(every) > until else "",
    )  # fmt: skip


def _special(counted: Leaves, asked: _Asked) -> list[Entry]:
    """What stands before the records: adjustments, and the nil returns without which the cell would be asked for."""
    found = [_adjusted(each) for each in counted.adjustments if each.cell == asked.cell]
    if counted.cells[asked.cell].kind != "nil":
        return found
    register = counted.registers[asked.cell]
    for unit in asked.units:
        nil = counted.nil.get(unit.pk, {}).get(register.id)
        if nil is not None:
            title = f"零申报：{register.label}（{unit.name}）"
            found.append(Entry(f"nilreturn:{nil.uid}", title, nil.declared_on, 0, ""))
    return found


def _adjusted(adjustment: Adjustment) -> Entry:
    return Entry(
        record=f"adjustment:{adjustment.uid}", title=f"{adjustment.get_kind_display()}：{adjustment.reason}",
        on=adjustment.on, amount=plain_number(adjustment.amount), address="",
    )  # fmt: skip


def _paged(special: list[Entry], asked: _Asked) -> tuple[tuple[Entry, ...], str]:
    """
    A page of what stands first and then of each code that the cell folds, and where the next one starts.

    A place is `<list>.<place in it>`: list 0 is what stands first, the codes follow in their order.
    """
    at, _, inner = asked.page.after.partition(".")
    start = _whole(at) if asked.page.after else 0
    names = [name for name in codes(asked.edition.id)[asked.cell] if declared_for(name)]
    if start > len(names):
        raise UnknownFigure(f"“{asked.page.after}”不是清单里的位置，请从第一页看起。")
    found: tuple[Entry, ...] = ()
    for index in range(start, len(names) + 1):
        page = _Page(inner if index == start else "", asked.page.size - len(found))
        entries, following = _of_records(names[index - 1], asked, page) if index else _of_list(special, page)
        found += entries
        if following:
            return found, f"{index}.{following}"
    return found, ""


def _of_list(entries: list[Entry], page: _Page) -> tuple[tuple[Entry, ...], str]:
    start = _whole(page.after) if page.after else 0
    until = start + page.size
    return tuple(entries[start:until]), str(until) if len(entries) > until else ""


def _of_records(name: str, asked: _Asked, page: _Page) -> tuple[tuple[Entry, ...], str]:
    found = figures.behind(name, asked.keys, Period.of_year(asked.year), after=page.after, size=page.size)
    return found.entries, found.following


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise UnknownFigure(f"“{text}”不是清单里的位置，请从第一页看起。")
    return int(text)
