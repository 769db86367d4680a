"""Reads arranged for pages."""

from gongkai.portal.queries.drawings import Bars, FigureView, draw_comparison, draw_report, key_figures, outcome_bars
from gongkai.portal.queries.examinations import ExaminationView, examination_view
from gongkai.portal.queries.years import Trend, YearLine, trend, year_lines

__all__ = [
    "Bars",
    "ExaminationView",
    "FigureView",
    "Trend",
    "YearLine",
    "draw_comparison",
    "draw_report",
    "examination_view",
    "key_figures",
    "outcome_bars",
    "trend",
    "year_lines",
]
