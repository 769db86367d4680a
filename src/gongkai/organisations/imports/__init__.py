"""Units and people of a whole district from one spreadsheet: read, rehearsed, and taken over whole or not at all."""

from gongkai.organisations.imports.files import MOST_BYTES, MOST_ROWS, read_tables
from gongkai.organisations.imports.marked import marked_workbook, template_workbook
from gongkai.organisations.imports.plan import SHEETS, STATES, Column, Line, Plan, Wrong
from gongkai.organisations.imports.run import import_units, rehearse
from gongkai.organisations.imports.tables import line_of, sheets_in

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "SHEETS",
    "STATES",
    "Column",
    "Line",
    "Plan",
    "Wrong",
    "import_units",
    "line_of",
    "marked_workbook",
    "read_tables",
    "rehearse",
    "sheets_in",
    "template_workbook",
]
