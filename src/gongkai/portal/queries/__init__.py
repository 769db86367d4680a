"""Reads arranged for pages."""

from gongkai.portal.queries.drawings import Bars, FigureView, draw_comparison, draw_report, key_figures, outcome_bars
from gongkai.portal.queries.examinations import ExaminationView, examination_view

__all__ = [
    "Bars",
    "ExaminationView",
    "FigureView",
    "draw_comparison",
    "draw_report",
    "examination_view",
    "key_figures",
    "outcome_bars",
]
