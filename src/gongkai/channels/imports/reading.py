"""A file of a platform, recognised by its headings and read into lines; what they would do stands in `run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.channels.imports.formats import Format, folded, totals
from gongkai.errors import Unreadable
from gongkai.organisations.imports import Line, Plan, line_of, sheets_in
from gongkai.organisations.imports.tables import REMARKS, Sheet

#: Larger files are refused before they are opened.
MOST_BYTES = 10 * 1024 * 1024
#: Some seconds of work; more is sent as several files.
MOST_ROWS = 50_000
# Platforms write their own name and the period above the headings.
_ROWS_ABOVE = 10


@dataclass(frozen=True, slots=True)
class Table:
    """
    The one table of a file.

    Args:
        format: Which format it is.
        plan: Its lines.
        headings: Of each field that it has, what its column is called there.
        unused: The headings that nothing is read of.
    """

    format: Format
    plan: Plan
    headings: dict[str, str]
    unused: tuple[str, ...]


def read_table(data: bytes, name: str, known: Sequence[Format]) -> Table:
    """
    Read a file that is of one of the formats *known*.

    Raises:
        Unreadable: too large, neither XLSX nor CSV, of none of the formats, a heading twice, no rows or too many.
    """
    sheets = sheets_in(data, name, most_bytes=MOST_BYTES, most_rows=MOST_ROWS)
    for title, rows in sheets:
        for place, (_number, row) in enumerate(rows[:_ROWS_ABOVE]):
            found = [(entry, entry.matched(row)) for entry in known]
            fitting = [(entry, fields) for entry, fields in found if fields is not None]
            if fitting:
                best, fields = max(fitting, key=lambda pair: len(pair[1]))
                return _table(best, fields, (title, rows[place:]), name)
    wanted = "；".join(
        f"{entry.label}须有{'、'.join(field.headings[0] for field in entry.fields if field.required)}"
        for entry in known
    )
    first = sheets[0][1][0][1] if sheets else []
    seen = "、".join(heading for heading in first if heading)[:100] or "空表"
    raise Unreadable(f"认不出这个文件的表头（看到的是：{seen}）。可以导入：{wanted}。", file=name)


def _table(entry: Format, fields: dict[str, int], sheet: Sheet, name: str) -> Table:
    title, rows = sheet
    (number, first), *rest = rows
    used = {place: first[place] for place in fields.values()}
    for heading in used.values():
        if sum(folded(other) == folded(heading) for other in first) > 1:
            raise Unreadable(f"表头“{heading}”出现了两次，请删去一列。", file=name, place=f"“{title}”第{number}行")
    lines = [line for line in (line_of(title, at, first, row) for at, row in rest) if not _adds_up(line, first)]
    if not lines:
        raise Unreadable("表头下面没有数据。", file=name, place=f"“{title}”")
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"文件有{len(lines)}行，超过{MOST_ROWS}行，请分成几个文件。", file=name)
    headings = [heading for heading in first if heading and heading != REMARKS]
    for line in lines:
        for heading in line.problems.keys() - used.values():
            del line.problems[heading]  # a formula in a column that nothing is read of
    unused = tuple(heading for heading in headings if heading not in used.values())
    places = {key: first[place] for key, place in fields.items()}
    return Table(entry, Plan(name, {title: headings}, lines), places, unused)


def _adds_up(line: Line, first: list[str]) -> bool:
    """Whether a row adds up the others."""
    lead = next((text for heading in first if (text := line.texts.get(heading))), "")
    return lead in totals()
