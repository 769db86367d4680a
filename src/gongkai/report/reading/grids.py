"""Tables whose cells are known (HTML, DOCX, XLSX, ruled PDF): each row of the grid read by its label."""

from __future__ import annotations

from gongkai.report.form import editions
from gongkai.report.reading.blocks import Grid
from gongkai.report.reading.context import Context
from gongkai.report.reading.labels import Label, index
from gongkai.report.reading.numbers import BLANK, SMALL, Entry, digits, entry
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
        known = False
        row = _RowReader(self, grid)
        plain = grid.spans_known and grid.sheet is None
        for number, texts in enumerate(grid.texts(), 1):
            known = (plain and self._plain_row(grid, number, texts)) or row.read(number, texts) or known
        return known

    def _plain_row(self, grid: Grid, number: int, texts: list[str]) -> bool:
        """
        Read a row of labels as the form prints them and whole numbers to the end; False if it is another.

        Most rows of most pages are such, and reading them at once takes half the time (benchmarks/html_reading.py).
        """
        find, label, at = self.labels.by_text.get, None, 0
        for text in texts:
            found = find(text)
            if found is None:
                break
            if label is not None and not label.group:
                return False
            label, at = found, at + 1
        if label is None or not label.home or not label.rows or at == len(texts):
            return False
        entries = [SMALL.get(text) or digits(text) for text in texts[at:]]
        if not all(entries):
            return False
        table, row = label.rows[0]
        self.context.table = table
        self.harvest.rows.append(
            Found(table, row, entries, texts[at - 1], grid=grid.number, line=number, at=at, page=grid.page)  # type: ignore[arg-type]
        )
        return True


class _RowReader:
    """One row of a grid: labels and words first, then values; a label after values begins another reading."""

    def __init__(self, reader: GridReader, grid: Grid) -> None:
        self.reader, self.grid = reader, grid
        self.context, self.found = reader.context, reader.harvest.rows
        self.by_text = reader.labels.by_text
        self._begin(0)

    def _begin(self, number: int) -> None:
        self.number = number
        self.first = len(self.found)
        self.label: Label | None = None
        self.words = ""
        self.current: Found | None = None
        self.known = False
        self.leading = 0  # empty cells before anything else

    def read(self, number: int, texts: list[str]) -> bool:
        """Read a row; True if a label of the form stands in it."""
        self._begin(number)
        small, by_text = SMALL.get, self.by_text.get
        for at, raw in enumerate(texts):
            value = small(raw)
            if value is not None:
                first = self.current is None
                self._value(value, at)
                if first and self.current is not None:
                    rest = [small(other) for other in texts[at + 1 :]]
                    if all(rest):
                        self.current.entries.extend(rest)  # type: ignore[arg-type]
                        break  # numbers to the end of the row, as in most rows
                continue
            label = by_text(raw)
            if label is not None:
                self._label(label, raw)
            elif not raw or not (text := raw.strip()):
                self._value(BLANK, at)
            else:
                self._text(text, at, len(texts) - at)
        if self.leading == len(texts) >= _CELLS_OF_A_LINE and self.context.table == "remedies":
            self.words = " "
            for at in range(len(texts)):
                self._value(BLANK, at)
        self.found[self.first :] = [found for found in self.found[self.first :] if _is_row(found)]
        return self.known

    def _text(self, text: str, at: int, left: int) -> None:
        """A cell that is neither a small number nor a label as the form prints it."""
        value = entry(text)
        label = None if value.clear else self.reader.labels.find(text)
        if value.clear:
            self._value(value, at)
        elif label is not None:
            self._label(label, text)
        else:
            self._words(value, at, left)

    def _label(self, label: Label, text: str) -> None:
        self.known = True
        if self.current is not None:
            self._drop_blank()
            self.current = None
        self.label, self.words = label, text
        self.context.note(label, text)

    def _words(self, value: Entry, at: int, left: int) -> None:
        """Words: a label of the form's that is damaged, an explanation, or a value that is no number (？, 详见附件)."""
        if self._fills_row(left) or (self.current is not None and any(e.text for e in self.current.entries)):
            self._value(value, at)  # words among numbers: an unclear value
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
            table, before = self.context.placed(self.label)[0], 0
        else:
            first = not self.known and not self.words
            return first and self.context.table == "remedies" and self.leading + left == _CELLS_OF_A_LINE
        return self.grid.spans_known and before + left in self.reader.widths(table)

    def _value(self, value: Entry, at: int) -> None:
        if self.current is None:
            if not value.text and self.label is None and not self.words:
                self.leading += 1
                return  # empty cells before the label, or blanks of a row without one
            self._start(at)
        if self.current is not None:
            self.current.entries.append(value)

    def _start(self, at: int) -> None:
        """The first value of a reading; blanks before it are values too in a row without a label."""
        table, row = self.context.placed(self.label)
        blanks = 0 if self.known or self.words.strip() else self.leading
        self.current = Found(
            table, row, [BLANK] * blanks, self.words, counted=self.grid.spans_known, grid=self.grid.number,
            line=self.number, at=at - blanks, page=self.grid.page, sheet=self.grid.sheet,
            refs=self.grid.refs(self.number - 1)[at - blanks :],
        )  # fmt: skip
        self.found.append(self.current)
        self.leading = 0
        self.label, self.words = None, ""

    def _drop_blank(self) -> None:
        """Cells between a group's label and a row's are no values."""
        if self.current is not None and not any(e.text for e in self.current.entries):
            self.found.pop()  # begun in this row, so the last
            self.current = None


def _is_row(found: Found) -> bool:
    if any(e.text for e in found.entries) or len(found.entries) >= _CELLS_OF_A_LINE:
        return True
    return (
        bool(found.row)
        and found.table != "remedies"
        and (found.table != "applications" or len(found.entries) >= _BLANKS_OF_A_ROW)
    )
