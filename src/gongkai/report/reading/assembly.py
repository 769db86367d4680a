"""From what was found in tables to the cells and doubts of one report."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gongkai.report.form import Edition, Table, editions
from gongkai.report.reading.fitting import Fit, Losses, fit, settle, shape, verified
from gongkai.report.reading.numbers import Entry, in_form
from gongkai.report.reading.placing import decide_editions, place_orphans
from gongkai.report.reading.rows import Found, Harvest
from gongkai.report.report import Doubt, Place, Unplaced, Value


@dataclass(slots=True)
class Tables:
    """The tables of one report as read."""

    edition: str
    tables: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Value] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    #: Rows that are certain; a source without one is refused.
    certain: int = 0


def assemble(rows: list[Found], harvest: Harvest, year: int | None, *, places: bool) -> Tables:
    """Fit the rows of one report to the edition they are in."""
    forms = list(editions().values())
    edition, tables = decide_editions(rows, harvest.heads, year, forms)
    result = Tables(edition, tables)
    streamed = [found for found in rows if found.pieces is not None]
    losses = {summed: _losses(streamed, harvest, editions()[edition], summed=summed) for summed in (False, True)}
    heads: dict[tuple[str, str], dict[str, None]] = {}
    for head_edition, head_table, column in harvest.heads:
        heads.setdefault((head_edition, head_table), {})[column] = None
    for table in editions()[edition].tables:
        form = editions()[tables.get(table.id, edition)]
        ours = [found for found in rows if found.table == table.id]
        if ours:
            kind = losses[table.id in _summed(form.id, "row")]
            order = list(heads.get((form.id, table.id), ()))
            _Table(result, form.table(table.id), form, harvest, kind, places=places).read(ours, order)
    return result


class _Table:
    """Reads the rows of one table into the result."""

    def __init__(
        self, result: Tables, table: Table, form: Edition, harvest: Harvest, losses: Losses, *, places: bool
    ) -> None:
        self.result, self.form, self.harvest, self.places = result, form, harvest, places
        self.losses = losses
        self.table = table
        self.known = [row.id for row in self.table.rows]

    def read(self, rows: list[Found], heads: list[str]) -> None:
        if self.table.across:
            rows = self._across(rows)
            by_order: set[int] = set()
        else:
            by_order = place_orphans(rows, self.table, summed=self.table.id in _summed(self.form.id, "column"))
        self._in_form_order(rows, heads)
        if not self.places and not by_order and self._all_plain(rows):
            return
        guessed = {id(rows[at]) for at in by_order}
        fits: dict[str, Fit] = {}
        for found in rows:
            if found.row not in self.known and found.row != "*":
                self._unplaced(found)
                continue
            fitted = fit(found, shape(self.form.id, self.table.id, found.row), self.losses)
            earlier = fits.get(found.row)
            fits[found.row] = fitted if earlier is None else _joined(earlier, fitted)
        if any(not f.sure for f in fits.values()):
            _same_window(list(fits.values()))
            settle(list(fits.values()), self.table, self.form.rules)
        for row, fitted in fits.items():
            if id(fitted.found) in guessed and not verified(row, list(fits.values()), self.table, self.form.rules):
                self._doubt(fitted, "行名缺失，只能按顺序推断")
            else:
                self._take(fitted)

    def _all_plain(self, rows: list[Found]) -> bool:
        """Take a whole table in the form's order, counted out and of numbers alone, as most tables of pages are."""
        form = shape(self.form.id, self.table.id, "*")
        order = [found.row for found in rows]
        if not form.plain or order not in (self.known, ["*"]):
            return False
        width = len(form.cells) // len(order)
        if any(len(found.entries) != width or found.pieces is not None or not found.counted for found in rows):
            return False
        numbers = [found.value for row in rows for found in row.entries]
        if None in numbers:
            return False
        self.result.cells.update(zip(form.cells, numbers, strict=True))
        self.result.certain += len(rows)
        return True

    def _in_form_order(self, rows: list[Found], order: list[str]) -> None:
        """Columns printed in another order than the form's (under one row of heads) are put in order."""
        columns = [column.id for column in self.table.columns]
        if self.table.columns[0].heads or self.table.across or len(columns) == 1:
            return
        if order == columns or set(order) != set(columns):
            return
        for found in rows:
            if len(found.entries) == len(columns):
                found.entries = [found.entries[order.index(column)] for column in columns]

    def _across(self, rows: list[Found]) -> list[Found]:
        """The single line of numbers of a table printed across; a row with its own label stays as it is."""
        size = len(self.table.columns)
        width = size * len(self.table.rows)
        kept: list[Found] = []
        labelled = {found.row for found in rows if found.row and size <= len(found.entries) <= size + 2}
        for found in rows:
            filled = sum(1 for e in found.entries if e.text)
            if found.row and (found.row not in labelled or len(labelled) < len(self.table.rows)):
                found.row = ""  # the last head of the line, not the label of a row
            if not found.row and (len(found.entries) >= width or _digits(found) >= width or filled > size):
                found.row = "*"
            if found.row and (filled or not kept):
                kept.append(found)
            elif filled:
                self._unplaced(found)
        filled_rows = [found for found in kept if any(e.text for e in found.entries)]
        return filled_rows or kept

    def _unplaced(self, found: Found) -> None:
        values = tuple(e.text for e in found.entries)
        if any(values):
            self.result.unplaced.append(Unplaced(found.label, values, found.place(0)))

    def _take(self, fitted: Fit) -> None:
        if not fitted.options:
            self._doubt(fitted, fitted.why)
            return
        first = fitted.options[0]
        if len(fitted.options) == 1 and self._take_sure(fitted, first):
            return
        doubtful = False
        for at, cell in enumerate(fitted.form.cells):
            column = fitted.form.columns[at]
            unit = self.harvest.units.get((self.table.id, column.id), "")
            values = list(dict.fromkeys(in_form(option[at], column, unit) for option in fitted.options))
            if len(values) > 1 or not first[at].clear:
                doubtful = True
                candidates = tuple(values) if len(values) > 1 else ()
                why = fitted.why or "这一格不是数字"
                self.result.doubts.append(Doubt(cell, why, candidates, self._text(fitted, first[at])))
                continue
            self.result.cells[cell] = values[0]
            if first[at].mark:
                self.result.marks[cell] = first[at].mark
            if self.places:
                self.result.places[cell] = _place(fitted, first, at)
        self.result.certain += not doubtful

    def _take_sure(self, fitted: Fit, option: tuple[Entry, ...]) -> bool:
        """Take a row that can be read in one way; false if one of its values is no number."""
        cells, marks, units = self.result.cells, self.result.marks, self.harvest.units
        numbers = [found.value for found in option]
        if fitted.form.plain and None not in numbers:
            cells.update(zip(fitted.form.cells, numbers, strict=True))
            self._note_places(fitted, option)
            return True
        values: dict[str, Value] = {}
        for cell, column, found in zip(fitted.form.cells, fitted.form.columns, option, strict=True):
            if not found.clear:
                return False
            value = found.value
            values[cell] = in_form(found, column, units.get((self.table.id, column.id), "")) if column.money else value
            if value is None and found.mark:
                marks[cell] = found.mark
        cells.update(values)
        self._note_places(fitted, option)
        return True

    def _note_places(self, fitted: Fit, option: tuple[Entry, ...]) -> None:
        self.result.certain += 1
        if self.places:
            self.result.places.update({c: _place(fitted, option, at) for at, c in enumerate(fitted.form.cells)})

    def _text(self, fitted: Fit, found: Entry) -> str:
        if fitted.found.pieces is None:
            return found.text
        return " ".join(piece for piece in fitted.found.pieces if piece is not None)

    def _doubt(self, fitted: Fit, why: str) -> None:
        text = " ".join(e.text for e in fitted.found.entries if e.text)
        for at, cell in enumerate(fitted.form.cells):
            values = tuple(dict.fromkeys(option[at].value for option in fitted.options))
            self.result.doubts.append(Doubt(cell, why, values, text))


