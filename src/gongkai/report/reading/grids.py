"""Tables whose cells are known (HTML, DOCX, XLSX, ruled PDF): each row of the grid read by its label."""

from __future__ import annotations

from gongkai.report.form import editions
from gongkai.report.reading.blocks import Grid, GridCell
from gongkai.report.reading.context import Context
from gongkai.report.reading.labels import Label, index
from gongkai.report.reading.numbers import BLANK, SMALL, Entry, entry
from gongkai.report.reading.rows import Found

# A label that can also be a column's head (其他, 总计) begins a row of blanks only if this many follow.
_BLANKS_OF_A_ROW = 5
# A line of so many cells under the heads of table four is its line of numbers, whatever is printed in them.
_CELLS_OF_A_LINE = 15


class GridReader:
    """Reads grids one after the other; the table one ends in may go on in the next (page breaks)."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.harvest = context.harvest
        self.labels = index()

    def widths(self, table: str) -> set[int]:
        """How many columns the table of that id has, in each edition."""
        return {len(t.columns) for edition in editions().values() for t in edition.tables if t.id == table}

    def read(self, grid: Grid) -> bool:
        """Read one grid; True if a label of the form stands in it."""
        before = len(self.harvest.rows)
        known = False
        for number, cells in enumerate(grid.rows, 1):
            known = _RowReader(self, grid, number).read(cells) or known
        rows = self.harvest.rows
        rows[before:] = [found for found in rows[before:] if _is_row(found)]
        return known


class _RowReader:
    """One row of a grid: labels and words first, then values; a label after values begins another reading."""

    def __init__(self, reader: GridReader, grid: Grid, number: int) -> None:
        self.reader, self.grid, self.number = reader, grid, number
        self.label: Label | None = None
        self.words = ""
        self.current: Found | None = None
        self.known = False
        self.leading: list[tuple[int, GridCell]] = []  # empty cells before anything else

    def read(self, cells: list[GridCell]) -> bool:
        by_text = self.reader.labels.by_text
        small = SMALL.get
        for at, cell in enumerate(cells):
            text = cell.text
            number = small(text)
            if number is not None:
                first = self.current is None
                self._value(number, at, cell)
                if first and self.current is not None and self.current.refs is None:
                    rest = [small(other.text) for other in cells[at + 1 :]]
                    if None not in rest:
                        self.current.entries.extend(rest)  # type: ignore[arg-type]
                        break  # numbers to the end of the row, as in most rows
                continue
            if text.isdecimal() and len(text) <= 15 and (text[0] != "0" or len(text) == 1):
                self._value(Entry(text, int(text)), at, cell)
                continue
            text = text.strip()
            if not text:
                self._value(BLANK, at, cell)
                continue
            label = by_text.get(text)
            if label is None:
                value = entry(text)
                if value.clear:
                    self._value(value, at, cell)
                    continue
                label = self.reader.labels.find(text)
                if label is None:
                    self._words(value, at, cell, len(cells) - at)
                    continue
            self._label(label, text)
        if len(self.leading) == len(cells) >= _CELLS_OF_A_LINE and self.reader.context.table == "remedies":
            self.words = " "
            for at, cell in self.leading:
                self._value(BLANK, at, cell)
        return self.known

    def _label(self, label: Label, text: str) -> None:
        self.known = True
        self._drop_blank()
        self.label, self.words, self.current = label, text, None
        self.reader.context.note(label, text)

    def _words(self, value: Entry, at: int, cell: GridCell, left: int) -> None:
        """Words: a label of the form's that is damaged, an explanation, or a value that is no number (？, 详见附件)."""
        if self._fills_row(left) or (self.current is not None and any(e.text for e in self.current.entries)):
            self._value(value, at, cell)  # words among numbers: an unclear value
            return
        self._drop_blank()
        self.current = None
        if self.label is None or self.label.group or not self.label.rows:
            self.label = None  # （三）不予公开 | a label that is damaged or not of the form
        self.words = value.text

    def _fills_row(self, left: int) -> bool:
        """The cells from here on are exactly the values that the row's label asks for, with the blanks before."""
        if self.current is not None:
            table, before = self.current.table if self.current.row else "", len(self.current.entries)
        elif self.label is not None and self.label.rows:
            table, before = self.reader.context.placed(self.label)[0], 0
        else:
            first = not self.known and not self.words
            return first and self.reader.context.table == "remedies" and len(self.leading) + left == _CELLS_OF_A_LINE
        return self.grid.spans_known and before + left in self.reader.widths(table)

    def _value(self, value: Entry, at: int, cell: GridCell) -> None:
        if self.current is None:
            if not value.text and self.label is None and not self.words:
                self.leading.append((at, cell))
                return  # empty cells before the label, or blanks of a row without one
            table, row = self.reader.context.placed(self.label)
            self.current = Found(
                table, row, [], self.words, counted=self.grid.spans_known, grid=self.grid.number, line=self.number,
                at=at, page=self.grid.page, sheet=self.grid.sheet, refs=[] if self.grid.sheet is not None else None,
            )  # fmt: skip
            self.reader.harvest.rows.append(self.current)
            if not self.known and not self.words and self.leading:
                self.current.at = self.leading[0][0]
                self.current.entries.extend(BLANK for _ in self.leading)
                if self.current.refs is not None:
                    self.current.refs.extend(blank.ref for _, blank in self.leading)
            self.leading = []
            self.label, self.words = None, ""
        self.current.entries.append(value)
        if self.current.refs is not None:
            self.current.refs.append(cell.ref)

    def _drop_blank(self) -> None:
        """Cells between a group's label and a row's are no values."""
        if self.current is not None and not any(e.text for e in self.current.entries):
            self.reader.harvest.rows.pop()  # begun in this row, so the last
            self.current = None


def _is_row(found: Found) -> bool:
    if any(e.text for e in found.entries) or len(found.entries) >= _CELLS_OF_A_LINE:
        return True
    return (
        bool(found.row)
        and found.table != "remedies"
        and (found.table != "applications" or len(found.entries) >= _BLANKS_OF_A_ROW)
    )
