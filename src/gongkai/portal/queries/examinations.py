"""An examination arranged for a page: its findings tied to the cells of the form as drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from gongkai.portal.queries.drawings import draw_report
from gongkai.report import Doubt, Finding, Report, editions
from gongkai.report.form import Severity
from gongkai.report.report import plain
from gongkai.report.writing import anchor
from gongkai.yearbook.queries import Examined

_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "hint": 2}
_MOST_MARKED = 5


@dataclass(frozen=True, slots=True)
class CellLink:
    """A cell in an officer's words, and where it stands in the page."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its number in the page and links to its cells: those to look at first, and the rest."""

    number: int
    finding: Finding
    cells: tuple[CellLink, ...]
    more: tuple[CellLink, ...]

    @property
    def where(self) -> str:
        """Where in the original the finding stands, in words; empty when that is not known."""
        return str(self.finding.place or "")


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A doubt with a link to its cell and what could stand there."""

    doubt: Doubt
    cell: CellLink
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExaminationView:
    """All that the page of results shows."""

    examined: Examined
    findings: tuple[FindingView, ...]
    doubts: tuple[DoubtView, ...]
    drawn: SafeString
    cells_read: int
    cells_expected: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return self._count("warning")

    @property
    def hints(self) -> int:
        """How many findings are hints."""
        return self._count("hint")

    @property
    def is_whole(self) -> bool:
        """True if every cell was read for certain and no rule stays open."""
        return self.cells_read == self.cells_expected and not self.examined.examination.undecided

    @property
    def is_adjacent(self) -> bool:
        """True if last year's report is that of the year before."""
        before, year = self.examined.previous, self.examined.report.year
        return before is not None and before.year is not None and year == before.year + 1

    @property
    def verdict(self) -> str:
        """The look of the page's first sentence: `error`, `warning` or `good`."""
        if self.errors:
            return "error"
        return "good" if self.is_whole and not self.findings else "warning"

    def _count(self, severity: Severity) -> int:
        return sum(view.finding.severity == severity for view in self.findings)


def examination_view(examined: Examined) -> ExaminationView:
    """Tie what was found to the form drawn: each finding to its cells, each marked cell to its first finding."""
    report = examined.report
    marks: dict[str, Severity] = {}
    links: dict[str, str] = {}
    views = []
    for number, finding in enumerate(examined.examination.findings, 1):
        # A sum over a whole column marks its total alone: with every part of it red, nobody sees where to look.
        marked = finding.cells if len(finding.cells) <= _MOST_MARKED else finding.cells[:1]
        for cell in marked:
            if cell not in marks or _RANK[finding.severity] < _RANK[marks[cell]]:
                marks[cell] = finding.severity
        for cell in finding.cells:
            links.setdefault(cell, f"#finding-{number}")
        named = cell_links(report, finding.cells)
        views.append(FindingView(number, finding, named[: len(marked)], named[len(marked) :]))
    doubts = tuple(_doubt_view(report, doubt) for doubt in report.doubts)
    for view in doubts:
        links.setdefault(view.doubt.cell, "#doubts")
    expected = list(report.expected())
    return ExaminationView(
        examined=examined,
        findings=tuple(views),
        doubts=doubts,
        drawn=draw_report(report, level=3, marks=marks, links=links),
        cells_read=sum(cell in report.cells for cell in expected),
        cells_expected=len(expected),
    )


def cell_links(report: Report, cells: Sequence[str]) -> tuple[CellLink, ...]:
    """The cells in words, each with the address of its place in the form as drawn."""
    return tuple(CellLink(words_of(report, cell), "#" + anchor(cell)) for cell in cells)


def words_of(report: Report, cell: str) -> str:
    forms = [report.form_of(cell.partition("/")[0]), *editions().values()]
    return next((form.cells[cell].words for form in forms if cell in form.cells), cell)


def _doubt_view(report: Report, doubt: Doubt) -> DoubtView:
    candidates = tuple("空白" if value is None else plain(value) for value in doubt.candidates)
    return DoubtView(doubt, cell_links(report, [doubt.cell])[0], candidates)
