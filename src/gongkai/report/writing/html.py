"""A report as HTML: a whole page that stands alone, or a fragment for a site with its own style.

No script, no address of another server, no inline style on an element, so both live under a strict content policy.
Classes: `gk-report` (`__title`, `__byline`, `__heading`, `__text`), `gk-table` (`__grid`, `__caption`, `__block`,
`__head`, `__corner`, `__group`, `__label`), `gk-cell` (`--unknown`, `--error`, `--warning`, `--hint`, `__flag`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from gongkai.report.form import Severity, editions
from gongkai.report.report import Report
from gongkai.report.writing.layout import UNKNOWN, Box, Layout, Sheet, lay_out

_NO_MARKS: Mapping[str, Severity] = {}
_NO_LINKS: Mapping[str, str] = {}

#: What a marked cell says to those who do not see its colour.
SEVERITY_WORDS: Mapping[str, str] = {"error": "错误", "warning": "警告", "hint": "提示"}


@cache
def stylesheet() -> str:
    """The style of a page that stands alone."""
    return Path(__file__).with_name("report.css").read_text(encoding="utf-8")


def page(report: Report) -> str:
    """A whole page: self-contained, prints on A4, reads at 390 px."""
    title = escape(lay_out(report).title)
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<meta name="author" content="{escape(report.agency)}">\n'
        f"<style>\n{stylesheet()}</style>\n</head>\n<body>\n<main>\n{fragment(report)}</main>\n</body>\n</html>\n"
    )


def anchor(cell: str) -> str:
    """The `id` in the page of the value of that cell: `cell-applications-withheld--internal-person`."""
    return "cell-" + cell.replace(".", "--").replace("/", "-")


def fragment(
    report: Report,
    *,
    marks: Mapping[str, Severity] = _NO_MARKS,
    links: Mapping[str, str] = _NO_LINKS,
    anchors: bool = True,
    level: int = 1,
    prefix: str = "gk",
) -> str:
    """
    The report as an `article` without head and style, to stand in a page.

    Args:
        marks: Severity by cell id: such a cell gets the class `gk-cell--error` and says so in hidden words.
        links: Address by cell id: the value becomes a link, for instance to the finding about it.
        anchors: Give each value the id that `anchor` names; only one report of a page may have them.
        level: Of the title's heading; sections are one below.
        prefix: Before the ids of heads, different for each report of a page.
    """
    layout = lay_out(report)
    painter = Painter(marks, links, prefix, anchors=anchors)
    return "".join(_article(report, layout, painter, level))


def table_fragments(report: Report, painter: Painter) -> Iterator[tuple[str, str]]:
    """The key of the section and the markup of each table, drawn by a painter of one's own, to stand in a page."""
    headings = {section.key: section.heading for section in editions()[report.edition].sections}
    for sheet in lay_out(report).sheets():
        yield sheet.section, "".join(painter.table(sheet, f"{sheet.name}　{headings[sheet.section]}"))


def _article(report: Report, layout: Layout, painter: Painter, level: int) -> Iterator[str]:
    headings = {section.key: section.heading for section in editions()[report.edition].sections}
    yield '<article class="gk-report" lang="zh-Hans">\n'
    yield f'<h{level} class="gk-report__title">{escape(layout.title)}</h{level}>\n'
    if layout.byline:
        yield f'<p class="gk-report__byline">{escape(layout.byline)}</p>\n'
    for part in layout.parts:
        if part.heading:
            yield f'<h{level + 1} class="gk-report__heading">{escape(part.heading)}</h{level + 1}>\n'
        for paragraph in part.paragraphs:
            yield f'<p class="gk-report__text">{escape(paragraph)}</p>\n'
        if part.sheet is not None:
            yield from painter.table(part.sheet, f"{part.sheet.name}　{headings[part.sheet.section]}")
    yield "</article>\n"


class Painter:
    """Draws the boxes of a sheet as table cells; one that draws values otherwise has a `value` of its own."""

    def __init__(self, marks: Mapping[str, Severity], links: Mapping[str, str], prefix: str, *, anchors: bool) -> None:
        self.marks, self.links, self.prefix, self.anchors = marks, links, prefix, anchors

    def table(self, sheet: Sheet, caption: str) -> Iterator[str]:
        """The whole table, in a frame that scrolls where it is too wide."""
        name = self.key(f"caption.{sheet.section}")
        yield f'<div class="gk-table" role="region" aria-labelledby="{name}" tabindex="0">\n'
        yield f'<table class="gk-table__grid">\n<caption class="gk-table__caption" id="{name}">{escape(caption)}'
        yield "</caption>\n"
        body = False
        for number, row in enumerate(sheet.rows()):
            if number == 0 and sheet.head_rows:
                yield "<thead>\n"
            elif number == sheet.head_rows or (row and row[0].kind == "caption"):
                yield "</tbody>\n<tbody>\n" if body else ("</thead>\n<tbody>\n" if sheet.head_rows else "<tbody>\n")
                body = True
            yield "<tr>" + "".join(self.box(box) for box in row) + "</tr>\n"
        yield "</tbody>\n</table>\n</div>\n"

    def key(self, name: str) -> str:
        """The `id` of a head in the page."""
        return f"{self.prefix}-{name.replace('.', '-')}"

    def box(self, box: Box) -> str:
        """One box, a head or a value."""
        spans = f' colspan="{box.colspan}"' * (box.colspan > 1) + f' rowspan="{box.rowspan}"' * (box.rowspan > 1)
        if box.kind == "value":
            return self.value(box, spans)
        if box.kind == "corner" and box.rowspan > 1:
            return f'<td class="gk-table__corner"{spans}>{escape(box.text)}</td>'
        wide = "group" if box.colspan > 1 else ""
        scope = {"group": "rowgroup", "label": "row", "caption": "colgroup"}.get(box.kind, "col" + wide)
        look = {"caption": "block", "corner": "head"}.get(box.kind, box.kind)
        return (
            f'<th class="gk-table__{look}" id="{self.key(box.key)}" scope="{scope}"{self.heads(box)}{spans}>'
            f"{escape(box.text)}</th>"
        )

    def heads(self, box: Box) -> str:
        """The attribute that names the heads of a box."""
        return f' headers="{" ".join(self.key(key) for key in box.headers)}"' if box.headers else ""

    def value(self, box: Box, spans: str) -> str:
        """A value with its marks."""
        severity = self.marks.get(box.cell)
        classes = ["gk-cell"]
        if not box.known:
            classes.append("gk-cell--unknown")
        if severity:
            classes.append(f"gk-cell--{severity}")
        text = escape(box.text)
        if box.cell in self.links:
            text = f'<a href="{escape(self.links[box.cell])}">{text or "（空白）"}</a>'
        if severity:
            text += f'<span class="gk-cell__flag">（{SEVERITY_WORDS[severity]}）</span>'
        name = f' id="{anchor(box.cell)}"' if self.anchors else ""
        hint = ' title="这个数没有读出或不能确定"' if box.text == UNKNOWN else ""
        return f'<td class="{" ".join(classes)}"{name} data-cell="{box.cell}"{self.heads(box)}{spans}{hint}>{text}</td>'
