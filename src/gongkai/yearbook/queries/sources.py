"""Where the numbers of a published report come from, for the public: how many entries a register has, never which."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from gongkai import figures
from gongkai.figures.cells import TEXT
from gongkai.report.exact_json import exact
from gongkai.report.form import Edition, edition_for
from gongkai.yearbook.arithmetic import sums
from gongkai.yearbook.models import FrozenCell, PublishedReport


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A number and how many entries add up to it; `words` is what people call it."""

    cell: str
    words: str
    value: int | Decimal
    entries: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """
    A register of the form, or the text of the report.

    Args:
        label: What people call it.
        entries: How many entries stand behind its numbers; an entry in two cells is counted in each.
        cells: Its numbers that have entries; those that the form adds up are left out.
        is_nil: There is none, and the body has declared so.
    """

    label: str
    entries: int
    cells: tuple[SourceCell, ...]

    @property
    def is_nil(self) -> bool:
        """Whether nothing stands behind it: the body has declared that there was nothing to record."""
        return not self.entries


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands behind a published report: its registers in the order of the form, and the figures of its text."""

    registers: tuple[Source, ...]
    text: Source | None


def sources_of(published: PublishedReport) -> Sources | None:
    """Where the numbers of a report come from; None if it was not frozen here, and nobody knows. One query."""
    if published.frozen_id is None:
        return None
    found = {row.cell: row for row in FrozenCell.objects.filter(frozen=published.frozen_id)}
    form = edition_for(published.year)
    registers = tuple(
        _register(register.label, [cell for cell in register.cells if cell not in sums(form.id)], found, form)
        for register in form.registers
    )
    return Sources(registers, _text(found, published.year))


def _register(label: str, cells: list[str], found: dict[str, FrozenCell], form: Edition) -> Source:
    counted = [
        SourceCell(cell, form.cells[cell].words, _value(found[cell]), found[cell].entries, form.cells[cell].column.unit)
        for cell in cells
        if cell in found and found[cell].entries and found[cell].value is not None
    ]
    return Source(label, sum(cell.entries for cell in counted), tuple(counted))


def _text(found: dict[str, FrozenCell], year: int) -> Source | None:
    counted = []
    for name, row in found.items():
        # Those of the whole: what a figure is told apart by would say the same entries twice.
        if name.startswith(f"{TEXT}/") and name.count("/") == 1 and row.entries and row.value is not None:
            words, unit = figures.words(name, year)
            counted.append(SourceCell(name, words, _value(row), row.entries, unit))
    return Source("", sum(cell.entries for cell in counted), tuple(counted)) if counted else None


def _value(row: FrozenCell) -> int | Decimal:
    value = exact(row.value)
    if value is None:
        raise ValueError(f"{row.cell} has no value")
    return value


def series_of(published: PublishedReport, *, size: int = 6) -> list[PublishedReport]:
    """The body's reports on that year and those before it as they are served, newest first, at most *size*."""
    later = PublishedReport.objects.filter(
        organisation=OuterRef("organisation"), year=OuterRef("year"), scope=OuterRef("scope"),
        number__gt=OuterRef("number"),
    )  # fmt: skip
    rows = PublishedReport.objects.filter(
        organisation=published.organisation, scope=published.scope, year__lte=published.year
    )
    return list(rows.exclude(Exists(later)).order_by("-year")[:size])


def versions_of(published: PublishedReport) -> list[PublishedReport]:
    """Every version of a report that was ever published, newest first, without the texts."""
    rows = PublishedReport.objects.filter(
        organisation=published.organisation, scope=published.scope, year=published.year
    )
    return list(rows.defer("text").order_by("-number"))
