"""The form as officers see it: each cell a link to what stands behind it, and marked with what kind of number it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from gongkai.report import Finding, Report
from gongkai.report.form import Severity
from gongkai.report.writing import anchor
from gongkai.report.writing.html import SEVERITY_WORDS, Painter, table_fragments
from gongkai.report.writing.layout import Box

_RANK: Mapping[Severity, int] = {"error": 0, "warning": 1, "hint": 2}
#: A finding over more cells than this marks its first alone: with every part of a sum red, nobody sees where to look.
_MOST_MARKED = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number in the form: the sign that stands beside it, what the sign is read out as, and what it means."""

    id: str
    sign: str
    label: str
    means: str


#: In the order of the legend. Those of records bear no sign: they are what is looked for.
KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("records", "", "来自记录", "由登记的记录逐条相加"),
        Kind("nil", "零", "零申报", "没有记录，已作零申报"),
        Kind("reports", "报", "来自报告", "由所属机关的报告相加"),
        Kind("derived", "计", "合计", "由其他单元格按表内算式相加"),
        Kind("adjusted", "调", "含调整", "含经批准的调整或期初数"),
        Kind("asked", "待填", "待填", "没有记录，也没有零申报"),
    )
}


def marks_of(findings: Iterable[Finding]) -> dict[str, Severity]:
    """The gravest severity for each cell that a finding is about."""
    marks: dict[str, Severity] = {}
    for finding in findings:
        cells = finding.cells if len(finding.cells) <= _MOST_MARKED else finding.cells[:1]
        for cell in cells:
            if cell not in marks or _RANK[finding.severity] < _RANK[marks[cell]]:
                marks[cell] = finding.severity
    return marks


def draw_tables(
    report: Report, *, kinds: Mapping[str, str], links: Mapping[str, str], marks: Mapping[str, Severity]
) -> dict[str, SafeString]:
    """
    The tables of the form as markup by the key of their section; the painter escapes whatever stands in them.

    Args:
        report: The report; a cell that is not in it is drawn as asked for.
        kinds: The kind of each cell, a key of `KINDS`.
        links: Where each cell leads to.
        marks: Severity of what was found about a cell.
    """
    whole = _with_every_table(report)
    painter = _OfficePainter(kinds, links, marks)
    return {section: mark_safe(drawn) for section, drawn in table_fragments(whole, painter)}  # noqa: S308


def draw_inputs(report: Report, *, asked: Collection[str], typed: Mapping[str, str], prefix: str) -> list[SafeString]:
    """
    The tables in which something is asked for, with a field in each such cell; the painter escapes what stands there.

    Args:
        report: The report as far as it is known.
        asked: The cells with a field.
        typed: What stands in the fields.
        prefix: Before the cell's id in the field's name.
    """
    whole = _with_every_table(report)
    painter = _FieldPainter(whole, asked, typed, prefix)
    sections = {whole.form_of(cell.partition("/")[0]).table(cell.partition("/")[0]).section for cell in asked}
    drawn = table_fragments(whole, painter)
    return [mark_safe(table) for section, table in drawn if section in sections]  # noqa: S308


def _with_every_table(report: Report) -> Report:
    """The report with each cell of the form there, so that a table of which nothing is known is drawn all the same."""
    cells = {cell: report.cells.get(cell) for cell in report.expected()}
    return Report(edition=report.edition, agency=report.agency, year=report.year, cells=cells, tables=report.tables)


class _OfficePainter(Painter):
    """Draws values as links with the sign of their kind."""

    def __init__(self, kinds: Mapping[str, str], links: Mapping[str, str], marks: Mapping[str, Severity]) -> None:
        super().__init__(marks, links, "gk", anchors=True)
        self.kinds = kinds

    def value(self, box: Box, spans: str) -> str:
        kind = KINDS[self.kinds.get(box.cell, "asked")]
        severity = self.marks.get(box.cell)
        classes = f"gk-cell gk-cell--{kind.id}" + (f" gk-cell--{severity}" if severity else "")
        # A sum of which a part is asked for has no number yet; a link needs something to be seen.
        text = escape(box.text) or ("" if kind.id == "asked" else "—")
        if kind.sign:
            text += f'<span class="gk-cell__kind">{kind.sign}</span>'
        if severity:
            text += f'<span class="w-sr-only">（{SEVERITY_WORDS[severity]}）</span>'
        if box.cell in self.links:
            text = f'<a href="{escape(self.links[box.cell])}" title="{kind.label}">{text}</a>'
        name = anchor(box.cell)
        return f'<td class="{classes}" id="{name}"{self.heads(box)}{spans}>{text}</td>'


class _FieldPainter(Painter):
    """Draws a field in each cell that is asked for, and the others as they are."""

    def __init__(self, report: Report, asked: Collection[str], typed: Mapping[str, str], prefix: str) -> None:
        super().__init__({}, {}, "gk-add", anchors=False)
        self.report, self.asked, self.typed, self.name = report, asked, typed, prefix

    def value(self, box: Box, spans: str) -> str:
        if box.cell not in self.asked:
            return f'<td class="gk-cell"{self.heads(box)}{spans}>{escape(box.text)}</td>'
        words = self.report.form_of(box.cell.partition("/")[0]).cells[box.cell].words
        typed = escape(self.typed.get(box.cell, ""))
        field = (
            '<input class="gk-cell__field" type="text" size="4" inputmode="decimal" autocomplete="off"'
            f' aria-label="{escape(words)}" name="{escape(self.name + box.cell)}" value="{typed}">'
        )
        return f'<td class="gk-cell"{self.heads(box)}{spans}>{field}</td>'
