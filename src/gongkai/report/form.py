"""The form of the annual report as data: editions, tables, rows, columns, rules.

An edition is one TOML file under `editions/`. The reader, the checker, every writer, the web form and the
documentation take labels, units, head spans and arithmetic from here and from nowhere else.
A new edition is a new file, and no code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning", "hint"]

_FOLDER = Path(__file__).parent / "editions"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it counts, in which unit, under which heads it stands."""

    id: str
    label: str
    short: str
    unit: str
    variants: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    signed: bool = False
    money: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds cells. `path` is the chain of groups above it, outermost first."""

    id: str
    number: str
    label: str
    variants: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    path: tuple[Group, ...] = ()

    @property
    def printed(self) -> str:
        """The label as the form prints it, with its number."""
        return self.number + self.label


@dataclass(frozen=True, slots=True)
class Group:
    """A head over rows that has no cells of its own (三、本年度办理结果; （三）不予公开)."""

    number: str
    label: str
    children: tuple[Row | Group, ...] = ()

    @property
    def printed(self) -> str:
        """The label as the form prints it, with its number."""
        return self.number + self.label

    def rows(self) -> Iterator[Row]:
        """Every row below this group, in the order of the form."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.rows()
            else:
                yield child


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the form: its id `table/row/column` and where it stands."""

    id: str
    table: str
    row: Row
    column: Column

    @property
    def words(self) -> str:
        """The cell in an officer's words: 表三“（七）总计”行“自然人”列."""
        return f"“{self.row.printed}”的“{self.column.label}”"


@dataclass(frozen=True, slots=True)
class Register:
    """
    The cells that one nil return (零申报) covers: a row of table two, or the whole of another table.

    Args:
        id: `table/row` or `table`.
        label: What people call it.
        cells: The ids of its cells, in the order of the form.
    """

    id: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One block of the form. `tree` nests rows in groups as printed; `rows` are the rows in order."""

    id: str
    section: str
    caption: str
    corner: str
    article: str
    columns: tuple[Column, ...]
    tree: tuple[Row | Group, ...]
    rows: tuple[Row, ...]
    across: bool = False
    nil_by: Literal["row", "table"] = "table"

    def column(self, column_id: str) -> Column:
        """The column of that id; KeyError if the table has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(f"{self.id}/*/{column_id}")

    def row(self, row_id: str) -> Row:
        """The row of that id; KeyError if the table has none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(f"{self.id}/{row_id}")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an equation: a row or column id, its sign, and whether it is last year's."""

    id: str
    sign: int = 1
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """An equation of the form, repeated over every row or every column of one table."""

    id: str
    severity: Severity
    table: str
    each: Literal["row", "column"]
    op: Literal["=", "<="]
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    source: str

    @property
    def between_years(self) -> bool:
        """True if a term is taken from last year's report."""
        return any(term.previous for term in self.left + self.right)

    def cell(self, along: str, term: Term) -> str:
        """The id of the cell that *term* stands for in row or column *along*."""
        if self.each == "row":
            return f"{self.table}/{along}/{term.id}"
        return f"{self.table}/{term.id}/{along}"


@dataclass(frozen=True, slots=True)
class SectionForm:
    """A section of the report: its key, number, heading as printed, and headings also seen."""

    key: str
    number: str
    heading: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the form. `cells` is in the order of the form."""

    id: str
    name: str
    notice: str
    title: str
    from_year: int
    until_year: int | None
    sections: tuple[SectionForm, ...]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    cells: Mapping[str, Cell]

    def table(self, table_id: str) -> Table:
        """The table of that id; KeyError if the edition has none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def section(self, key: str) -> SectionForm:
        """The section of that key; KeyError if the edition has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    @property
    def registers(self) -> tuple[Register, ...]:
        """What nil returns are made for, in the order of the form; every cell is in one of them."""
        found = []
        for table in self.tables:
            columns = [column.id for column in table.columns]
            cells = {row.id: tuple(f"{table.id}/{row.id}/{column}" for column in columns) for row in table.rows}
            if table.nil_by == "row":
                found += [Register(f"{table.id}/{row.id}", row.label, cells[row.id]) for row in table.rows]
            else:
                whole = tuple(cell for row in cells.values() for cell in row)
                found.append(Register(table.id, table.caption or self.section(table.section).heading, whole))
        return tuple(found)

    def covers(self, year: int) -> bool:
        """True if reports on *year* are written in this edition (the year reported, not published)."""
        return self.from_year <= year and (self.until_year is None or year <= self.until_year)


@lru_cache(maxsize=1)
def editions() -> Mapping[str, Edition]:
    """Every edition of the form by its id, oldest first."""
    from gongkai.report.form_file import load  # which builds on the classes above

    loaded = [load(path) for path in sorted(_FOLDER.glob("*.toml"))]
    return MappingProxyType({edition.id: edition for edition in sorted(loaded, key=lambda e: e.from_year)})


def edition_for(year: int) -> Edition:
    """
    The edition in which reports on *year* are written.

    Raises:
        KeyError: no edition covers that year (the form before 2019 is another).
    """
    for edition in editions().values():
        if edition.covers(year):
            return edition
    raise KeyError(year)
