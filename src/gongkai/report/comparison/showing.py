"""A comparison for people: lines for the terminal, a page that stands alone, a fragment for a site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from gongkai.report.comparison import Comparison, Moved
from gongkai.report.form import Cell, Edition
from gongkai.report.report import Report, Value, plain
from gongkai.report.writing.html import SEVERITY_WORDS

_SAME = "两份报告的表格和文字完全相同。"
_SIDES = {"unread": "未读出", "formless": "无此项"}


def as_text(comparison: Comparison) -> str:
    """The comparison as lines of text, with [-taken out-] and {+put in+}."""
    return "\n".join(_lines(comparison)) + "\n"


def as_html(comparison: Comparison) -> str:
    """The comparison as a page: self-contained, no script, prints on A4."""
    title = escape(f"{_name(comparison.a)}与{_name(comparison.b)}对照")
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_stylesheet()}</style>\n</head>\n"
        f"<body>\n<main>\n{fragment(comparison)}</main>\n</body>\n</html>\n"
    )


def fragment(comparison: Comparison, *, level: int = 1) -> str:
    """The comparison as an `article` without head and style; *level* is that of its title's heading."""
    return "".join(_article(comparison, level))


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("comparison.css").read_text(encoding="utf-8")


# --- words for both ----------------------------------------------------------------------------------------


def _name(report: Report) -> str:
    if report.agency and report.year:
        return f"{report.agency}{report.year}年报告"
    return report.title or "报告"


def _heads(comparison: Comparison) -> tuple[str, str]:
    """What stands over the two figures: the years where they differ, the bodies where not."""
    a, b = comparison.a, comparison.b
    if a.year and b.year and a.year != b.year:
        return f"{a.year}年", f"{b.year}年"
    return ("前一份", "后一份") if a.agency == b.agency else (a.agency or "前一份", b.agency or "后一份")


def _home(comparison: Comparison, moved: Moved) -> tuple[Edition, Cell]:
    """The form and cell that a moved cell's id belongs to."""
    table = moved.cell.partition("/")[0]
    for report in (comparison.b, comparison.a):
        form = report.form_of(table)
        if moved.cell in form.cells:
            return form, form.cells[moved.cell]
    raise KeyError(moved.cell)


def _block(comparison: Comparison, moved: Moved) -> str:
    form, cell = _home(comparison, moved)
    table = form.table(cell.table)
    section = form.section(table.section)
    return f"表{section.number}　{table.caption or section.heading}"


def _row(comparison: Comparison, moved: Moved) -> str:
    """The row with the innermost group above it: （三）不予公开　1.属于国家秘密."""
    _, cell = _home(comparison, moved)
    label = "　".join([*(group.printed for group in cell.row.path[-1:]), cell.row.printed])
    return label + f"（与拆分后{len(moved.summed)}行之和对照）" * bool(moved.summed)


def _column(comparison: Comparison, moved: Moved) -> str:
    return _home(comparison, moved)[1].column.short


def _figure(value: Value, side: str) -> str:
    if side != "given":
        return _SIDES[side]
    return "空白" if value is None else plain(value)


def _change(moved: Moved) -> str:
    if moved.change is None:
        return "—"
    return ("+" if moved.change > 0 else "") + plain(moved.change)


def _rate(moved: Moved) -> str:
    if moved.rate is None:
        return "—"
    return ("+" if moved.rate > 0 else "") + plain((moved.rate * 100).normalize()) + "%"


# --- terminal ----------------------------------------------------------------------------------------------


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"{_name(comparison.a)} → {_name(comparison.b)}"
    if not (comparison.cells or comparison.sections or comparison.findings):
        yield _SAME
    for block, cells in groupby(comparison.cells, lambda moved: _block(comparison, moved)):
        yield ""
        yield block
        for row, entries in groupby(cells, lambda moved: _row(comparison, moved)):
            yield f"  {row}：{'；'.join(_entry(comparison, moved) for moved in entries)}"
    for section in comparison.sections:
        yield ""
        yield f"{section.heading or section.key}："
        yield from (f"  {line}" for line in section.diff.split("\n"))
    if comparison.findings:
        yield ""
        yield "两年之间的问题："
        yield from (f"  {SEVERITY_WORDS[f.severity]}：{f.message}{f.slip}" for f in comparison.findings)


def _entry(comparison: Comparison, moved: Moved) -> str:
    a, b = _figure(moved.a, moved.sides[0]), _figure(moved.b, moved.sides[1])
    how = [_change(moved)] * (moved.change is not None) + [_rate(moved)] * (moved.rate is not None)
    return f"{_column(comparison, moved)}{a}→{b}" + (f"（{'，'.join(how)}）" if how else "")


# --- page ----------------------------------------------------------------------------------------------------


def _article(comparison: Comparison, level: int) -> Iterator[str]:
    below = level + 1
    yield f'<article class="gk-comparison" lang="zh-Hans">\n<h{level}>两份报告对照</h{level}>\n'
    yield f"<p>{escape(_name(comparison.a))} → {escape(_name(comparison.b))}</p>\n"
    if not (comparison.cells or comparison.sections or comparison.findings):
        yield f"<p>{_SAME}</p>\n"
    if comparison.findings:
        yield f"<h{below}>两年之间的问题</h{below}>\n<ul>\n"
        for finding in comparison.findings:
            words = f"{SEVERITY_WORDS[finding.severity]}：{finding.message}{finding.slip}"
            yield f'<li class="gk-comparison__finding--{finding.severity}">{escape(words)}</li>\n'
        yield "</ul>\n"
    if comparison.cells:
        yield f'<h{below} id="gk-comparison-cells">有变化的数</h{below}>\n'
        yield from _table(comparison)
    for section in comparison.sections:
        yield f"<h{below}>{escape(section.heading or section.key)}</h{below}>\n"
        tags = {"same": ("", ""), "gone": ("<del>", "</del>"), "new": ("<ins>", "</ins>")}
        text = "".join(tags[p.kind][0] + escape(p.text) + tags[p.kind][1] for p in section.pieces)
        yield f'<p class="gk-comparison__text">{text}</p>\n'
    yield "</article>\n"


def _table(comparison: Comparison) -> Iterator[str]:
    yield '<div class="gk-comparison__table" role="region" aria-labelledby="gk-comparison-cells" tabindex="0">\n'
    yield "<table>\n"
    heads = ("项目", "栏目", *_heads(comparison), "增减", "增减率")
    yield "<thead><tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr></thead>\n"
    for block, cells in groupby(comparison.cells, lambda moved: _block(comparison, moved)):
        yield f'<tbody>\n<tr><th class="gk-comparison__block" scope="rowgroup" colspan="6">{escape(block)}</th></tr>\n'
        for row, entries in groupby(cells, lambda moved: _row(comparison, moved)):
            yield from _lines_of_row(comparison, row, list(entries))
        yield "</tbody>\n"
    yield "</table>\n</div>\n"


def _lines_of_row(comparison: Comparison, row: str, entries: list[Moved]) -> Iterator[str]:
    """The row's label once, beside all its columns."""
    span = f' rowspan="{len(entries)}"' if len(entries) > 1 else ""
    label = f'<th scope="rowgroup"{span}>{escape(row)}</th>'
    for number, moved in enumerate(entries):
        texts = (_figure(moved.a, moved.sides[0]), _figure(moved.b, moved.sides[1]), _change(moved), _rate(moved))
        figures = "".join(f"<td>{escape(text)}</td>" for text in texts)
        column = f'<th scope="row">{escape(_column(comparison, moved))}</th>'
        yield f"<tr>{label if number == 0 else ''}{column}{figures}</tr>\n"
