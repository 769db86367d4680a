"""An XLSX or CSV of units or people, read into lines of text; nothing in it is believed yet."""

from __future__ import annotations

from gongkai.errors import Unreadable
from gongkai.organisations.imports.plan import SHEETS, Line, Plan
from gongkai.organisations.imports.tables import REMARKS, line_of, sheets_in

#: Larger files are refused before they are opened.
MOST_BYTES = 5 * 1024 * 1024
#: As many as are taken over (some 5 ms each) before another writer of SQLite gives up waiting, which is after 20 s.
MOST_ROWS = 3_000


def read_tables(data: bytes, name: str) -> Plan:
    """
    Read a file of units, of people, or of both (XLSX: a sheet each, found by its headings).

    Args:
        data: The file's bytes.
        name: Its name, for messages.

    Returns:
        Its lines; cells are not checked beyond being text.

    Raises:
        Unreadable: too large, neither XLSX nor CSV, no known headings, a heading that is unknown, missing or there
            twice, no rows or too many.
    """
    headings: dict[str, list[str]] = {}
    lines: list[Line] = []
    for title, rows in sheets_in(data, name, most_bytes=MOST_BYTES, most_rows=MOST_ROWS):
        (_, first), *rest = rows
        sheet = _sheet_of(first, name, title)
        if sheet in headings:
            raise Unreadable(f"有两张“{sheet}”表，请合成一张。", file=name, place=f"工作表“{title}”")
        headings[sheet] = _headings(first, sheet, name, title)
        lines += [line_of(sheet, number, first, row) for number, row in rest]
    if not lines:
        raise Unreadable("文件里没有机关或人员：第一行应为表头，其下每行一个机关或一项任职。", file=name)
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"文件有{len(lines)}行，超过{MOST_ROWS}行，请分成几个文件。", file=name)
    return Plan(name, headings, lines)


def _sheet_of(first: list[str], name: str, title: str) -> str:
    for sheet, columns in SHEETS.items():
        if {column.heading for column in columns if column.required} <= set(first):
            return sheet
    wanted = "；".join(
        f"{sheet}表须有{'、'.join(column.heading for column in columns if column.required)}"
        for sheet, columns in SHEETS.items()
    )
    raise Unreadable(f"第一行不是机关表或人员表的表头。{wanted}。", file=name, place=f"工作表“{title}”第1行")


def _headings(first: list[str], sheet: str, name: str, title: str) -> list[str]:
    known = {column.heading for column in SHEETS[sheet]} | {REMARKS}
    place = f"工作表“{title}”第1行"
    filled = [heading for heading in first if heading]
    if unknown := [heading for heading in filled if heading not in known]:
        raise Unreadable(f"不认识表头“{unknown[0]}”，请改正或删去这一列。", file=name, place=place)
    if twice := [heading for heading in filled if filled.count(heading) > 1]:
        raise Unreadable(f"表头“{twice[0]}”出现了两次，请删去一列。", file=name, place=place)
    return [heading for heading in filled if heading != REMARKS]
