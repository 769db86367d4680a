"""How the rows of each register's table go in: the row that the acts take, the book that they are checked by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gongkai.registers.acts import decisions, documents, fees, matters, procurement
from gongkai.registers.acts.books import Book
from gongkai.registers.acts.rows import DecisionRow, FeeIncomeRow, FeeItemRow, MatterRow, ProcurementRow, Row
from gongkai.registers.tables.register import Register, registers


@dataclass(frozen=True, slots=True)
class Entering:
    """
    The way in.

    Args:
        row: What the acts take of a row.
        book: What they check it by.
        enter: The act.
        act: Its id, of which the permissions are asked.
    """

    row: Callable[..., Row]
    book: Book
    enter: Callable[..., Any]
    act: str = "registers.record"

    def row_of(self, register: Register, values: dict[str, Any], number: int) -> Row:
        """The row of these values; of a column that the file does not have it says what a blank cell says."""
        return self.row(**(_blanks(register.id) | values), place=f"第{number}行")


_WAYS = {
    "Matter": Entering(MatterRow, matters.BOOK, matters.enter_many),
    "Decision": Entering(DecisionRow, decisions.BOOK, decisions.enter_many),
    "FeeItem": Entering(FeeItemRow, fees.ITEMS, fees.enter_items),
    "FeeIncome": Entering(FeeIncomeRow, fees.INCOMES, fees.enter_incomes),
    "Procurement": Entering(ProcurementRow, procurement.BOOK, procurement.enter_many),
    "Document": Entering(documents.DocumentRow, documents.BOOK, documents.enter_many, "registers.enter_document"),
}


@cache
def _blanks(register: str) -> dict[str, Any]:
    """What a row of a register says before anything was read: blank cells, and what all of its rows have alike."""
    table = registers()[register]
    return {column.field: blank(column.kind) for column in table.columns} | dict(table.fixed)


def entering(register: Register) -> Entering:
    """The way into *register*."""
    return _WAYS[register.model]


def blank(kind: str) -> Any:
    """What a blank cell says."""
    return {"day": None, "money": None, "yes_no": False}.get(kind, "")
