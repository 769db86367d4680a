"""A submitted report as its page shows it: sections with the form's tables, findings and remarks where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString

from gongkai.report import Comparison, Finding, Report, Section, editions
from gongkai.report.comparison import Moved, Rewritten
from gongkai.yearbook.acts.submissions import SECTION
from gongkai.yearbook.models import Remark, Submission
from gongkai.yearbook.queries.across import all_cells
from gongkai.yearbook.views.drawing import draw_tables, marks_of


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section: its heading, its paragraphs, its table, and where to remark on it ("" where nobody may)."""

    heading: str
    key: str
    paragraphs: tuple[str, ...]
    table: SafeString | str
    address: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the submission before: cells in words with both values, sections with their differences."""

    cells: tuple[tuple[str, Moved], ...]
    sections: tuple[Rewritten, ...]


def sections(
    found: Submission, report: Report, findings: Iterable[Finding], remarks: Iterable[Remark], *, link: bool
) -> list[SectionView]:
    """The report section by section; with *link* each cell and each heading leads to the form of a remark."""
    address = reverse("gk_yearbook:remark", args=[found.uid])
    cells = list(report.expected())
    links = {cell: f"{address}?about={quote(cell)}" for cell in cells} if link else {}
    marks = marks_of(findings)
    for row in remarks:
        if row.about in cells:
            marks.setdefault(row.about, "hint")
    tables = draw_tables(report, kinds=dict.fromkeys(cells, "records"), links=links, marks=marks)
    return [
        SectionView(
            f"{section.number}、{section.heading}" if section.number else section.heading, section.key,
            tuple(section.text.splitlines()), tables.get(section.key, ""),
            f"{address}?about={quote(SECTION + section.key)}" if link and section.key else "",
        )
        for section in _with_every_table(report, tables)
    ]  # fmt: skip


def words_of(about: str, report: Report) -> str:
    """What a remark is about, in words."""
    if not about:
        return "整份报告"
    if about.startswith(SECTION):
        section = report.section(about.removeprefix(SECTION))
        return f"“{section.heading}”" if section else about
    cell = all_cells().get(about)
    return cell.words if cell else about


def about(row: Remark, report: Report) -> str:
    """What a remark is about, with the words or the number that it quotes."""
    words = words_of(row.about, report)
    if not row.quote:
        return words
    return f"{words}“{row.quote}”" if row.about.startswith(SECTION) else f"{words}：{row.quote}"


def changes(comparison: Comparison | None) -> Changes | None:
    """The differences to the submission before; None for the first."""
    if comparison is None:
        return None
    known = all_cells()
    cells = tuple((known[moved.cell].words if moved.cell in known else moved.cell, moved) for moved in comparison.cells)
    return Changes(cells, comparison.sections)


def _with_every_table(report: Report, tables: dict[str, SafeString]) -> Sequence[Section]:
    """The report's sections, with those of the form whose table would have no place else."""
    there = {section.key for section in report.sections}
    left = [form for form in editions()[report.edition].sections if form.key in tables and form.key not in there]
    return [*report.sections, *(Section(form.number, form.key, form.heading, "") for form in left)]
