"""
Whether the tables of a budget add up, and a year beside the year before; knows no database.

A sum that does not fit is told with its line and both figures, and refuses nothing: papers as they were approved do
break these rules, and what stands in the register is what stands in the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.figures import growth_rate
from gongkai.registers.budget_tables import Line, bare, written

_COLUMNS = {"total": "合计", "basic": "基本支出", "project": "项目支出"}
Tables = Mapping[str, Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A sum that does not fit.

    Args:
        rule: Its id: `line`, `children`, `table`, `economic`, `project`, `balance`.
        table: The table that it is about.
        line: The line that it is about; None if about the whole.
        left: What stands there, in 分.
        right: What it should be by the rule.
        words: A sentence with both figures.
    """

    rule: str
    table: str
    line: Line | None
    left: int
    right: int
    words: str


@dataclass(frozen=True, slots=True)
class Compared:
    """
    A line in a year and in the year before.

    Args:
        code: Its code, or "".
        name: What it is called now; before, if it is no longer there.
        now: This year's total in 分; None if the line is not there or blank.
        before: The year before's; likewise.
    """

    code: str
    name: str
    now: int | None
    before: int | None

    @property
    def change(self) -> int | None:
        """The difference; None where one is missing."""
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def rate(self) -> Decimal | None:
        """Change in per cent; None too where there was nothing before."""
        return growth_rate(self.now, self.before)


def check(tables: Tables) -> list[Finding]:
    """
    Every sum of a budget that does not fit, table by table, then between the tables.

    Source: Budget Law art. 32 and the tables of budgets and final accounts of departments: basic and project
    expenditure, the functional class down to 项, basic expenditure by the economic class.
    """
    found: list[Finding] = []
    for table, lines in tables.items():
        found += _lines(table, lines)
        found += _children(table, lines)
        found += _whole(table, lines)
    return [*found, *_between(tables)]


def grand_total(lines: Sequence[Line], column: str = "total") -> int | None:
    """The sum of a table: what its last line of a sum says; without one, what its topmost codes add up to."""
    totals = [line for line in lines if line.is_total]
    if totals:
        return getattr(totals[-1], column)  # type: ignore[no-any-return]
    return _sum(_topmost(lines), column)


def compare(now: Sequence[Line], before: Sequence[Line]) -> list[Compared]:
    """Lines of a year beside those of the year before: this year's in their order, then those that are no more."""
    old: dict[tuple[str, str], Line] = {}
    for line in before:
        old.setdefault(_key(line), line)
    rows = []
    for line in now:
        past = old.pop(_key(line), None)
        rows.append(Compared(line.code, line.name, line.total, past.total if past is not None else None))
    return rows + [Compared(line.code, line.name, None, line.total) for line in old.values()]


def _lines(table: str, lines: Sequence[Line]) -> Iterator[Finding]:
    """Basic and project expenditure are the whole of a line."""
    for line in lines:
        if line.total is None or (line.basic is None and line.project is None):
            continue
        parts = (line.basic or 0) + (line.project or 0)
        if parts != line.total:
            words = f"“{line.name}”合计{_yuan(line.total)}，基本支出与项目支出相加是{_yuan(parts)}。"
            yield Finding("line", table, line, line.total, parts, words)


def _children(table: str, lines: Sequence[Line]) -> Iterator[Finding]:
    """A code's amount is the sum of those one step below it, by the beginning of their codes."""
    coded = [line for line in lines if line.code]
    codes = {line.code for line in coded}
    below: dict[str, list[Line]] = {}
    for line in coded:
        below.setdefault(_parent(line.code, codes), []).append(line)
    for line in coded:
        for column, label in _COLUMNS.items():
            added, stated = _sum(below.get(line.code, ()), column), getattr(line, column)
            if added is None or added == (stated or 0):
                continue
            words = f"“{line.code} {line.name}”{label}{_yuan(stated or 0)}，下级科目相加是{_yuan(added)}。"
            yield Finding("children", table, line, stated or 0, added, words)


def _whole(table: str, lines: Sequence[Line]) -> Iterator[Finding]:
    """The sum of a table is that of its topmost codes."""
    total = next((line for line in lines if line.is_total), None)
    if total is None or not any(line.code for line in lines):
        return
    for column, label in _COLUMNS.items():
        added, stated = _sum(_topmost(lines), column), getattr(total, column)
        if added is not None and stated is not None and added != stated:
            words = f"“{total.name}”{label}{_yuan(stated)}，各类科目相加是{_yuan(added)}。"
            yield Finding("table", table, total, stated, added, words)


def _between(tables: Tables) -> Iterator[Finding]:
    function, economic = tables.get("function", ()), tables.get("economic", ())
    spent = grand_total(function)
    basic, project = grand_total(function, "basic"), grand_total(function, "project")
    by_economic = grand_total(economic)
    if basic is not None and by_economic is not None and basic != by_economic:
        words = f"按功能分类的基本支出{_yuan(basic)}，按经济分类的基本支出{_yuan(by_economic)}，两者应相等。"
        yield Finding("economic", "economic", None, by_economic, basic, words)
    if spent is not None and by_economic is not None and project is not None and spent != by_economic + project:
        added = by_economic + project
        words = f"支出合计{_yuan(spent)}，按经济分类的基本支出与项目支出相加是{_yuan(added)}。"
        yield Finding("project", "function", None, spent, added, words)
    income = grand_total(tables.get("revenue", ()))
    if income is not None and spent is not None and income != spent:
        words = f"收入总计{_yuan(income)}，支出总计{_yuan(spent)}，两者应相等（含结转的请核对结转数）。"
        yield Finding("balance", "revenue", None, income, spent, words)


def _parent(code: str, codes: set[str]) -> str:
    """The longest code that *code* begins with, or ""."""
    return next((code[:end] for end in range(len(code) - 1, 0, -1) if code[:end] in codes), "")


def _topmost(lines: Sequence[Line]) -> list[Line]:
    codes = {line.code for line in lines if line.code}
    return [line for line in lines if line.code and not _parent(line.code, codes)]


def _sum(lines: Iterable[Line], column: str) -> int | None:
    """The sum of what is not blank; None where all is blank."""
    amounts = [amount for line in lines if (amount := getattr(line, column)) is not None]
    return sum(amounts) if amounts else None


def _key(line: Line) -> tuple[str, str]:
    return (line.code, "") if line.code else ("", bare(line.name))


def _yuan(fen: int) -> str:
    return f"{written(fen, '万元')}万元"
