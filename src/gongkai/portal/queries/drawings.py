"""A report as pages draw it: the form itself, a few figures at a glance, and the outcomes as bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from gongkai.report import Report
from gongkai.report.comparison import compare
from gongkai.report.comparison.showing import fragment as comparison_markup
from gongkai.report.form import Cell, Group, Severity
from gongkai.report.writing import anchor, fragment

_NO_MARKS: Mapping[str, Severity] = {}
_NO_LINKS: Mapping[str, str] = {}

#: Cells shown at a glance above a report, where it has them.
_GLANCE = (
    "applications/received/total",
    "applications/closed/total",
    "applications/carried_out/total",
    "remedies/reconsideration/total",
    "licensing/licences/decisions",
    "enforcement/penalties/decisions",
)
# Geometry of the bars, in units of the drawing: left edge, longest bar, distance, and the numbers' distance.
_LEFT, _LONGEST, _STEP, _GAP = 160, 400, 30, 8


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure with its words and the place of its cell in the page."""

    words: str
    href: str
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, value and geometry."""

    label: str
    value: int | Decimal
    top: int
    middle: int
    width: int
    end: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars; `words` says the same to those who do not see it."""

    title: str
    words: str
    items: tuple[Bar, ...]
    height: int


def draw_report(
    report: Report,
    *,
    level: int = 1,
    marks: Mapping[str, Severity] = _NO_MARKS,
    links: Mapping[str, str] = _NO_LINKS,
) -> SafeString:
    """The report as markup with its title at heading *level*; the writer escapes whatever stands in it."""
    return mark_safe(fragment(report, marks=marks, links=links, level=level))  # noqa: S308


def draw_comparison(before: Report, report: Report) -> SafeString:
    """Both reports side by side as markup; the writer escapes whatever stands in them."""
    return mark_safe(comparison_markup(compare(before, report)))  # noqa: S308


def key_figures(report: Report) -> tuple[FigureView, ...]:
    """A few totals of the form; none when all of them are 0, where a row of zeros would say nothing."""
    figures = []
    for cell_id in _GLANCE:
        cell = report.form_of(cell_id.partition("/")[0]).cells.get(cell_id)
        value = report.cells.get(cell_id)
        if cell is not None and value is not None:
            figures.append(FigureView(words_of_cell(cell), "#" + anchor(cell_id), value))
    return tuple(figures) if any(figure.value for figure in figures) else ()


def words_of_cell(cell: Cell) -> str:
    """The row's label, under the group it adds up, and the column's unless that is the total."""
    labels = [*(group.label for group in cell.row.path[-1:]), cell.row.label]
    return "·".join(labels if cell.column.id == "total" else [*labels, cell.column.label])


def outcome_bars(report: Report) -> Bars | None:
    """How applications ended, a bar a kind; None when a number of it was not read or nothing was closed."""
    values = list(_outcomes(report))
    most = max((value for _, value in values if value is not None), default=0)
    if not most or any(value is None for _, value in values):
        return None
    items = []
    for number, (label, value) in enumerate(values):
        width = round(_LONGEST * float((value or 0) / most))  # a length to draw, not a figure
        top = number * _STEP + 5
        items.append(Bar(label, value or 0, top, top + 10, width, _LEFT + width + _GAP))
    group = _outcome_group(report)
    words = group.label + "：" + "，".join(f"{bar.label}{bar.value}" for bar in items)
    return Bars(group.label, words, tuple(items), len(items) * _STEP)


def _outcome_group(report: Report) -> Group:
    table = report.form_of("applications").table("applications")
    return next(entry for entry in table.tree if isinstance(entry, Group))


def _outcomes(report: Report) -> Iterator[tuple[str, int | Decimal | None]]:
    """The kinds of outcome in the order of the form, each with its total; the row that adds them up is left out."""
    for entry in _outcome_group(report).children:
        rows = list(entry.rows()) if isinstance(entry, Group) else [entry]
        if [row.id for row in rows] == ["closed"]:
            continue
        values = [report.cells.get(f"applications/{row.id}/total") for row in rows]
        known = [value for value in values if value is not None]
        yield _without_remark(entry.label), sum(known) if len(known) == len(values) else None


def _without_remark(label: str) -> str:
    return label.partition("（")[0]
