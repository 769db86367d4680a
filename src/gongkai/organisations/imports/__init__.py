"""Units and people of a whole district from one spreadsheet: read, rehearsed, and taken over whole or not at all."""

from gongkai.organisations.imports.files import MOST_BYTES, MOST_ROWS, read_tables
from gongkai.organisations.imports.marked import marked_workbook, template_workbook
from gongkai.organisations.imports.plan import SHEETS, STATES, Line, Plan
from gongkai.organisations.imports.run import import_units, rehearse

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "SHEETS",
    "STATES",
    "Line",
    "Plan",
    "import_units",
    "marked_workbook",
    "read_tables",
    "rehearse",
    "template_workbook",
]