def _place(fitted: Fit, option: tuple[Entry, ...], at: int) -> Place:
    entries = fitted.found.entries
    for index, found in enumerate(entries):
        if found is option[at]:
            return fitted.found.place(index)
    return fitted.found.place(min(at, len(entries) - 1))


@lru_cache(maxsize=16)
def _summed(edition: str, each: str) -> frozenset[str]:
    """The tables whose rows (or columns) add up. Those without row sums are often filled in by another hand."""
    rules = editions()[edition].rules
    return frozenset(r.table for r in rules if r.each == each and r.op == "=" and not r.between_years)


def _losses(streamed: list[Found], harvest: Harvest, form: Edition, *, summed: bool) -> Losses:
    """What the source shows to have lost; zeros printed in tables with sums say nothing of those without."""
    if not streamed:
        return Losses()
    width = {table.id: len(table.columns) for table in form.tables}
    return Losses(
        zeros=any(
            found.row and _leading_zero(found) and (found.table in _summed(form.id, "row")) is summed
            for found in streamed
        ),
        blanks=harvest.bare > 0
        or any(
            found.row and found.table != "remedies" and _shown(found) < width.get(found.table, 0) for found in streamed
        ),
        dashes=any(e.mark and e.mark in "-—–--——" for found in streamed for e in found.entries),
    )


def _leading_zero(found: Found) -> bool:
    """`0000000` in one cell: several numbers whose dividers were lost."""
    return found.pieces is not None and any(
        len(piece) > 1 and piece[0] == "0" and piece[1].isdecimal() for piece in found.pieces if piece
    )


def _shown(found: Found) -> int:
    """How many values a row can hold at the most: its values if each stands by itself, else its digits."""
    pieces = found.pieces or []
    apart = len(found.entries) > 1 and pieces.count(None) == len(found.entries) - 1
    return len(found.entries) if apart else _digits(found)


def _digits(found: Found) -> int:
    return sum(char.isdecimal() for e in found.entries for char in e.text)


def _joined(earlier: Fit, later: Fit) -> Fit:
    """The same row found twice: if they disagree nothing is certain."""
    if later.options == earlier.options or not later.options:
        return earlier
    if not earlier.options:
        return later
    if [[e.value for e in o] for o in later.options] == [[e.value for e in o] for o in earlier.options]:
        return earlier
    if earlier.sure != later.sure:
        return earlier if earlier.sure else later
    both = list(dict.fromkeys(earlier.options + later.options))
    return Fit(earlier.found, earlier.form, both, False, "这一行在文中出现两次而数字不同")


def _same_window(fits: list[Fit]) -> None:
    """Rows of one grid share their empty columns: where one row says which, the others follow."""
    starts: dict[tuple[int, int], set[int]] = {}
    for f in fits:
        if f.sure and len(f.found.entries) > len(f.form.columns):
            start = next(at for at, e in enumerate(f.found.entries) if e is f.options[0][0])
            starts.setdefault((f.found.grid, len(f.found.entries)), set()).add(start)
    for f in fits:
        known = starts.get((f.found.grid, len(f.found.entries)), set())
        if len(f.options) > 1 and len(known) == 1:
            start = next(iter(known))
            size = len(f.form.columns)
            option = tuple(f.found.entries[start : start + size])
            if option in f.options:
                f.options, f.sure = [option], True
