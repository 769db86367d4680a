"""A list of wordings as a CSV file: read line by line, every bad line told; written so that it can be read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.errors import Refused, Unreadable
from gongkai.publications.gate.subject import Wording

#: Larger files are refused before they are read.
MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 5000
HEADINGS = ("不当写法", "建议写法", "类别", "例外", "自何日起", "依据")
#: The column that our own corrected files add; it is read over.
REMARKS = "问题"
_NEEDED = ("不当写法", "类别")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its number, its cells, the wording it holds or what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    wording: Wording | None
    problem: str


def read_wordings(data: bytes, name: str, kinds: dict[str, str], check: Callable[[Wording], Wording]) -> list[Line]:
    """
    Read a file.

    Args:
        data: Its bytes.
        name: Its name, for messages.
        kinds: Ids of the kinds by their labels.
        check: Sees that an entry can be as it is, and raises Refused.

    Returns:
        Every line; those that cannot be taken over say why.

    Raises:
        Unreadable: too large, no CSV, without the headings, or without lines.
    """
    rows = _rows(data, name)
    if not rows:
        raise Unreadable("文件是空的：第一行应为表头，其下每行一条规则。", file=name)
    headings = [heading for heading in rows[0] if heading]
    if missing := [heading for heading in _NEEDED if heading not in headings]:
        raise Unreadable(f"第一行缺少表头“{missing[0]}”。表头有：{'、'.join(HEADINGS)}。", file=name, place="第1行")
    if unknown := [heading for heading in headings if heading not in (*HEADINGS, REMARKS)]:
        raise Unreadable(f"不认识表头“{unknown[0]}”，请改正或删去这一列。", file=name, place="第1行")
    if len(rows) > MOST_LINES + 1:
        raise Unreadable(f"文件有{len(rows) - 1}行，超过{MOST_LINES}行，请分成几个文件。", file=name)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], 2):
        if any(row):
            cells = dict(zip(rows[0], row, strict=False))
            lines.append(_line(number, cells, kinds, check, seen))
    if not lines:
        raise Unreadable("文件里没有规则：第一行是表头，其下每行一条规则。", file=name)
    return lines


def written(entries: Iterable[tuple[Wording, str, str]]) -> bytes:
    """
    The list as a file that spreadsheets open and `read_wordings` reads.

    Args:
        entries: Each wording, the label of its kind, and a remark; with a remark anywhere, the file has their column.
    """
    rows = [
        ((one.wrong, one.right, label, "、".join(one.unless), str(one.from_on or ""), one.source), remark)
        for one, label, remark in entries
    ]
    return _csv(rows)


def marked(lines: Iterable[Line]) -> bytes:
    """The lines as they were, each bad one with what is wrong with it: the file to correct."""
    return _csv([(line.cells, line.problem) for line in lines])


def _csv(rows: list[tuple[tuple[str, ...], str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    has_remarks = any(remark for _cells, remark in rows)
    writer.writerow([*HEADINGS, REMARKS] if has_remarks else HEADINGS)
    for cells, remark in rows:
        shown = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
        writer.writerow([*shown, remark] if has_remarks else shown)
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # without the mark Excel takes UTF-8 for GBK


def _rows(data: bytes, name: str) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise Unreadable(f"文件超过{MOST_BYTES // 1024 // 1024} MB，请分成几个文件。", file=name)
    for code in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(code)
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
        except UnicodeDecodeError:
            continue
        except csv.Error as wrong:
            raise Unreadable(f"CSV的格式有误（{wrong}），请用WPS或Excel重新另存为CSV。", file=name) from None
    raise Unreadable("不是UTF-8或GBK编码的CSV，请用WPS或Excel另存为CSV后再上传。", file=name)


def _line(
    number: int, cells: dict[str, str], kinds: dict[str, str], check: Callable[[Wording], Wording], seen: dict[str, int]
) -> Line:
    kept = tuple(cells.get(heading, "") for heading in HEADINGS)
    wrong, right, kind, unless, day, source = kept
    try:
        if kind not in kinds:
            raise Refused(f"没有“{kind}”这个类别，可用的有：{'、'.join(kinds)}。")
        if wrong in seen:
            raise Refused(f"与第{seen[wrong]}行重复，请删去一行。")
        entry = Wording(wrong, right, kinds[kind], tuple(unless.split("、")) if unless else (), _day(day), source)
        wording = check(entry)
    except Refused as refused:
        return Line(number, kept, None, refused.message)
    seen[wrong] = number
    return Line(number, kept, wording, "")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Refused(f"“{text}”不是日期，请写成2021-01-01的样子。") from None
