"""Figures: every number of a report is a sum of entries, and each app declares which of its records they are.

A library without tables. Totals and the list behind a total come from one declaration, so that the list always adds
up to the number.
"""

from gongkai.figures.cells import TEXT, By, Text, keys_in
from gongkai.figures.declarations import Registry, registry
from gongkai.figures.errors import Misdeclared, UnknownFigure, Unplaced
from gongkai.figures.kinds import Counted, Counter, Covered, Declaration, Flow, Level, Listed, Ratio, Stock
from gongkai.figures.lists import PAGE, Entry, Page, behind
from gongkai.figures.period import Period
from gongkai.figures.series import ends_of, latest
from gongkai.figures.totals import Figures, Total, together, totals
from gongkai.figures.years import Line, growth_rate, words, years_beside

__all__ = [
    "PAGE",
    "TEXT",
    "By",
    "Counted",
    "Counter",
    "Covered",
    "Declaration",
    "Entry",
    "Figures",
    "Flow",
    "Level",
    "Line",
    "Listed",
    "Misdeclared",
    "Page",
    "Period",
    "Ratio",
    "Registry",
    "Stock",
    "Text",
    "Total",
    "UnknownFigure",
    "Unplaced",
    "behind",
    "ends_of",
    "growth_rate",
    "keys_in",
    "latest",
    "registry",
    "together",
    "totals",
    "words",
    "years_beside",
]
