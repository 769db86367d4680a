"""
The tables of a budget as lines, read from the cells of a spreadsheet or of what is pasted; knows no database.

Money is in whole 分, exact; a blank is None, which is not 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

#: Units of money that a table may be in, and how many 分 make one.
UNITS: Mapping[str, int] = {"元": 100, "万元": 1_000_000}
#: Rows at the top among which headings are looked for.
_HEAD_ROWS = 8
_MOST_FEN = 2**63 - 1
_HEADINGS = {
    "code": {
        "科目编码",
        "编码",
        "功能分类科目编码",
        "经济分类科目编码",
        "支出功能分类科目编码",
        "支出经济分类科目编码",
    },
    "name": {"科目名称", "项目", "名称", "项目名称", "收入项目", "经费项目", "功能分类科目名称", "经济分类科目名称"},
    "total": {"合计", "总计", "预算数", "决算数", "金额", "本年预算数", "本年决算数", "年初预算数"},
    "basic": {"基本支出"},
    "project": {"项目支出"},
}
_AS_PASTED = ("code", "name", "total", "basic", "project")
_UNIT = re.compile(r"单位[:：]?\s*(?:人民币)?(万元|元)")
_CODE = re.compile(r"\d{3,7}")
_AMOUNT = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_BLANKS = {"", "-", "--", "—", "——", "/"}
_TOTAL = re.compile(r"(合计|总计)$")


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line of a table; its fields are those of `BudgetLine`.

    Args:
        place: Where it stands in what was read, for messages.
    """

    table: str
    code: str
    name: str
    total: int | None = None
    basic: int | None = None
    project: int | None = None
    place: str = ""

    @property
    def is_total(self) -> bool:
        """Whether it is the sum of its table."""
        return not self.code and bool(_TOTAL.search(bare(self.name)))


@dataclass(slots=True)
class Looked:
    """
    What was read of a table.

    Args:
        lines: Its lines, in the order of the paper.
        wrong: What could not be read, each with its place.
        unit: The unit that the table itself names, or "".
    """

    lines: list[Line] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unit: str = ""


def pasted(text: str) -> list[list[str]]:
    """The cells of what was pasted from a spreadsheet: a row a line, cells apart by tabs."""
    return [line.split("\t") for line in text.splitlines() if line.strip()]


def look(rows: Sequence[Sequence[str]], table: str, *, unit: str) -> Looked:
    """
    Read a table.

    Args:
        rows: Its cells, titles and headings included; without headings they are code, name, total, basic, project.
        table: An id of the tables of a budget.
        unit: The unit of its money, where it does not name one itself.
    """
    named = next((match[1] for row in rows[:_HEAD_ROWS] for cell in row if (match := _UNIT.search(bare(cell)))), "")
    columns, first = _columns(rows)
    found = Looked(unit=named)
    for number, row in enumerate(rows[first:], first + 1):
        cells = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
        _read(found, cells, table, UNITS[named or unit], f"第{number}行")
    return found


def written(fen: int | None, unit: str) -> str:
    """An amount in *unit*, exactly, as a cell says it; "" for a blank."""
    if fen is None:
        return ""
    text = f"{Decimal(fen) / UNITS[unit]:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_cells(lines: Iterable[Line], unit: str) -> str:
    """Lines as cells to paste, which read back the same."""
    return "\n".join(
        "\t".join([line.code, line.name, *(written(amount, unit) for amount in (line.total, line.basic, line.project))])
        for line in lines
    )


def bare(text: str) -> str:
    """A cell without widths and blanks that people write one way or another."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _columns(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """In which column each field stands, and the first row below the headings."""
    columns: dict[str, int] = {}
    first = 0
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        if columns and any(_CODE.fullmatch(bare(cell)) or _AMOUNT.fullmatch(bare(cell)) for cell in row):
            break
        for place, cell in enumerate(row):
            for name, headings in _HEADINGS.items():
                if bare(cell) in headings and name not in columns and place not in columns.values():
                    columns[name] = place
                    first = number + 1
    if "name" in columns:
        return columns, first
    return dict(zip(_AS_PASTED, range(len(_AS_PASTED)), strict=True)), 0


def _read(found: Looked, cells: Mapping[str, str], table: str, per: int, place: str) -> None:
    code, name = bare(cells.get("code", "")), cells.get("name", "")
    amounts = {field: bare(cells.get(field, "")) for field in ("total", "basic", "project")}
    if not name and code and not _CODE.fullmatch(code):
        code, name = "", cells["code"]  # a total often stands in the column of codes
    if not name or (name.startswith(("注", "备注", "说明")) and not any(amounts.values())):
        if any(amounts.values()):
            found.wrong.append(f"{place}：有金额而没有科目名称，请补上名称。")
        return
    if code and not _CODE.fullmatch(code):
        found.wrong.append(f"{place}：科目编码“{code[:20]}”应为3至7位数字。")
        return
    money: dict[str, int | None] = {}
    for field_name, text in amounts.items():
        try:
            money[field_name] = _money(text, per)
        except ValueError as wrong:
            found.wrong.append(f"{place}（{name[:20]}）：{wrong}")
            return
    found.lines.append(Line(table, code, name[:200], **money, place=place))


def _money(text: str, per: int) -> int | None:
    if text in _BLANKS:
        return None
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"“{text[:20]}”不是金额，请只写数，如160.59。")
    fen = Decimal(text.replace(",", "")) * per
    if fen != fen.to_integral_value():
        raise ValueError(f"“{text[:20]}”比1分还细，请精确到分。")
    if abs(fen) > _MOST_FEN:
        raise ValueError(f"“{text[:20]}”太大，请核对单位。")
    return int(fen)
